"""Which duties does a project under way have, by when, what fulfils each, and what does missing it cost?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bandolo.rules.call import Call as Rules
from bandolo.rules.call import Duty
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Deadline, Due, Event, Missing, dates, is_in_time
from bandolo.rules.rule import Words
from bandolo.rules.so_far import SoFar

Standing = Literal["done", "late", "missed", "open", "kept", "awaited"]
STANDINGS: Mapping[Standing, Words] = {
    "done": Words(it="fatto in tempo", en="done in time"),
    "late": Words(it="fatto oltre il termine", en="done after the term"),
    "missed": Words(it="termine scaduto", en="term over"),
    "open": Words(it="da fare", en="to be done"),
    "kept": Words(it="termine trascorso", en="term passed"),
    "awaited": Words(it="comincia più avanti", en="begins later"),
}
# Before the award these are over: the application was sent and decided.
_BEFORE = ("submission", "call_published", "fee_request", "refusal_notice")
_DURING = ("project", "reporting", "payment", "after")


@dataclass(frozen=True)
class Milepost:
    """A term on the way, where it stands, and the days left (negative once it is over)."""

    deadline: Deadline
    found: Due | Missing
    standing: Standing
    done: Event | None
    fulfilled_by: Words | None
    days_left: int | None

    @property
    def due(self) -> Due | None:
        """Its date, once it can be counted."""
        return self.found if isinstance(self.found, Due) else None


def timeline(rules: Rules, so_far: SoFar, now: datetime) -> tuple[Milepost, ...]:
    """The terms that run from the award on, the nearest first; those that still wait for something last.

    A term that names no event which fulfils it is "kept" once its day is over: nobody can tell from dates.
    """
    names = {event.id: event.words for event in rules.events}
    counted = dates(rules.deadlines, so_far.events, numbers=so_far.numbers, names=names)
    listed = [
        _milepost(one, so_far, names, now) for one in counted if _is_later(one.deadline, rules.deadlines)
    ]
    return tuple(sorted(listed, key=lambda one: (one.due is None, one.due.end if one.due else now)))


def duties_of(rules: Rules) -> tuple[Duty, ...]:
    """What no date says: the duties of the beneficiary from the award on."""
    return tuple(one for one in rules.duties if one.who == "beneficiary" and one.when in _DURING)


def next_of(posts: tuple[Milepost, ...]) -> Milepost | None:
    """The next term of the beneficiary that is not met yet."""
    return next((one for one in posts if one.standing == "open" and one.deadline.who == "beneficiary"), None)


def _is_later(deadline: Deadline, deadlines: tuple[Deadline, ...]) -> bool:
    return deadline.who != "applicant" and not ({*_origins(deadline, deadlines)} & {*_BEFORE})


def _origins(deadline: Deadline, deadlines: tuple[Deadline, ...]) -> Iterator[str]:
    """What a deadline is counted from, through others."""
    by_id = {one.id: one for one in deadlines}
    seen: set[str] = set()
    link: Deadline | None = deadline
    while link is not None and link.counted_from is not None and link.id not in seen:
        seen.add(link.id)
        yield link.counted_from
        link = by_id.get(link.counted_from)


def _milepost(found: Due | Missing, so_far: SoFar, names: Mapping[str, Words], now: datetime) -> Milepost:
    deadline = found.deadline
    event = deadline.fulfilled_by
    done = so_far.events.get(event) if event is not None else None
    words = names.get(event) if event is not None else None
    if isinstance(found, Missing):
        return Milepost(deadline, found, "awaited", done, words, None)
    left = (found.day - day_in_rome(now)).days
    return Milepost(deadline, found, _standing(found, done, now), done, words, left)


def _standing(found: Due, done: Event | None, now: datetime) -> Standing:
    if done is not None:
        return "done" if is_in_time(found, done) else "late"
    if is_in_time(found, now):
        return "open"
    return "kept" if found.deadline.fulfilled_by is None else "missed"
