"""What is the greatest amount of every node that keeps all its bounds, in whole cents?

Each node is at most each of its bounds; a bound is a rounded share of a constant and of other nodes, so
it never falls when they rise. Such a system has one greatest solution (Tarski). It is reached downward,
on integers from the start: solving in fractions and rounding afterwards would break limits.
"""

from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bandolo.rules.money import Rounding, round_cents

HALF = Fraction(1, 2)


class Bound(NamedTuple):
    """At most `rate` x (`constant` + the nodes `of`), rounded; `rule` is the id of what set it."""

    rule: str
    rate: Fraction
    of: tuple[str, ...]
    constant: int
    rounding: Rounding


Bounds = Mapping[str, Sequence[Bound]]


class UnboundedError(ValueError):
    """A cycle of nodes that nothing outside it bounds, or that grows without end."""


def greatest(bounds: Bounds) -> dict[str, int]:
    """The greatest solution, in cents; `UnboundedError` where there is none (lint refuses such calls)."""
    amounts: dict[str, int] = {}
    for component in components(bounds):
        if len(component) == 1 and not any(component[0] in bound.of for bound in bounds[component[0]]):
            amounts[component[0]] = min(value(bound, amounts) for bound in bounds[component[0]])
        else:
            _descend(component, bounds, amounts)
    return amounts


def value(bound: Bound, amounts: Mapping[str, int]) -> int:
    """What a bound comes to, in cents."""
    total = bound.constant + sum(amounts[node] for node in bound.of)
    if bound.rounding == "down":
        return bound.rate.numerator * total // bound.rate.denominator
    return round_cents(bound.rate * total, bound.rounding)


def binding(node: str, bounds: Sequence[Bound], amounts: dict[str, int]) -> tuple[str, ...]:
    """The rules that one more cent of the node, with all else as it is, would break."""
    more = ChainMap({node: amounts[node] + 1}, amounts)
    return tuple(bound.rule for bound in bounds if value(bound, more) < more[node])


def _descend(component: Sequence[str], bounds: Bounds, amounts: dict[str, int]) -> None:
    """Walk down from above until nothing moves.

    Whenever other bounds are the lowest, jump first to the exact solution of these: no solution of the
    whole exceeds it. What is left to walk is rounding, some cents over one minus the gain.
    """
    lowest = {node: _outermost(bounds[node], component) for node in component}
    amounts.update(_solve(component, lowest, amounts))
    moved = True
    while moved:
        moved = False
        chosen = {}
        for node in component:
            chosen[node] = min(bounds[node], key=lambda bound: value(bound, amounts))
            found = value(chosen[node], amounts)
            if found < amounts[node]:
                amounts[node], moved = max(found, 0), True
        if moved and chosen != lowest:
            lowest = chosen
            for node, most in _solve(component, lowest, amounts).items():
                amounts[node] = min(amounts[node], most)


def _outermost(bounds: Sequence[Bound], component: Sequence[str]) -> Bound:
    """A bound to start from: one that stands on nothing of the cycle, where there is one."""
    return min(bounds, key=lambda bound: any(node in component for node in bound.of))


def _solve(
    component: Sequence[str], chosen: Mapping[str, Bound], amounts: Mapping[str, int]
) -> dict[str, int]:
    """Upper values in cents when every node equals its chosen bound, rounding taken at its largest."""
    # Whom many stand on comes last: before that each elimination touches one row and not all.
    uses = Counter(other for node in component for other in chosen[node].of)
    component = sorted(component, key=lambda node: uses[node])
    size, place = len(component), {node: at for at, node in enumerate(component)}
    rows: list[list[Fraction]] = []
    for at, node in enumerate(component):
        bound = chosen[node]
        row = [Fraction(int(at == other)) for other in range(size)]
        for other in bound.of:
            if other in place:
                row[place[other]] -= bound.rate
        outside = bound.constant + sum(amounts[other] for other in bound.of if other not in place)
        slack = {"down": Fraction(0), "half_up": HALF, "up": Fraction(1)}[bound.rounding]
        rows.append([*row, bound.rate * outside + slack, Fraction(1)])
    solved = eliminate(rows)
    # A positive solution of the second right-hand side proves that the gain is below one, so that the
    # first is an upper bound and not an artefact.
    if solved is None or any(row[-1] <= 0 for row in solved):
        if any(node not in amounts for node in component):
            raise UnboundedError(", ".join(component))
        return {}
    return {
        node: max(solved[at][-2].numerator // solved[at][-2].denominator, 0)
        for at, node in enumerate(component)
    }


def eliminate(rows: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """Gauss-Jordan on a square system with its right-hand sides appended; None where it is singular."""
    for at in range(len(rows)):
        pivot = next((row for row in range(at, len(rows)) if rows[row][at]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        head = rows[at][at]
        rows[at] = [cell / head for cell in rows[at]]
        for other in range(len(rows)):
            factor = rows[other][at]
            if other != at and factor:
                rows[other] = [cell - factor * own for cell, own in zip(rows[other], rows[at], strict=True)]
    return rows


def components(bounds: Bounds) -> Iterator[tuple[str, ...]]:
    """The strongly connected parts of who stands on whom, each after those that it stands on (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[tuple[str, ...]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for bound in bounds[node]:
            for other in bound.of:
                if other not in index:
                    visit(other)
                    low[node] = min(low[node], low[other])
                elif other in stack:
                    low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            found.append(tuple(stack[at:]))
            del stack[at:]

    for node in bounds:
        if node not in index:
            visit(node)
    return iter(found)
