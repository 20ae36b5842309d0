"""Which cases are there of money in stages, of reductions, duties to keep, and forms of aid together?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from bandolo.rules.any_case import AnyCase, Known, Timed
from bandolo.rules.instruments import AidForm
from bandolo.rules.money import Cents, Rate

_NOTHING = Cents(0)
_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedStage:
    """What is asked at a stage, in euro: costs and grant of all reports so far, the surety offered."""

    stage: str
    reported_costs: Cents = _NOTHING
    earned: Cents = _NOTHING
    asked: Cents | None = None
    guaranteed: Cents | None = None
    guaranteed_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesExpected:
    """What each claim is paid, what is to be returned, the stages refused and those not known yet."""

    paid: tuple[Cents, ...]
    to_return: Cents = _NOTHING
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCase(Timed):
    """The payments of one award, one claim after the other."""

    awarded: Cents
    approved_costs: Cents
    claims: tuple[ClaimedStage, ...]
    expect: StagesExpected


@dataclass(frozen=True, slots=True, kw_only=True)
class ReducedExpected:
    """What is left of a grant, None while that is not known; each cut that takes something off."""

    left: Cents | None = None
    revoked: bool | Literal["unknown"] = False
    cuts: Mapping[str, Cents] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReducedCase(Timed):
    """A grant and what the reductions take off it."""

    grant: Cents
    expect: ReducedExpected


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachExpected:
    """What comes back, None while that is not known; `kept` of so many `units` of time where given."""

    to_return: Cents | None = None
    kept: int | None = None
    units: int | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachCase(Timed):
    """A duty to keep something, not kept from the day `on`, for a `part` of a `whole`."""

    rule: str
    on: date
    grant: Cents
    expect: BreachExpected
    part: int = 1
    whole: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalentExpected:
    """The aid in a loan or a guarantee, None while that is not known; or why the formula does not reach."""

    equivalent: Cents | None = None
    nominal: Cents | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalentCase(Known):
    """A loan, or a guarantee on one, by what is owed at the start of each period."""

    of: str
    on: date
    openings: tuple[Cents, ...]
    times_a_year: int
    expect: EquivalentExpected
    rate: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditExpected:
    """What each year brings, what is left after the last year, what is lost in all."""

    shares: tuple[Cents, ...]
    left: Cents = _NOTHING
    lost: Cents = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCase(AnyCase):
    """A tax credit and what was used of it, by year."""

    credit: Cents
    expect: CreditExpected
    events: Mapping[str, datetime | date] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    used: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedForm:
    """One form of aid: its nominal amount, and the aid in each euro of it."""

    nominal: Cents
    aid_each: Rate = _WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherExpected:
    """The nominal amounts after the ceilings, and whether all of these are kept."""

    granted: Mapping[AidForm, Cents]
    fits: bool | Literal["unknown"] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherCase(Known):
    """Several forms of aid under the ceilings of the call."""

    granted: Mapping[AidForm, GrantedForm]
    expect: TogetherExpected


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftExpected:
    """Whether the group goes on, what each has then, and what is lost; in euro."""

    goes_on: bool | Literal["unknown"]
    parts: Mapping[str, Cents]
    lost: Cents = _NOTHING
    owed: Mapping[str, Cents] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCase(Known):
    """Members that leave a group: grants by name, what these earned and were paid, what the others ask."""

    parts: Mapping[str, Cents]
    leave: tuple[str, ...]
    expect: LeftExpected
    earned: Mapping[str, Cents] = field(default_factory=dict)
    asked: Mapping[str, Cents] = field(default_factory=dict)
    paid: Mapping[str, Cents] = field(default_factory=dict)


AfterAwardCase = StageCase | ReducedCase | BreachCase | EquivalentCase | CreditCase | TogetherCase | LeftCase
