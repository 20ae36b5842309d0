"""What must stand published of a call: its acts, the lists of its ranking, and who was given what?

D.Lgs. 33/2013: criteria and acts (art. 26, par. 1-2), each award with its beneficiary (art. 27), for five
years from the first of January after (art. 8, par. 3). No more than that: who was not given anything stands
there by the reference of the application, and the fiscal code of a person nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bandolo.desk.models import Act, Award, Call, CallAct, Publication
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import read_cents
from bandolo.rules.rule import Words

YEARS = 5
LISTS = ("financed", "waiting", "not_admitted")
AWARD_WORDS: Mapping[str, Words] = {
    "granted": Words(it="concesso", en="granted"),
    "effective": Words(it="efficace", en="in effect"),
    "renounced": Words(it="rinunciato", en="renounced"),
    "revoked": Words(it="revocato", en="revoked"),
}


@dataclass(frozen=True)
class PublishedAct:
    """An act as published: its kind, its number or reference, its day, and why where it says so."""

    kind: str
    reference: str
    dated: date
    reason: str


@dataclass(frozen=True)
class PublishedAward:
    """An award as published; `fiscal_code` is empty where it is a person's."""

    beneficiary: str
    fiscal_code: str
    cents: int
    cup: str
    cor: str
    state: str
    act: str
    dated: date


@dataclass(frozen=True)
class Listed:
    """A place in a list: the reference of the application, who was given what where financed, and why."""

    reference: str
    position: int | None
    beneficiary: str
    euro: str
    why: Words
    clauses: tuple[str, ...]

    @property
    def cents(self) -> int | None:
        """What was given, None where nothing was."""
        return read_cents(self.euro) if self.euro else None


@dataclass(frozen=True)
class Published:
    """Everything of a call that stands published."""

    acts: tuple[PublishedAct, ...]
    awards: tuple[PublishedAward, ...]
    lists: Mapping[str, tuple[Listed, ...]]


def published(call: Call, now: datetime) -> Published:
    """What stands published of a call on a day, in few questions however many awards there are."""
    first = date(day_in_rome(now).year - YEARS, 1, 1)
    adopted = Act.objects.filter(call=call, adopted_at__isnull=False, adopted_at__lte=now, dated__gte=first)
    acts = list(adopted.order_by("dated", "number"))
    courses = CallAct.objects.filter(call=call, at__lte=now, effective__year__gte=first.year)
    listed = [PublishedAct(one.kind, one.number, one.dated, "") for one in acts if one.dated is not None]
    listed += [
        PublishedAct(one.kind, one.reference, day_in_rome(one.effective), one.reason) for one in courses
    ]
    awards = Award.objects.filter(act__in=acts).select_related("act", "application__enterprise")
    last = Publication.objects.filter(act__in=acts, kind="lists").order_by("-at").first()
    return Published(
        tuple(sorted(listed, key=lambda one: one.dated)),
        tuple(_award(one) for one in awards.order_by("act__dated", "application__enterprise__name")),
        {} if last is None else _lists(last),
    )


def _award(award: Award) -> PublishedAward:
    enterprise, act = award.application.enterprise, award.act
    code = enterprise.fiscal_code if enterprise.fiscal_code.isdigit() else enterprise.vat_number
    return PublishedAward(
        enterprise.name,
        code,
        award.amount_cents,
        award.cup,
        award.cor,
        award.state,
        act.number,
        act.dated or day_in_rome(act.at),
    )


def _lists(publication: Publication) -> Mapping[str, tuple[Listed, ...]]:
    """The lists as they were published with an act, but for the names of those who were given nothing."""
    found = {name: tuple(_entries(publication.content.get(name, ()), name)) for name in LISTS}
    return {name: entries for name, entries in found.items() if entries}


def _entries(entries: Iterable[Mapping[str, Any]], name: str) -> Iterator[Listed]:
    is_financed = name == "financed"
    for one in entries:
        yield Listed(
            one["reference"],
            one["position"],
            one["enterprise"] if is_financed else "",
            one["amount"] if is_financed else "",
            Words(**one["why"]),
            tuple(one["clauses"]),
        )
