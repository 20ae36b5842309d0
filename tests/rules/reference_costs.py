"""What is claimed, and what of it is admitted, read limit by limit?

Limits are kept by lowering amounts until none is broken.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, cast

from bandolo.rules.application import CLAIM_KINDS, Application
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.conditions import Condition, Record, View, evaluate, value_of_operand
from bandolo.rules.costs import Base, Limit, Tree
from bandolo.rules.money import round_cents
from bandolo.rules.requirements import Admission
from bandolo.rules.rule import Moment
from bandolo.rules.tables import Table, value_of

# More than any amount: what nothing bounds yet.
TOP = 10**15
Verdict = bool | None


class Node(NamedTuple):
    """What is claimed of a line or group, what limits leave, what is admitted, and the limits that cut."""

    claimed: int
    limited: int
    admitted: int
    bound_by: frozenset[str]


def lowest(verdicts: Iterable[Verdict]) -> Verdict:
    """No if any is no, else open if any is open."""
    found = list(verdicts)
    return False if False in found else None if None in found else True


class Costs:
    """The costs of one application at a moment; `amounts` are those that conditions can see so far."""

    def __init__(self, call: Call, moment: Moment, application: Application) -> None:
        self.call, self.moment, self.application = call, moment, application
        self.tree = Tree(call.lines, call.groups)
        self.groups = [node for node in self.tree.order if node in self.tree.groups]
        self.limits = [limit for limit in call.limits if moment in limit.at]
        self.approved = {name.partition(".")[2]: cents for name, cents in application.approved.items()}
        self.amounts: dict[str, int] = dict(application.approved)
        self.claimed = dict.fromkeys(self.tree.order, 0)
        self.counted = {line.id: 0 for line in call.lines if line.flat_rate is None}
        self.refused: list[tuple[str, int, str, Verdict]] = []
        self.reduced: list[tuple[str, int, int, int, str]] = []
        self.costs_known = True
        self.kind = dividing_kind(call)
        self.records = dict(application.records)
        self.claims_known = self.read_claims()
        self.costs_known = self.costs_known and self.claims_known
        self.read_costs()
        if self.costs_known:
            self.amounts |= {f"admitted.{node}": cents for node, cents in self.limited.items()}

    def read_costs(self) -> None:
        """What limits leave, and what is admitted."""
        self.applied = [limit for limit in self.limits if self.applies(limit)]
        self.limited = self.lowered()
        self.nodes = self.split_nodes()

    def holds(self, condition: Condition, scope: Mapping[str, tuple[int, Record]] | None = None) -> Verdict:
        """The verdict of a condition on what is known so far."""
        return evaluate(condition, self.view(scope))

    def view(self, scope: Mapping[str, tuple[int, Record]] | None = None) -> View:
        """What is known so far."""
        return View(self.application.facts, self.records, self.amounts, scope or {})

    def value(
        self, written: object, scope: Mapping[str, tuple[int, Record]] | None = None
    ) -> int | Fraction | None:
        """An amount or a rate, looked up where it depends on facts."""
        if isinstance(written, Table):
            return value_of(written, self.view(scope))
        return cast("int | Fraction | None", written)

    # --- What is claimed

    def read_claims(self) -> bool:
        """Reads all items; returns whether all that is claimed is known."""
        given = [kind for kind in self.claiming() if kind in self.application.records]
        items = [
            (kind, number, item)
            for kind in given
            for number, item in enumerate(self.application.records[kind], 1)
        ]
        for kind, number, item in items:
            self.read_item(kind, number, item)
        for group in self.groups:
            self.claimed[group] = sum(self.claimed[part] for part in self.tree.groups[group].parts)
        is_known = (bool(given) or not self.call.lines) and all("claim" in item for _, _, item in items)
        if is_known:
            self.amounts |= {f"claimed.{node}": cents for node, cents in self.claimed.items()}
        return is_known

    def claiming(self) -> list[str]:
        """The kinds of records that costs are claimed on."""
        kinds = CLAIM_KINDS[self.moment] if self.call.lines else ()
        return [kind for kind in kinds if kind != "worker_month" or self.call.staff_costs]

    def read_item(self, kind: str, number: int, item: Record) -> None:
        """One item counts unless it fails an admission; so does less of it where it was cut before."""
        line, claim = str(item["line"]), cast("int", item.get("claim", 0))
        found = cast("int", item.get("counted", claim))
        if "counted" in item:
            self.reduced.append((kind, number, claim, found, str(item["cut_by"])))
        verdicts: list[Verdict] = []
        for admission in self.call.admissions:
            if self.concerns(admission, kind, line):
                verdicts.append(self.holds(admission.holds, {kind: (number - 1, item)}))
                if verdicts[-1] is not True:
                    self.refused.append((kind, number, admission.id, verdicts[-1]))
        self.claimed[line] += claim
        self.counted[line] += 0 if lowest(verdicts) is False else found
        self.costs_known = self.costs_known and lowest(verdicts) is not None

    def concerns(self, admission: Admission, kind: str, line: str) -> bool:
        """Whether an admission is asked of an item."""
        is_now = admission.of == kind and self.moment in admission.at
        return is_now and (not admission.lines or line in admission.lines)

    # --- What is admitted

    def applies(self, limit: Limit) -> bool:
        """Whether a limit cuts: where that is not known, or its amount is not, costs are not known."""
        verdict = True if limit.when is None else self.holds(limit.when)
        if verdict is False:
            return False
        needs: list[object] = [self.value(one) for one in (limit.cap, limit.share) if one is not None]
        needs += [] if limit.times is None else [value_of_operand(limit.times, self.view())]
        is_known = verdict is True and None not in needs and self.has_approved(limit.base)
        self.costs_known = self.costs_known and is_known
        return is_known

    def has_approved(self, base: Base | None) -> bool:
        """Whether the amounts of the award that a base names are there."""
        if base is None or base.stage != "approved":
            return base is None or base.value is None or self.is_given(base.value)
        return all(node in self.approved for node in self.named(base))

    def is_given(self, name: str) -> bool:
        """Whether a named amount is there, where it is one of the award."""
        return not name.startswith("approved.") or name in self.application.approved

    def lowered(self) -> dict[str, int]:
        """The greatest amounts that keep all limits: from above, lowered until no limit is broken."""
        amounts = {node: self.counted.get(node, TOP) for node in self.tree.order}
        while (lower := {node: self.most(node, amounts) for node in amounts}) != amounts:
            amounts = lower
        return amounts

    def most(self, node: str, amounts: Mapping[str, int]) -> int:
        """The most that a node can be beside these amounts."""
        bounds = [self.bound(limit, amounts) for limit in self.applied if limit.on == node]
        return min([self.own(node, amounts), amounts[node], *bounds])

    def own(self, node: str, amounts: Mapping[str, int]) -> int:
        """What a node is without limits: its claim, its flat rate, the sum of its parts."""
        if node in self.tree.groups:
            return sum(amounts[part] for part in self.tree.groups[node].parts)
        flat = self.tree.lines[node].flat_rate
        if flat is None:
            return self.counted[node]
        return round_cents(flat.share * self.measured(flat.base, amounts), flat.round)

    def bound(self, limit: Limit, amounts: Mapping[str, int]) -> int:
        """What a limit comes to."""
        if limit.cap is not None:
            times = 1 if limit.times is None else value_of_operand(limit.times, self.view())
            return round_cents(cast("Fraction", times) * cast("Fraction", self.value(limit.cap)), limit.round)
        base, share = cast("Base", limit.base), cast("Fraction", self.value(limit.share))
        return round_cents(share * self.measured(base, amounts), limit.round)

    def measured(self, base: Base, amounts: Mapping[str, int]) -> int:
        """What the nodes of a base add up to at its stage; a group that no limit cuts is its parts."""
        if base.stage != "admitted":
            stage = self.claimed if base.stage == "claimed" else self.approved
            return sum(stage[node] for node in self.named(base))
        cut = {limit.on for limit in self.limits}
        return sum(self.measure(node, base.flat_rates != "without", cut, amounts) for node in base.of)

    def measure(self, node: str, with_flat: bool, cut: set[str], amounts: Mapping[str, int]) -> int:
        """What one node adds to a base."""
        if not with_flat and node in self.tree.lines and self.tree.lines[node].flat_rate is not None:
            return 0
        if node in self.tree.lines or (node in cut and (with_flat or not self.has_flat(node))):
            return amounts[node]
        return sum(self.measure(part, with_flat, cut, amounts) for part in self.tree.groups[node].parts)

    def named(self, base: Base) -> list[str]:
        """The nodes of a base of what was claimed or approved; of groups, the parts without flat rates."""
        nodes: list[str] = []
        for node in base.of:
            if base.flat_rates != "without" or not self.has_flat(node):
                nodes.append(node)
            elif node in self.tree.groups:
                nodes += self.named(Base(of=self.tree.groups[node].parts, flat_rates="without"))
        return nodes

    def has_flat(self, node: str) -> bool:
        """Whether a flat-rate line is among the lines of a node."""
        return any(self.tree.lines[leaf].flat_rate is not None for leaf in self.tree.leaves(node))

    # --- What cut it

    def split_nodes(self) -> dict[str, Node]:
        """The nodes with the cuts of groups fallen on their parts, and the limits that cut them."""
        admitted = dict(self.limited)
        bound_by = {node: self.bound_by(node) for node in admitted}
        for group in reversed(self.groups):
            self.split(group, admitted)
            for part in self.tree.groups[group].parts:
                if admitted[part] < self.limited[part]:
                    bound_by[part] |= bound_by[group]
        return {
            node: Node(self.claimed[node], cents, admitted[node], bound_by[node])
            for node, cents in self.limited.items()
        }

    def bound_by(self, node: str) -> frozenset[str]:
        """The limits that one more cent would break; none where the node is all that it is without limits."""
        more = {**self.limited, node: self.limited[node] + 1}
        if self.own(node, more) < more[node]:
            return frozenset()
        mine: Sequence[Limit] = [limit for limit in self.applied if limit.on == node]
        return frozenset(limit.id for limit in mine if self.bound(limit, more) < more[node])

    def split(self, group: str, admitted: dict[str, int]) -> None:
        """What is left of a group goes to its parts, in their order or in proportion by largest remainder."""
        rule, left = self.tree.groups[group], admitted[group]
        whole = sum(self.limited[part] for part in rule.parts)
        if whole <= left:
            return
        if rule.split == "in_order":
            for part in rule.parts:
                admitted[part] = min(self.limited[part], left)
                left -= admitted[part]
            return
        admitted.update(in_proportion(left, {part: self.limited[part] for part in rule.parts}))


def in_proportion(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Cents by weight: each rounded down, what is left to the largest remainders, equal ones by name."""
    exact = {name: Fraction(cents * weight, sum(weights.values())) for name, weight in weights.items()}
    shares = {name: int(share) for name, share in exact.items()}
    over = cents - sum(shares.values())
    for name in sorted(weights, key=lambda one: (shares[one] - exact[one], one))[:over]:
        shares[name] += 1
    return shares
