"""Which awards are being taken back or were, why, and what has come back of what was paid?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.choice import Act, Award
from bandolo.desk.models.money import LedgerEntry
from bandolo.desk.models.people import Enterprise, Person
from bandolo.desk.models.record import Record, among, digest_field, digests, in_order, words_field

EXTENTS = ("total", "partial")
REVOCATION_OUTCOMES = ("dropped", "revoked")
RECEIPT_SOURCES = ("typed", "file")


class Revocation(Record):
    """A procedure to take an award back (L. 241/1990, arts. 7, 8, 10), from its notice to its end.

    `grounds` are those chosen, as they were told: id, words in both languages, clauses, reasons.
    `amount_cents` is what a partial one takes, null for the whole. The term to answer of so many `days` runs
    from `started_at`, which is the delivery of the notice where the body has certified mail.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="revocations")
    grounds = models.JSONField()
    extent = words_field(10)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    is_false_declaration = models.BooleanField(default=False)
    reason = words_field(10000)
    days = models.PositiveIntegerField()
    started_at = models.DateTimeField(null=True, blank=True)
    term = models.DateTimeField(null=True, blank=True)
    concludes_by = models.DateField()
    answer = words_field(20000, optional=True)
    answer_name = words_field(255, optional=True)
    answer_sha256 = digest_field(optional=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = words_field(10, optional=True)
    outcome_reason = words_field(10000, optional=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    act = models.OneToOneField(Act, models.PROTECT, null=True, related_name="revocation")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("extent", EXTENTS),
            among("outcome", ("", *REVOCATION_OUTCOMES)),
            digests("answer_sha256"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome=""), name="revocation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(extent="total", amount_cents__isnull=True)
                | Q(extent="partial", amount_cents__gt=0),
                name="revocation_amount_of_part",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="revocation_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="revoked") | Q(act__isnull=False), name="revocation_by_act"
            ),
        ]


class GroundFound(Record):
    """The desk found a ground of revocation by dates or facts, and told the office; each ground once."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="grounds_found")
    ground = words_field(120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "ground"], name="groundfound_once")]


class FalseDeclaration(Record):
    """An enterprise had an award revoked for a false declaration: no benefits until a day.

    D.P.R. 445/2000, art. 75, par. 1-bis: two years from the act.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="false_declarations")
    revocation = models.OneToOneField(Revocation, models.PROTECT, related_name="false_declaration")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [in_order("since", "until")]


class Recovery(Record):
    """What was paid of a revoked award and is to come back: cents with the days on which they were paid.

    `enrolled_on` is the day on which it was handed over to enforced collection (iscrizione a ruolo).
    """

    revocation = models.OneToOneField(Revocation, models.PROTECT, related_name="recovery")
    award = models.ForeignKey(Award, models.PROTECT, related_name="recoveries")
    principal_cents = models.BigIntegerField()
    parts = models.JSONField()
    due_on = models.DateField()
    enrolled_on = models.DateField(null=True, blank=True)
    enrolled_reference = words_field(100, optional=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(principal_cents__gt=0), name="recovery_of_something"),
            models.CheckConstraint(
                condition=Q(enrolled_on__isnull=True) | ~Q(enrolled_reference=""),
                name="recovery_enrolled_with_reference",
            ),
        ]


class RecoveryPlan(Record):
    """Instalments granted: each with its day and cents, interest as known then; the last plan counts."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="plans")
    instalments = models.JSONField()
    # How many receipts had come before it: they do not count for its instalments.
    receipts_before = models.PositiveIntegerField()
    reason = words_field(2000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class RecoveryReceipt(Record):
    """Money that came back, interest first (c.c., art. 1194); never more than is to come back."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    amount_cents = models.BigIntegerField()
    principal_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField()
    reference = words_field(140)
    source = words_field(10)
    # The funds set free by it, where any principal came back.
    release = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, related_name="receipt")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("source", RECEIPT_SOURCES),
            models.UniqueConstraint(fields=["recovery", "reference"], name="recoveryreceipt_reference_once"),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, principal_cents__gte=0, interest_cents__gte=0)
                & Q(amount_cents=F("principal_cents") + F("interest_cents")),
                name="recoveryreceipt_sums",
            ),
            models.CheckConstraint(
                condition=Q(principal_cents=0, release__isnull=True)
                | Q(principal_cents__gt=0, release__isnull=False),
                name="recoveryreceipt_frees",
            ),
        ]
