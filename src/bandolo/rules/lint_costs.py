"""Do the lines, groups and limits of a call make a tree that has one greatest solution?"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from bandolo.rules.build import Path, nearest
from bandolo.rules.call import Call
from bandolo.rules.conditions import AmountValue, operands
from bandolo.rules.costs import Base, FlatRate, Limit, Tree, measured_nodes, structural_bounds
from bandolo.rules.fixed_point import Bound, UnboundedError, greatest

Fault = tuple[Path, str]


def cost_faults(call: Call, tree: Tree) -> list[Fault]:
    """Every contradiction in the tree of costs; what stands on a broken tree is not looked at further."""
    broken = list(_tree_faults(call, tree))
    if broken:
        return broken
    bases = [*_base_faults(call, tree), *_limit_faults(call, tree)]
    return bases or list(_cycle_faults(call, tree))


def _tree_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    nodes = Counter(node.id for node in (*call.lines, *call.groups))
    parts = Counter(part for group in call.groups for part in group.parts)
    for at, group in enumerate(call.groups):
        for part in group.parts:
            if part not in nodes:
                yield ("group", at, "parts"), f'unknown line or group "{part}"; {nearest(part, nodes)}'
            if parts[part] > 1:
                yield ("group", at, "parts"), f'"{part}" is part of several groups; a cost counts once'
    if len(tree.order) < len(nodes):
        circle = ", ".join(node for node in nodes if node not in tree.order)
        yield ("group",), f"these groups contain one another or something unknown: {circle}"
    elif call.lines and tree.root is None:
        yield ("group",), "the lines need one group that holds them all, directly or through other groups"


def _bases(call: Call) -> Iterator[tuple[Path, Base]]:
    for at, line in enumerate(call.lines):
        if line.flat_rate is not None:
            yield ("line", at, "flat_rate", "base"), line.flat_rate.base
    for at, limit in enumerate(call.limits):
        if limit.base is not None:
            yield ("limit", at, "base"), limit.base
    for at, step in enumerate(call.aid):
        base = getattr(step, "base", None)
        if isinstance(base, Base):
            yield ("aid", at, "base"), base


def _base_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    for path, base in _bases(call):
        if bool(base.of) == (base.value is not None):
            yield path, 'a base has either nodes "of" the tree or the "value" of an earlier step'
        if base.value is not None and path[0] != "aid":
            yield path, "only a step of the aid can stand on the value of another"
        unknown = [node for node in base.of if node not in tree.order]
        yield from (
            ((*path, "of"), f'unknown line or group "{node}"; {nearest(node, tree.order)}')
            for node in unknown
        )
        if unknown:
            continue
        has_flat = any(
            tree.lines[leaf].flat_rate is not None for node in base.of for leaf in tree.leaves(node)
        )
        if has_flat and base.flat_rates is None:
            yield path, 'there are flat-rate lines among these: flat_rates should say "with" or "without"'
        leaves = Counter(leaf for node in base.of for leaf in tree.leaves(node))
        yield from (((*path, "of"), f'"{leaf}" is counted {n} times') for leaf, n in leaves.items() if n > 1)


def _limit_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    for at, limit in enumerate(call.limits):
        path: Path = ("limit", at)
        if limit.on not in tree.order:
            yield (*path, "on"), f'unknown line or group "{limit.on}"; {nearest(limit.on, tree.order)}'
            continue
        if (limit.cap is None) == (limit.share is None) or (limit.share is None) != (limit.base is None):
            yield path, "a limit has either a cap or a share of a base"
        if limit.when is not None and any(isinstance(one, AmountValue) for one in operands(limit.when)):
            yield (
                (*path, "when"),
                "a limit cannot depend on amounts, which depend on limits; make it a share of them",
            )
        if (
            limit.base is not None
            and limit.base.stage == "admitted"
            and not set(limit.base.of) - set(tree.order)
        ):
            inside = limit.on in measured_nodes(tree, limit.base, frozenset(one.on for one in call.limits))
            if inside and isinstance(limit.share, Fraction) and limit.share >= 1:
                yield (*path, "share"), f"a share of a total that contains {limit.on} itself is below 100%"
    for at, line in enumerate(call.lines):
        if line.flat_rate is not None and not line.flat_rate.base.of:
            yield ("line", at, "flat_rate", "base"), 'a flat rate is a share of nodes "of" the tree'


def _cycle_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    """Solves with generous claims: without limits, then with every share, each at its highest rate."""
    limited = frozenset(limit.on for limit in call.limits)
    claims = {line.id: 10**9 for line in call.lines if line.flat_rate is None}
    bounds = {
        node: [*found, *([Bound("claim", Fraction(1), (), claims[node], "down")] if node in claims else [])]
        for node, found in structural_bounds(tree, limited).items()
    }
    flat_lines = {line.id: line.flat_rate for line in call.lines if line.flat_rate is not None}
    try:
        greatest(bounds)
    except UnboundedError as problem:
        at = next(at for at, line in enumerate(call.lines) if line.flat_rate is not None)
        yield (
            ("line", at, "flat_rate"),
            f"{problem} stand on one another with nothing outside that bounds them",
        )
        return
    for at, limit in enumerate(call.limits):
        if _forces_zero(call, tree, limit, limited, flat_lines):
            yield (
                ("limit", at),
                f"{limit.on} stands in a circle of shares with nothing outside it, so it can only be zero",
            )


def _forces_zero(
    call: Call, tree: Tree, limit: Limit, limited: frozenset[str], flat_lines: dict[str, FlatRate]
) -> bool:
    """Whether a share limit leaves nothing of its node, whatever is claimed.

    So it is where all that the share measures is bound, through shares of each other, to the node itself.
    """
    if limit.base is None or limit.base.stage != "admitted" or limit.share == 0:
        return False
    on: dict[str, list[tuple[str, ...]]] = {}
    for one in call.limits:
        if one.base is not None and one.base.stage == "admitted" and one.when is None:
            on.setdefault(one.on, []).append(measured_nodes(tree, one.base, limited))
    for line, flat in flat_lines.items():
        on.setdefault(line, []).append(measured_nodes(tree, flat.base, limited))
    # Nodes that can be above zero: free lines first, then all that stands on something above zero.
    above = {node for node in tree.order if node in tree.lines and node not in on}
    grown = True
    while grown:
        more = {
            node
            for node in tree.order
            if node not in above
            and (
                all(any(base in above for base in bases) for bases in on[node])
                if node in on
                else any(part in above for part in tree.groups[node].parts)
            )
        }
        above |= more
        grown = bool(more)
    return limit.on not in above
