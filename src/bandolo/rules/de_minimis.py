"""How much de minimis aid can still be granted to a single undertaking on a day?

A regulation sets one ceiling for the aid of its own sector and, where an undertaking has several
activities, a higher one for all of it together; each counts the aid granted in a window that ends on the
day of the new aid. The room is the least that any of them leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents

Sector = Literal["general", "road_freight", "agriculture", "fishery"]
Link = Literal["same", "single_undertaking", "merger", "split"]
Window = Literal["fiscal_years", "rolling_years"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """A de minimis regulation: the `sectors` it serves, its validity and its articles.

    `schemes_until` ends the six months for which its schemes stay covered. `articles` names the places on
    single_undertaking, merger, split, exceeding (the ceiling) and granted (when aid is).
    """

    id: str
    act: str
    sectors: tuple[Sector, ...]
    valid_from: date
    valid_until: date
    schemes_until: date
    articles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The most that aid under the regulations in `counts` can come to over a `window` of `years`.

    It bounds new aid under `regulation` to a `sector` (to any of its sectors where that is not set).
    `sure` is False where the number rests on a reading or a secondary source.
    """

    regulation: str
    sector: Sector | None = None
    up_to: Cents
    counts: tuple[str, ...]
    window: Window
    years: int
    valid_from: date
    valid_until: date
    sure: bool = True
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeMinimisTable:
    """The contents of law/de_minimis.toml.

    `same_day_counts`: whether aid granted on the same day, as many years before, is in a rolling window.
    """

    same_day_counts: bool
    same_day_source: str
    regulations: tuple[Regulation, ...]
    ceilings: tuple[Ceiling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAid:
    """De minimis aid already granted: the day the right to it arose, its gross grant equivalent in cents.

    `link` says why it counts: granted to the `same` enterprise, to another of its `single_undertaking`, to
    an enterprise merged into it or acquired (all of that one's aid counts), or, after a `split`, to the
    enterprise it comes from (the part that benefited the activity taken over). `owner` names the member of a
    group whose room it takes.
    """

    granted_on: date
    cents: int
    enterprise: str
    regulation: str
    link: Link = "same"
    owner: str | None = None


class CeilingRoom(NamedTuple):
    """One ceiling: the first day of its window, the aid that counts, its sum and what is left, in cents."""

    ceiling: Ceiling
    window_from: date
    counted: tuple[PriorAid, ...]
    used: int
    left: int


class Room(NamedTuple):
    """What is `left` in cents on a day under all the `ceilings` that apply; the one that leaves least binds.

    `uncounted` is the prior aid that counts against none of them. `is_transitional`: the regulation has
    expired and only schemes it covered can still grant.
    """

    regulation: Regulation
    sector: Sector
    on: date
    ceilings: tuple[CeilingRoom, ...]
    uncounted: tuple[PriorAid, ...]
    is_transitional: bool

    @property
    def binding(self) -> CeilingRoom:
        """The ceiling that leaves least, the first of equals."""
        return min(self.ceilings, key=lambda one: one.left)

    @property
    def left(self) -> int:
        """The room in cents, zero where the ceiling is reached or passed."""
        return self.binding.left


class Fit(NamedTuple):
    """What of a new aid fits, in cents: all of it, part of it, or nothing; services are never cut."""

    verdict: Literal["whole", "cut", "refused"]
    aid: int
    services: int
    left: int


def regulation_for(table: DeMinimisTable, regulations: Sequence[str], sector: Sector, on: date) -> Regulation:
    """The first of a call's regulations that serves the sector and covers the day; ValueError for none."""
    known = {regulation.id: regulation for regulation in table.regulations}
    for wanted in regulations:
        if wanted not in known:
            raise ValueError(f"{wanted} is no de minimis regulation; one of {', '.join(known)}")
        regulation = known[wanted]
        if sector in regulation.sectors and regulation.valid_from <= on <= regulation.schemes_until:
            return regulation
    raise ValueError(f"none of {', '.join(regulations)} covers de minimis aid to {sector} on {on}")


def room(
    table: DeMinimisTable,
    regulation: Regulation,
    on: date,
    prior: Sequence[PriorAid],
    sector: Sector = "general",
    year_start: tuple[int, int] = (1, 1),
) -> Room:
    """The room for new aid granted `on` a day, after the `prior` aid of the whole single undertaking.

    `year_start` is the month and day on which the undertaking's fiscal year begins, 1 January unless it
    says otherwise. Aid dated after `on` had not been granted yet and does not count. ValueError for an
    unknown regulation, a negative amount or a day without a ceiling.
    """
    known = [one.id for one in table.regulations]
    for aid in prior:
        if aid.regulation not in known:
            raise ValueError(f"{aid.regulation} is no de minimis regulation; one of {', '.join(known)}")
        if aid.cents < 0:
            raise ValueError(f"aid of {aid.granted_on} to {aid.enterprise} is never negative")
    ceilings = tuple(
        _ceiling_room(ceiling, _window_start(table, ceiling, on, year_start), on, prior)
        for ceiling in table.ceilings
        if ceiling.regulation == regulation.id
        and ceiling.sector in (None, sector)
        and ceiling.valid_from <= on <= ceiling.valid_until
    )
    if sector not in regulation.sectors or not ceilings:
        raise ValueError(f"{regulation.id} has no ceiling for aid to {sector} on {on}")
    uncounted = tuple(aid for aid in prior if not any(aid in one.counted for one in ceilings))
    return Room(regulation, sector, on, ceilings, uncounted, on > regulation.valid_until)


def fits(room: Room, aid: int, services: int = 0, too_much: Literal["cut", "refused"] = "cut") -> Fit:
    """What of a new `aid` fits in the room together with free `services` (gross grant equivalent), in cents.

    Where both do not fit the aid is cut to what the services leave, or refused if `too_much` says so; it is
    refused too where nothing would be left of it. ValueError for a negative amount.
    """
    if aid < 0 or services < 0:
        raise ValueError("aid and services are never negative")
    if aid + services <= room.left:
        return Fit("whole", aid, services, room.left - aid - services)
    if too_much == "refused" or services >= room.left:
        return Fit("refused", 0, 0, room.left)
    return Fit("cut", room.left - services, services, 0)


def _ceiling_room(ceiling: Ceiling, start: date, on: date, prior: Sequence[PriorAid]) -> CeilingRoom:
    in_window = [aid for aid in prior if start <= aid.granted_on <= on]
    counted = tuple(aid for aid in in_window if aid.regulation in ceiling.counts)
    used = sum(aid.cents for aid in counted)
    return CeilingRoom(ceiling, start, counted, used, max(0, ceiling.up_to - used))


def _window_start(table: DeMinimisTable, ceiling: Ceiling, on: date, year_start: tuple[int, int]) -> date:
    """The first day that counts: of the fiscal year `years` - 1 before this one, or of the rolling period."""
    if ceiling.window == "fiscal_years":
        month, day = year_start
        if (month, day) == (2, 29):
            raise ValueError("a fiscal year begins on a day that every year has")
        begun = on.year if (on.month, on.day) >= year_start else on.year - 1
        return date(begun - ceiling.years + 1, month, day)
    same_day = _years_before(on, ceiling.years)
    return same_day if table.same_day_counts else same_day + timedelta(days=1)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February for 29 February where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def sectors_served(table: DeMinimisTable, regulations: Sequence[str]) -> frozenset[Sector]:
    """The sectors that some of the regulations serve."""
    return frozenset(
        one for listed in table.regulations if listed.id in regulations for one in listed.sectors
    )


def regulation_on(table: DeMinimisTable, regulations: Sequence[str], on: date, sector: Sector) -> str | None:
    """The regulation under which new aid to a sector counts on a day; None where none of these serves it."""
    if sector not in sectors_served(table, regulations):
        return None
    return regulation_for(table, regulations, sector, on).id


def ceilings_on(
    table: DeMinimisTable, regulations: tuple[str, ...], on: date, sector: Sector, year_start: date | None
) -> tuple[tuple[date, int, frozenset[str]], ...]:
    """The ceilings that apply on a day, for code that sums prior aid itself.

    Each is the first day of its window, the ceiling in cents and the regulations whose aid counts. The
    year of `year_start` does not matter.
    """
    if sector not in sectors_served(table, regulations):
        return ((on, 0, frozenset()),)
    regulation = regulation_for(table, regulations, sector, on)
    begins = (1, 1) if year_start is None else (year_start.month, year_start.day)
    return tuple(
        (one.window_from, one.ceiling.up_to, frozenset(one.ceiling.counts))
        for one in room(table, regulation, on, (), sector, begins).ceilings
    )
