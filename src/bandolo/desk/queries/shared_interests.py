"""Which other applications may be for the same project, or of enterprises with common interests?

Signs, for an officer to look into (C24-G3): they refuse nothing and count nowhere else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from bandolo.desk.models import (
    Application,
    Attachment,
    Enterprise,
    Field,
    Representation,
    Site,
    UndertakingMember,
)
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.visible import sent_to_the_body
from bandolo.rules.rule import Words

# Texts of fewer signs are alike by chance: a supplier, a line; an address of the network is not.
LONG = 25
_FILE = Words(it="lo stesso file: {0}", en="the same file: {0}")
_TEXT = Words(it="lo stesso testo: «{0}»", en="the same text: “{0}”")
_PERSON = Words(it="lo stesso legale rappresentante: {0}", en="the same legal representative: {0}")
_PLACE = Words(it="lo stesso indirizzo: {0}", en="the same address: {0}")
_GROUP = Words(it="la stessa impresa unica", en="the same single undertaking")
MOST_SHOWN = 20


@dataclass(frozen=True)
class Flag:
    """Another application, and what it has in common with this one."""

    application: Application
    signs: tuple[Words, ...]


def shared_interests(application: Application, today: date) -> list[Flag]:
    """The applications with signs of the same project, in any call, or of common interests, in the same.

    Those of the enterprise itself to the same call are no sign: what counts of them the call says. At most
    MOST_SHOWN, those with most in common first; seven questions to the database.
    """
    alike: dict[UUID, list[Words]] = defaultdict(list)
    for other, words in (*_files(application), *_texts(application)):
        alike[other].append(words)
    tied: dict[UUID, list[Words]] = defaultdict(list)
    for enterprise, words in _ties(application.enterprise, today):
        tied[enterprise].append(words)
    found = sent_to_the_body().exclude(id=application.id).exclude(state__in=("withdrawn", "disposed"))
    found = found.exclude(enterprise=application.enterprise_id, call=application.call_id)
    listed = found.filter(Q(id__in=alike) | Q(enterprise__in=tied, call=application.call_id))
    flags = []
    for one in listed.select_related("call", "enterprise").order_by("at", "id"):
        ties = tied[one.enterprise_id] if one.call_id == application.call_id else []
        flags.append(Flag(one, tuple(dict.fromkeys([*alike[one.id], *ties]))))
    return sorted(flags, key=lambda flag: -len(flag.signs))[:MOST_SHOWN]


def _files(application: Application) -> Iterable[tuple[UUID, Words]]:
    own = Attachment.objects.filter(application=application, state__in=ATTACHED)
    same = Attachment.objects.filter(sha256__in=own.values("sha256"), state__in=ATTACHED)
    listed = same.exclude(application=application).order_by("at").values_list("application", "name")
    return [(other, _said(_FILE, name)) for other, name in listed]


def _texts(application: Application) -> Iterable[tuple[UUID, Words]]:
    """What was written at length, or names a place of the network, to the letter as elsewhere."""
    texts = {fact.id for fact in rules_of(application.edition_id).facts if fact.type == "text"}
    own = Field.objects.filter(application=application).values_list("path", "value")
    said = [
        value
        for path, value in own
        if isinstance(value, str)
        and path.rpartition("/")[2] in texts
        and (len(value) >= LONG or value.startswith(("http://", "https://")))
    ]
    if not said:
        return []
    same = Field.objects.filter(value__in=said).exclude(application=application)
    same = same.order_by("changed_at", "path")
    return [(other, _said(_TEXT, value[:80])) for other, value in same.values_list("application", "value")]


def _ties(enterprise: Enterprise, today: date) -> Iterable[tuple[UUID, Words]]:
    """Other enterprises with a representative, an address or an undertaking in common on a day."""
    lasts = Q(until__isnull=True) | Q(until__gte=today), Q(since__lte=today)
    mine = Representation.objects.filter(*lasts, enterprise=enterprise).values("person")
    theirs = Representation.objects.filter(*lasts, person__in=mine).exclude(enterprise=enterprise)
    for one in theirs.select_related("person").order_by("at"):
        yield one.enterprise_id, _said(_PERSON, str(one.person))
    own = Site.objects.filter(
        enterprise=enterprise,
        is_active=True,
        address__iexact=OuterRef("address"),
        municipality__iexact=OuterRef("municipality"),
    )
    near = Site.objects.filter(Exists(own), is_active=True).exclude(enterprise=enterprise)
    for place in near.order_by("at"):
        yield place.enterprise_id, _said(_PLACE, f"{place.address}, {place.municipality}")
    groups = UndertakingMember.objects.filter(*lasts, enterprise=enterprise).values("undertaking")
    members = UndertakingMember.objects.filter(*lasts, undertaking__in=groups).exclude(enterprise=enterprise)
    for member in members.order_by("at"):
        yield member.enterprise_id, _GROUP


def _said(words: Words, what: str) -> Words:
    return Words(it=words.it.format(what), en=words.en.format(what))
