"""Which part of each cost is admitted, and which limit cut it?

Costs are a tree: lines carry claims, a group is at most the sum of its parts. Limits bound one node,
by a cap or by a share of the nodes they name. All of that is monotone, so among all amounts that keep
every limit there is one that is greatest in every node at once. `fixed_point.py` finds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

from bandolo.rules.conditions import Condition, Number
from bandolo.rules.fixed_point import Bound, Bounds, binding, greatest
from bandolo.rules.money import Cents, Rate, Rounding, split_pro_rata
from bandolo.rules.rule import MOMENTS, Moment, Rule, Split
from bandolo.rules.tables import CentsTable, RateTable

Stage = Literal["claimed", "admitted", "approved"]
FlatRates = Literal["with", "without"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a share is measured on: nodes `of` the tree at a `stage`, or the `value` of an earlier aid step.

    `flat_rates` must say whether flat-rate lines among the nodes count, where there are any. `whole`: in a
    rule for each, measured on all of them together and not on the one.
    """

    of: tuple[str, ...] = ()
    stage: Stage = "admitted"
    flat_rates: FlatRates | None = None
    value: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRate:
    """A line that is computed and not claimed: a share of other lines, rounded once."""

    share: Rate
    base: Base
    round: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Rule):
    """A cost line: what people claim, or a `flat_rate` of other lines."""

    flat_rate: FlatRate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Rule):
    """A sum of lines and groups; `split` says how a cut of the whole falls on its parts."""

    parts: tuple[str, ...]
    split: Split = "pro_rata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Rule):
    """The most that the node `on` can be: a `cap` in euro or a `share` of a `base`.

    `times` multiplies the cap by a number of the application, such as the power of a plant. It applies `at`
    the moments listed, where `when` holds: to the whole, or to what belongs to `each` record of a kind.
    """

    SCOPE: ClassVar[str] = "each"

    on: str
    each: str | None = None
    cap: Cents | CentsTable | None = None
    times: Number | None = None
    share: Rate | RateTable | None = None
    base: Base | None = None
    round: Rounding = "down"
    when: Condition | None = None
    at: tuple[Moment, ...] = MOMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat(Rule):
    """Whether VAT is part of a cost: never, or where the beneficiary bears it and cannot recover it."""

    counts: Literal["never", "unrecoverable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost(Rule):
    """Lines whose costs are not receipts but units at a standard rate: hours, days, kilometres, hectares.

    An item of these `lines` claims its `quantity` (a fact of the item) times the `amount` of one unit. The
    items that share the facts in `each` count `up_to` so many units together, the first in the file first.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("cost", "invoice")

    lines: tuple[str, ...]
    quantity: str
    amount: Cents | CentsTable
    up_to: int | None = None
    each: tuple[str, ...] = ()


class LineOutcome(NamedTuple):
    """A node of the tree, in cents, and the ids of the limits that bound it.

    `limited` is what the limits leave of the claim, `admitted` what is left once the cuts of its groups
    are split.
    """

    id: str
    claimed: int
    limited: int
    admitted: int
    bound_by: tuple[str, ...]


class Tree:
    """The lines and groups of a call: who is part of whom, in one order from the lines to the whole."""

    def __init__(self, lines: Sequence[Line], groups: Sequence[Group]) -> None:
        self.lines = {line.id: line for line in lines}
        self.groups = {group.id: group for group in groups}
        self.parent = {part: group.id for group in groups for part in group.parts}
        roots = [node for node in (*self.groups, *self.lines) if node not in self.parent]
        self.root = roots[0] if len(roots) == 1 else None
        self.order = tuple(self._from_the_lines_up())

    def _from_the_lines_up(self) -> Iterable[str]:
        ready: dict[str, None] = dict.fromkeys(self.lines)
        yield from ready
        waiting = dict(self.groups)
        while waiting:
            group = next((one for one in waiting.values() if all(part in ready for part in one.parts)), None)
            if group is None:
                return
            del waiting[group.id]
            ready[group.id] = None
            yield group.id

    def leaves(self, node: str) -> tuple[str, ...]:
        """The lines below a node, itself where it is one."""
        if node in self.lines:
            return (node,)
        return tuple(leaf for part in self.groups[node].parts for leaf in self.leaves(part))


def measured_nodes(tree: Tree, base: Base, limited: frozenset[str]) -> tuple[str, ...]:
    """The nodes that a base adds up.

    Groups that nothing limits are replaced by their parts, and flat-rate lines are left out where the
    base says "without".
    """
    nodes: list[str] = []
    for node in base.of:
        group = tree.groups.get(node)
        has_flat = any(tree.lines[leaf].flat_rate is not None for leaf in tree.leaves(node))
        if group is not None and (node not in limited or (base.flat_rates == "without" and has_flat)):
            nodes.extend(measured_nodes(tree, Base(of=group.parts, flat_rates=base.flat_rates), limited))
        elif group is not None or not (has_flat and base.flat_rates == "without"):
            nodes.append(node)
    return tuple(nodes)


def outside_nodes(tree: Tree, base: Base) -> tuple[str, ...]:
    """The nodes of a base of what was claimed or approved: as named, but for flat-rate lines left out."""
    return measured_nodes(tree, base, frozenset(tree.groups))


def structural_bounds(tree: Tree, limited: frozenset[str]) -> dict[str, tuple[Bound, ...]]:
    """The bounds that hold for every application: parts of groups and flat rates."""
    bounds: dict[str, tuple[Bound, ...]] = {}
    for node in tree.order:
        if (group := tree.groups.get(node)) is not None:
            bounds[node] = (Bound(" parts", Fraction(1), group.parts, 0, "down"),)
        elif (flat := tree.lines[node].flat_rate) is not None:
            nodes = measured_nodes(tree, flat.base, limited)
            bounds[node] = (Bound(" flat_rate", flat.share, nodes, 0, flat.round),)
        else:
            bounds[node] = ()
    return bounds


def limit_bound(
    tree: Tree,
    limit: Limit,
    limited: frozenset[str],
    known: Mapping[str, int],
    cap: int | None,
    share: Fraction | None,
) -> Bound:
    """The bound that a limit sets; `known` holds the amounts of the stages claimed and approved."""
    if cap is not None:
        return Bound(limit.id, Fraction(1), (), cap, "down")
    base = limit.base
    if base is None or share is None:
        raise ValueError(f"limit {limit.id} has neither a cap nor a share of a base")
    if base.stage == "admitted":
        return Bound(limit.id, share, measured_nodes(tree, base, limited), 0, limit.round)
    total = sum(known[f"{base.stage}.{node}"] for node in outside_nodes(tree, base))
    return Bound(limit.id, share, (), total, limit.round)


def split_cuts(tree: Tree, limited: Mapping[str, int]) -> dict[str, int]:
    """What is admitted of each node once the cut of each group has fallen on its parts; sums are exact.

    Pro rata by largest remainder, ties by line id; or in the order of the parts.
    """
    admitted = dict(limited)
    for node in reversed(tree.order):
        group = tree.groups.get(node)
        if group is None:
            continue
        weights = {part: limited[part] for part in group.parts}
        admitted.update(split_cut(admitted[node], weights, group.split))
    return admitted


def split_cut(total: int, weights: Mapping[str, int], split: Split) -> dict[str, int]:
    """The weights lowered to what is left of them in all, in cents: in proportion, or the last first."""
    if sum(weights.values()) <= total:
        return dict(weights)
    if split == "pro_rata":
        return split_pro_rata(total, weights)
    parts = {}
    for part, weight in weights.items():
        parts[part] = min(weight, total)
        total -= parts[part]
    return parts


def split_lines(tree: Tree, lines: Sequence[LineOutcome]) -> tuple[LineOutcome, ...]:
    """The outcomes once cuts of groups have fallen on their parts, which their limits then bind too."""
    admitted = split_cuts(tree, {line.id: line.limited for line in lines})
    by_id = {line.id: line for line in lines}
    hits: dict[str, tuple[str, ...]] = {}
    for node in reversed(tree.order):
        own, parent = by_id[node].bound_by, tree.parent.get(node)
        from_above = hits[parent] if parent is not None and admitted[node] < by_id[node].limited else ()
        hits[node] = tuple(dict.fromkeys((*own, *from_above)))
    return tuple([line._replace(admitted=admitted[line.id], bound_by=hits[line.id]) for line in lines])


def solve(
    structure: Bounds, claims: Mapping[str, int], applied: Sequence[tuple[str, Bound]]
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Amounts in cents and the limits that bind, a node each; none bind a node that keeps its claim."""
    bounds = {
        node: [*found, *([Bound(" claim", Fraction(1), (), claims[node], "down")] if node in claims else [])]
        for node, found in structure.items()
    }
    for node, bound in applied:
        bounds[node].append(bound)
    amounts = greatest(bounds)
    hits = {}
    for node, found in bounds.items():
        rules = binding(node, found, amounts)
        kept = any(rule.startswith(" ") for rule in rules)
        hits[node] = () if kept else rules
    return amounts, hits
