"""Which calls are there, in which editions, and which acts changed their course?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

# How an act changes the course of a call: VDI-7.
COURSES = ("budget", "close", "extend", "reopen", "suspend")


class Call(Record):
    """A call of the body; all that it says stands in its editions."""

    slug = models.SlugField(max_length=40)
    body = words_field(300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="call_slug_once")]

    def __str__(self) -> str:
        return self.slug


class CallUpload(Record):
    """A call file that an officer is preparing: it binds nobody until it is published."""

    content = models.BinaryField()
    sha256 = digest_field()
    name = words_field(255)
    # Text by name: the worked cases that came with the file.
    cases = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [digests("sha256")]


class Edition(Record):
    """A call file as published: its bytes never change. Those after the first amend, with a reason."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    # Text by name: the worked cases that were published with it.
    cases = models.JSONField(default=dict)
    sha256 = digest_field()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = words_field(2000, optional=True)

    class Meta:
        constraints = [
            digests("sha256"),
            models.UniqueConstraint(fields=["call", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["call", "sha256"], name="edition_content_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="edition_amended_with_reason"),
        ]


class CallAct(Record):
    """An act raised the budget of a call, closed, extended, reopened or suspended it, from an instant on."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="acts")
    kind = words_field(10)
    reference = words_field(200)
    reason = words_field(2000)
    effective = models.DateTimeField()
    closes = models.DateTimeField(null=True, blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("kind", COURSES),
            models.CheckConstraint(
                condition=(Q(kind="budget") & Q(amount_cents__isnull=False) & ~Q(amount_cents=0))
                | (~Q(kind="budget") & Q(amount_cents__isnull=True)),
                name="callact_amount_of_budget",
            ),
            models.CheckConstraint(
                condition=Q(kind="reopen")
                | Q(kind="extend", closes__isnull=False)
                | (~Q(kind="extend") & Q(closes__isnull=True)),
                name="callact_closes_of_opening",
            ),
        ]
