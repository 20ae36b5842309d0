"""How does the aid follow from the admitted costs, step by step?

Steps run in the order of the call file. Each reads named amounts and changes one instrument, or names a
new amount; each is one dataclass here and one emitter in `compile_aid.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

from bandolo.rules.conditions import Condition, Number
from bandolo.rules.costs import Base
from bandolo.rules.money import Cents, Rate, Rounding, round_cents
from bandolo.rules.rule import MOMENTS, Moment, Rule, Words
from bandolo.rules.tables import CentsTable, RateTable

Instrument = Literal["grant", "premium", "loan", "services"]
INSTRUMENTS: tuple[Instrument, ...] = ("grant", "premium", "loan", "services")
# Free services are aid in kind: they count towards de minimis but nobody is paid them.
PAID: tuple[Instrument, ...] = ("grant", "premium", "loan")


@dataclass(frozen=True, slots=True, kw_only=True)
class AidStep(Rule):
    """What every step of the aid has: `when` and `at` which moments it applies.

    It is taken on the whole, or once for `each` record of a kind, on what belongs to it; one that belongs to
    a `regime` only where the aid is granted under that.
    """

    SCOPE: ClassVar[str] = "each"

    each: str | None = None
    regime: str | None = None
    when: Condition | None = None
    at: tuple[Moment, ...] = MOMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(AidStep):
    """Names an amount: the base or a `share` of it, at most `at_most`. Later steps can stand on it."""

    kind: Literal["part"]
    base: Base
    share: Rate | RateTable | None = None
    at_most: Cents | CentsTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A slice of a base with a rate of its own: from where the slice before ends `up_to` an amount."""

    share: Rate
    up_to: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Percentage points that a share gains `when` a condition holds, and loses where it no longer does."""

    when: Condition
    add: Rate
    words: Words
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(AidStep):
    """Adds to an instrument a share of a base, rounded once.

    The share can gain `points`, `share_up_to` at most; or the base has `slices`, each with its own share.
    """

    kind: Literal["share"]
    instrument: Instrument
    base: Base
    share: Rate | RateTable | None = None
    points: tuple[Points, ...] = ()
    share_up_to: Rate | None = None
    slices: tuple[Slice, ...] = ()
    round: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(AidStep):
    """Adds a fixed amount to an instrument: a premium, a lump sum, the stated value of free services.

    `times` multiplies it by a number of the application, such as how many people take part, `up_to_times`
    at most.
    """

    kind: Literal["fixed"]
    instrument: Instrument
    amount: Cents | CentsTable
    times: Number | None = None
    up_to_times: int | None = None
    round: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(AidStep):
    """Cuts the sum of the instruments `on` to an amount, to a share of a base, or to what was approved.

    The cut falls on the instruments from the last named to the first.
    """

    kind: Literal["ceiling"]
    on: tuple[Instrument, ...]
    amount: Cents | CentsTable | None = None
    share: Rate | None = None
    base: Base | None = None
    round: Rounding = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeMinimis(AidStep):
    """Cuts the aid to the room left under the first of the `regulations` (law/de_minimis.toml) that applies.

    `counts` are the instruments that use room, `cuts` those that can be cut, from the last to the first.
    An aid that does not fit is cut or refused, as `too_small` says; with no room left for it at all the
    application is not admissible. `shared_by` is a text of each: those with the same one are one single
    undertaking and have one room together, from the first in the file to the last.
    """

    kind: Literal["de_minimis"]
    regulations: tuple[str, ...]
    counts: tuple[Instrument, ...]
    cuts: tuple[Instrument, ...]
    too_small: Literal["cut", "refused"] = "cut"
    shared_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulationCut(AidStep):
    """Cuts the aid to the room that the call's rule on cumulation leaves on the costs of the base.

    `up_to` is the most that all aid together can be of them under this step, such as the intensity of a
    regime, where it is not that of the rule.
    """

    kind: Literal["cumulation"]
    on: tuple[Instrument, ...]
    base: Base
    up_to: Rate | None = None


AnyAidStep = Part | Share | Fixed | Ceiling | DeMinimis | CumulationCut


class Step(NamedTuple):
    """One step as it came out: what it read (name, cents) and what it left, in cents.

    `applies` is False where its condition does not hold and None where a fact is missing; the room that a
    missing fact leaves unknown is None. `share` is the rate applied where it is not simply the one written.
    `entity` names the one that a step for each was taken for; `parts` what each has, in cents, of the
    instruments that a step on the whole has changed.
    """

    rule: AidStep
    inputs: tuple[tuple[str, int | None], ...]
    result: int
    applies: bool | None
    share: Fraction | None = None
    entity: str | None = None
    parts: tuple[tuple[str, int], ...] = ()


class Aid(NamedTuple):
    """The aid in cents; `total` is what is paid or lent, free services apart."""

    grant: int
    premium: int
    loan: int
    services: int
    total: int


def sliced(slices: Sequence[Slice], cents: int, rounding: Rounding) -> int:
    """The aid on a base in slices: exact in each, rounded once."""
    exact, start = Fraction(0), 0
    for one in slices:
        end = cents if one.up_to is None else min(cents, one.up_to)
        exact += one.share * max(end - start, 0)
        start = max(start, end)
    return round_cents(exact, rounding)
