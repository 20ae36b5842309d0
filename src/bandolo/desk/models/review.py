"""What did officers find, ask and propose, and how did the committee vote?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.calls import Call
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, in_order, words_field

VERDICTS = ("passed", "failed", "unknown")
OUTCOMES = ("admissible", "refused")
COMMITTEE_PARTS = ("member", "coordinator")


def runs(name: str) -> models.CheckConstraint:
    """A term has an end once it has begun, and not before."""
    begun = Q(started_at__isnull=False, term__isnull=False)
    return models.CheckConstraint(condition=begun | Q(started_at__isnull=True, term__isnull=True), name=name)


class Review(Record):
    """An officer reviews an application and proposes; another person decides (four eyes)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="review")
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_outcome = words_field(20, optional=True)
    proposed_reason = words_field(10000, optional=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_outcome = words_field(20, optional=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            among("proposed_outcome", ("", *OUTCOMES)),
            among("decided_outcome", ("", *OUTCOMES)),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (
                    Q(proposed_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("officer"))
                ),
                name="review_four_eyes",
            ),
        ]


class Finding(Record):
    """An officer's verdict on a requirement, with the reason; the last one counts."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings")
    requirement = words_field(100)
    verdict = words_field(10)
    reason = words_field(4000, optional=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [among("verdict", VERDICTS)]


class LineFinding(Record):
    """What an officer or the committee admits of a cost line, in cents, and why; the last one counts."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="line_findings")
    line = words_field(200)
    admitted_cents = models.BigIntegerField()
    reason = words_field(4000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(admitted_cents__gte=0), name="linefinding_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="linefinding_with_reason"),
        ]


class RegisterCheck(Record):
    """What a register answered about an enterprise: when it was asked, under which protocol."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="register_checks")
    register = words_field(40)
    checked_on = models.DateField()
    protocol = words_field(100)
    outcome = words_field(40)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class Supplement(Record):
    """An officer asked for more; the enterprise answers within the term, or it lapses.

    The term is that of `deadline`, of so many `days` where the request states them. It runs from
    `started_at`: the delivery of the letter where it goes by certified mail, else the request itself.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="supplements")
    reason = words_field(4000)
    deadline = words_field(100, optional=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    term = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="supplement_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(lapsed_at__isnull=True), name="supplement_one_end"
            ),
            runs("supplement_term_runs"),
        ]


class SupplementItem(Record):
    """A field or document that a supplement reopens."""

    supplement = models.ForeignKey(Supplement, models.PROTECT, related_name="items")
    path = words_field(200)
    words = words_field(1000, optional=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplement", "path"], name="supplementitem_path_once")
        ]


class RefusalNotice(Record):
    """The reasons against an application, told before it is refused (L. 241/1990, art. 10-bis).

    Its term runs as that of a supplement.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="refusal_notices")
    reasons = words_field(10000)
    started_at = models.DateTimeField(null=True, blank=True)
    term = models.DateTimeField(null=True, blank=True)
    counter_arguments = words_field(20000, optional=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [runs("refusalnotice_term_runs")]


class CommitteeMember(Record):
    """A person sits in the committee of a call, as a member who votes or as its coordinator, who does not."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="committee")
    person = models.ForeignKey(Person, models.PROTECT, related_name="committees")
    part = words_field(20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            among("part", COMMITTEE_PARTS),
            in_order("since", "until"),
            models.UniqueConstraint(
                fields=["call", "person"], condition=Q(until__isnull=True), name="committeemember_open_once"
            ),
        ]


class ConflictDeclaration(Record):
    """Whether a member of the committee has an interest in an application; the last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    has_conflict = models.BooleanField()
    reason = words_field(2000, optional=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(has_conflict=False) | ~Q(reason=""), name="conflictdeclaration_with_reason"
            )
        ]


class Vote(Record):
    """A member's points on a criterion of an application, with the reason; the last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    criterion = words_field(100)
    points = models.DecimalField(max_digits=7, decimal_places=3)
    reason = words_field(4000)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="vote_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="vote_with_reason"),
        ]


class Minutes(Record):
    """What the committee of a call did in a sitting, as signed."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    content = models.JSONField()
    pdf_sha256 = digest_field()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            digests("pdf_sha256"),
            models.UniqueConstraint(fields=["call", "number"], name="minutes_number_once"),
        ]
