"""What does the chain of amounts need beside the facts that conditions ask for?"""

from collections.abc import Iterator
from typing import NamedTuple

from bandolo.rules.aid import AnyAidStep, Fixed, Share
from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.call import Call
from bandolo.rules.comparisons import deciding, place_of
from bandolo.rules.conditions import Condition, Number, Record, View, evaluate, value_of_operand
from bandolo.rules.costs import Base, Limit, Tree, outside_nodes
from bandolo.rules.cumulation import Cumulation, cumulation_room
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
    """What one rule needs where its condition `when` is not known to fail."""

    when: Condition | None
    kind: str | None
    choices: tuple[str, ...]
    approved: tuple[str, ...]
    number: Number | None
    points: tuple[Condition, ...]


class Needs:
    """What a call needs at a moment, looked up once for all applications."""

    def __init__(self, call: Call, moment: Moment) -> None:
        tree = Tree(call.lines, call.groups)
        self.claims = claim_kinds(call, moment)
        self.has_vat = call.vat is not None
        self.unit_costs = call.unit_costs
        self.cumulation = call.cumulation
        self.rules = tuple(_need(tree, rule) for rule in (*call.limits, *call.aid) if moment in rule.at)


def _need(tree: Tree, rule: Limit | AnyAidStep) -> Need:
    tables = [getattr(rule, key, None) for key in ("cap", "share", "amount", "at_most")]
    columns = [fact for table in tables if isinstance(table, Table) for fact in table.facts]
    base = getattr(rule, "base", None)
    return Need(
        rule.when,
        getattr(rule, "kind", None),
        tuple(fact for fact in columns if "." not in fact),
        tuple(_approved(tree, base)) if isinstance(base, Base) else (),
        rule.times if isinstance(rule, Limit | Fixed) else None,
        tuple(points.when for points in rule.points) if isinstance(rule, Share) else (),
    )


def _approved(tree: Tree, base: Base) -> Iterator[str]:
    if base.stage == "approved":
        yield from (f"approved.{node}" for node in outside_nodes(tree, base))
    if base.value is not None and base.value.startswith("approved."):
        yield base.value


def needed_facts(needs: Needs, application: Application) -> Iterator[tuple[str, str]]:
    """The facts that are missing for the amounts, each with the place that lacks it."""
    yield from _of_claims(needs, application)
    view = View(application.facts, application.records, {}, {})
    rules = [rule for rule in needs.rules if rule.when is None or evaluate(rule.when, view) is not False]
    kinds = {rule.kind for rule in rules}
    if "de_minimis" in kinds and application.prior_aid is None:
        yield "prior_aid", "prior_aid"
    if "de_minimis" in kinds and "de_minimis_sector" not in application.facts:
        yield "de_minimis_sector", "de_minimis_sector"
    if "cumulation" in kinds and needs.cumulation is not None:
        yield from _of_other_aid(needs.cumulation, application)
    for rule in rules:
        yield from _of_rule(rule, application, view)


def _of_rule(rule: Need, application: Application, view: View) -> Iterator[tuple[str, str]]:
    yield from ((fact, fact) for fact in rule.choices if fact not in application.facts)
    yield from ((name, name) for name in rule.approved if name not in application.approved)
    if rule.number is not None and value_of_operand(rule.number, view) is None:
        place, name = place_of(rule.number, view)
        yield name, place
    for condition in rule.points:
        if evaluate(condition, view) is None:
            yield from ((one.fact, one.place) for one in deciding(condition, view) if one.verdict is None)


def _of_claims(needs: Needs, application: Application) -> Iterator[tuple[str, str]]:
    kinds = [kind for kind in needs.claims if kind in application.records]
    if needs.claims and not kinds:
        yield needs.claims[0], needs.claims[0]
    for kind in kinds:
        for number, record in enumerate(application.records[kind], 1):
            if "claim" not in record:
                yield from ((fact, f"{kind}[{number}].{fact}") for fact in _of_item(needs, kind, record))


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


def _of_other_aid(rule: Cumulation, application: Application) -> Iterator[tuple[str, str]]:
    if application.other_aid is None:
        yield "other_aid", "other_aid"
        return
    for missing in cumulation_room(rule, 0, application.other_aid).missing:
        number, _, name = missing.partition(".")
        yield _OF_OTHER_AID[name], f"other_aid[{number}].{_OF_OTHER_AID[name]}"
