"""Who is financed, with how much, and who waits for funds that may come free?

Funds go down the ranking and stop at the first application that they do not reach: nobody further
down is served before it, even with a smaller grant that would fit, since the order is its right.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents, show_euro
from bandolo.rules.ranking import Entry, Path, Pending, Placed, Ranked, Superseded
from bandolo.rules.rule import Rule, Words

WAITING = Words(
    it="Ammessa, non finanziata per esaurimento dei fondi.", en="Admitted, not financed for lack of funds."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Funds that come free go to the admitted applications that were not financed, in order.

    `freed_within` is the id of the deadline by which funds must have come free, `approved_within` of
    the one by which the draw is approved; a list without them is drawn without a term.
    """

    freed_within: str | None = None
    approved_within: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Rule):
    """How the funds go down the ranking.

    `funds` is the budget. `last` says what happens to the first application for which they are not
    enough: "none" (it waits), "partial" (it gets what is left), "full" (it gets all, beyond the funds).
    `minimum_award` is the least that a partial award can be; with less left, the application waits.
    `waiting_list` says that freed funds are drawn on; without it they are not.
    """

    funds: Cents
    last: Literal["none", "partial", "full"]
    minimum_award: Cents | None = None
    waiting_list: WaitingList | None = None


class Award(NamedTuple):
    """A financed application and its amount in cents, all draws so far included."""

    placed: Placed
    amount: int

    @property
    def is_partial(self) -> bool:
        """Whether less was awarded than the grant."""
        return self.amount < self.placed.entry.grant


class Step(NamedTuple):
    """One movement of the funds: cents `given` to an application, and cents `left` after it.

    `draw` is 0 for the award act, then 1, 2, ...
    """

    draw: int
    position: int
    id: str
    given: int
    left: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """Three lists (VDI-38): `financed`; `waiting`, in order; not admitted (`not_admitted`, `superseded`).

    `pending` applications hold no funds: while there are any, the lists are provisional. `gone` are
    awards and waiting applications (with 0) that left the lists at a draw. Amounts in cents; all that was
    ever given is funds + freed - left; `left` is negative where the last one was financed in full beyond
    the funds.
    """

    funds: int
    freed: int
    left: int
    draws: int
    financed: tuple[Award, ...]
    waiting: tuple[Placed, ...]
    not_admitted: tuple[Entry, ...]
    superseded: tuple[Superseded, ...]
    pending: tuple[Pending, ...]
    gone: tuple[Award, ...]
    steps: tuple[Step, ...]

    @property
    def awarded(self) -> int:
        """Cents awarded to those financed now."""
        return sum(award.amount for award in self.financed)

    @property
    def is_final(self) -> bool:
        """Whether no application is still to be placed."""
        return not self.pending


def allocate(allocation: Allocation, ranked: Ranked) -> Allocated:
    """The funds down the ranking (VDI-38, C24-G6, C26-S1), never above them but for a last one "full"."""
    financed, steps, left = _finance(allocation, ranked.admitted, allocation.funds, 0)
    return Allocated(
        funds=allocation.funds,
        freed=0,
        left=left,
        draws=0,
        financed=tuple(financed),
        waiting=ranked.admitted[len(financed) :],
        not_admitted=ranked.not_admitted,
        superseded=ranked.superseded,
        pending=ranked.pending,
        gone=(),
        steps=tuple(steps),
    )


def draw(
    allocation: Allocation,
    allocated: Allocated,
    freed: int,
    *,
    freed_on: date | None,
    until: date | None = None,
    gone: Collection[str] = (),
) -> Allocated:
    """The lists after `freed` cents, with what was left, went down the waiting list (VDI-39).

    A partial award is completed first. `freed_on` is the day on which they came free, None where the
    body added funds of its own (VDI-7), which no term limits; `until` is the last day of the deadline
    `freed_within`. `gone` are ids that renounced, lapsed or withdrew: they leave the lists and draw nothing.
    ValueError where the call draws no waiting list, the term is over or not given, or an id is on no list.
    """
    _check_draw(allocation, freed, freed_on, until)
    out = _listed(allocated, gone)
    kept = [award for award in allocated.financed if award.placed.entry.id not in out]
    line = [placed for placed in allocated.waiting if placed.entry.id not in out]
    leaving = [award for award in allocated.financed if award.placed.entry.id in out]
    leaving += [Award(placed, 0) for placed in allocated.waiting if placed.entry.id in out]
    number = allocated.draws + 1
    kept, steps, left = _complete(kept, allocated.left + freed, number)
    financed, further, left = _finance(allocation, line, left, number)
    return replace(
        allocated,
        freed=allocated.freed + freed,
        left=left,
        draws=number,
        financed=(*kept, *financed),
        waiting=tuple(line[len(financed) :]),
        gone=(*allocated.gone, *leaving),
        steps=(*allocated.steps, *steps, *further),
    )


