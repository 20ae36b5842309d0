"""Which awards were drawn to be inspected, by which seed, and what did each inspection find?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.calls import Call
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

INSPECTION_OUTCOMES = ("regular", "irregular", "prevented")


class InspectionSample(Record):
    """A sample that is announced: how many of which applications, and what binds the body to its seed.

    `committed` is the SHA-256 of `seed`, which is secret until the draw; `listed` are the references, one a
    line, whose digest is published too; `public` names the value, public only later, that is mixed in.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="inspection_samples")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    listed = models.TextField()
    listed_sha256 = digest_field()
    seed = words_field(64)
    committed = digest_field()
    public = words_field(500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            digests("listed_sha256", "committed"),
            models.UniqueConstraint(fields=["call", "number"], name="inspectionsample_number_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="inspectionsample_of_something"),
        ]


class SampleDraw(Record):
    """The seed of a sample was revealed, the public value mixed in: `drawn` are references, lowest first."""

    sample = models.OneToOneField(InspectionSample, models.PROTECT, related_name="draw")
    value = words_field(300)
    drawn = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class Inspection(Record):
    """The minutes of an inspection: where, who was there, the findings, the signed paper; the last counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="inspections")
    sample = models.ForeignKey(InspectionSample, models.PROTECT, null=True, related_name="inspections")
    held_on = models.DateField()
    place = words_field(300)
    people = words_field(2000)
    outcome = words_field(20)
    findings = words_field(10000)
    paper_name = words_field(255)
    paper_sha256 = digest_field()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [among("outcome", INSPECTION_OUTCOMES), digests("paper_sha256")]
