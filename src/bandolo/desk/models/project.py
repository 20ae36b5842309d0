"""What was asked, told and changed while a project was under way?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.choice import Act
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, words_field
from bandolo.desk.models.review import runs

VARIATION_KINDS = ("supplier", "costs", "data", "force_majeure", "other")
VARIATION_OUTCOMES = ("authorised", "refused")
REMINDER_DAYS = (30, 7, 1)


class ProgressRequest(Record):
    """The body asked how far spending and work have come (L12-6); the beneficiary tells within a term.

    The term, of so many working `days` where the request states them, runs as that of a supplement.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="progress_requests")
    reason = words_field(4000)
    days = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    term = models.DateTimeField(null=True, blank=True)
    spent_cents = models.BigIntegerField(null=True, blank=True)
    work_done = words_field(10000, optional=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="progressrequest_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | (Q(spent_cents__gte=0) & ~Q(work_done="") & Q(answered_by__isnull=False)),
                name="progressrequest_answered_whole",
            ),
            runs("progressrequest_term_runs"),
        ]


class Variation(Record):
    """The beneficiary asks to change the approved project, with reasons; authorised or refused by an act.

    `changes` are values by path as they would stand, `before` as they stood; `effect` is what the rules make
    of both, in cents, as it was shown.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="variations")
    kind = words_field(20)
    reason = words_field(10000)
    changes = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_outcome = words_field(20, optional=True)
    proposed_reason = words_field(10000, optional=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="variations")

    class Meta:
        constraints = [
            among("kind", VARIATION_KINDS),
            among("proposed_outcome", ("", *VARIATION_OUTCOMES)),
            models.CheckConstraint(condition=~Q(reason=""), name="variation_with_reason"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(decided_at__isnull=True), name="variation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="variation_four_eyes",
            ),
        ]


class Reminder(Record):
    """The beneficiary was told of a deadline so many days before it; once for each day it falls on."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="reminders")
    deadline = words_field(100)
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "deadline", "due_on", "days"], name="reminder_once"
            ),
            models.CheckConstraint(condition=Q(days__in=REMINDER_DAYS), name="reminder_days_known"),
        ]
