"""Who is financed, with how much, and who waits for funds that may come free?

Funds go down the ranking and stop at the first application that they do not reach: nobody further
down is served before it, even with a smaller grant that would fit, since the order is its right. Where
the call divides the funds, this holds of each envelope.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Literal, NamedTuple

from bandolo.rules.envelopes import WHOLE, Division, held, openings, set_aside, targets
from bandolo.rules.money import Cents, Rate, share_of, split_pro_rata
from bandolo.rules.ranking import Entry, Pending, Placed, Ranked, Ranking, Superseded
from bandolo.rules.rule import Rule
from bandolo.rules.spend import Flow, Last, Pot, Shared, Sharing, Spending, Step, Terms

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Funds that come free go to the admitted applications that were not financed, in order.

    `freed_within` is the id of the deadline by which funds must have come free, `approved_within` of
    the one by which the draw is approved; a list without them is drawn without a term. With `up_to` the
    list takes applications, in order, as long as what they wait for is together at most this share of the
    funds; whoever comes after waits for nothing.
    """

    freed_within: str | None = None
    approved_within: str | None = None
    up_to: Rate | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Rule):
    """How the funds go down the ranking.

    `funds` is the budget. `sharing` is "in_order", one application after the other, or "pro_rata": each
    gets the same share of its grant, by largest remainder to the cent. In order, `last` says what happens
    to the first application for which the funds are not enough: "none" (it waits), "partial" (it gets what
    is left), "full" (it gets all, beyond the funds), "level" (it and those level with it on every key of the
    order share what is left pro rata). `minimum_award` is the least that a partial award can be; with less
    left, the application waits. `waiting_list` says that freed funds are drawn on; without it they are not.
    With envelopes each is spent so; a part from one is made whole from the next that is open, and "full"
    goes beyond the last one alone.
    """

    funds: Cents
    sharing: Sharing = "in_order"
    last: Last | None = None
    minimum_award: Cents | None = None
    waiting_list: WaitingList | None = None


class Award(NamedTuple):
    """A financed application and its amount in cents, all draws so far included.

    `parts` are the cents by envelope, in a call that has them.
    """

    placed: Placed
    amount: int
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether less was awarded than the grant."""
        return self.amount < self.placed.entry.grant


class Unserved(NamedTuple):
    """An admitted application that waits for nothing: "beyond" the waiting list, or with no envelope open."""

    placed: Placed
    why: Literal["beyond", "no_envelope"]


@dataclass(frozen=True, slots=True)
class Allocated:
    """Three lists (VDI-38): `financed`; `waiting`, in order; not admitted (`not_admitted`, `superseded`).

    `unserved` are admitted and wait for nothing. `pending` applications hold no funds: while there are any,
    the lists are provisional. `gone` are awards and waiting applications (with 0) that left the lists at a
    draw. Amounts in cents; all that was ever given is funds + freed - left; `left` is negative where the
    last one was financed in full beyond the funds. `pots` are the money of each envelope, `line` all that
    were placed, in order; `steps`, `flows` and `shared` say how every cent went.
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
    line: tuple[Placed, ...]
    pots: tuple[Pot, ...]
    unserved: tuple[Unserved, ...] = ()
    flows: tuple[Flow, ...] = ()
    shared: tuple[Shared, ...] = ()

    @property
    def awarded(self) -> int:
        """Cents awarded to those financed now."""
        return sum(award.amount for award in self.financed)

    @property
    def is_final(self) -> bool:
        """Whether no application is still to be placed."""
        return not self.pending


def allocate(
    allocation: Allocation, ranked: Ranked, division: Division = WHOLE, before: Allocated | None = None
) -> Allocated:
    """The funds down the ranking (VDI-38, C24-G6, C26-S1), never above them but for a last one "full".

    With several windows, `before` are the lists of the earlier ones: what they awarded stays, and their
    waiting lists come first. An application of which it is not known what envelopes it can draw on is
    pending. ValueError where the envelopes do not fit the funds, or an application was placed before.
    """
    line, shut, unclear = _open_line(division, ranked.admitted)
    lists = replace(
        _nothing(allocation, division),
        line=tuple(line),
        not_admitted=ranked.not_admitted,
        superseded=ranked.superseded,
        pending=(*ranked.pending, *unclear),
        unserved=tuple(shut),
    )
    if before is not None:
        lists = _behind(before, lists)
    return _cut_waiting(allocation, _spent(allocation, division, lists))


