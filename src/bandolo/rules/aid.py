"""How does the aid follow from the admitted costs, step by step?

Steps run in the order of the call file. Each reads named amounts and changes one instrument, or names a
new amount; each is one dataclass here and one emitter in `compile_aid.py`.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bandolo.rules.conditions import Condition
from bandolo.rules.costs import Base
from bandolo.rules.money import Cents, Rate, Rounding
from bandolo.rules.rule import MOMENTS, Moment, Rule
from bandolo.rules.tables import CentsTable, RateTable

Instrument = Literal["grant", "premium", "loan", "services"]
INSTRUMENTS: tuple[Instrument, ...] = ("grant", "premium", "loan", "services")
# Free services are aid in kind: they count towards de minimis but nobody is paid them.
PAID: tuple[Instrument, ...] = ("grant", "premium", "loan")


@dataclass(frozen=True, slots=True, kw_only=True)
class AidStep(Rule):
    """What every step of the aid has: `when` and `at` which moments it applies."""

    when: Condition | None = None
    at: tuple[Moment, ...] = MOMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(AidStep):
    """Names an amount: the base, at most `at_most`. Later steps can stand on it."""

    kind: Literal["part"]
    base: Base
    at_most: Cents | CentsTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(AidStep):
    """Adds to an instrument a share of a base, rounded once."""

    kind: Literal["share"]
    instrument: Instrument
    share: Rate | RateTable
    base: Base
    round: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(AidStep):
    """Adds a fixed amount to an instrument: a premium, or the stated value of free services."""

    kind: Literal["fixed"]
    instrument: Instrument
    amount: Cents | CentsTable


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
    application is not admissible.
    """

    kind: Literal["de_minimis"]
    regulations: tuple[str, ...]
    counts: tuple[Instrument, ...]
    cuts: tuple[Instrument, ...]
    too_small: Literal["cut", "refused"] = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulationCut(AidStep):
    """Cuts the aid to the room that the call's rule on cumulation leaves on the costs of the base."""

    kind: Literal["cumulation"]
    on: tuple[Instrument, ...]
    base: Base


AnyAidStep = Part | Share | Fixed | Ceiling | DeMinimis | CumulationCut


class Step(NamedTuple):
    """One step as it came out: what it read (name, cents) and what it left, in cents.

    `applies` is False where its condition does not hold and None where a fact is missing; the room that a
    missing fact leaves unknown is None.
    """

    rule: AidStep
    inputs: tuple[tuple[str, int | None], ...]
    result: int
    applies: bool | None


class Aid(NamedTuple):
    """The aid in cents; `total` is what is paid or lent, free services apart."""

    grant: int
    premium: int
    loan: int
    services: int
    total: int
