"""By when must something be done, and how is that date counted?"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Literal, NamedTuple

from bandolo.rules.counting import (
    LONGEST,
    Closing,
    CountingStep,
    Span,
    Term,
    Unit,
    closing_day,
    closing_step,
    end_step,
    fixed_step,
    last_day,
    length_step,
    move_step,
    start_step,
    suspended_last_day,
    suspension_step,
)
from bandolo.rules.days import (
    ROME,
    FirstDay,
    LastInstant,
    day_in_rome,
    end_of_day,
    fault_of,
    has_ended,
    next_working_day,
)
from bandolo.rules.rule import Rule, Words

Bearer = Literal[
    "applicant", "beneficiary", "officer", "committee", "approver", "body", "supplier", "accountant"
]
Event = date | datetime
Path = tuple[str | int, ...]

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NO_NUMBERS: Mapping[str, int] = MappingProxyType({})
_NO_NAMES: Mapping[str, Words] = MappingProxyType({})
_NO_SUSPENSIONS: Mapping[str, tuple[Span, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A wait that does not count: from the day of the event `starts` to the day before the event `ends`."""

    starts: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Rule):
    """By when something must be done.

    Counted from an event, `counted_from`, which can be another deadline's id: its length is one of
    `days`, `working_days`, `weeks`, `months`, `years`, or `named_length`, the name of the number that a
    request states, in `named_unit`. Or fixed: the day `on`, or the instant `at`, itself in time.

    `first_day`: whether the day of the event counts as the first. `to_end_of`: the term runs on to the end of
    the month or year in which it would end. `if_holiday`: whether a last day on a
    Saturday, Sunday or holiday moves to the next working day. `hour`: up to which hour of the last day,
    such as "15:00", that instant itself in time; without it, up to the end of the day.
    `suspended_by`: the waits during which the count stops. `who` has the duty, `if_missed` says what
    missing it costs, `revokes` whether that is the grant; `fulfilled_by` names the event that meets it.
    `keeps`: until then the enterprise keeps its "papers", or the body the "data", which it then destroys.
    """

    counted_from: str | None = None
    days: int | None = None
    working_days: int | None = None
    weeks: int | None = None
    months: int | None = None
    years: int | None = None
    named_length: str | None = None
    named_unit: Unit = "days"
    on: date | None = None
    at: datetime | None = None
    first_day: FirstDay = "excluded"
    to_end_of: Closing | None = None
    if_holiday: Literal["stays", "next_working_day"] = "stays"
    hour: str | None = None
    suspended_by: tuple[Pause, ...] = ()
    who: Bearer = "beneficiary"
    if_missed: Words | None = None
    revokes: bool = False
    fulfilled_by: str | None = None
    keeps: Literal["papers", "data"] | None = None


class Due(NamedTuple):
    """A deadline's last day, its end (in time or not as `last_instant` says), and how it was counted."""

    deadline: Deadline
    day: date
    end: datetime
    last_instant: LastInstant
    steps: tuple[CountingStep, ...]


class Missing(NamedTuple):
    """A deadline that cannot be counted yet, and the events or numbers that it waits for."""

    deadline: Deadline
    awaits: tuple[str, ...]
    words: Words


def due(
    deadline: Deadline,
    events: Mapping[str, Event],
    *,
    numbers: Mapping[str, int] = _NO_NUMBERS,
    suspensions: tuple[Span, ...] = (),
    local_holidays: frozenset[date] = frozenset(),
    names: Mapping[str, Words] = _NO_NAMES,
) -> Due | Missing:
    """When a deadline falls, with each step of the count; Missing where an event or a number is not known.

    `numbers` holds the lengths that requests name; `suspensions` further waits (first day out of the count,
    first day back in it) beside those that `events` tell; `names` the words for events. ValueError: a date
    out of the calendar, an instant without zone, an impossible length, a wait that ends before it starts.
    """
    if deadline.at is not None:
        day = day_in_rome(deadline.at)
        end = end_step(day, deadline.at, "included")
        return Due(deadline, day, deadline.at, "included", (fixed_step(day), end))
    if deadline.on is not None:
        day = day_in_rome(deadline.on)
        return _ended(deadline, day, (fixed_step(day),), local_holidays)
    event, term = deadline.counted_from or "", _term(deadline, numbers)
    if event not in events or term is None:
        return _missing(deadline, _awaited(deadline, events, numbers), names)
    start = _day_of(event, events)
    spans = tuple(_checked(span) for span in (*suspensions, *_told_spans(deadline, events)))
    last, lost = suspended_last_day(start, term, spans, local_holidays)
    if open_waits := _open_waits(deadline, events, last):
        return _missing(deadline, open_waits, names)
    steps = (
        start_step(_name(event, names), start),
        length_step(term, last_day(start, term, local_holidays)),
        *([suspension_step(term, lost, spans, last)] if lost else []),
    )
    if deadline.to_end_of is not None:
        last = closing_day(last, deadline.to_end_of)
        steps = (*steps, closing_step(deadline.to_end_of, last))
    return _ended(deadline, last, steps, local_holidays)