def draw(
    allocation: Allocation,
    allocated: Allocated,
    freed: int | Mapping[str, int],
    *,
    freed_on: date | None,
    until: date | None = None,
    gone: Collection[str] = (),
    division: Division = WHOLE,
) -> Allocated:
    """The lists after `freed` cents, with what was left, went down the waiting list (VDI-39).

    A partial award is completed before anybody behind it is served. `freed` is by envelope where the call
    has them. `freed_on` is the day on which they came free, None where the body added funds of its own
    (VDI-7), which no term limits; `until` is the last day of the deadline `freed_within`. `gone` are ids
    that renounced, lapsed or withdrew: they leave the lists and draw nothing. ValueError where the call
    draws no waiting list, the term is over or not given, or an id is on no list.
    """
    by_pot = _by_pot(allocated.pots, freed)
    _check_draw(allocation, by_pot.values(), freed_on, until)
    out = _on_lists(allocated, gone)
    leaving = [award for award in allocated.financed if award.placed.entry.id in out]
    leaving += [Award(placed, 0) for placed in allocated.waiting if placed.entry.id in out]
    lists = replace(
        allocated,
        freed=allocated.freed + sum(by_pot.values()),
        draws=allocated.draws + 1,
        financed=tuple(award for award in allocated.financed if award.placed.entry.id not in out),
        gone=(*allocated.gone, *leaving),
        pots=tuple(pot._replace(freed=pot.freed + by_pot.get(pot.id, 0)) for pot in allocated.pots),
    )
    return _spent(allocation, division, lists)


def member_awards(award: Award) -> dict[str, int]:
    """The cents of each member of a group: an award of less than the grant is split in proportion."""
    return split_pro_rata(award.amount, award.placed.entry.members)


def _nothing(allocation: Allocation, division: Division) -> Allocated:
    """The lists before anything is spent."""
    pots: tuple[Pot, ...] = (Pot(None, allocation.funds),)
    if division.envelopes:
        amounts = set_aside(division.envelopes, allocation.funds)
        pots = tuple(Pot(one.id, cents) for one, cents in zip(division.envelopes, amounts, strict=True))
    return Allocated(
        funds=allocation.funds,
        freed=0,
        left=allocation.funds,
        draws=0,
        financed=(),
        waiting=(),
        not_admitted=(),
        superseded=(),
        pending=(),
        gone=(),
        steps=(),
        line=(),
        pots=pots,
    )


def _behind(before: Allocated, lists: Allocated) -> Allocated:
    """The lists of earlier windows with those of a new one, of which nothing is spent yet, behind them."""
    new = {placed.entry.id for placed in lists.line}
    if doubled := sorted(new & {placed.entry.id for placed in before.line}):
        raise ValueError(f"{', '.join(doubled)}: placed in an earlier ranking already")
    decided = new | {entry.id for entry in lists.not_admitted} | {one.entry.id for one in lists.pending}
    return replace(
        before,
        draws=before.draws + 1,
        line=before.line + lists.line,
        not_admitted=before.not_admitted + lists.not_admitted,
        superseded=before.superseded + lists.superseded,
        pending=(*(one for one in before.pending if one.entry.id not in decided), *lists.pending),
        unserved=before.unserved + lists.unserved,
    )


def _open_line(
    division: Division, admitted: Sequence[Placed]
) -> tuple[Sequence[Placed], list[Unserved], list[Pending]]:
    """Those to serve, in order; those of them to whom no envelope is open; those of whom it is not known."""
    if not division.envelopes:
        return admitted, [], []
    found = openings(division, [placed.entry for placed in admitted])
    line = [placed for placed, one in zip(admitted, found, strict=True) if not one.missing]
    shut = [
        Unserved(placed, "no_envelope")
        for placed, one in zip(admitted, found, strict=True)
        if not one.missing and not one.envelopes
    ]
    unclear = [
        Pending(placed.entry, (), one.missing)
        for placed, one in zip(admitted, found, strict=True)
        if one.missing
    ]
    return line, shut, unclear


def _spent(allocation: Allocation, division: Division, lists: Allocated) -> Allocated:
    """The lists after one act on the money that their pots hold."""
    before = {award.placed.entry.id: award for award in lists.financed}
    out = {award.placed.entry.id for award in lists.gone} | {one.placed.entry.id for one in lists.unserved}
    spending = Spending(
        terms=Terms(allocation.sharing, allocation.last, allocation.minimum_award or 0),
        act=lists.draws,
        line=lists.line,
        given=_given(before, lists.line),
        pots=lists.pots,
        rows=_rows(division, lists.line, out),
    )
    spending.run(targets(division.envelopes) or ((),), held(division) or (False,))
    parts = _parts(before, spending.steps)
    pots = spending.closed()
    given = zip(lists.line, spending.given, strict=True)
    return replace(
        lists,
        left=sum(pot.left for pot in pots),
        financed=tuple(
            [Award(one, cents, parts.get(one.entry.id, ())) for one, cents in given if cents is not None]
        ),
        waiting=tuple(
            [
                one
                for one, cents in zip(lists.line, spending.given, strict=True)
                if cents is None and one.entry.id not in out
            ]
        ),
        steps=(*lists.steps, *spending.steps),
        flows=(*lists.flows, *spending.flows),
        shared=(*lists.shared, *spending.shared),
        pots=pots,
    )


def _given(before: Mapping[str, Award], line: Sequence[Placed]) -> list[int | None]:
    """What each has so far; None where it has nothing."""
    if not before:
        return [None] * len(line)
    awards = [before.get(placed.entry.id) for placed in line]
    return [None if award is None else award.amount for award in awards]


