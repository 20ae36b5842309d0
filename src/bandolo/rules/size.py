"""How large is an enterprise: micro, small, medium or large?

Annex I of Reg. (EU) No 651/2014: staff must be below its threshold and either turnover or balance sheet
within its own (art. 2); partner enterprises add their data pro rata, linked ones in full (arts. 3 and 6);
a status changes only after two consecutive periods on the other side (art. 4.2). A figure that is not
known makes the answer a range: where both ends agree the size is known all the same, otherwise what is
missing is listed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents, Rate

Size = Literal["micro", "small", "medium", "large"]
SIZES: tuple[Size, ...] = ("micro", "small", "medium", "large")
Relation = Literal["linked", "partner", "none"]
Figure = Literal["staff", "turnover", "balance"]
FIGURES: tuple[Figure, ...] = ("staff", "turnover", "balance")
APPLICANT = "applicant"
_LARGE = SIZES.index("large")


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeClass:
    """A class of size: staff in annual work units below, turnover or balance sheet up to."""

    size: Size
    staff_below: int
    turnover_up_to: Cents
    balance_up_to: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The definition of an `act`: its classes from the smallest, and the shares that make a relation."""

    act: str
    valid_from: date
    valid_until: date | None = None
    partner_from: Rate
    linked_above: Rate
    public_from: Rate
    classes: tuple[SizeClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTable:
    """law/size.toml: one definition after the other."""

    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one accounting period; None where not known.

    Staff in hundredths of an annual work unit (art. 5), turnover and balance sheet total in cents. A new
    enterprise gives an estimate in good faith (art. 4.3).
    """

    staff: int | None = None
    turnover: int | None = None
    balance: int | None = None

    def of(self, figure: Figure) -> int | None:
        """One of the three by its name."""
        return {"staff": self.staff, "turnover": self.turnover, "balance": self.balance}[figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An enterprise related to another (`of`, the applicant by default), upstream or downstream.

    `capital` and `votes` are the shares held by one in the other, the greater of the two ways where the
    holding is crossed. `has_control` is any other ground of art. 3.3: directors appointed, dominant
    influence, agreement, natural persons acting jointly. An `is_exempt_investor` (art. 3.2, second
    subparagraph, letters a to d) is no partner. `is_consolidated`: the figures of the enterprise it is
    related to include its own already. One enterprise may stand in several rows, with the same figures.
    """

    id: str
    of: str = APPLICANT
    figures: Figures
    capital: Rate | None = None
    votes: Rate | None = None
    has_control: bool | None = False
    is_exempt_investor: bool = False
    is_consolidated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An approved accounting period and who was related then.

    `has_new_owner`: a merger or a sale changed the relations. Then the size is that of this period at
    once, since art. 4.2 concerns growth and decline, not a change of hands (User guide to the SME
    definition, 2020, on art. 4).
    """

    closed_on: date
    figures: Figures
    related: tuple[Related, ...] = ()
    has_new_owner: bool = False


class Range(NamedTuple):
    """The smallest and the largest size that what is known allows, as places in SIZES."""

    low: int
    high: int


class PeriodSize(NamedTuple):
    """What a period comes to: the size by its numbers and the status after it.

    The weight and the relation of each enterprise that counts, the sums of what is known (hundredths of a
    work unit, cents) and what is missing, where that leaves the size by numbers open.
    """

    period: Period
    weights: Mapping[str, Fraction]
    relations: Mapping[str, Relation]
    sums: Mapping[Figure, Fraction]
    by_numbers: Range
    status: Range
    missing: tuple[str, ...]


class Sizing(NamedTuple):
    """The size, None where unknown, with what is `missing`: "2025-12-31 applicant.staff", "public_share"."""

    size: Size | None
    missing: tuple[str, ...]
    definition: Definition
    periods: tuple[PeriodSize, ...]
    public_share: Fraction | None
    is_public: bool | None


def definition_on(table: SizeTable, on: date) -> Definition:
    """The definition that applies on a day; ValueError where the table has none."""
    for definition in table.definitions:
        if definition.valid_from <= on and (definition.valid_until is None or on <= definition.valid_until):
            return definition
    raise ValueError(
        f"no definition of SMEs applies on {on}; the first is of {table.definitions[0].valid_from}"
    )


def size_of(
    definition: Definition,
    periods: Sequence[Period],
    *,
    public_share: Fraction | None,
    public_share_exempt: bool | None = None,
    before: Size | None = None,
) -> Sizing:
    """The size after the given accounting periods, the oldest first.

    `before` is the status held before the first of them, where known; without it the numbers of the first
    period are the status to start from. `public_share` is the share of capital or votes that public bodies
    control, directly or not (art. 3.4); `public_share_exempt` says that those bodies are the investors of
    art. 3.2, second subparagraph, to whom art. 3.4 does not apply. ValueError for periods that are missing,
    out of order or with rows that contradict each other.
    """
    if not periods:
        raise ValueError("at least one accounting period is needed, with estimates for a new enterprise")
    if any(one.closed_on >= other.closed_on for one, other in pairwise(periods)):
        raise ValueError("accounting periods come in order of their closing day, the oldest first")
    outcomes = tuple(_statuses(definition, periods, before))
    status = outcomes[-1].status
    is_public = _is_public(definition, public_share, public_share_exempt)
    if is_public is not False:
        status = Range(_LARGE if is_public else status.low, _LARGE)
    if status.low == status.high:
        return Sizing(SIZES[status.low], (), definition, outcomes, public_share, is_public)
    missing = [place for outcome in outcomes for place in outcome.missing]
    if is_public is None:
        missing.append("public_share" if public_share is None else "public_share_exempt")
    return Sizing(None, tuple(missing), definition, outcomes, public_share, is_public)


def relation_of(definition: Definition, stake: Related, assumed: Fraction = Fraction(0)) -> Relation:
    """How a stake relates two enterprises; `assumed` (0 or 1) stands for a share or control not known."""
    votes = assumed if stake.votes is None else stake.votes
    has_control = assumed == 1 if stake.has_control is None else stake.has_control
    if has_control or votes > definition.linked_above:
        return "linked"
    is_partner = _share(stake, assumed) >= definition.partner_from and not stake.is_exempt_investor
    return "partner" if is_partner else "none"


def _share(stake: Related, assumed: Fraction) -> Fraction:
    """The greater of capital and votes (art. 6.2)."""
    return max(assumed if share is None else share for share in (stake.capital, stake.votes))


def _is_public(definition: Definition, share: Fraction | None, is_exempt: bool | None) -> bool | None:
    if share is not None and not 0 <= share <= 1:
        raise ValueError("the share of public bodies lies between 0% and 100%")
    if is_exempt or (share is not None and share < definition.public_from):
        return False
    return None if share is None or is_exempt is None else True


def _statuses(definition: Definition, periods: Sequence[Period], before: Size | None) -> Iterator[PeriodSize]:
    """Each period with the status after it (art. 4.2).

    It is the middle one of the status before, the last numbers and these numbers: it moves only where two
    periods in a row lie on the same side of it, and no further than the nearer of them.
    """
    status = last = None if before is None else Range(SIZES.index(before), SIZES.index(before))
    for period in periods:
        weighed = _weigh(definition, period)
        numbers = weighed.by_numbers
        if status is None or last is None or period.has_new_owner:
            status = numbers
        else:
            status = Range(
                sorted((status.low, last.low, numbers.low))[1],
                sorted((status.high, last.high, numbers.high))[1],
            )
        last = numbers
        yield weighed._replace(status=status)


def _weigh(definition: Definition, period: Period) -> PeriodSize:
    known = _figures_by_id(period)
    least, relations = _weights(definition, period.related, Fraction(0))
    most, _ = _weights(definition, period.related, Fraction(1))
    consolidated = {stake.id for stake in period.related if stake.is_consolidated}
    sums: dict[Figure, Fraction] = {}
    highest: dict[Figure, Fraction | None] = {}
    missing = list(_missing_shares(period.related))
    for figure in FIGURES:
        values = {one: known[one].of(figure) for one in most if one not in consolidated}
        missing += [f"{one}.{figure}" for one, value in values.items() if value is None]
        sums[figure] = _sum(values, least)
        highest[figure] = None if None in values.values() else _sum(values, most)
    by_numbers = Range(_rank(definition, sums), _rank(definition, highest))
    places = [] if by_numbers.low == by_numbers.high else missing
    places = [f"{period.closed_on} {place}" for place in places]
    return PeriodSize(period, least, relations, sums, by_numbers, by_numbers, tuple(places))


def _sum(values: Mapping[str, int | None], weights: Mapping[str, Fraction]) -> Fraction:
    """The weighed sum of the values that are known."""
    return sum((weights.get(one, Fraction(0)) * (value or 0) for one, value in values.items()), Fraction(0))


def _missing_shares(related: Sequence[Related]) -> Iterator[str]:
    for stake in related:
        shares = {"capital": stake.capital, "votes": stake.votes, "has_control": stake.has_control}
        yield from (f"{stake.id}.{name}" for name, share in shares.items() if share is None)


def _rank(definition: Definition, sums: Mapping[Figure, Fraction | None]) -> int:
    """The place in SIZES of the first class that holds the sums; None is beyond any threshold."""
    staff, turnover, balance = (sums[figure] for figure in FIGURES)
    for size in definition.classes:
        is_staff_below = staff is not None and staff < 100 * size.staff_below
        is_money_within = (turnover is not None and turnover <= size.turnover_up_to) or (
            balance is not None and balance <= size.balance_up_to
        )
        if is_staff_below and is_money_within:
            return SIZES.index(size.size)
    return _LARGE


def _weights(
    definition: Definition, related: Sequence[Related], assumed: Fraction
) -> tuple[dict[str, Fraction], dict[str, Relation]]:
    """The weight and the relation of each enterprise that counts (art. 6).

    1 for those linked to the applicant through any chain; for partners of these the share, which weighs
    those linked to the partner too; partners of partners do not count. Where two partners lead to one
    enterprise its weights add up, to 1 at most.
    """
    linked: dict[str, list[str]] = {}
    partners: dict[str, list[tuple[str, Fraction]]] = {}
    for stake in related:
        relation = relation_of(definition, stake, assumed)
        for one, other in ((stake.id, stake.of), (stake.of, stake.id)):
            if relation == "linked":
                linked.setdefault(one, []).append(other)
            elif relation == "partner":
                partners.setdefault(one, []).append((other, _share(stake, assumed)))
    group = _reached(linked, APPLICANT)
    weights = dict.fromkeys(group, Fraction(1))
    relations: dict[str, Relation] = dict.fromkeys(group, "linked")
    for member in group:
        for partner, share in partners.get(member, ()):
            for one in _reached(linked, partner):
                if one not in group:
                    weights[one] = min(Fraction(1), weights.get(one, Fraction(0)) + share)
                    relations[one] = "partner"
    return weights, relations


def _reached(linked: Mapping[str, Iterable[str]], start: str) -> tuple[str, ...]:
    """Those linked to `start` through any chain, itself first."""
    reached = {start: None}
    waiting = [start]
    while waiting:
        for one in linked.get(waiting.pop(), ()):
            if one not in reached:
                reached[one] = None
                waiting.append(one)
    return tuple(reached)


def _figures_by_id(period: Period) -> dict[str, Figures]:
    """The figures of each enterprise of a period; ValueError for rows that contradict each other."""
    figures = {APPLICANT: period.figures}
    for stake in period.related:
        if figures.setdefault(stake.id, stake.figures) != stake.figures:
            raise ValueError(f"{stake.id} has different figures in different rows of {period.closed_on}")
        if any(share is not None and not 0 <= share <= 1 for share in (stake.capital, stake.votes)):
            raise ValueError(f"the shares of {stake.id} lie between 0% and 100%")
    for stake in period.related:
        if stake.id == APPLICANT or stake.of not in figures or stake.of == stake.id:
            raise ValueError(
                f"{stake.id} is related to {stake.of}, which should be another enterprise of "
                f"{period.closed_on}: {', '.join(sorted(figures))}"
            )
    values = [one.of(figure) for one in figures.values() for figure in FIGURES]
    if any(value is not None and value < 0 for value in values):
        raise ValueError(f"staff, turnover and balance sheet of {period.closed_on} are never negative")
    return figures
