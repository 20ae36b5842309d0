"""In which order do the applications stand, which of several counts, and what decided each place?

Names: an `Entry` is one application as the review left it. `rank` puts each entry on exactly one list:
admitted (in order), not admitted, superseded by another application of the same enterprise or
undertaking, or pending while something that decides is unknown. Nothing depends on the input order.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from bandolo.rules.comparisons import compared
from bandolo.rules.conditions import OPERATORS, AmountValue, Condition, FactValue, View, evaluate, operands
from bandolo.rules.facts import Fact, Value
from bandolo.rules.rule import Rule, Words

ORDERED_TYPES: tuple[str, ...] = ("yes_no", "count", "amount", "percent", "date")
# Values of one key: all of one kind that has an order, or None; `_column` checks it.
Column = list[Any]
Path = tuple[str | int, ...]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityClass:
    """A class of applications that comes before the classes listed after it.

    `words` name who is in it, as in "holders of the rating". `when` says who is in it; the one class
    without it holds everybody else. An application is in the first class whose `when` holds.
    """

    words: Words
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderKey:
    """One thing that orders the ranking, where the keys before it leave a tie.

    `words` name it, as in "rating score". Either `fact`, with its `order`: "descending" puts the highest
    number, the latest date, or yes, first; "ascending" the other way round. Or `classes`, from the first
    served to the last. `missing` says where an application stands whose value is not known: "first", "last",
    or "pending" (not ranked until it is known). `clauses` are those that say so.
    """

    words: Words
    fact: str | None = None
    order: Literal["ascending", "descending"] | None = None
    classes: tuple[PriorityClass, ...] = ()
    missing: Literal["first", "last", "pending"] = "pending"
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePer:
    """Of several applications of the same enterprise or undertaking only one counts.

    `each` says the same what. `counts` says which one, by the time of submission: the "first" received,
    even where it is then not admitted; or the "first_admissible". `clauses` are those that say so.
    """

    each: Literal["enterprise", "undertaking"]
    counts: Literal["first", "first_admissible"]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Rule):
    """The order in which admitted applications stand.

    `order` lists the keys, the strongest first; none means that only time decides. `ties` says what
    decides where all keys are equal: "time" is the instant of submission, then the number received, then
    the application's id, so that no two applications ever stand level. `one_per` limits how many
    applications of one enterprise or undertaking count; limits apply in the order listed.
    """

    ties: Literal["time"]
    order: tuple[OrderKey, ...] = ()
    one_per: tuple[OnePer, ...] = ()


class Entry(NamedTuple):
    """One application to rank: `admissible` is None while undecided, `grant` is in cents.

    `undertaking` is the enterprise's own id where it stands alone; `number` is the one on its receipt;
    `reasons` are what an act cites: the ids of the requirements that failed or are unknown.
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


class Placed(NamedTuple):
    """A place in the ranking, counted from 1.

    `decided_by` is the index in `Ranking.order` of the key that put it after the one before it; the
    length of `order` where time decided; None for the first place.
    """

    position: int
    entry: Entry
    decided_by: int | None


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
    ids), or facts of the order are `missing` (ids).
    """

    entry: Entry
    waits_for: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Every entry on exactly one list: `admitted` in ranking order, the others in order of time."""

    admitted: tuple[Placed, ...]
    not_admitted: tuple[Entry, ...]
    superseded: tuple[Superseded, ...]
    pending: tuple[Pending, ...]


def rank(ranking: Ranking, entries: Sequence[Entry]) -> Ranked:
    """The lists of a ranking (C24-G1, C24-G2, VDI-16, VDI-37, VDI-40), the same for any order of `entries`.

    ValueError where an id stands twice, an instant has no zone, a grant is negative, or the values of
    a key cannot be compared.
    """
    line = _in_time(entries)
    waits_for: dict[str, tuple[str, ...]] = {}
    superseded: dict[str, Superseded] = {}
    standing = line
    for index, limit in enumerate(ranking.one_per):
        standing = _limited(limit, index, standing, waits_for, superseded)
    to_place = [entry for entry in standing if entry.admissible and entry.id not in waits_for]
    admitted, missing = _in_order(ranking.order, to_place)
    return Ranked(
        admitted=tuple(admitted),
        not_admitted=tuple(entry for entry in standing if entry.admissible is False),
        superseded=tuple(superseded[entry.id] for entry in line if entry.id in superseded),
        pending=tuple(
            Pending(entry, waits_for.get(entry.id, ()), missing.get(entry.id, ()))
            for entry in standing
            if entry.admissible is None or entry.id in waits_for or entry.id in missing
        ),
    )