def _parts(before: Mapping[str, Award], steps: Sequence[Step]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The cents by envelope that each application has, after further steps; nothing without envelopes."""
    parts = {id: dict(award.parts) for id, award in before.items() if award.parts}
    for step in steps:
        if step.envelope is not None:
            of = parts.setdefault(step.id, {})
            of[step.envelope] = of.get(step.envelope, 0) + step.given
    return {id: tuple(of.items()) for id, of in parts.items()}


def _rows(division: Division, line: Sequence[Placed], out: Collection[str]) -> list[Sequence[int]]:
    """For each pot the rows of the line that it is open to."""
    rows = [row for row, one in enumerate(line) if one.entry.id not in out] if out else range(len(line))
    if not division.envelopes:
        return [rows]
    found = openings(division, [placed.entry for placed in line])
    return [[row for row in rows if pot in found[row].envelopes] for pot in range(len(division.envelopes))]


def _cut_waiting(allocation: Allocation, lists: Allocated) -> Allocated:
    """The lists with those who stand beyond the share of the funds that the waiting list goes up to."""
    if allocation.waiting_list is None or allocation.waiting_list.up_to is None:
        return lists
    room = share_of(allocation.waiting_list.up_to, lists.funds, "down")
    totals = accumulate(placed.entry.grant for placed in lists.waiting)
    inside = sum(total <= room for total in totals)
    beyond = tuple(Unserved(placed, "beyond") for placed in lists.waiting[inside:])
    return replace(lists, waiting=lists.waiting[:inside], unserved=(*lists.unserved, *beyond))


def _by_pot(pots: Sequence[Pot], freed: int | Mapping[str, int]) -> dict[str | None, int]:
    if isinstance(freed, int):
        if len(pots) > 1:
            raise ValueError(f"funds come free by envelope: {', '.join(str(pot.id) for pot in pots)}")
        return {pots[0].id: freed}
    if strangers := sorted(set(freed) - {pot.id for pot in pots}):
        raise ValueError(f"{', '.join(strangers)}: no envelope of the call")
    return {pot.id: freed.get(str(pot.id), 0) for pot in pots}


def _check_draw(
    allocation: Allocation, freed: Iterable[int], freed_on: date | None, until: date | None
) -> None:
    if allocation.waiting_list is None:
        raise ValueError(f"{allocation.id}: the call declares no waiting list to draw on")
    if any(cents < 0 for cents in freed):
        raise ValueError(f"{allocation.id}: freed funds are never negative")
    if freed_on is None:
        return
    term = allocation.waiting_list.freed_within
    if until is None and term is not None:
        raise ValueError(f"{allocation.id}: the draw needs the last day of {term}")
    if until is not None and freed_on > until:
        raise ValueError(f"{allocation.id}: the last day to free funds was {until}, not {freed_on}")


def _on_lists(allocated: Allocated, gone: Collection[str]) -> set[str]:
    listed = {award.placed.entry.id for award in allocated.financed}
    listed.update(placed.entry.id for placed in allocated.waiting)
    if strangers := sorted(set(gone) - listed):
        raise ValueError(f"{', '.join(strangers)}: neither financed nor waiting")
    return set(gone)


def allocation_faults(
    allocation: Allocation, deadlines: Collection[str], ranking: Ranking | None = None
) -> list[Fault]:
    """What contradicts itself in an allocation, by the path within it; `deadlines` are the ids declared."""
    found: list[Fault] = []
    if not allocation.funds:
        found.append((("funds",), "funds of nothing finance nobody"))
    found += _last_faults(allocation, ranking)
    if allocation.minimum_award is not None:
        if allocation.last != "partial":
            found.append((("minimum_award",), 'only where last = "partial" can an award be too small'))
        elif allocation.minimum_award > allocation.funds:
            found.append((("minimum_award",), "no partial award can be above the funds"))
    if allocation.waiting_list is not None:
        found += [(("waiting_list", *path), message) for path, message in _list_faults(allocation, deadlines)]
    return found


def _last_faults(allocation: Allocation, ranking: Ranking | None) -> Iterator[Fault]:
    if allocation.sharing == "pro_rata" and allocation.last is not None:
        yield ("last",), "where all share the funds pro rata nobody is the last; leave it out"
    if allocation.sharing == "in_order" and allocation.last is None:
        yield ("last",), 'funds in order end with somebody: last = "none", "partial", "full" or "level"'
    if allocation.last == "level" and ranking is not None and not ranking.order:
        yield ("last",), 'without a key of the order all stand level: sharing = "pro_rata" says that'


def _list_faults(allocation: Allocation, deadlines: Collection[str]) -> Iterator[Fault]:
    rule = allocation.waiting_list or WaitingList()
    for field, deadline in (("freed_within", rule.freed_within), ("approved_within", rule.approved_within)):
        if deadline is not None and deadline not in deadlines:
            yield (field,), f'no deadline of the call is "{deadline}"'
    if rule.up_to is not None and not rule.up_to:
        yield ("up_to",), "a list up to nothing takes nobody; leave the waiting list out"
    if rule.up_to is not None and allocation.sharing == "pro_rata":
        yield ("up_to",), "where all share the funds pro rata nobody waits"
