"""What does the chain of amounts need beside the facts that conditions ask for?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bandolo.rules.aid import AnyAidStep, DeMinimis, Fixed, Share
from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.comparisons import deciding, place_of
from bandolo.rules.conditions import All, Condition, Number, Record, View, evaluate, value_of_operand, within
from bandolo.rules.costs import Base, Limit, Tree, outside_nodes
from bandolo.rules.cumulation import Cumulation, cumulation_room
from bandolo.rules.regimes import AS_AWARDED
from bandolo.rules.rule import Moment
from bandolo.rules.tables import Table

_OF_A_MONTH = (
    *("worker", "month", "unit", "gross_pay", "deferred_pay", "employer_charges"),
    *("worked", "on_project"),
)
_OF_OTHER_AID = {
    "kind": "aid_kind",
    "cents": "aid_amount",
    "is_on_same_costs": "same_costs",
    "max_rate": "max_rate",
}


class Need(NamedTuple):
    """What one rule needs where its condition `when` is not known to fail.

    `each` is the kind of records that it is for each of. With a fact or an amount of the award stands the
    kind of records that has it, None for the application.
    """

    each: str | None
    when: Condition | None
    kind: str | None
    choices: tuple[tuple[str | None, str], ...]
    approved: tuple[tuple[str | None, str], ...]
    number: Number | None
    points: tuple[Condition, ...]

    @property
    def asks(self) -> bool:
        """Whether there is anything that an application can lack for the rule."""
        of_its_own = self.choices or self.approved or self.points or self.number is not None
        return bool(of_its_own) or self.kind in ("de_minimis", "cumulation")


class Needs:
    """What a call needs at a moment, looked up once for all applications."""

    def __init__(self, call: Call, moment: Moment) -> None:
        tree = Tree(call.lines, call.groups)
        self.claims = claim_kinds(call, moment)
        self.has_vat = call.vat is not None
        self.unit_costs = call.unit_costs
        self.cumulation = call.cumulation
        kind = dividing_kind(call)
        self.each = None if kind is None else kind.id
        owned = frozenset(fact.id for fact in call.facts if self.each in fact.of)
        rules = [rule for rule in (*call.limits, *call.aid) if moment in rule.at]
        regimes = {} if moment in AS_AWARDED else {one.id: one.when for one in call.regimes}
        needs = [_need(tree, owned, rule, regimes) for rule in rules]
        needs += _of_award(call, moment)
        self.rules = tuple(need for need in needs if need.asks)


def _need(
    tree: Tree, owned: frozenset[str], rule: Limit | AnyAidStep, regimes: Mapping[str, Condition | None]
) -> Need:
    tables = [getattr(rule, key, None) for key in ("cap", "share", "amount", "at_most")]
    columns = [
        fact for table in tables if isinstance(table, Table) for fact in table.facts if "." not in fact
    ]
    if isinstance(rule, DeMinimis):
        columns += ["de_minimis_sector"] if rule.shared_by is None else ["de_minimis_sector", rule.shared_by]
    base = getattr(rule, "base", None)
    approved = _approved(tree, base) if isinstance(base, Base) else ()
    whose = None if isinstance(base, Base) and base.whole else rule.each
    return Need(
        rule.each,
        _when(rule, regimes),
        getattr(rule, "kind", None),
        tuple((rule.each if fact in owned else None, fact) for fact in columns),
        tuple((whose, name) for name in approved),
        rule.times if isinstance(rule, Limit | Fixed) else None,
        tuple(points.when for points in rule.points) if isinstance(rule, Share) else (),
    )


def _when(rule: Limit | AnyAidStep, regimes: Mapping[str, Condition | None]) -> Condition | None:
    """When a rule applies, that of its regime included."""
    own = regimes.get(getattr(rule, "regime", None) or "")
    conditions = [one for one in (own, rule.when) if one is not None]
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions)) if conditions else None


def _of_award(call: Call, moment: Moment) -> Iterator[Need]:
    """From the report on the award says under which regime each grant is."""
    if moment in AS_AWARDED and any(step.regime is not None and moment in step.at for step in call.aid):
        for regime in call.regimes:
            yield Need(regime.each, None, None, (), ((regime.each, f"approved.{regime.id}"),), None, ())


def _approved(tree: Tree, base: Base) -> Iterator[str]:
    if base.stage == "approved":
        yield from (f"approved.{node}" for node in outside_nodes(tree, base))
    if base.value is not None and base.value.startswith("approved."):
        yield base.value


def needed_facts(needs: Needs, application: Application) -> list[tuple[str, str]]:
    """The facts that are missing for the amounts, each with the place that lacks it."""
    found = _of_claims(needs, application)
    whole = View(application.facts, application.records, {}, {})
    rules = [
        (rule, view)
        for rule in needs.rules
        for view in views_of(rule.each, whole)
        if rule.when is None or evaluate(rule.when, view) is not False
    ]
    if needs.each is not None and needs.each not in application.records:
        found.append((needs.each, needs.each))
    if application.prior_aid is None and any(rule.kind == "de_minimis" for rule, _ in rules):
        found.append(("prior_aid", "prior_aid"))
    if needs.cumulation is not None:
        for is_each in sorted({rule.each is not None for rule, _ in rules if rule.kind == "cumulation"}):
            found += _of_other_aid(needs.cumulation, application, is_each)
    for rule, view in rules:
        found += _of_rule(rule, application, view)
    return found


def views_of(each: str | None, view: View) -> Sequence[View]:
    """The view of a rule on the whole, or those from inside each record that it is for each of."""
    if each is None:
        return (view,)
    return [within(view, each, number, record) for number, record in enumerate(view.records.get(each, ()))]


def inside(call: Call, view: View, name: str | None) -> View:
    """What is seen from inside the member of a group of that name; all of it without one."""
    kind = dividing_kind(call)
    if name is None or kind is None:
        return view
    named = enumerate(view.records.get(kind.id, ()))
    return next(within(view, kind.id, at, one) for at, one in named if one.get(kind.named_by or "") == name)


def _lacking(
    names: Iterable[tuple[str | None, str]], given: Mapping[str, object], view: View
) -> list[tuple[str, str]]:
    """The facts or amounts of the award that the application, or the record that a rule is in, lacks."""
    return [
        (name, name if kind is None else f"{kind}[{view.scope[kind][0] + 1}].{name}")
        for kind, name in names
        if name not in (given if kind is None else view.scope[kind][1])
    ]


def _of_rule(rule: Need, application: Application, view: View) -> list[tuple[str, str]]:
    found = _lacking(rule.choices, application.facts, view)
    if rule.approved:
        found += _lacking(rule.approved, application.approved, view)
    if rule.number is not None and value_of_operand(rule.number, view) is None:
        place, name = place_of(rule.number, view)
        found.append((name, place))
    for condition in rule.points:
        if evaluate(condition, view) is None:
            found += [(one.fact, one.place) for one in deciding(condition, view) if one.verdict is None]
    return found


def _of_claims(needs: Needs, application: Application) -> list[tuple[str, str]]:
    kinds = [kind for kind in needs.claims if kind in application.records]
    if needs.claims and not kinds:
        return [(needs.claims[0], needs.claims[0])]
    return [
        (fact, f"{kind}[{number}].{fact}")
        for kind in kinds
        for number, record in enumerate(application.records[kind], 1)
        if "claim" not in record
        for fact in _of_item(needs, kind, record)
    ]


def _of_item(needs: Needs, kind: str, record: Record) -> Iterator[str]:
    rule = next((one for one in needs.unit_costs if record.get("line") in one.lines), None)
    if kind == "worker_month":
        yield from (fact for fact in _OF_A_MONTH if fact not in record)
    elif rule is not None:
        columns = rule.amount.facts if isinstance(rule.amount, Table) else ()
        each = rule.each if rule.up_to is not None else ()
        yield from (fact for fact in (rule.quantity, *columns, *each) if fact not in record)
    elif "amount" not in record:
        yield "amount"
    elif needs.has_vat:
        yield from (fact for fact in ("vat", "vat_recoverable") if fact not in record)


def _of_other_aid(rule: Cumulation, application: Application, is_each: bool) -> Iterator[tuple[str, str]]:
    """What is missing of the other aid: of all of it, or of that of each member by itself."""
    others = application.other_aid
    if others is None:
        yield "other_aid", "other_aid"
        return
    owners = dict.fromkeys(one.owner for one in others) if is_each else (None,)
    for owner in owners:
        own = [one for one in others if one.owner == owner] if is_each else others
        for missing in cumulation_room(rule, 0, own).missing:
            number, _, name = missing.partition(".")
            yield _OF_OTHER_AID[name], f"other_aid[{number}].{_OF_OTHER_AID[name]}"
