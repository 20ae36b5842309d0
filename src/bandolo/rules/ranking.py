"""In which order do the applications stand, which of several counts, and what decided each place?

Names: an `Entry` is one application as the review left it. `rank` puts each entry on exactly one list:
admitted (in order), not admitted, superseded by another application of the same enterprise, undertaking
or member, or pending while something that decides is unknown. Nothing depends on the input order.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, count, pairwise, repeat
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

from bandolo.rules.draw import Draw, Drawn, check_drawn, draw_faults, lot
from bandolo.rules.facts import Fact, Value
from bandolo.rules.ordering import OrderKey, Path, in_order, key_faults, lacks
from bandolo.rules.rule import Rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePer:
    """Of several applications of the same enterprise or undertaking, or with one member, only one counts.

    `each` says the same what; an application without members is its enterprise's. `counts` says which one,
    by the time of submission: the "first" received, even where it is then not admitted; or the
    "first_admissible". `clauses` are those that say so.
    """

    each: Literal["enterprise", "undertaking", "member"]
    counts: Literal["first", "first_admissible"]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Rule):
    """The order in which admitted applications stand.

    `order` lists the keys, the strongest first; none means that only what decides ties does. `ties` says
    what decides where all keys are equal, so that no two applications ever share a place: "time" is the
    instant of submission, then the number received, then the application's id; "draw" is a draw as `draw`
    has it. `one_per` limits how many applications of one enterprise, undertaking or member count; limits
    apply in the order listed.
    """

    ties: Literal["time", "draw"]
    order: tuple[OrderKey, ...] = ()
    draw: Draw | None = None
    one_per: tuple[OnePer, ...] = ()


class Entry(NamedTuple):
    """One application to rank: `admissible` is None while undecided, `grant` is in cents.

    `undertaking` is the enterprise's own id where it stands alone; `number` is the one on its receipt;
    `facts` also hold its score, as `score.score_values` gives it; `reasons` are what an act cites: the ids
    of the requirements that failed or are unknown; `members` of a group have each a part of the grant.
    """

    id: str
    enterprise: str
    undertaking: str
    submitted_at: datetime
    number: int
    admissible: bool | None
    grant: int
    facts: Mapping[str, Value] = MappingProxyType({})
    reasons: tuple[str, ...] = ()
    members: Mapping[str, int] = MappingProxyType({})


class Placed(NamedTuple):
    """A place in the ranking, counted from 1.

    `decided_by` is the index in `Ranking.order` of the key that put it after the one before it; the
    length of `order` where time or a draw decided; None for the first place. Those whom only time or a
    draw keeps apart share a `level`: the position of the first of them. `lot` is what was drawn.
    """

    position: int
    entry: Entry
    decided_by: int | None
    level: int
    lot: str | None = None


class Superseded(NamedTuple):
    """An application that does not count: `counts` is the id of the one that does.

    `limit` is the index in `Ranking.one_per` of the limit that says so.
    """

    entry: Entry
    counts: str
    limit: int


class Pending(NamedTuple):
    """An application that cannot be placed yet.

    Its own review is open, or that of an earlier application which may count instead of it (`waits_for`,
    ids), or facts and scores of the order are `missing` (names), or the draw is still to be held.
    """

    entry: Entry
    waits_for: tuple[str, ...]
    missing: tuple[str, ...]
    awaits_draw: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """Every entry on exactly one list: `admitted` in ranking order, the others in order of time."""

    admitted: tuple[Placed, ...]
    not_admitted: tuple[Entry, ...]
    superseded: tuple[Superseded, ...]
    pending: tuple[Pending, ...]


def rank(ranking: Ranking, entries: Sequence[Entry], drawn: Drawn | None = None) -> Ranked:
    """The lists of a ranking (C24-G1, C24-G2, VDI-16, VDI-37, VDI-40), the same for any order of `entries`.

    `drawn` is what a draw revealed, where the ranking has one. ValueError where an id stands twice, an
    instant has no zone, a grant is negative or not the sum of its members', the values of a key cannot be
    compared, or what was drawn is not what was committed to.
    """
    line = _in_time(entries)
    if drawn is not None:
        if ranking.draw is None:
            raise ValueError(f"{ranking.id}: the order knows no draw")
        check_drawn(ranking.draw, drawn, [entry.id for entry in entries])
    waits_for: dict[str, tuple[str, ...]] = {}
    superseded: dict[str, Superseded] = {}
    standing = line
    for index, limit in enumerate(ranking.one_per):
        standing = _limited(limit, index, standing, waits_for, superseded)
    to_place = [entry for entry in standing if entry.admissible and entry.id not in waits_for]
    admitted, unplaced = _in_order(ranking, drawn, to_place)
    still_open = {one.entry.id: one for one in unplaced}
    return Ranked(
        admitted=tuple(admitted),
        not_admitted=tuple(entry for entry in standing if entry.admissible is False),
        superseded=tuple(superseded[entry.id] for entry in line if entry.id in superseded),
        pending=tuple(
            still_open.get(entry.id) or Pending(entry, waits_for.get(entry.id, ()), ())
            for entry in standing
            if entry.admissible is None
            or (entry.admissible and (entry.id in waits_for or entry.id in still_open))
        ),
    )


def moment(entry: Entry) -> tuple[int, int, str]:
    """What time orders by: microseconds since 1970 (UTC), then the number received, then the id."""
    # Not the instants: two of one zone compare by the clock on the wall, which repeats an hour in
    # October; whole numbers also sort much faster.
    return (entry.submitted_at - _EPOCH) // _MICROSECOND, entry.number, entry.id


def _in_time(entries: Sequence[Entry]) -> list[Entry]:
    ids = [entry.id for entry in entries]
    # A call may have a million applications: what all of them pass through is counted only where it must be.
    if len(set(ids)) < len(ids):
        name, times = next(one for one in Counter(ids).items() if one[1] > 1)
        raise ValueError(f"{name}: stands {times} times; an application is ranked once")
    for entry in entries:
        if entry.submitted_at.tzinfo is None:
            raise ValueError(f"{entry.id}: submitted_at needs its zone, such as 2026-02-05T09:00:00+01:00")
        if entry.grant < 0:
            raise ValueError(f"{entry.id}: a grant is never negative")
        if entry.members and sum(entry.members.values()) != entry.grant:
            raise ValueError(f"{entry.id}: the parts of its members are not the grant")
    return _by_moment(entries)


def _by_moment(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in the order of `moment`, by two sorts on whole numbers where those tell all apart."""
    instants = [(entry.submitted_at - _EPOCH) // _MICROSECOND for entry in entries]
    numbers = [entry.number for entry in entries]
    rows = sorted(range(len(entries)), key=numbers.__getitem__)
    rows.sort(key=instants.__getitem__)
    if any(instants[a] == instants[b] and numbers[a] == numbers[b] for a, b in pairwise(rows)):
        return sorted(entries, key=moment)
    return [entries[row] for row in rows]


def _limited(
    limit: OnePer,
    index: int,
    line: Sequence[Entry],
    waits_for: dict[str, tuple[str, ...]],
    superseded: dict[str, Superseded],
) -> list[Entry]:
    """The entries that `limit` leaves in `line`.

    Those it takes out go to `superseded`, those that an undecided one may take out to `waits_for`.
    """
    groups = _groups(limit, line)
    several = {group for group, times in Counter(chain.from_iterable(groups)).items() if times > 1}
    if not several:
        return list(line)
    counting: dict[str, str] = {}
    undecided: dict[str, tuple[str, ...]] = {}
    for entry, of_one in zip(line, groups, strict=True):
        shared = [group for group in of_one if group in several]
        taken = next((counting[group] for group in shared if group in counting), None)
        if taken is not None:
            superseded[entry.id] = Superseded(entry, taken, index)
            continue
        before = [id for group in shared for id in undecided.get(group, ())]
        if before:
            waits_for[entry.id] = tuple(dict.fromkeys((*waits_for.get(entry.id, ()), *before)))
        if entry.admissible is False and limit.counts == "first_admissible":
            continue
        if entry.id in waits_for or (entry.admissible is None and limit.counts == "first_admissible"):
            # One not admitted has no outcome to wait for: whether it counts hangs on those before it.
            awaited = waits_for[entry.id] if entry.admissible is False else (entry.id,)
            for group in shared:
                undecided.setdefault(group, awaited)
        else:
            counting |= dict.fromkeys(shared, entry.id)
    return [entry for entry in line if entry.id not in superseded]


def _groups(limit: OnePer, line: Sequence[Entry]) -> list[tuple[str, ...]]:
    """Whose each application is, as the limit counts: of an enterprise, an undertaking, or all members."""
    if limit.each == "member":
        return [tuple(entry.members) or (entry.enterprise,) for entry in line]
    return [(group,) for group in map(attrgetter(limit.each), line)]


def _in_order(
    ranking: Ranking, drawn: Drawn | None, line: Sequence[Entry]
) -> tuple[list[Placed], list[Pending]]:
    """The places of `line`, which comes in order of time, and those that cannot be placed yet."""
    if ranking.ties == "time" and not ranking.order:
        # Only time decides: all stand level.
        places = zip(count(1), line, chain((None,), repeat(0)), repeat(1), repeat(None), strict=False)
        return list(map(partial(tuple.__new__, Placed), places)), []
    lots: dict[str, str] = {}
    if ranking.ties == "draw":
        if drawn is None:
            waiting = [Pending(entry, (), lacks(ranking.order, entry.facts), True) for entry in line]
            return [], waiting
        lots = {entry.id: lot(drawn, entry.id) for entry in line}
    entries = sorted(line, key=lambda entry: lots[entry.id]) if lots else line
    rows, columns = in_order(ranking.order, [entry.facts for entry in entries])
    placed = [Placed(1, entries[row], None, 1, lots.get(entries[row].id)) for row in rows[:1]]
    level = 1
    for position, (before, row) in enumerate(pairwise(rows), 2):
        decided_by = 0
        for column in columns:
            if column[before] != column[row]:
                level = position
                break
            decided_by += 1
        placed.append(Placed(position, entries[row], decided_by, level, lots.get(entries[row].id)))
    if len(rows) == len(entries):
        return placed, []
    left_out = set(range(len(entries))).difference(rows)
    return placed, [Pending(entries[row], (), lacks(ranking.order, entries[row].facts)) for row in left_out]


def ranking_faults(
    ranking: Ranking, facts: Mapping[str, Fact], scores: Collection[str] = ()
) -> list[tuple[Path, str]]:
    """What contradicts itself in a ranking, by the path within it.

    `facts` are those declared, by id; `scores` the names that a score can be ordered by.
    """
    found: list[tuple[Path, str]] = [
        (("order", *path), message) for path, message in key_faults(ranking.order, facts, scores)
    ]
    limits = [limit.each for limit in ranking.one_per]
    for at, each in enumerate(limits):
        if each in limits[:at]:
            found.append((("one_per", at), f"one application per {each} stands already above"))
    if (ranking.ties == "draw") != (ranking.draw is not None):
        found.append((("draw",), 'the table [ranking.draw] goes with ties = "draw", and with nothing else'))
    elif ranking.draw is not None:
        found += [(("draw", *path), message) for path, message in draw_faults(ranking.draw)]
    return found
