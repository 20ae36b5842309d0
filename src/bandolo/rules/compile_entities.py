"""How is what divides between the entities of an application written as straight Python?

A call whose rules are all of the whole has none of this.
"""

from collections.abc import Sequence

from bandolo.rules.aid import INSTRUMENTS
from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_costs import emit_applied
from bandolo.rules.costs import Limit
from bandolo.rules.emit import Source
from bandolo.rules.entities import (
    entities_of,
    entity_outcomes,
    gained,
    place,
    share_out,
    show_aid,
    show_costs,
    solve_entities,
)
from bandolo.rules.facts import RecordKind

AMOUNTS = ", ".join(f"i_{name}" for name in INSTRUMENTS)


def emit_entity_costs(chain: Chain, kind: RecordKind, limits: Sequence[Limit]) -> None:
    """Leaves x_ of every node, the list `entities`, and where it explains the tuple `lines` of outcomes.

    Without the list of entities nothing of it is known: its rules do not apply yet.
    """
    source, tree, records = chain.source, chain.tree, chain.names.records(kind.id)
    kind_name, tree_name = source.constant(kind), source.constant(tree)
    source.add(f"costs_known = costs_known and claims_known and {records} is not None")
    source.add(f"entities = {source.constant(entities_of)}({kind_name}, {tree_name}, {records}, of_claimed)")
    source.add("applied = []")
    for limit in limits:
        if limit.each is None:
            emit_applied(chain, limit, repr(limit.on))
            continue
        one = source.fresh("one")
        with source.block(f"for {one} in entities[1:]:"), chain.standing_in(one):
            number = None if limit.base is not None and limit.base.whole else f"{one}.number"
            node = f"{source.constant(place)}({one}.number, {limit.on!r})"
            emit_applied(chain, limit, node, number)
    each = frozenset(limit.on for limit in limits if limit.each is not None)
    limited = f"{source.constant(chain.limited)}, {source.constant(each)}"
    source.add(
        f"nodes = {source.constant(solve_entities)}"
        f"({tree_name}, {kind_name}, {limited}, entities, of_counted, applied)"
    )
    for node in tree.order:
        source.add(f"{chain.admitted(node)} = nodes[{node!r}].limited")
    if chain.explains:
        replaced = "".join(
            f"nodes[{node!r}]._replace(claimed={chain.claimed(node)}), " for node in tree.order
        )
        source.add(f"lines = ({replaced})")
    known = "claims_known=claims_known, costs_known=costs_known"
    source.add(f"{source.constant(show_costs)}(entities, {known})")
    with source.block(f"if {records} is not None:"):
        source.add(f"{records} = tuple([one.record for one in entities[1:]])")
        source.add(f"records = {{**records, {kind.id!r}: {records}}}")


def emit_shown(source: Source) -> None:
    """Conditions see the aid of each as far as it is known."""
    source.add(f"{source.constant(show_aid)}(entities, is_known=aid_known)")


def emit_gained(source: Source) -> None:
    """The instruments of the whole after a step for each; `was` is what they were, `own` those of each."""
    source.add(f"{AMOUNTS} = {source.constant(gained)}(entities, own, was)")


def emit_shared(chain: Chain, kind: RecordKind) -> None:
    """Divides what a step on the whole has changed; leaves what each has then in `parts`."""
    source = chain.source
    names = f"{source.constant(chain.tree)}, {source.constant(kind)}, entities[1:], was, ({AMOUNTS})"
    source.add(f"parts = {source.constant(share_out)}({names})")


def emit_entity_outcomes(chain: Chain, kind: RecordKind) -> str:
    """The expression of what each entity has in the end."""
    names = f"{chain.source.constant(chain.tree)}, {chain.source.constant(kind)}, entities[1:]"
    return f"{chain.source.constant(entity_outcomes)}({names})"
