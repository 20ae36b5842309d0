"""How are claims, limits and the tree of costs written as straight Python?

Where no cycle runs through the limits, each node is one line of minima in the order of who stands on
whom; a share that contains its own node is solved on the spot: x <= p (x + rest) is x <= p/(1-p) rest.
Calls with wider cycles hand their bounds to `fixed_point.greatest`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_condition import emit_condition, emit_number
from bandolo.rules.compile_reasons import emit_reasons
from bandolo.rules.conditions import View
from bandolo.rules.costs import (
    Base,
    Limit,
    LineOutcome,
    Tree,
    limit_bound,
    measured_nodes,
    outside_nodes,
    solve,
    split_lines,
    structural_bounds,
)
from bandolo.rules.emit import Source
from bandolo.rules.entities import placed
from bandolo.rules.fixed_point import Bound, components
from bandolo.rules.money import Rounding, round_cents
from bandolo.rules.requirements import Admission, ReducedItem, RefusedItem
from bandolo.rules.tables import RateTable, Table


def emit_claims(chain: Chain, kinds: Sequence[str], admissions: Sequence[Admission]) -> None:
    """Sums what is claimed a line (g_), and what of it is admitted item by item (c_)."""
    source, lines = chain.source, list(chain.tree.lines)
    for line in lines:
        source.add(f"{chain.claimed(line)} = {chain.counted(line)} = 0")
    if chain.explains:
        source.add("refused = []")
        source.add("refusing = {}")
        source.add("reduced = []")
    if chain.each is not None:
        source.add("of_claimed = {}")
        source.add("of_counted = {}")
    claims = {kind: chain.names.records(kind) for kind in kinds}
    given = " or ".join(f"{items} is not None" for items in claims.values())
    source.add(f"claims_known = {given if lines else 'True'}")
    source.add("costs_known = True")
    for kind, items in claims.items():
        head = "number, item in enumerate({}, 1)" if chain.explains else "item in {}"
        with source.block(f"for {head.format(f'{items} or ()')}:"):
            _emit_item(chain, kind, [one for one in admissions if one.of == kind], lines)
    for node in chain.tree.order:
        if (group := chain.tree.groups.get(node)) is not None:
            source.add(f"{chain.claimed(node)} = {' + '.join(map(chain.claimed, group.parts))}")


def _emit_item(chain: Chain, kind: str, admissions: Sequence[Admission], lines: Sequence[str]) -> None:
    source = chain.source
    source.add("claim = item.get('claim')")
    source.add("line = item['line']")
    with source.block("if claim is None:"):
        source.add("claims_known = False")
        source.add("claim = 0")
    chain.names.loops = {kind: "item"}
    for at, line in enumerate(lines):
        with source.block(f"{'elif' if at else 'if'} line == {line!r}:"):
            _emit_claim(chain, kind, line, [one for one in admissions if line in (one.lines or lines)])
    chain.names.loops = {}


def _emit_claim(chain: Chain, kind: str, line: str, admissions: Sequence[Admission]) -> None:
    """One item of a line: its claim, which counts unless an admission of that line is not met.

    Where less of an item counts than is claimed, `application.py` has worked that out.
    """
    source = chain.source
    source.add(f"{chain.claimed(line)} += claim")
    if chain.each is not None:
        source.add(
            f"owner = item.get({chain.each.named_by!r}) if {chain.names.records(chain.each.id)} else None"
        )
        source.add("of_claimed[owner, line] = of_claimed.get((owner, line), 0) + claim")
    source.add("found = item.get('counted')")
    with source.block("if found is not None:"):
        if chain.explains:
            reduction = source.record(
                ReducedItem, repr(kind), "number", "line", "claim", "found", "item['cut_by']"
            )
            source.add(f"reduced.append({reduction})")
        source.add("claim = found")
    source.add("counts = True")
    for admission in admissions:
        _emit_admission(chain, kind, admission)
    with source.block("if counts is not False:"):
        source.add(f"{chain.counted(line)} += claim")
        if chain.each is not None:
            source.add("of_counted[owner, line] = of_counted.get((owner, line), 0) + claim")
        with source.block("if counts is None:"):
            source.add("costs_known = False")


def _emit_admission(chain: Chain, kind: str, admission: Admission) -> None:
    source = chain.source
    verdict = emit_condition(chain.names, admission.holds)
    with source.block(f"if not {verdict}:"):
        source.add(f"counts = False if {verdict} is False else counts and None")
        if chain.explains:
            rule, known = source.constant(admission), repr(admission.id)
            refusal = source.record(RefusedItem, repr(kind), "number", "line", "claim", rule, verdict)
            source.add(f"refused.append({refusal})")
            view = f"{source.constant(View)}(facts, records, approved, {{{kind!r}: (number - 1, item)}})"
            for head, answer in ((f"if {verdict} is None:", None), ("else:", False)):
                with source.block(head):
                    if answer is None:
                        source.add("has_gaps = True")
                    why = emit_reasons(chain.names, admission.holds, answer, view)
                    source.add(f"refusing[{known}] = refusing.get({known}, ()) + {why}")


def emit_costs(chain: Chain, limits: Sequence[Limit]) -> None:
    """Leaves x_ of every node and, where it explains, the tuple `lines` of outcomes.

    While something that bears on them is not known, amounts are provisional: a rule whose condition is not
    known does not apply yet, and conditions on the amounts stay open (`claims_known`, `costs_known`).
    """
    chain.source.add("costs_known = costs_known and claims_known")
    bounds: dict[str, list[Bound]] = {
        node: list(found) for node, found in structural_bounds(chain.tree, chain.limited).items()
    }
    for limit in limits:
        if limit.base is not None and limit.base.stage == "admitted":
            nodes = measured_nodes(chain.tree, limit.base, chain.limited)
            bounds[limit.on].append(Bound(limit.id, Fraction(1), nodes, 0, limit.round))
    parts = list(components(bounds))
    if all(len(part) == 1 and _stands_alone(chain, limits, part[0]) for part in parts):
        for (node,) in parts:
            _emit_node(chain, node, [limit for limit in limits if limit.on == node])
    else:
        _emit_solved(chain, limits)
    if chain.explains:
        _emit_lines(chain)


def _stands_alone(chain: Chain, limits: Sequence[Limit], node: str) -> bool:
    """Whether each share that contains its own node is fixed and rounded down, so that it solves at once."""
    line = chain.tree.lines.get(node)
    flat = None if line is None else line.flat_rate
    if flat is not None and node in measured_nodes(chain.tree, flat.base, chain.limited):
        return False
    return all(
        isinstance(limit.share, Fraction) and limit.round == "down"
        for limit in limits
        if limit.on == node
        and limit.base is not None
        and limit.base.stage == "admitted"
        and node in measured_nodes(chain.tree, limit.base, chain.limited)
    )


def _emit_node(chain: Chain, node: str, limits: Sequence[Limit]) -> None:
    source, mine = chain.source, chain.admitted(node)
    group, line = chain.tree.groups.get(node), chain.tree.lines.get(node)
    start = chain.counted(node)
    if group is not None:
        start = source.set(" + ".join(map(chain.admitted, group.parts)), "sum")
    elif line is not None and line.flat_rate is not None:
        flat = line.flat_rate
        total = sum_of(map(chain.admitted, measured_nodes(chain.tree, flat.base, chain.limited)))
        start = source.set(rounded(flat.share, total, flat.round), "flat")
    source.add(f"{mine} = {start}")
    tried: list[tuple[str, str]] = []
    for limit in limits:
        bound = source.fresh("b")
        tried.append((bound, limit.id))
        with _guarded(chain, limit, bound) as times:
            source.add(f"{bound} = {_bound_of(chain, limit, times)}")
            with source.block(f"if {mine} > {bound}:"):
                source.add(f"{mine} = {bound}")
    if chain.explains:
        pairs = "".join(f"({bound}, {rule!r}), " for bound, rule in tried)
        hits = f"tuple([rule for bound, rule in ({pairs}) if bound == {mine}])"
        hits = f"({tried[0][1]!r},)" if len(tried) == 1 else hits
        hits = f"() if {mine} == {start} else {hits}" if tried else "()"
        source.add(f"h_{chain.numbers[node]} = {hits}")


@contextmanager
def _guarded(chain: Chain, limit: Limit, bound: str | None) -> Iterator[str | None]:
    """The lines of a limit stand under its condition and wait for the facts and approvals that it needs.

    Yields the name of the number that its cap is multiplied by.
    """
    source = chain.source
    needs = needed(chain, (limit.cap, limit.share), limit.base)
    times = None if limit.times is None else emit_number(chain.names, limit.times)
    needs += [] if times is None else [times]
    verdict = None if limit.when is None else emit_condition(chain.names, limit.when)
    if bound is not None and (needs or verdict):
        source.add(f"{bound} = None")
    with guarded(source, verdict, needs, "costs_known"):
        yield times


@contextmanager
def guarded(source: Source, verdict: str | None, needs: Sequence[str], known: str) -> Iterator[None]:
    """A block that runs where the verdict is True and all it needs is there; else amounts are not `known`."""
    lacks = " or ".join(f"{name} is None" for name in needs)
    if verdict is None and not needs:
        yield
        return
    blanks = (
        lacks
        if verdict is None
        else f"{verdict} is None or {verdict} and ({lacks})"
        if lacks
        else f"{verdict} is None"
    )
    with source.block(f"if {blanks}:"):
        source.add(f"{known} = False")
    with source.block("else:" if verdict is None else f"elif {verdict}:"):
        yield


def needed(chain: Chain, values: Iterable[object], base: Base | None) -> list[str]:
    """The names that must be known before an amount can be computed: choices of tables, approved amounts."""
    names = [table_value(chain, value) for value in values if isinstance(value, Table)]
    with chain.measuring(base):
        if base is not None and base.value is not None and base.value.startswith("approved."):
            names.append(chain.approved(base.value))
        elif base is not None and base.stage == "approved":
            names += [chain.approved(f"approved.{node}") for node in outside_nodes(chain.tree, base)]
    return names


def table_value(chain: Chain, table: Table) -> str:
    """The name that holds what a table gives, None while a fact of its columns that matters is missing."""
    verdicts = [emit_condition(chain.names, row.when) for row in table.rows]
    given = [chain.source.constant(row.gives) for row in table.rows]
    rows = " else ".join(f"{value} if {verdict}" for value, verdict in zip(given, verdicts, strict=True))
    return chain.source.set(f"{rows} else None", "v")


def _cap_of(chain: Chain, limit: Limit, times: str | None) -> str:
    """The expression of a cap, as often as the number of that name says; rounded once."""
    cap = table_value(chain, limit.cap) if isinstance(limit.cap, Table) else repr(limit.cap)
    if times is None:
        return cap
    source = chain.source
    return f"{source.constant(round_cents)}({source.constant(Fraction)}({times}) * {cap}, {limit.round!r})"


def _bound_of(chain: Chain, limit: Limit, times: str | None) -> str:
    if limit.cap is not None:
        return _cap_of(chain, limit, times)
    base, share = limit.base, limit.share
    if base is None or share is None:
        raise ValueError(f"limit {limit.id} has neither a cap nor a share of a base")
    if base.stage != "admitted":
        nodes = outside_nodes(chain.tree, base)
        named = (
            chain.claimed(node) if base.stage == "claimed" else chain.approved(f"approved.{node}")
            for node in nodes
        )
        return rounded(share, sum_of(named), limit.round, chain)
    nodes = measured_nodes(chain.tree, base, chain.limited)
    if limit.on in nodes and isinstance(share, Fraction):
        rest = sum_of(chain.admitted(node) for node in nodes if node != limit.on)
        return rounded(share / (1 - share), rest, "down")
    return rounded(share, sum_of(map(chain.admitted, nodes)), limit.round, chain)


def sum_of(names: Iterable[str]) -> str:
    """The expression of a sum, zero where there is nothing to add."""
    return " + ".join(names) or "0"


def rounded(share: Fraction | RateTable, total: str, rounding: Rounding, chain: Chain | None = None) -> str:
    """The expression of a share of a total, on whole numbers."""
    if not isinstance(share, Fraction):
        if chain is None:
            raise ValueError("a rate by choice needs the chain that holds its choice")
        rate = table_value(chain, share)
        return f"{chain.source.constant(round_cents)}({rate} * ({total}), {rounding!r})"
    if share == 1:
        return total
    top, bottom = share.numerator, share.denominator
    if rounding == "down":
        return f"{top} * ({total}) // {bottom}"
    if rounding == "up":
        return f"-(-{top} * ({total}) // {bottom})"
    return f"({2 * top} * ({total}) + {bottom}) // {2 * bottom}"


def _emit_solved(chain: Chain, limits: Sequence[Limit]) -> None:
    """Hands the bounds of this application to the fixed point."""
    source, tree = chain.source, chain.tree
    source.add("applied = []")
    for limit in limits:
        emit_applied(chain, limit, repr(limit.on))
    claims = "".join(
        f"{line!r}: {chain.counted(line)}, " for line, rule in tree.lines.items() if rule.flat_rate is None
    )
    structure = source.constant(structural_bounds(tree, chain.limited))
    source.add(f"amounts, hits = {source.constant(solve)}({structure}, {{{claims}}}, applied)")
    for node in tree.order:
        source.add(f"{chain.admitted(node)} = amounts[{node!r}]")
        if chain.explains:
            source.add(f"h_{chain.numbers[node]} = hits[{node!r}]")


def emit_applied(chain: Chain, limit: Limit, node: str, number: str | None = None) -> None:
    """Adds what a limit bounds to the list `applied`; `node` is the expression of the node that it is on.

    `number` is that of the entity on whose nodes it is measured.
    """
    source, tree = chain.source, chain.tree
    with _guarded(chain, limit, None) as times:
        cap = _cap_of(chain, limit, times)
        share = source.constant(limit.share)
        if isinstance(limit.share, Table):
            share = table_value(chain, limit.share)
        stage = limit.base.stage if limit.base is not None else "admitted"
        with chain.measuring(limit.base):
            known = "".join(
                f"'{stage}.{node}': {_known(chain, stage, node)}, " for node in _outside(tree, limit)
            )
        bound = (
            f"{source.constant(limit_bound)}({source.constant(tree)}, {source.constant(limit)}, "
            f"{source.constant(chain.limited)}, {{{known}}}, {cap}, {share})"
        )
        if number is not None:
            bound = f"{source.constant(placed)}({number}, {bound})"
        source.add(f"applied.append(({node}, {bound}))")


def _outside(tree: Tree, limit: Limit) -> tuple[str, ...]:
    """The nodes of a base that stands outside the fixed point."""
    if limit.base is None or limit.base.stage == "admitted":
        return ()
    return outside_nodes(tree, limit.base)


def _known(chain: Chain, stage: str, node: str) -> str:
    return chain.claimed(node) if stage == "claimed" else chain.approved(f"approved.{node}")


def _emit_lines(chain: Chain) -> None:
    """The outcomes, nodes in the order of the tree; cuts of groups are split only where there are any."""
    source, tree = chain.source, chain.tree
    groups = [
        (chain.admitted(group.id), sum_of(map(chain.admitted, group.parts))) for group in tree.groups.values()
    ]
    is_cut = " or ".join(f"{mine} < {parts}" for mine, parts in groups) or "False"
    plain = [
        source.record(
            LineOutcome,
            repr(node),
            chain.claimed(node),
            chain.admitted(node),
            chain.admitted(node),
            f"h_{chain.numbers[node]}",
        )
        for node in tree.order
    ]
    source.add(f"lines = ({''.join(f'{line}, ' for line in plain)})")
    with source.block(f"if {is_cut}:"):
        source.add(f"lines = {source.constant(split_lines)}({source.constant(tree)}, lines)")