def moment(entry: Entry) -> tuple[int, int, str]:
    """What time orders by: microseconds since 1970 (UTC), then the number received, then the id."""
    # Not the instants: two of one zone compare by the clock on the wall, which repeats an hour in
    # October; whole numbers also sort much faster.
    return (entry.submitted_at - _EPOCH) // _MICROSECOND, entry.number, entry.id


def _in_time(entries: Sequence[Entry]) -> list[Entry]:
    for name, times in Counter(entry.id for entry in entries).items():
        if times > 1:
            raise ValueError(f"{name}: stands {times} times; an application is ranked once")
    for entry in entries:
        if entry.submitted_at.tzinfo is None:
            raise ValueError(f"{entry.id}: submitted_at needs its zone, such as 2026-02-05T09:00:00+01:00")
        if entry.grant < 0:
            raise ValueError(f"{entry.id}: a grant is never negative")
    return sorted(entries, key=moment)


def _limited(
    limit: OnePer,
    index: int,
    line: Sequence[Entry],
    waits_for: dict[str, tuple[str, ...]],
    superseded: dict[str, Superseded],
) -> list[Entry]:
    """The entries that `limit` leaves in `line`.

    Those it takes out go to `superseded`, those behind an undecided one of their group to `waits_for`.
    """
    group_of: Callable[[Entry], str] = attrgetter(limit.each)
    several = {group for group, times in Counter(map(group_of, line)).items() if times > 1}
    counting: dict[str, str] = {}
    undecided: dict[str, str] = {}
    for entry in line:
        group = group_of(entry)
        if group not in several:
            continue
        if group in counting:
            superseded[entry.id] = Superseded(entry, counting[group], index)
        elif entry.admissible is not False and group in undecided:
            before = (*waits_for.get(entry.id, ()), undecided[group])
            waits_for[entry.id] = tuple(dict.fromkeys(before))
        elif entry.id in waits_for or (entry.admissible is None and limit.counts == "first_admissible"):
            undecided[group] = entry.id
        elif (entry.admissible or limit.counts == "first") and group not in undecided:
            counting[group] = entry.id
    return [entry for entry in line if entry.id not in superseded]


def _in_order(
    keys: tuple[OrderKey, ...], entries: Sequence[Entry]
) -> tuple[list[Placed], dict[str, tuple[str, ...]]]:
    """The places of `entries`, which come in order of time, and the facts that others lack, by their id."""
    columns = [_column(key, entries) for key in keys]
    needed = [column for key, column in zip(keys, columns, strict=True) if key.missing == "pending"]
    lacking = {row for column in needed for row, value in enumerate(column) if value is None}
    rows = [row for row in range(len(entries)) if row not in lacking]
    # Sorting is stable: from the weakest key to the strongest, each keeps the order of the others.
    for key, column in zip(reversed(keys), reversed(columns), strict=True):
        others = [row for row in rows if column[row] is None]
        having = [row for row in rows if column[row] is not None] if others else rows
        having.sort(key=column.__getitem__, reverse=key.order == "descending")
        rows = others + having if key.missing == "first" else having + others
    placed = [Placed(1, entries[row], None) for row in rows[:1]]
    for position, (before, row) in enumerate(pairwise(rows), 2):
        decided_by = 0
        for column in columns:
            if column[before] != column[row]:
                break
            decided_by += 1
        placed.append(Placed(position, entries[row], decided_by))
    return placed, {entries[row].id: _missing(keys, entries[row].facts) for row in lacking}


def _column(key: OrderKey, entries: Sequence[Entry]) -> Column:
    if key.fact is None:
        return list(_classes(key, entries))
    column = [entry.facts.get(key.fact) for entry in entries]
    kinds = set(map(type, column)) - {type(None)}
    if not (kinds <= {int, Fraction} or kinds in ({bool}, {date})):
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise ValueError(f"{key.fact}: orders by numbers, or by dates, or by yes and no; found {names}")
    return column