def dates(
    deadlines: tuple[Deadline, ...],
    events: Mapping[str, Event],
    *,
    numbers: Mapping[str, int] = _NO_NUMBERS,
    suspensions: Mapping[str, tuple[Span, ...]] = _NO_SUSPENSIONS,
    local_holidays: frozenset[date] = frozenset(),
    names: Mapping[str, Words] = _NO_NAMES,
) -> tuple[Due | Missing, ...]:
    """Every deadline in the order given: its date, or the events that it waits for, also through others.

    A deadline counted from another one starts on that one's last day. `suspensions` are by deadline id.
    ValueError as for `due`, or where an event bears the id of a deadline.
    """
    by_id = {one.id: one for one in deadlines}
    if clash := sorted(by_id.keys() & events.keys()):
        raise ValueError(f"{', '.join(clash)}: is a deadline, which is counted, not an event")
    known: dict[str, Event] = dict(events)
    all_names = {**{one.id: one.words for one in deadlines}, **names}
    found: dict[str, Due | Missing] = {}
    for link in (link for deadline in deadlines for link in _chain(deadline, by_id)):
        if link.id in found:
            continue
        before = found.get(link.counted_from or "")
        if isinstance(before, Missing):
            found[link.id] = _missing(link, before.awaits, all_names)
            continue
        waits = suspensions.get(link.id, ())
        outcome = due(
            link, known, numbers=numbers, suspensions=waits, local_holidays=local_holidays, names=all_names
        )
        found[link.id] = outcome
        if isinstance(outcome, Due):
            known[link.id] = outcome.day
    return tuple(found[one.id] for one in deadlines)


def is_in_time(deadline: Due, done: Event) -> bool:
    """Whether what was done then is in time; a date without an hour is in time up to the last day."""
    if isinstance(done, datetime):
        return not has_ended(done, deadline.end, deadline.last_instant)
    return done <= deadline.day


def event_names(deadlines: tuple[Deadline, ...]) -> tuple[str, ...]:
    """The events that these deadlines are counted from, suspended or fulfilled by, sorted."""
    pauses = [pause for one in deadlines for pause in one.suspended_by]
    named = {name for one in deadlines for name in (one.counted_from, one.fulfilled_by) if name is not None}
    named |= {name for pause in pauses for name in (pause.starts, pause.ends)}
    return tuple(sorted(named - {one.id for one in deadlines}))


def deadline_faults(deadlines: tuple[Deadline, ...]) -> list[tuple[Path, str]]:
    """What makes no sense in a length, an hour, a wait or a chain of deadlines, by the path within them."""
    by_id = {one.id: one for one in deadlines}
    return [
        ((at, field), message)
        for at, one in enumerate(deadlines)
        for field, message in (*_length_faults(one), *_end_faults(one), *_link_faults(one, by_id))
    ]


def _lengths(deadline: Deadline) -> dict[Unit, int]:
    written: dict[Unit, int | None] = {
        "days": deadline.days,
        "working_days": deadline.working_days,
        "weeks": deadline.weeks,
        "months": deadline.months,
        "years": deadline.years,
    }
    return {unit: length for unit, length in written.items() if length is not None}


def _term(deadline: Deadline, numbers: Mapping[str, int]) -> Term | None:
    """The length of the term; None where it rests on a number that is not known."""
    lengths = _lengths(deadline)
    if deadline.named_length is not None:
        if deadline.named_length not in numbers:
            return None
        lengths = {deadline.named_unit: numbers[deadline.named_length]}
    if len(lengths) != 1:
        raise ValueError(f"{deadline.id}: a deadline has one length, or is on a day or at an instant")
    [(unit, length)] = lengths.items()
    if fault := _length_fault(unit, length):
        raise ValueError(f"{deadline.named_length or deadline.id}: {fault}")
    return Term(length, unit, deadline.first_day)


def _length_fault(unit: Unit, length: int) -> str:
    return "" if 1 <= length <= LONGEST[unit] else f"is {length}: 1 to {LONGEST[unit]} would be right"


def _ended(
    deadline: Deadline, last: date, steps: tuple[CountingStep, ...], local_holidays: frozenset[date]
) -> Due:
    """The deadline whose last day was counted: moved where it must be, up to its hour."""
    day = next_working_day(last, local_holidays) if deadline.if_holiday == "next_working_day" else last
    if day != last:
        steps = (*steps, move_step(last, day))
    end = end_of_day(day)
    last_instant: LastInstant = "excluded"
    if deadline.hour is not None:
        end = datetime.combine(day, time.fromisoformat(deadline.hour), tzinfo=ROME)
        last_instant = "included"
    return Due(deadline, day, end, last_instant, (*steps, end_step(day, end, last_instant)))


def _awaited(deadline: Deadline, events: Mapping[str, Event], numbers: Mapping[str, int]) -> tuple[str, ...]:
    """The event it is counted from and the number that is its length, as far as they are not known."""
    needs: tuple[tuple[str | None, Collection[str]], ...] = (
        (deadline.counted_from, events),
        (deadline.named_length, numbers),
    )
    return tuple(name for name, known in needs if name is not None and name not in known)


