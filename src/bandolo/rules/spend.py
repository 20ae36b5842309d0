"""Where does each cent go: down the line of every envelope, and on from one that does not spend it?"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from bandolo.rules.money import split_pro_rata
from bandolo.rules.ranking import Placed

# A named tuple past its constructor in Python, which takes twice the time.
_record = tuple.__new__
Sharing = Literal["in_order", "pro_rata"]
Last = Literal["none", "partial", "full", "level"]


class Terms(NamedTuple):
    """How money goes down a line; `minimum` is the least that a partial award can be, in cents."""

    sharing: Sharing
    last: Last | None
    minimum: int


class Step(NamedTuple):
    """One movement of the funds: cents `given` to an application, and cents `left` after it.

    `draw` is 0 for the award act, then 1, 2, ...; `envelope` is where they were, in a call that has several.
    """

    draw: int
    position: int
    id: str
    given: int
    left: int
    envelope: str | None = None


class Flow(NamedTuple):
    """Cents that one envelope did not spend and another got."""

    draw: int
    source: str
    target: str
    cents: int


class Shared(NamedTuple):
    """Cents `left`, shared in proportion among applications that lacked more: by largest remainder."""

    draw: int
    envelope: str | None
    left: int
    lacking: int


class Pot(NamedTuple):
    """The money of an envelope (of the whole funds where `id` is None), in cents from the start."""

    id: str | None
    set_aside: int
    freed: int = 0
    received: int = 0
    passed_on: int = 0
    given: int = 0

    @property
    def left(self) -> int:
        """Cents not given; below zero where a last one was financed beyond them."""
        return self.set_aside + self.freed + self.received - self.passed_on - self.given


class Spending:
    """One act on the funds, under way: nothing outside it changes.

    `line` is in order; `given` the cents that each has, None where it has none yet; `rows` are those that
    each pot is open to, by their index in `line`; `to` where its unused money goes, `held` whether it stays.
    """

    def __init__(
        self,
        terms: Terms,
        act: int,
        line: Sequence[Placed],
        given: list[int | None],
        pots: Sequence[Pot],
        rows: Sequence[Sequence[int]],
    ) -> None:
        self.terms = terms
        self.act = act
        self.line = line
        self.given = given
        self.grants = [placed.entry.grant for placed in line]
        self.pots = list(pots)
        self.rows = rows
        self.left = [pot.left for pot in pots]
        # The last pot that each row can draw on: nothing can make it whole after that.
        self.last_pot = {row: pot for pot, own in enumerate(rows) for row in own} if len(pots) > 1 else {}
        self.steps: list[Step] = []
        self.flows: list[Flow] = []
        self.shared: list[Shared] = []

    def run(self, to: Sequence[Sequence[int]], held: Sequence[bool]) -> None:
        """Spend every pot in their order, again where unused money came to it or somebody made way."""
        todo = set(range(len(self.pots)))
        while todo:
            pot = min(todo)
            steps = len(self.steps)
            self._serve(pot)
            if len(self.steps) > steps:
                # Whoever was too much for another pot may be served now, and no more stand before others.
                todo |= {other for other, cents in enumerate(self.left) if cents > 0}
            todo.discard(pot)
            if to[pot] and self.left[pot] > 0 and not held[pot]:
                todo |= self._pass_on(pot, to[pot], held)

    def _serve(self, pot: int) -> None:
        if self.terms.sharing == "in_order" and self.terms.last != "level":
            self._in_order(pot)
            return
        waiting = [row for row in self.rows[pot] if self.given[row] is None or self._lack(row)]
        if self.terms.sharing == "pro_rata":
            self._share(pot, waiting)
            return
        for level in self._levels(waiting):
            if self._share(pot, level):
                break

    def _in_order(self, pot: int) -> None:
        """One after the other, until one waits."""
        # A call may have a million applications: what the loop reads stands in names of its own.
        given, grants, left, minimum = self.given, self.grants, self.left[pot], self.terms.minimum
        act, line, envelope, steps = self.act, self.line, self.pots[pot].id, self.steps
        for row in self.rows[pot]:
            before = given[row]
            lack = grants[row] - (before or 0)
            if before is not None and not lack:
                continue
            if left <= 0:
                break
            amount = lack
            if lack > left and not (self.terms.last == "full" and self.last_pot.get(row, pot) == pot):
                if self.terms.last == "none" or (before or 0) + left < minimum:
                    break
                amount = left
            left -= amount
            given[row] = amount + (before or 0)
            place = line[row]
            steps.append(_record(Step, (act, place.position, place.entry.id, amount, left, envelope)))
        self.left[pot] = left

    def _share(self, pot: int, rows: Sequence[int]) -> bool:
        """Give all that rows lack, or what is left in proportion to it; whether that was not enough."""
        left = self.left[pot]
        if left <= 0 or not rows:
            return left <= 0
        lacks = {self.line[row].entry.id: self._lack(row) for row in rows}
        lacking = sum(lacks.values())
        is_short = lacking > left
        if is_short:
            self.shared.append(Shared(self.act, self.pots[pot].id, left, lacking))
            lacks = split_pro_rata(left, lacks)
        for row in rows:
            amount = lacks[self.line[row].entry.id]
            # So many may be in line that there is no cent for one of them: it waits.
            if amount or not self._lack(row):
                self._give(pot, row, amount)
        return is_short

    def _levels(self, rows: Iterable[int]) -> Iterable[list[int]]:
        """The rows that only time or a draw keeps apart, together."""
        # A line may hold several rankings: a place that nothing decided is the first of one.
        starts, ranking = [], 0
        for placed in self.line:
            ranking += placed.decided_by is None
            starts.append((ranking, placed.level))
        return (list(level) for _, level in groupby(rows, key=starts.__getitem__))

    def _lack(self, row: int) -> int:
        return self.grants[row] - (self.given[row] or 0)

    def _give(self, pot: int, row: int, amount: int) -> None:
        placed, before = self.line[row], self.given[row]
        self.given[row] = amount if before is None else before + amount
        self.left[pot] -= amount
        step = Step(self.act, placed.position, placed.entry.id, amount, self.left[pot], self.pots[pot].id)
        self.steps.append(step)

    def _pass_on(self, pot: int, to: Sequence[int], held: Sequence[bool]) -> set[int]:
        """The pots that got what this one did not spend: each what it lacks, the last all that is left."""
        reached = set()
        for target in to:
            left = self.left[pot]
            amount = left if target == to[-1] or held[target] else min(left, self._lacking(target))
            if amount:
                self._move(pot, target, amount)
                reached.add(target)
        return reached

    def _lacking(self, pot: int) -> int:
        return max(0, sum(self._lack(row) for row in self.rows[pot]) - self.left[pot])

    def _move(self, source: int, target: int, cents: int) -> None:
        self.left[source] -= cents
        self.left[target] += cents
        giver, taker = self.pots[source], self.pots[target]
        self.pots[source] = giver._replace(passed_on=giver.passed_on + cents)
        self.pots[target] = taker._replace(received=taker.received + cents)
        self.flows.append(Flow(self.act, str(giver.id), str(taker.id), cents))

    def closed(self) -> tuple[Pot, ...]:
        """The pots after the act."""
        return tuple(
            pot._replace(given=pot.given + pot.left - left)
            for pot, left in zip(self.pots, self.left, strict=True)
        )
