"""How do costs and aid divide between the members of a group, its sites, its events?

Amounts then belong to nodes twice: to each entity and to the whole. A node of the whole is at most the sum of
that node over the entities, so limits on both levels have one greatest solution, as long as no limit of
the whole stands below a limit for each: then the limits lie within one another and a division that keeps
them all exists. What a cut of the whole leaves is divided afterwards, to the cent.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bandolo.rules.aid import INSTRUMENTS, PAID, Aid
from bandolo.rules.conditions import STEP, Record
from bandolo.rules.costs import LineOutcome, Tree, split_cut, structural_bounds
from bandolo.rules.facts import RecordKind, Value
from bandolo.rules.fixed_point import Bound, binding, greatest
from bandolo.rules.money import split_pro_rata

# What each has of the instruments, in the order of INSTRUMENTS.
Amounts = tuple[int, ...]
NOTHING: Amounts = (0,) * len(INSTRUMENTS)
# By owner (None where the list of entities is not known) and cost line.
Shares = Mapping[tuple[object, str], int]


class EntityOutcome(NamedTuple):
    """What one entity has: its number from 1 and its name, its nodes of the tree, its aid; in cents."""

    kind: str
    number: int
    name: str
    lines: tuple[LineOutcome, ...]
    aid: Aid


class Entity:
    """One entity while its amounts are worked out; number 0 holds what belongs to nobody known."""

    __slots__ = ("admitted", "aid", "claimed", "hits", "limited", "name", "number", "record", "steps")

    def __init__(self, number: int, name: str, record: Record) -> None:
        self.number = number
        self.name = name
        self.record: dict[str, Value] = dict(record)
        self.claimed: dict[str, int] = {}
        self.limited: dict[str, int] = {}
        self.admitted: dict[str, int] = {}
        self.hits: dict[str, tuple[str, ...]] = {}
        self.aid: Amounts = NOTHING
        self.steps: dict[str, int] = {}


def entities_of(
    kind: RecordKind, tree: Tree, records: Sequence[Record] | None, claimed: Shares
) -> tuple[Entity, ...]:
    """The entities of an application with what each claims of every node, nobody first."""
    found = [Entity(0, "", {})]
    found += [Entity(at, str(one.get(kind.named_by or "")), one) for at, one in enumerate(records or (), 1)]
    for one in found:
        one.claimed = {line: claimed.get((one.name or None, line), 0) for line in tree.lines}
        for node in tree.order:
            if node in tree.groups:
                one.claimed[node] = sum(one.claimed[part] for part in tree.groups[node].parts)
    return tuple(found)


def placed(number: int, bound: Bound) -> Bound:
    """A bound on nodes of the tree as one on those of an entity."""
    return bound._replace(of=tuple(place(number, node) for node in bound.of))


def place(number: int, node: str) -> str:
    """The name of a node of an entity; ids have no spaces."""
    return f"{number} {node}"


def solve_entities(
    tree: Tree,
    kind: RecordKind,
    limited: frozenset[str],
    limited_each: frozenset[str],
    entities: Sequence[Entity],
    counted: Shares,
    applied: Sequence[tuple[str, Bound]],
) -> dict[str, LineOutcome]:
    """The outcome of each node of the whole (claimed left at zero); those of the entities are set in them.

    `limited` are the nodes with a limit, `limited_each` those with one for each; `applied` the bounds that
    apply, with the node that each bounds.
    """
    bounds: dict[str, list[Bound]] = {}
    structure = structural_bounds(tree, limited)
    for one in entities:
        for node, found in structure.items():
            bounds[place(one.number, node)] = [placed(one.number, bound) for bound in found]
            if node in tree.lines and tree.lines[node].flat_rate is None:
                claim = counted.get((one.name or None, node), 0)
                bounds[place(one.number, node)].append(Bound(" claim", Fraction(1), (), claim, "down"))
    for node in tree.order:
        own = tuple(place(one.number, node) for one in entities)
        bounds[node] = [Bound(" each", Fraction(1), own, 0, "down")]
        bounds[node] += structure[node] if node in tree.groups else ()
    for node, bound in applied:
        bounds[node].append(bound)
    amounts = greatest(bounds)
    hits = {node: _hits(node, found, amounts) for node, found in bounds.items()}
    for one in entities:
        one.limited = {node: amounts[place(one.number, node)] for node in tree.order}
        one.hits = {node: hits[place(one.number, node)] for node in tree.order}
    whole = {node: LineOutcome(node, 0, amounts[node], amounts[node], hits[node]) for node in tree.order}
    return _Division(tree, kind, entities, whole).divided(limited_each)


def _hits(node: str, bounds: Sequence[Bound], amounts: dict[str, int]) -> tuple[str, ...]:
    """The limits that bind; none bind a node that keeps all that it could be without them."""
    rules = binding(node, bounds, amounts)
    return () if any(rule.startswith(" ") for rule in rules) else rules


class _Division:
    """What is admitted once each cut has fallen on what it is made of; all sums are exact.

    From the whole down to the nodes with a limit for each, or to the lines; there between the entities, ties
    by name; below that within each of them.
    """

    def __init__(
        self, tree: Tree, kind: RecordKind, entities: Sequence[Entity], whole: Mapping[str, LineOutcome]
    ) -> None:
        self.tree, self.kind, self.entities, self.whole = tree, kind, entities, whole
        self.found = dict(whole)
        self.above: list[str] = []

    def divided(self, limited_each: frozenset[str]) -> dict[str, LineOutcome]:
        """The outcomes of the whole; those of the entities are set in them."""
        root = self.tree.root
        if root is not None:
            self._down(root, self.whole[root].limited, (), limited_each)
        for node in reversed(self.above):
            for one in self.entities:
                one.admitted[node] = sum(one.admitted[part] for part in self.tree.groups[node].parts)
                is_cut = one.admitted[node] < one.limited[node]
                one.hits[node] = _joined(one.hits[node], self.found[node].bound_by if is_cut else ())
        for node in self.tree.order:
            if node not in self.above:
                cents = sum(one.admitted[node] for one in self.entities)
                hits = _joined(self.found[node].bound_by, *(one.hits[node] for one in self.entities))
                self.found[node] = self.found[node]._replace(admitted=cents, bound_by=hits)
        return self.found

    def _down(self, node: str, cents: int, from_above: tuple[str, ...], limited_each: frozenset[str]) -> None:
        """A node of the whole: on its parts, or on the entities."""
        own = self.whole[node]
        hits = _joined(own.bound_by, from_above if cents < own.limited else ())
        self.found[node] = own._replace(admitted=cents, bound_by=hits)
        group = self.tree.groups.get(node)
        if group is None or node in limited_each:
            weights = {one.name: one.limited[node] for one in self.entities}
            parts = split_cut(cents, weights, self.kind.split)
            for one in self.entities:
                self._within(one, node, parts[one.name], hits)
            return
        self.above.append(node)
        parts = split_cut(cents, {part: self.whole[part].limited for part in group.parts}, group.split)
        for part, left in parts.items():
            self._down(part, left, hits, limited_each)

    def _within(self, one: Entity, node: str, cents: int, from_above: tuple[str, ...]) -> None:
        """A node of one entity, and its parts."""
        one.hits[node] = _joined(one.hits[node], from_above if cents < one.limited[node] else ())
        one.admitted[node] = cents
        if (group := self.tree.groups.get(node)) is not None:
            parts = split_cut(cents, {part: one.limited[part] for part in group.parts}, group.split)
            for part, left in parts.items():
                self._within(one, part, left, one.hits[node])


def _joined(*hits: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for listed in hits for rule in listed))


def show_costs(entities: Sequence[Entity], *, claims_known: bool, costs_known: bool) -> None:
    """Let conditions see what each claims and what is admitted of it, as far as that is known."""
    for one in entities:
        if claims_known:
            one.record |= {f"claimed.{node}": cents for node, cents in one.claimed.items()}
        if costs_known:
            one.record |= {f"admitted.{node}": cents for node, cents in one.admitted.items()}


def show_aid(entities: Sequence[Entity], *, is_known: bool) -> None:
    """Let conditions see the aid of each and the steps taken for it, while that is known."""
    for one in entities:
        names = {f"aid.{name}": cents for name, cents in zip(INSTRUMENTS, one.aid, strict=True)}
        names |= {"aid.total": paid(one.aid)} | {f"{STEP}{id}": cents for id, cents in one.steps.items()}
        for name, cents in names.items():
            if is_known:
                one.record[name] = cents
            else:
                one.record.pop(name, None)


def paid(amounts: Amounts) -> int:
    """What is paid or lent of the instruments, in cents."""
    return sum(cents for name, cents in zip(INSTRUMENTS, amounts, strict=True) if name in PAID)


def share_out(
    tree: Tree, kind: RecordKind, entities: Sequence[Entity], before: Amounts, after: Amounts
) -> tuple[tuple[str, int], ...]:
    """Divide what a step on the whole has changed; what each has after it of the instruments changed.

    A cut falls as the kind of records says; what is added goes to each in proportion to what it has of the
    instrument, else to its admitted costs, else in equal parts.
    """
    if before == after or not entities:
        return ()
    columns, changed = [], []
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        own = {one.name: one.aid[at] for one in entities}
        if new < old:
            own = split_cut(new, own, kind.split)
        elif new > old:
            costs = {one.name: one.admitted.get(tree.root or "", 0) for one in entities}
            equal = {one.name: 1 for one in entities}
            weights = next(found for found in (own, costs, equal) if any(found.values()))
            added = split_pro_rata(new - old, weights)
            own = {name: cents + added[name] for name, cents in own.items()}
        columns.append(own)
        changed += [own] if new != old else []
    for one in entities:
        one.aid = tuple(column[one.name] for column in columns)
    return tuple((one.name, sum(column[one.name] for column in changed)) for one in entities)


def gained(entities: Sequence[Entity], before: Sequence[Amounts], whole: Amounts) -> Amounts:
    """The instruments of the whole after a step for each: what it was and what each has more or less."""
    return tuple(
        cents + sum(one.aid[at] - was[at] for one, was in zip(entities, before, strict=True))
        for at, cents in enumerate(whole)
    )


class Sharing(NamedTuple):
    """The names of those that have one room together, and what each before one took: sector and cents."""

    names: frozenset[str]
    taken: tuple[tuple[Value | None, int], ...]


def sharing(entities: Sequence[Entity], one: Entity, fact: str, step: str) -> Sharing | None:
    """Who has one room with an entity: those of whom the fact says the same; None while it is missing of any.

    What the `step` left to those before it, they took. Without a sector of their own theirs is None.
    """
    if any(fact not in each.record for each in entities):
        return None
    same = [each for each in entities if each.record[fact] == one.record[fact]]
    before = [each for each in same if each.number < one.number]
    taken = [(each.record.get("de_minimis_sector"), each.steps.get(step, 0)) for each in before]
    return Sharing(frozenset(each.name for each in same), tuple(one for one in taken if one[1]))


def entity_outcomes(tree: Tree, kind: RecordKind, entities: Sequence[Entity]) -> tuple[EntityOutcome, ...]:
    """What each has in the end."""
    return tuple(
        EntityOutcome(
            kind.id,
            one.number,
            one.name,
            tuple(
                LineOutcome(node, one.claimed[node], one.limited[node], one.admitted[node], one.hits[node])
                for node in tree.order
            ),
            Aid._make((*one.aid, paid(one.aid))),
        )
        for one in entities
    )