def _complete(financed: list[Award], left: int, number: int) -> tuple[list[Award], list[Step], int]:
    """The awards after a partial one, which is always the last of them, got what it lacks."""
    if not financed or not financed[-1].is_partial or left <= 0:
        return financed, [], left
    placed, amount = financed[-1]
    given = min(placed.entry.grant - amount, left)
    step = Step(number, placed.position, placed.entry.id, given, left - given)
    return [*financed[:-1], Award(placed, amount + given)], [step], left - given


def _finance(
    allocation: Allocation, line: Sequence[Placed], left: int, number: int
) -> tuple[list[Award], list[Step], int]:
    financed, steps = [], []
    for placed in line:
        amount = _next_award(allocation, placed.entry.grant, left)
        if amount is None:
            break
        left -= amount
        financed.append(Award(placed, amount))
        steps.append(Step(number, placed.position, placed.entry.id, amount, left))
    return financed, steps, left


def _next_award(allocation: Allocation, grant: int, left: int) -> int | None:
    """What the next in line gets in cents; None where it waits."""
    if left <= 0:
        return None
    if grant <= left or allocation.last == "full":
        return grant
    if allocation.last == "partial" and left >= (allocation.minimum_award or 0):
        return left
    return None


def _check_draw(allocation: Allocation, freed: int, freed_on: date | None, until: date | None) -> None:
    if allocation.waiting_list is None:
        raise ValueError(f"{allocation.id}: the call declares no waiting list to draw on")
    if freed < 0:
        raise ValueError(f"{allocation.id}: freed funds are never negative")
    if freed_on is None:
        return
    term = allocation.waiting_list.freed_within
    if until is None and term is not None:
        raise ValueError(f"{allocation.id}: the draw needs the last day of {term}")
    if until is not None and freed_on > until:
        raise ValueError(f"{allocation.id}: the last day to free funds was {until}, not {freed_on}")


def _listed(allocated: Allocated, gone: Collection[str]) -> set[str]:
    listed = {award.placed.entry.id for award in allocated.financed}
    listed.update(placed.entry.id for placed in allocated.waiting)
    if strangers := sorted(set(gone) - listed):
        raise ValueError(f"{', '.join(strangers)}: neither financed nor waiting")
    return set(gone)


def award_words(award: Award) -> Words:
    """What an application was awarded, and that it is a part where it is."""
    amount, grant = award.amount, award.placed.entry.grant
    if award.is_partial:
        return Words(
            it=f"Finanziata in parte a fondi finiti: {show_euro(amount, 'it')} su {show_euro(grant, 'it')}.",
            en=f"Financed in part as funds ended: {show_euro(amount, 'en')} of {show_euro(grant, 'en')}.",
        )
    return Words(
        it=f"Finanziata per {show_euro(amount, 'it')}.", en=f"Financed with {show_euro(amount, 'en')}."
    )


def allocation_faults(allocation: Allocation, deadlines: Collection[str]) -> list[tuple[Path, str]]:
    """What contradicts itself in an allocation, by the path within it; `deadlines` are the ids declared."""
    found: list[tuple[Path, str]] = []
    if not allocation.funds:
        found.append((("funds",), "funds of nothing finance nobody"))
    if allocation.minimum_award is not None:
        if allocation.last != "partial":
            found.append((("minimum_award",), 'only where last = "partial" can an award be too small'))
        elif allocation.minimum_award > allocation.funds:
            found.append((("minimum_award",), "no partial award can be above the funds"))
    if allocation.waiting_list is not None:
        terms = {
            "freed_within": allocation.waiting_list.freed_within,
            "approved_within": allocation.waiting_list.approved_within,
        }
        found += [
            (("waiting_list", field), f'no deadline of the call is "{deadline}"')
            for field, deadline in terms.items()
            if deadline is not None and deadline not in deadlines
        ]
    return found
