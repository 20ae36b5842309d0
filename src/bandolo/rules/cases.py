"""What is a worked case: given this, the call must say that, and why?

Cases are written by the people who know the call; they are the tests of its file. What a case does not
mention must be empty or zero, so that nothing appears unnoticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bandolo.rules.any_case import AnyCase, Told
from bandolo.rules.build import Listed, Tables
from bandolo.rules.cases_after_award import (
    BreachCase,
    CreditCase,
    EquivalentCase,
    LeftCase,
    ReducedCase,
    StageCase,
    TogetherCase,
)
from bandolo.rules.draw import Drawn
from bandolo.rules.money import Cents
from bandolo.rules.rule import Moment

_NOTHING = Cents(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOne:
    """What one of a group has, in euro; its costs, and the limits that cut them, are compared where given."""

    grant: Cents = _NOTHING
    premium: Cents = _NOTHING
    loan: Cents = _NOTHING
    services: Cents = _NOTHING
    regime: str | None = None
    admitted: Mapping[str, Cents] | None = None
    bound_by: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The answer of an assessment, in euro; what can be left out altogether is compared where given."""

    admissible: bool | Literal["unknown"]
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    admitted: Mapping[str, Cents] = field(default_factory=dict)
    bound_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grant: Cents = _NOTHING
    premium: Cents = _NOTHING
    loan: Cents = _NOTHING
    services: Cents = _NOTHING
    missing: tuple[str, ...] | None = None
    required: tuple[str, ...] | None = None
    grounds: tuple[str, ...] | None = None
    regime: str | None = None
    each: Mapping[str, OfOne] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Told):
    """An application as told, with the amounts of its award and its papers replaced."""

    approved: Tables | None = None
    attached: Listed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessCase(Changed):
    """An application assessed at a moment, as of an instant (without one, the opening of the window)."""

    expect: Expected
    moment: Moment = "submission"
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Which steps of the report are complete, and which are open."""

    complete: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressCase(Changed):
    """How far a report of expenses has come."""

    expect: Progress
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The points of a project; `between` holds the least and the most of a total that is not known yet."""

    total: Cents | None = None
    between: tuple[Cents, ...] = ()
    without_bonus: Cents | None = None
    criteria: Mapping[str, Cents] = field(default_factory=dict)
    areas: Mapping[str, Cents] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCase(Changed):
    """An application scored, as it would be for the award."""

    expect: Points
    moment: Moment = "award"
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesCase(AnyCase):
    """The deadlines that follow from events: exactly those that can be counted."""

    events: Mapping[str, datetime | date]
    expect: Mapping[str, datetime | date]
    numbers: Mapping[str, int] = field(default_factory=dict)
    suspensions: Mapping[str, tuple[tuple[date, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCase(AnyCase):
    """Whether applications are taken at an instant."""

    at: datetime
    expect: Literal["not_open", "open", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How many applications are in, and the number of the one that closed the call."""

    accepted: int
    closed_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingCase(AnyCase):
    """Early closing by the grants requested, in order; `repeat` is pairs of an amount and how many times."""

    expect: Closing
    requested: tuple[Cents, ...] = ()
    repeat: Listed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists that come of ranking and funds; `financed` is pairs of an id and an amount.

    `left` is what each envelope has in the end, `flows` what went from one to another (from, to, amount);
    both are compared where they are given.
    """

    financed: Listed
    waiting: tuple[str, ...] = ()
    not_admitted: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    unserved: tuple[str, ...] = ()
    left: Mapping[str, Cents] | None = None
    flows: Listed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCase(AnyCase):
    """Applications in line, ranked and financed; `funds` in place of the call's where it is given.

    `drawn` is what a draw revealed; `as_of` the instant of the act, which leaves later tranches alone.
    """

    entries: Listed
    expect: Lists
    funds: Cents | None = None
    drawn: Drawn | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanExpected:
    """Some figures of a repayment schedule in euro, or the fields for which the terms are refused."""

    refused: tuple[str, ...] = ()
    instalments: int | None = None
    constant: Cents | None = None
    first_interest: Cents | None = None
    last_total: Cents | None = None
    interest: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanCase(AnyCase):
    """A soft loan and its schedule."""

    principal: Cents
    years: int
    grace_months: int
    first_due: date
    expect: LoanExpected
    balance_paid: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Where the money of a payment goes, in euro."""

    withholding: Cents
    net: Cents
    to_creditors: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidCase(Told):
    """A payment of a grant, with debts of contributions by creditor; `to` one of a group by its name."""

    gross: Cents
    approved: Cents
    expect: Paid
    to: str | None = None
    debts: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What comes back, in euro."""

    interest: Cents
    total: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedCase(AnyCase):
    """A sum paid and revoked, returned with interest."""

    principal: Cents
    paid_on: date
    returned_on: date
    expect: Returned


def _many(key: str) -> Any:  # noqa: ANN401 - dataclasses type a field by its annotation
    return field(default=(), metadata={"key": key})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The cases of one file; `given` is the application that its cases change."""

    given: Tables | None = None
    cases: tuple[AssessCase, ...] = _many("case")
    progress: tuple[ProgressCase, ...] = _many("progress")
    scored: tuple[ScoredCase, ...] = _many("scored")
    dates: tuple[DatesCase, ...] = _many("dates")
    windows: tuple[WindowCase, ...] = _many("window_case")
    closings: tuple[ClosingCase, ...] = _many("closing")
    ranked: tuple[RankedCase, ...] = _many("ranked")
    loans: tuple[LoanCase, ...] = _many("loan_case")
    paid: tuple[PaidCase, ...] = _many("paid")
    returned: tuple[ReturnedCase, ...] = _many("returned")
    stages: tuple[StageCase, ...] = _many("stage_case")
    reduced: tuple[ReducedCase, ...] = _many("reduced")
    breaches: tuple[BreachCase, ...] = _many("breach")
    equivalents: tuple[EquivalentCase, ...] = _many("equivalent")
    credits: tuple[CreditCase, ...] = _many("credit")
    together: tuple[TogetherCase, ...] = _many("together")
    left: tuple[LeftCase, ...] = _many("left")
