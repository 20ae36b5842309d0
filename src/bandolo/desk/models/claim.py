"""Who asks to act for an enterprise for which others act already, on what evidence, and who decided?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.people import Enterprise, Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

CAPACITIES = ("representative", "mandate")


class Claim(Record):
    """A person asks to represent an enterprise, or shows a mandate of it; somebody entitled decides."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="claims")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="claims")
    capacity = words_field(20)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    evidence_name = words_field(255)
    evidence_sha256 = digest_field()
    until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(null=True, blank=True)
    reason = words_field(1000, optional=True)

    class Meta:
        constraints = [
            among("capacity", CAPACITIES),
            digests("evidence_sha256"),
            models.UniqueConstraint(
                fields=["person", "enterprise"], condition=Q(decided_at__isnull=True), name="claim_open_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity="representative", granted_by__isnull=True)
                | Q(capacity="mandate", granted_by__isnull=False),
                name="claim_mandate_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_granted__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, is_granted__isnull=False, decided_by__isnull=False),
                name="claim_decided_whole",
            ),
            # Four eyes: nobody lets themselves in.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("person")),
                name="claim_decided_by_another",
            ),
        ]
