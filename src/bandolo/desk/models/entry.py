"""When did a person come in, by which way, how surely, and when did that end?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, digest_field, digests, words_field


class Entry(Record):
    """A person came in: by which provider or account, at which level; `session` is the one that it opened."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="entries")
    way = words_field(50)
    level = models.PositiveSmallIntegerField()
    subject = words_field(255, optional=True)
    sid = words_field(255, optional=True)
    session = words_field(40)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["way", "sid"], name="entry_by_sid"),
            models.Index(fields=["way", "subject"], name="entry_by_subject"),
            models.Index(fields=["session"], name="entry_by_session"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1) & Q(level__lte=3), name="entry_level_known")
        ]


class SecondFactor(Record):
    """The device by which a person proves themselves (RFC 6238); its secret is sealed by the desk's key."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="second_factor")
    sealed_secret = words_field(400)
    # The step of the last code taken: no code is taken twice (RFC 6238, 5.2).
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(Record):
    """A code that stands in once for a lost device."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="recovery_codes")
    code_sha256 = digest_field()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            digests("code_sha256"),
            models.UniqueConstraint(fields=["person", "code_sha256"], name="recoverycode_once"),
        ]


class Attempt(models.Model):
    """How often a password or code failed of late, of a person or from an address, by its digest."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [digests("key")]
