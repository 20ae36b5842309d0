"""What did a beneficiary report, and when was it sent?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.calls import Call
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, digest_field, digests, words_field


class Report(Record):
    """A report of expenses drawn up for a stage of the payment: its content, request and signed request.

    It has the next number of the reports of its call once it is sent. One that came too late is kept with
    the instant and the reason; one that was drawn up again is replaced.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="reports")
    call = models.ForeignKey(Call, models.PROTECT, related_name="reports")
    stage = words_field(100, optional=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField()
    digest = digest_field()
    pdf_sha256 = digest_field()
    signed_sha256 = digest_field(optional=True)
    verdicts = models.JSONField(default=dict)
    receipt = words_field(2000, optional=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    late_why = models.JSONField(default=list)
    replaced_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            digests("digest", "pdf_sha256", "signed_sha256"),
            models.UniqueConstraint(
                fields=["application", "stage"], condition=Q(replaced_at__isnull=True), name="report_once"
            ),
            models.UniqueConstraint(fields=["call", "number"], name="report_number_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, number__isnull=True)
                | Q(sent_at__isnull=False, number__isnull=False),
                name="report_numbered_when_sent",
            ),
        ]