def _missing(deadline: Deadline, awaits: tuple[str, ...], names: Mapping[str, Words]) -> Missing:
    words = [_name(name, names) for name in awaits]
    it, en = ", ".join(one.it for one in words), ", ".join(one.en for one in words)
    return Missing(
        deadline, awaits, Words(it=f"non ancora calcolabile, manca: {it}", en=f"still waits for: {en}")
    )


def _name(name: str, names: Mapping[str, Words]) -> Words:
    plain = name.replace("_", " ").replace("-", " ")
    return names.get(name, Words(it=plain, en=plain))


def _day_of(name: str, events: Mapping[str, Event]) -> date:
    try:
        return day_in_rome(events[name])
    except ValueError as fault:
        raise ValueError(f"{name}: {fault}") from None


def _told_spans(deadline: Deadline, events: Mapping[str, Event]) -> Iterator[Span]:
    """The waits that events tell from start to end."""
    for pause in deadline.suspended_by:
        if pause.ends in events:
            if pause.starts not in events:
                raise ValueError(f"{pause.ends}: ends a wait that {pause.starts} has not started")
            yield _day_of(pause.starts, events), _day_of(pause.ends, events)


def _checked(span: Span) -> Span:
    starts, ends = map(day_in_rome, span)
    if ends < starts:
        raise ValueError(f"a wait that starts on {starts.isoformat()} cannot end on {ends.isoformat()}")
    return starts, ends


def _open_waits(deadline: Deadline, events: Mapping[str, Event], last: date) -> tuple[str, ...]:
    """The events that end the waits under way: until they happen nothing can be counted."""
    begun = (one for one in deadline.suspended_by if one.starts in events and one.ends not in events)
    return tuple(one.ends for one in begun if _day_of(one.starts, events) <= last)


def _chain(deadline: Deadline, by_id: Mapping[str, Deadline]) -> list[Deadline]:
    """A deadline and those that it is counted from, the first of them first; a circle is cut open."""
    chain = [deadline]
    while (before := by_id.get(chain[-1].counted_from or "")) is not None and before not in chain:
        chain.append(before)
    return chain[::-1]


def _length_faults(deadline: Deadline) -> Iterator[tuple[str, str]]:
    lengths = _lengths(deadline)
    others = {"named_length": deadline.named_length, "on": deadline.on, "at": deadline.at}
    ways = [*lengths, *(name for name, value in others.items() if value is not None)]
    if len(ways) != 1:
        choices = f"{', '.join(LONGEST)}, named_length, on or at"
        yield ways[-1] if ways else "id", f"has {' and '.join(ways) or 'no length'}: exactly one of {choices}"
    yield from ((unit, fault) for unit, length in lengths.items() if (fault := _length_fault(unit, length)))
    if deadline.named_length is None and deadline.named_unit != "days":
        yield "named_unit", "is the unit of a named_length, which is not there"
    if deadline.revokes and deadline.if_missed is None:
        yield "revokes", "missing it takes the grant away: say so to people in if_missed"
    if deadline.counted_from is None and deadline.on is None and deadline.at is None:
        yield "id", "a length is counted from an event: name it in counted_from"


def _end_faults(deadline: Deadline) -> Iterator[tuple[str, str]]:
    if deadline.hour is not None and not _HOUR.fullmatch(deadline.hour):
        yield "hour", f'is "{deadline.hour}", where an hour such as "15:00" would be right'
    for field, moment in (("on", deadline.on), ("at", deadline.at)):
        if moment is not None and (fault := _calendar_fault(moment)):
            yield field, fault
    counting: Mapping[str, object] = {
        "counted_from": deadline.counted_from,
        "first_day": deadline.first_day == "included",
        "to_end_of": deadline.to_end_of,
        "suspended_by": deadline.suspended_by,
    }
    moving: Mapping[str, object] = {"hour": deadline.hour, "if_holiday": deadline.if_holiday != "stays"}
    if deadline.on is not None or deadline.at is not None:
        message = "a fixed day or instant is not counted: leave it out"
        yield from ((field, message) for field, value in counting.items() if value)
    if deadline.at is not None:
        message = "an instant has its hour and never moves: leave it out, or write on instead of at"
        yield from ((field, message) for field, value in moving.items() if value)


def _calendar_fault(moment: Event) -> str | None:
    if isinstance(moment, datetime) and (fault := fault_of(moment)):
        return fault
    try:
        day_in_rome(moment)
    except ValueError as fault:
        return str(fault)
    return None


def _link_faults(deadline: Deadline, by_id: Mapping[str, Deadline]) -> Iterator[tuple[str, str]]:
    chain = _chain(deadline, by_id)
    if chain[0].counted_from in {one.id for one in chain}:
        circle = " from ".join([*(one.id for one in reversed(chain)), chain[0].counted_from or ""])
        yield "counted_from", f"is counted in a circle: {circle}"
    for pause in deadline.suspended_by:
        if strange := sorted({pause.starts, pause.ends} & by_id.keys()):
            yield "suspended_by", f"{', '.join(strange)} is a deadline, where an event would be right"
        if pause.starts == pause.ends:
            yield "suspended_by", f"{pause.starts} cannot both start and end a wait"
