"""How do the costs of an application divide between its entities, read limit by limit and one by one?

Whoever an amount belongs to stands beside its node: the name of an entity, or None for the whole.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from bandolo.rules.conditions import Record, value_of_operand
from bandolo.rules.costs import Base, Limit
from bandolo.rules.facts import Value
from bandolo.rules.money import round_cents
from tests.rules.reference_costs import TOP, Costs, Node, in_proportion

Owner = str | None
Place = tuple[Owner, str]
# Whose costs these are where nobody said which entities there are.
NOBODY = ""


class DividedCosts(Costs):
    """The costs of an application whose limits are for each entity and for the whole."""

    def read_costs(self) -> None:
        """What limits leave of each and of the whole, and what is admitted once cuts have fallen."""
        self.members = self.read_entities()
        self.of_each = self.read_items()
        self.costs_known = self.costs_known and self.given
        self.bounds = [(limit, owner) for limit in self.limits for owner in self.bounded(limit)]
        self.state = self.lowered_all()
        self.limited = {node: self.state[None, node] for node in self.tree.order}
        self.cuts: dict[Place, frozenset[str]] = {}
        self.admitted: dict[Place, int] = {}
        if self.tree.root is not None:
            self.give(None, self.tree.root, self.limited[self.tree.root], frozenset())
        self.add_up()
        self.nodes = {node: self.node(None, node) for node in self.tree.order}
        self.records |= self.seen_records()

    def read_entities(self) -> dict[str, tuple[int, Record]]:
        """The entities by name, with their number from 0."""
        kind = self.kind
        assert kind is not None
        self.given = kind.id in self.application.records
        listed = self.application.records.get(kind.id, ())
        self.name = cast("str", kind.named_by)
        return {str(record[self.name]): (number, record) for number, record in enumerate(listed)}

    @property
    def owners(self) -> list[str]:
        """The names of the entities; nobody where there is no list of them."""
        return [*self.members] if self.given else [NOBODY]

    def read_items(self) -> dict[tuple[str, str, str], int]:
        """What is claimed and what counts of each line, by whose it is."""
        found: dict[tuple[str, str, str], int] = {}
        for kind, records in self.application.records.items():
            for number, item in enumerate(records, 1):
                if kind not in self.claiming():
                    continue
                owner = str(item[self.name]) if self.given else NOBODY
                line, claim = str(item["line"]), cast("int", item.get("claim", 0))
                fails = any(one[:2] == (kind, number) and one[3] is False for one in self.refused)
                counts = 0 if fails else cast("int", item.get("counted", claim))
                for what, cents in (("claimed", claim), ("counted", counts)):
                    found[what, owner, line] = found.get((what, owner, line), 0) + cents
        return found

    def scope(self, owner: Owner) -> dict[str, tuple[int, Record]]:
        """What a rule for each stands in."""
        if owner is None or self.kind is None or owner not in self.members:
            return {}
        number, record = self.members[owner]
        seen = self.records.get(self.kind.id, ())
        return {self.kind.id: (number, seen[number] if number < len(seen) else record)}

    def bounded(self, limit: Limit) -> list[Owner]:
        """Whom a limit bounds: the whole, or those of the entities to whom it applies."""
        owners: list[Owner] = [None] if limit.each is None else [*self.members]
        return [owner for owner in owners if self.applies_to(limit, owner)]

    def applies_to(self, limit: Limit, owner: Owner) -> bool:
        """As for a limit on the whole, in the place of an entity."""
        scope = self.scope(owner)
        verdict = True if limit.when is None else self.holds(limit.when, scope)
        if verdict is False:
            return False
        needs: list[object] = [
            self.value(table, scope) for table in (limit.cap, limit.share) if table is not None
        ]
        needs += [] if limit.times is None else [value_of_operand(limit.times, self.view(scope))]
        is_known = verdict is True and None not in needs and self.has_approved_by(limit.base, owner)
        self.costs_known = self.costs_known and is_known
        return is_known

    def has_approved_by(self, base: Base | None, owner: Owner) -> bool:
        """Whether the amounts of the award that a base names are there, of the entity or of the whole."""
        if base is None or owner is None or base.whole:
            return self.has_approved(base)
        names = [f"approved.{node}" for node in self.named(base)] if base.stage == "approved" else []
        names += [base.value] if base.value is not None and base.value.startswith("approved.") else []
        return all(name in self.members[owner][1] for name in names)

    # --- What limits leave

    def lowered_all(self) -> dict[Place, int]:
        """The greatest amounts that keep every limit, from above."""
        state: dict[Place, int] = {
            (owner, node): TOP for owner in (None, *self.owners) for node in self.tree.order
        }
        while (lower := {place: self.most_at(place, state) for place in state}) != state:
            state = lower
        return state

    def most_at(self, place: Place, state: Mapping[Place, int]) -> int:
        """The most that a node of one or of the whole can be beside these amounts."""
        owner, node = place
        bounds = [
            self.bound_at(limit, whose, state) for limit, whose in self.bounds if (whose, limit.on) == place
        ]
        return min([*self.free(place, state), state[owner, node], *bounds])

    def free(self, place: Place, state: Mapping[Place, int]) -> list[int]:
        """What a node is without limits."""
        owner, node = place
        found = []
        if node in self.tree.groups:
            found.append(sum(state[owner, part] for part in self.tree.groups[node].parts))
        if owner is None:
            found.append(sum(state[one, node] for one in self.owners))
        elif node in self.tree.lines:
            flat = self.tree.lines[node].flat_rate
            if flat is None:
                found.append(self.of_each.get(("counted", owner, node), 0))
            else:
                base = self.measured(flat.base, self.amounts_of(owner, state))
                found.append(round_cents(flat.share * base, flat.round))
        return found

    def amounts_of(self, owner: Owner, state: Mapping[Place, int]) -> dict[str, int]:
        """The amounts of one, or of the whole, by node."""
        return {node: state[owner, node] for node in self.tree.order}

    def bound_at(self, limit: Limit, owner: Owner, state: Mapping[Place, int]) -> int:
        """What a limit comes to for one, or for the whole."""
        scope = self.scope(owner)
        if limit.cap is not None:
            times = 1 if limit.times is None else value_of_operand(limit.times, self.view(scope))
            return round_cents(
                cast("Fraction", times) * cast("int", self.value(limit.cap, scope)), limit.round
            )
        share, base = cast("Fraction", self.value(limit.share, scope)), cast("Base", limit.base)
        return round_cents(share * self.measured_by(base, owner, state), limit.round)

    def measured_by(self, base: Base, owner: Owner, state: Mapping[Place, int]) -> int:
        """What a base of costs comes to for one, or for the whole."""
        whose = None if base.whole else owner
        if base.stage == "admitted" or whose is None:
            return self.measured(base, self.amounts_of(whose, state))
        if base.stage == "claimed":
            return sum(self.claimed_of(whose, node) for node in self.named(base))
        return sum(cast("int", self.members[whose][1][f"approved.{node}"]) for node in self.named(base))

    def claimed_of(self, owner: str, node: str) -> int:
        """What one claims of a node."""
        return sum(self.of_each.get(("claimed", owner, leaf), 0) for leaf in self.tree.leaves(node))

    # --- On whom the cuts fall

    def cut_by(self, place: Place) -> frozenset[str]:
        """The limits that one more cent would break; none where the node is all that it is without limits."""
        more = {**self.state, place: self.state[place] + 1}
        if min(self.free(place, more)) < more[place]:
            return frozenset()
        return frozenset(
            limit.id
            for limit, whose in self.bounds
            if (whose, limit.on) == place and self.bound_at(limit, whose, more) < more[place]
        )

    def give(self, owner: Owner, node: str, cents: int, above: frozenset[str]) -> None:
        """A node gets so much of what limits left, and hands it on to what it is made of."""
        place = (owner, node)
        self.admitted[place] = cents
        self.cuts[place] = self.cut_by(place) | (above if cents < self.state[place] else frozenset())
        group = self.tree.groups.get(node)
        each = {limit.on for limit in self.limits if limit.each is not None}
        if owner is None and (group is None or node in each):
            assert self.kind is not None
            weights = {one: self.state[one, node] for one in self.owners}
            for one, share in lowered_to(cents, weights, self.kind.split).items():
                self.give(one, node, share, self.cuts[place])
        elif group is not None:
            weights = {part: self.state[owner, part] for part in group.parts}
            for part, share in lowered_to(cents, weights, group.split).items():
                self.give(owner, part, share, self.cuts[place])

    def add_up(self) -> None:
        """Nodes that cuts did not reach: groups of each above a division, those of the whole below."""
        for node in self.tree.order:
            divided = all((one, node) in self.admitted for one in self.owners)
            for one in [] if divided else self.owners:
                parts = self.tree.groups[node].parts
                self.admitted[one, node] = sum(self.admitted[one, part] for part in parts)
                is_cut = self.admitted[one, node] < self.state[one, node]
                self.cuts[one, node] = self.cut_by((one, node)) | (
                    self.cuts[None, node] if is_cut else frozenset()
                )
            if divided:
                self.admitted[None, node] = sum(self.admitted[one, node] for one in self.owners)
                own = self.cuts.get((None, node), self.cut_by((None, node)))
                self.cuts[None, node] = own.union(*(self.cuts[one, node] for one in self.owners))

    def node(self, owner: Owner, node: str) -> Node:
        """The outcome of a node."""
        claimed = self.claimed[node] if owner is None else self.claimed_of(owner, node)
        place = (owner, node)
        return Node(claimed, self.state[place], self.admitted[place], self.cuts[place])

    def seen_records(self) -> dict[str, tuple[Record, ...]]:
        """The records of the entities with what conditions can see of their amounts."""
        if self.kind is None or not self.given:
            return {}
        seen = []
        for name, (_, record) in self.members.items():
            amounts: dict[str, Value] = {}
            for node in self.tree.order:
                amounts |= {f"claimed.{node}": self.claimed_of(name, node)} if self.claims_known else {}
                amounts |= {f"admitted.{node}": self.admitted[name, node]} if self.costs_known else {}
            seen.append({**record, **amounts})
        return {self.kind.id: tuple(seen)}


def lowered_to(cents: int, weights: Mapping[str, int], split: str) -> dict[str, int]:
    """The weights where there is enough for all; else in proportion, or the first first."""
    if sum(weights.values()) <= cents:
        return dict(weights)
    if split == "pro_rata":
        return in_proportion(cents, weights)
    given: dict[str, int] = {}
    for name, weight in weights.items():
        given[name] = min(weight, cents - sum(given.values()))
    return given
