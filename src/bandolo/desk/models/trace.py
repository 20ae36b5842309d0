"""Who did what, when, for whom, by which clauses?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bandolo.desk.models.people import Enterprise, Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field
from bandolo.desk.roles import ROLES

DOSSIERS = ("application", "call", "enterprise", "person")


class Event(Record):
    """One thing done to a dossier, bound to the one before it; never changed, without personal data."""

    dossier_kind = words_field(20)
    dossier = models.UUIDField()
    seq = models.PositiveIntegerField()
    who = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    for_whom = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    role = words_field(20, optional=True)
    happened_at = models.DateTimeField()
    what = words_field(60)
    clauses = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    data_sha256 = digest_field()
    previous = digest_field()
    digest = digest_field()

    class Meta:
        constraints = [
            among("dossier_kind", DOSSIERS),
            among("role", ("", *ROLES)),
            digests("data_sha256", "previous", "digest"),
            models.UniqueConstraint(fields=["dossier", "seq"], name="event_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_seq_from_one"),
        ]


class EventDetail(models.Model):
    """The data of an event, apart: removed at the end of the term of keeping; the chain still holds."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="detail")
    salt = words_field(64)
    data = models.JSONField()
