"""Do the lines, groups and limits of a call make a tree that has one greatest solution?"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from bandolo.rules.build import Path, nearest
from bandolo.rules.call import Call
from bandolo.rules.costs import Base, Limit, Tree, limit_bound, structural_bounds
from bandolo.rules.fixed_point import Bound, Bounds, UnboundedError, components, greatest
from bandolo.rules.tables import rates_in

Fault = tuple[Path, str]
# Claims for trying out the limits, and the finest share that a circle can have: rounding makes it walk.
GENEROUS = 10**9
FINEST = 10_000


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
        if not group.parts:
            yield ("group", at, "parts"), "a group has at least one part"
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
        capped = {limit.on for limit in call.limits} & set(base.of) & set(tree.groups)
        if has_flat and base.flat_rates == "without" and capped:
            names = ", ".join(sorted(capped))
            yield (*path, "of"), f"a limit cuts {names} with its flat rates; name the lines in its place"
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
        if limit.times is not None and limit.cap is None:
            yield (*path, "times"), "multiplies a cap: a share has none"
        if (
            limit.base is not None
            and limit.base.stage == "admitted"
            and not set(limit.base.of) - set(tree.order)
        ):
            inside = set(tree.leaves(limit.on)) <= {
                leaf for node in limit.base.of for leaf in tree.leaves(node)
            }
            if inside and any(rate >= 1 for rate in rates_of(limit)):
                yield (*path, "share"), f"a share of a total that contains {limit.on} itself is below 100%"
    for at, line in enumerate(call.lines):
        if line.flat_rate is not None and not line.flat_rate.base.of:
            yield ("line", at, "flat_rate", "base"), 'a flat rate is a share of nodes "of" the tree'


def rates_of(limit: Limit) -> tuple[Fraction, ...]:
    """The rates that a limit can have: one, or one a choice."""
    if limit.share is None:
        return ()
    return (limit.share,) if isinstance(limit.share, Fraction) else rates_in(limit.share)


def _cycle_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    """Whether each circle of shares stands on something outside it, and can be walked in few steps."""
    flat = list(_flat_faults(call, tree))
    yield from flat
    if flat:
        return
    limited = frozenset(limit.on for limit in call.limits)
    bounds = {node: list(found) for node, found in structural_bounds(tree, limited).items()}
    for line in call.lines:
        if line.flat_rate is None:
            bounds[line.id].append(Bound(" claim", Fraction(1), (), GENEROUS, "down"))
    flat = list(_standing_on_nothing(call, bounds))
    yield from flat
    if flat:
        return
    shares = [(at, limit) for at, limit in enumerate(call.limits) if _is_inside(limit)]
    for _, limit in shares:
        # What each can be of the whole hangs on how many there are.
        if limit.when is None and not _is_of_whole(limit):
            share = max(rates_of(limit))
            bounds[limit.on].append(limit_bound(tree, limit, limited, {}, None, share))
    amounts = greatest(bounds)
    circles = {node for circle in components(bounds) if len(circle) > 1 for node in circle}
    for at, limit in shares:
        # Shares scale: what is zero for equal generous claims is zero for all smaller ones.
        is_sure = limit.when is None and not _is_of_whole(limit)
        if is_sure and max(rates_of(limit)) > 0 and not amounts[limit.on]:
            yield ("limit", at), f"{limit.on} can only be zero: the shares of its circle leave nothing"
        if (limit.on in circles or _is_of_whole(limit)) and any(
            rate.denominator > FINEST for rate in rates_of(limit)
        ):
            yield ("limit", at, "share"), "a share in a circle of shares has at most two decimals"


def _standing_on_nothing(call: Call, bounds: Bounds) -> Iterator[Fault]:
    """Flat-rate lines that measure one another and nothing that people claim."""
    try:
        amounts = greatest(bounds)
    except UnboundedError as problem:
        amounts = dict.fromkeys(str(problem).split(", "), 0)
    for at, line in enumerate(call.lines):
        if line.flat_rate is not None and line.flat_rate.share and amounts.get(line.id) == 0:
            yield (
                ("line", at, "flat_rate"),
                "the base has nothing in it that people claim; name lines that they do",
            )


def _is_of_whole(limit: Limit) -> bool:
    return limit.base is not None and limit.base.whole


def _is_inside(limit: Limit) -> bool:
    return limit.base is not None and limit.base.stage == "admitted" and bool(rates_of(limit))


def _flat_faults(call: Call, tree: Tree) -> Iterator[Fault]:
    for at, line in enumerate(call.lines):
        if line.flat_rate is None:
            continue
        share, base = line.flat_rate.share, line.flat_rate.base
        if base.stage != "admitted":
            yield ("line", at, "flat_rate", "base", "stage"), "a flat rate is measured on what is admitted"
        if line.id in {leaf for node in base.of for leaf in tree.leaves(node)} and base.flat_rates == "with":
            mend = f"{share / (1 - share)} of the others" if share < 1 else "a share of the others"
            yield ("line", at, "flat_rate"), f"the base contains the line itself; write it as {mend}"
