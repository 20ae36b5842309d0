"""What does an application file tell of what has happened so far: events, payments, a claim, a loan?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bandolo.rules.build import Path, Reading, build
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.deadlines import event_names
from bandolo.rules.equivalents import LoanBalances, check_balances
from bandolo.rules.facts import Value
from bandolo.rules.money import Cents, Rate

KEY = "so_far"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidSoFar:
    """A payment made: its stage, its gross amount in euro, and `to` whom of a group how much of it."""

    stage: str
    amount: Cents
    to: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNow:
    """The stage that is asked for now; less than the whole advance where `asked`; the surety offered."""

    stage: str
    asked: Cents | None = None
    guaranteed: Cents | None = None
    guaranteed_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSoFar:
    """A loan by what is owed at the start of each period; at the rate of the call where it has none."""

    openings: tuple[Cents, ...]
    times_a_year: int
    rate: Rate | None = None

    @property
    def balances(self) -> LoanBalances:
        """The same for the formulas."""
        return LoanBalances(self.openings, self.times_a_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingNow:
    """Members that leave a group, what these have `earned`, what the others `asked` to take over, by name."""

    names: tuple[str, ...]
    earned: Mapping[str, Cents] = field(default_factory=dict)
    asked: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """Events by name, lengths that requests state, payments in order, the stage claimed, a loan.

    `used` is what was used of a tax credit, by year.
    """

    events: Mapping[str, datetime | date] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    paid: tuple[PaidSoFar, ...] = ()
    claim: ClaimNow | None = None
    loan: LoanSoFar | None = None
    used: Mapping[str, Cents] = field(default_factory=dict)
    leaving: LeavingNow | None = None

    def paid_to(self, name: str) -> int:
        """What a member of a group has been paid, in cents."""
        return sum(one.to.get(name, 0) for one in self.paid)


def read_so_far(call: Call, raw: Mapping[str, Any]) -> tuple[SoFar, list[tuple[Path, str]]]:
    """The table [so_far] of a parsed application file, and its problems, placed."""
    reading = Reading()
    found = build(reading, SoFar, _dated(raw.get(KEY, {})), (KEY,))
    if found is None:
        return SoFar(), reading.problems
    stages = [stage.id for stage in call.stages]
    lengths = [one.named_length for one in call.deadlines if one.named_length is not None]
    events = {*event_names(call.deadlines), *(event.id for event in call.events)} - {*lengths}
    for key, what, names, known in (
        ("events", "event", [*found.events], events),
        ("numbers", "number", [*found.numbers], lengths),
    ):
        for name in names:
            if name not in known:
                reading.fail_unknown((KEY, key, name), what, name, known)
    claimed: list[tuple[Path, str]] = [
        ((KEY, "paid", at, "stage"), one.stage) for at, one in enumerate(found.paid)
    ]
    claimed += [((KEY, "claim", "stage"), found.claim.stage)] if found.claim is not None else []
    for path, stage in claimed:
        if stage not in stages:
            reading.fail_unknown(path, "stage", stage, stages)
    _check_members(reading, call, raw, found)
    years = [year for year in found.used if not year.isdecimal()]
    for year in years:
        reading.fail((KEY, "used", year), "is no year, such as 2027")
    if found.used and call.tax_credit is None:
        reading.fail((KEY, "used"), "the call has no [tax_credit]")
    if found.loan is not None:
        try:
            check_balances(found.loan.balances)
        except ValueError as problem:
            reading.fail((KEY, "loan"), str(problem))
    return found, reading.problems


def events_told(call: Call, facts: Mapping[str, Value]) -> dict[str, datetime | date]:
    """The events that the facts of an application tell, by name: the day or instant that each holds."""
    told: dict[str, datetime | date] = {}
    for fact in call.facts:
        value = facts.get(fact.id)
        if isinstance(value, date):
            told |= dict.fromkeys(fact.tells, value)
    return told


def _check_members(reading: Reading, call: Call, raw: Mapping[str, Any], found: SoFar) -> None:
    """Where amounts divide, each payment says to whom; who leaves is there and has a part of the grant."""
    kind = dividing_kind(call)
    records = [] if kind is None else [one for one in raw.get(kind.id, ()) if isinstance(one, dict)]
    names = [str(one.get(kind.named_by or "")) for one in records] if kind is not None else []
    for at, one in enumerate(found.paid):
        place = (KEY, "paid", at, "to")
        for name in one.to:
            if name not in names:
                reading.fail_unknown((*place, name), "member", name, names)
        if (kind is not None or one.to) and sum(one.to.values()) != one.amount:
            reading.fail(place, "says how much of the amount went to each, and all of it")
    if found.leaving is not None:
        _check_leaving(reading, call, records, names, found.leaving)


def _check_leaving(
    reading: Reading, call: Call, records: Sequence[Mapping[str, Any]], names: Sequence[str], now: LeavingNow
) -> None:
    kind, place = dividing_kind(call), (KEY, "leaving")
    if call.leaving is None or kind is None or call.leaving.of != kind.id:
        reading.fail(place, "the call has no [leaving] of those that amounts divide between")
        return
    for name in (*now.names, *now.earned, *now.asked):
        if name not in names:
            reading.fail_unknown(place, kind.id, name, names)
    if any("grant" not in one.get("approved", {}) for one in records):
        reading.fail(place, f"each {kind.id} says its part of the award: approved = {{ grant = 5000.00 }}")
    if gone := [name for name in now.asked if name in now.names]:
        reading.fail((*place, "asked", gone[0]), "leaves, so it takes nothing over")


def _dated(raw: object) -> object:
    """The table with its days and instants read, also from JSON, which has only texts."""
    if not isinstance(raw, dict):
        return raw
    return {key: _days(one) if key in ("events", "claim") else one for key, one in raw.items()}


def _days(raw: object) -> object:
    return {key: _day(one) for key, one in raw.items()} if isinstance(raw, dict) else raw


def _day(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    except ValueError:
        return raw