def _classes(key: OrderKey, entries: Sequence[Entry]) -> Iterator[int | None]:
    seen = [one for each in key.classes if each.when is not None for one in operands(each.when)]
    names = tuple(sorted({one.fact for one in seen if isinstance(one, FactValue)}))
    # Most applications share the few facts that decide a class: each set of values is evaluated once.
    known: dict[tuple[Value | None, ...], int | None] = {}
    for entry in entries:
        values = tuple([entry.facts.get(name) for name in names])
        if values not in known:
            known[values] = class_of(key, entry.facts)
        yield known[values]


def _view(facts: Mapping[str, Value]) -> View:
    return View(facts=facts, records={}, amounts={}, scope={})


def class_of(key: OrderKey, facts: Mapping[str, Value]) -> int | None:
    """The index of the class that `facts` are in; None where a missing fact decides."""
    view = _view(facts)
    everybody_else = len(key.classes)
    for index, one in enumerate(key.classes):
        if one.when is None:
            everybody_else = index
        else:
            holds = evaluate(one.when, view)
            if holds is not False:
                return index if holds else None
    return everybody_else


def _missing(keys: tuple[OrderKey, ...], facts: Mapping[str, Value]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for key in keys:
        if key.missing != "pending":
            continue
        if key.fact is not None:
            names |= {key.fact: None} if facts.get(key.fact) is None else {}
        elif class_of(key, facts) is None:
            tests = (test for one in key.classes if one.when for test in compared(one.when, _view(facts)))
            names |= {test.fact: None for test in tests if test.verdict is None}
    return tuple(names)


def ranking_faults(ranking: Ranking, facts: Mapping[str, Fact]) -> list[tuple[Path, str]]:
    """What contradicts itself in a ranking, by the path within it; `facts` are those declared, by id."""
    found: list[tuple[Path, str]] = []
    seen: set[str] = set()
    for at, key in enumerate(ranking.order):
        if (key.fact is None) == (not key.classes):
            found.append((("order", at), "a key is either a fact or a list of classes"))
        elif key.fact is None:
            found += [(("order", at, "classes"), message) for message in _class_mistakes(key)]
        else:
            found += [(("order", at, "fact"), fault) for fault in _fact_mistakes(key, facts.get(key.fact))]
            if key.fact in seen:
                found.append(
                    (("order", at, "fact"), f'"{key.fact}" orders already above; here it never decides')
                )
            seen.add(key.fact)
    limits = [limit.each for limit in ranking.one_per]
    for at, each in enumerate(limits):
        if each in limits[:at]:
            found.append((("one_per", at), f"one application per {each} stands already above"))
    return found


def _fact_mistakes(key: OrderKey, fact: Fact | None) -> Iterator[str]:
    if fact is None:
        yield f'no fact of the call is "{key.fact}"'
    elif fact.of:
        yield f'"{key.fact}" belongs to records ({", ".join(fact.of)}); a key is a fact of the application'
    elif fact.type not in ORDERED_TYPES:
        yield f'"{key.fact}" is a {fact.type}, which has no order; one of {", ".join(ORDERED_TYPES)} has'
    if key.order is None:
        yield 'a fact orders in a direction: order = "ascending" or "descending"'


def _class_mistakes(key: OrderKey) -> Iterator[str]:
    if sum(one.when is None for one in key.classes) != 1:
        yield "exactly one class stands without when, for everybody else"
    if len(key.classes) == 1:
        yield "a single class orders nothing; list at least two"
    if key.order is not None:
        yield "classes stand in the order in which they are served; leave order out"
    if any(one.when is not None and _looks_beyond_facts(one.when) for one in key.classes):
        yield "a class looks at facts of the application, not at its records or amounts"


def _looks_beyond_facts(condition: Condition) -> bool:
    # Seen without any record, a condition on records stands among the comparisons with its quantifier.
    is_on_records = any(test.operator not in OPERATORS for test in compared(condition, _view({})))
    return is_on_records or any(isinstance(one, AmountValue) for one in operands(condition))
