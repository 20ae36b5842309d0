"""What did a person ask about the data that the body holds on them, and what was answered?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

# Reg. (UE) 2016/679, arts. 15, 16, 17, 18, 21.
REQUEST_KINDS = ("access", "rectification", "erasure", "restriction", "objection")
ANSWERS = ("granted", "refused")


class DataRequest(Record):
    """A request of a data subject, on one application or on all that is held; answered by a day.

    `term` is a month from the request, or three where it was put off within the first, with its reason.
    `changes` are the person's own data as they should stand. A restriction that was granted holds until it
    is lifted. What access gives is kept as a file until the person's data are erased.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    kind = words_field(20)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="data_requests")
    words = words_field(4000, optional=True)
    changes = models.JSONField(default=dict)
    term = models.DateField()
    delay_reason = words_field(2000, optional=True)
    outcome = words_field(10, optional=True)
    answer = words_field(4000, optional=True)
    clauses = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    paper_sha256 = digest_field(optional=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = words_field(2000, optional=True)

    class Meta:
        constraints = [
            among("kind", REQUEST_KINDS),
            among("outcome", ("", *ANSWERS)),
            digests("paper_sha256"),
            models.UniqueConstraint(
                fields=["person", "kind", "application"],
                condition=Q(outcome=""),
                name="datarequest_open_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="datarequest_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")),
                name="datarequest_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(kind="restriction", outcome="granted"),
                name="datarequest_lifted_restriction",
            ),
        ]
