"""Who was ranked where, by which act, and with which award?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.calls import Call
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

ACT_KINDS = ("ranking", "draw", "variation", "payment", "revocation", "disposal")
AWARD_STATES = ("granted", "effective", "renounced", "revoked")


class Ranking(Record):
    """A ranking as the rules computed it, from inputs that its digest names."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="rankings")
    inputs_sha256 = digest_field()
    result = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [digests("inputs_sha256")]


class Act(Record):
    """A formal decision on a call: prepared by one person, signed, adopted by another."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="formal_acts")
    # What it is about, where that is one application and no more.
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="acts")
    kind = words_field(20)
    number = words_field(40, optional=True)
    dated = models.DateField(null=True, blank=True)
    ranking = models.ForeignKey(Ranking, models.PROTECT, null=True, related_name="acts")
    content = models.JSONField()
    pdf_sha256 = digest_field(optional=True)
    signed_sha256 = digest_field(optional=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            among("kind", ACT_KINDS),
            digests("pdf_sha256", "signed_sha256"),
            models.UniqueConstraint(
                fields=["call", "number"], condition=~Q(number=""), name="act_number_once"
            ),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("prepared_by")), name="act_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True)
                | (
                    ~Q(number="")
                    & ~Q(signed_sha256="")
                    & Q(dated__isnull=False)
                    & Q(adopted_by__isnull=False)
                ),
                name="act_adopted_whole",
            ),
        ]


class Award(Record):
    """What an act gives to an application. It takes effect with its codes, where the call demands them."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="award")
    act = models.ForeignKey(Act, models.PROTECT, related_name="awards")
    amount_cents = models.BigIntegerField()
    cup = words_field(15, optional=True)
    cor = words_field(20, optional=True)
    state = words_field(20)
    effective_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            among("state", AWARD_STATES),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="award_of_something"),
            models.CheckConstraint(
                condition=~Q(state="effective") | Q(effective_at__isnull=False), name="award_effective_since"
            ),
        ]


class Publication(Record):
    """What the body made public, as it stood (D.Lgs. 33/2013, arts. 26 and 27)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="publications")
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="publications")
    kind = words_field(40)
    content = models.JSONField()
    sha256 = digest_field()
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [digests("sha256")]
