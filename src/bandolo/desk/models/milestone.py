"""What happened after the award, and who says so?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, words_field


class Milestone(Record):
    """An event of the call happened on a day; by nobody where the desk itself saw it. The last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="milestones")
    event = words_field(100)
    on = models.DateField()
    evidence = words_field(500, optional=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(evidence=""), name="milestone_with_evidence"
            )
        ]
