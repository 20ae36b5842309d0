"""What is still owed of sums that come back little by little, with which interest, on a day?

Interest is simple, on what is still out, and settled first (art. 1194 c.c.); the oldest payment comes back
first (art. 1193 c.c.). It is rounded on all that has run, so that however many receipts there are it is
rounded as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from bandolo.rules.money import round_cents
from bandolo.rules.recovery import Interest, InterestTable, Recovery, interest


class PaidPart(NamedTuple):
    """Cents paid out on a day that are to come back."""

    cents: int
    paid_on: date


class Received(NamedTuple):
    """Cents that came back on a day."""

    cents: int
    on: date


class Settled(NamedTuple):
    """How a receipt is counted, in cents; `left_over` is what nothing was owed for."""

    interest: int
    principal: int
    left_over: int


class Planned(NamedTuple):
    """An instalment in cents; its interest None while the law has set no rate yet for days up to it."""

    due: date
    principal: int
    interest: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed on a day in cents, after receipts, each with how it was counted."""

    on: date
    principal: int
    interest: int
    receipts: tuple[Settled, ...]

    @property
    def total(self) -> int:
        """The cents that would settle it all on the day."""
        return self.principal + self.interest


def owed(
    parts: Sequence[PaidPart],
    receipts: Sequence[Received],
    on: date,
    table: InterestTable,
    recovery: Recovery,
) -> Balance:
    """What is owed on a day of the parts, after receipts in the order of their days.

    ValueError where a receipt comes before the one before it, after the day or before a payment, an amount is
    not positive, or the table does not know the rate of a day.
    """
    days = [one.on for one in receipts]
    if days != sorted(days) or (days and days[-1] > on):
        raise ValueError("receipts are counted in the order of their days, up to the day asked")
    if min([*(one.cents for one in parts), *(one.cents for one in receipts)], default=1) < 1:
        raise ValueError("what was paid out and what comes back are amounts above zero")
    ordered = sorted(parts, key=lambda one: one.paid_on)
    out = [one.cents for one in ordered]
    grown, borne, told, owing = [Fraction(0)] * len(out), Fraction(0), 0, 0
    settled = []
    until: list[Received] = [*receipts, Received(0, on)]
    for received in until:
        for at, part in enumerate(ordered):
            # Simple interest is proportional to the sum: one cent's growth serves what is still out.
            now = interest(1, part.paid_on, received.on, table, recovery).exact
            borne += out[at] * (now - grown[at])
            grown[at] = now
        run = round_cents(borne, recovery.rounding) - told
        told, owing = told + run, owing + run
        if received.cents:
            settled.append(_settled(received.cents, owing, out))
            owing -= settled[-1].interest
    return Balance(on, sum(out), owing, tuple(settled))


def _settled(cents: int, owing: int, out: list[int]) -> Settled:
    """Interest first, then the oldest part that is still out; `out` is lowered by what comes back."""
    to_interest = min(cents, owing)
    left = cents - to_interest
    for at, still in enumerate(out):
        back = min(left, still)
        out[at], left = still - back, left - back
    return Settled(to_interest, cents - to_interest - left, left)


def interest_of(
    parts: Sequence[PaidPart], on: date, table: InterestTable, recovery: Recovery
) -> tuple[Interest, ...]:
    """The interest of each part returned whole on a day, segment by segment: what an act explains."""
    ordered = sorted(parts, key=lambda one: one.paid_on)
    return tuple(interest(one.cents, one.paid_on, on, table, recovery) for one in ordered)


def plan_of(
    parts: Sequence[PaidPart],
    receipts: Sequence[Received],
    due_dates: Sequence[date],
    table: InterestTable,
    recovery: Recovery,
) -> tuple[Planned, ...]:
    """The instalments of what is still out after receipts: even parts of it, the last with what is left.

    Each also pays the interest that is owed on its day, if those before were paid on theirs. ValueError where
    the dates are not in order or there are more instalments than cents, and as for `owed`.
    """
    if any(after <= before for before, after in pairwise(due_dates)):
        raise ValueError("each instalment of a plan falls due after the one before")
    came, count = list(receipts), len(due_dates)
    start = came[-1].on if came else max(one.paid_on for one in parts)
    opening = owed(parts, came, start, table, recovery).principal
    if not 1 <= count <= opening:
        raise ValueError("a plan has at least one instalment, and no more of them than cents")
    part, instalments = opening // count, []
    for number, due in enumerate(due_dates, start=1):
        paid = opening if number == count else part
        run = None
        if recovery.interest == "none" or due <= table.rates[-1].until:
            run = owed(parts, came, due, table, recovery).interest
            came.append(Received(paid + run, due))
        instalments.append(Planned(due, paid, run))
        opening -= paid
    return tuple(instalments)
