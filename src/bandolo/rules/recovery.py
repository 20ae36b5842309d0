"""What makes a beneficiary lose the grant, and how much must be paid back, with which interest?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from bandolo.rules.conditions import Condition
from bandolo.rules.money import Rate, Rounding, round_cents
from bandolo.rules.rule import Moment, Rule

Path = tuple[str | int, ...]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Rule):
    """A ground of revocation.

    `when`: what must be the case for the grant to be lost.
    `extent`: "total" takes the whole grant, "partial" the part that the ground concerns.
    `moments`: when the ground is looked at.
    """

    when: Condition
    extent: Literal["total", "partial"]
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(Rule):
    """How sums already paid out come back: simple interest, by the day.

    `interest`: "legal" takes the legal rate in force on each day, "none" asks for the bare sum.
    `spread`: points added to the legal rate, such as "2%".
    `counts_payment_day`: whether the day of the payment to the beneficiary bears interest.
    `counts_return_day`: whether the day on which the sum comes back bears interest.
    `divisor`: the days that a year is divided by, leap years too.
    `rounding`: how the interest is rounded, once, to the cent.
    """

    interest: Literal["legal", "none"] = "legal"
    spread: Rate = Fraction(0)
    counts_payment_day: bool = False
    counts_return_day: bool = True
    divisor: int = 365
    rounding: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRate:
    """The legal interest rate from `since` to `until`, both included, and the act that set it."""

    since: date
    until: date
    rate: Rate
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestTable:
    """The legal interest rates (art. 1284 c.c.), the oldest first, with no day between two of them."""

    rates: tuple[LegalRate, ...]

    def __post_init__(self) -> None:
        if not self.rates or any(one.until < one.since for one in self.rates):
            raise ValueError("every legal rate should end on or after the day it starts")
        for before, after in pairwise(self.rates):
            if after.since != before.until + DAY:
                raise ValueError(f"the legal rate from {after.since} should start on {before.until + DAY}")


@dataclass(frozen=True, slots=True)
class Segment:
    """Days at one rate: `rate` has the spread in it, `exact` is in cents, `source` is the act."""

    since: date
    until: date
    days: int
    rate: Fraction
    exact: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest on `principal` in cents: exact for each segment and in all, `total` rounded once."""

    principal: int
    segments: tuple[Segment, ...]
    exact: Fraction
    total: int


@dataclass(frozen=True, slots=True)
class RecoveryInstalment:
    """One instalment of a recovery in cents: `total` = `principal` + `interest`."""

    number: int
    due: date
    opening: int
    principal: int
    interest: int
    total: int
    closing: int


def interest(
    principal: int, paid_on: date, returned_on: date, table: InterestTable, recovery: Recovery
) -> Interest:
    """Simple interest on cents paid out on one day and returned on another (VDI-51).

    ValueError where the return comes before the payment, or the table does not know a rate of a day.
    """
    if principal < 0 or returned_on < paid_on:
        raise ValueError("a sum that comes back is not negative and comes back after it was paid")
    segments = (
        () if recovery.interest == "none" else _segments(principal, paid_on, returned_on, table, recovery)
    )
    exact = sum((one.exact for one in segments), Fraction(0))
    return Interest(principal, segments, exact, round_cents(exact, recovery.rounding))


def _segments(
    principal: int, paid_on: date, returned_on: date, table: InterestTable, recovery: Recovery
) -> tuple[Segment, ...]:
    first = paid_on if recovery.counts_payment_day else paid_on + DAY
    last = returned_on if recovery.counts_return_day else returned_on - DAY
    if last < first:
        return ()
    known_from, known_to = table.rates[0].since, table.rates[-1].until
    if first < known_from or last > known_to:
        raise ValueError(
            f"the legal rates are known from {known_from} to {known_to}; {first} to {last} is asked"
        )
    segments = []
    for legal in table.rates:
        since, until = max(first, legal.since), min(last, legal.until)
        if since <= until:
            days = (until - since).days + 1
            rate = legal.rate + recovery.spread
            exact = rate * principal * days / recovery.divisor
            segments.append(Segment(since, until, days, rate, exact, legal.source))
    return tuple(segments)


def amount_to_return(due: Interest) -> int:
    """The cents that come back in one payment: the sum and its interest."""
    return due.principal + due.total


def recovery_plan(
    principal: int, paid_on: date, due_dates: Sequence[date], table: InterestTable, recovery: Recovery
) -> tuple[RecoveryInstalment, ...]:
    """A recovery by instalments: even parts of the sum, the last takes the cents left over.

    Each instalment also pays the interest that what is still out has borne since the one before, so interest
    is settled first (art. 1194 c.c.). Interest is rounded on what has run since the payment, so that all
    instalments together are rounded once. ValueError where the dates are not in order or there are more
    instalments than cents.
    """
    count = len(due_dates)
    if not 1 <= count <= principal:
        raise ValueError("a plan has at least one instalment, and no more of them than cents")
    if any(after <= before for before, after in pairwise(due_dates)):
        raise ValueError("each instalment of a plan falls due after the one before")
    part, opening, settled, borne, told = principal // count, principal, Fraction(0), Fraction(0), 0
    instalments = []
    for number, due in enumerate(due_dates, start=1):
        # Simple interest is proportional to the sum, so one euro's growth serves what is still out.
        grown = interest(1, paid_on, due, table, recovery).exact
        borne += opening * (grown - settled)
        settled = grown
        owed = round_cents(borne, recovery.rounding) - told
        told += owed
        paid = opening if number == count else part
        instalments.append(RecoveryInstalment(number, due, opening, paid, owed, paid + owed, opening - paid))
        opening -= paid
    return tuple(instalments)


def recovery_faults(recovery: Recovery) -> list[tuple[Path, str]]:
    """What makes no sense in the figures of a recovery, by the path in the file."""
    if recovery.divisor >= 1:
        return []
    return [(("divisor",), f"is {recovery.divisor}: the days of a year, 365 or 360, would be right")]


def ground_faults(grounds: Sequence[Ground]) -> list[tuple[Path, str]]:
    """The grounds of revocation that nobody ever looks at, by the path in the file."""
    return [
        ((at, "moments"), "is empty: one moment or more would be right")
        for at, ground in enumerate(grounds)
        if not ground.moments
    ]
