"""Which costs and further facts does the calculator ask of a call, and what was typed?"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict

from bandolo.desk.queries.editions import estimator_of, rules_of
from bandolo.desk.typed import typed_cents
from bandolo.desk.words import said, say
from bandolo.rules.aid import DeMinimis
from bandolo.rules.application import read_application
from bandolo.rules.asked import names_in
from bandolo.rules.call import Call as Rules
from bandolo.rules.costs import UnitCost
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Moment
from bandolo.rules.tables import Table

EARLY: tuple[Moment, ...] = ("submission", "review", "award")
PRIOR = "prior_aid"


class CostField(NamedTuple):
    """What is typed for a cost line: an amount, or for unit costs one of the facts that make it."""

    name: str
    line: str
    label: str
    fact: Fact | None
    value: str
    error: str
    hint: str


class Prior(NamedTuple):
    """The de minimis aid of the years before, as typed in one sum; `record` is None while nobody said."""

    value: str
    label: str
    error: str
    record: list[Mapping[str, object]] | None


class Typed(NamedTuple):
    """The fields as typed, and the items for the application."""

    fields: tuple[CostField, ...]
    items: list[Mapping[str, object]]


def typed_costs(rules: Rules, sent: QueryDict) -> Typed:
    """What was typed for each line; a field that cannot be read has its error and counts for nothing."""
    units = {line: rule for rule in rules.unit_costs for line in rule.lines}
    fields: list[CostField] = []
    items: list[Mapping[str, object]] = []
    for line in rules.lines:
        if line.flat_rate is not None:
            continue
        hint = " ".join(said(one.words) for one in rules.admissions if line.id in one.lines and _early(one))
        item: dict[str, object] = {}
        for fact in _unit_facts(rules, units.get(line.id)):
            name = f"c-{line.id}" if fact is None else f"c-{line.id}-{fact.id}"
            value, error = sent.get(name, "").strip(), ""
            label = said(line.words).rstrip(".")
            if value:
                try:
                    item["amount" if fact is None else fact.id] = _raw(fact, value)
                except ValueError:
                    error = say("Scrivete un importo, come 1.234,56.", "Write an amount, such as 1,234.56.")
            full = label if fact is None else f"{label}: {said(fact.ask)}"
            fields.append(CostField(name, line.id, full, fact, value, error, hint))
        if item:
            items.append({"line": line.id, **item})
    return Typed(tuple(fields), items)


def prior_aid(rules: Rules, sent: QueryDict, on: date) -> Prior | None:
    """The earlier aid as one sum that still counts on a day; None where the call asks for none."""
    step = next((one for one in rules.aid if isinstance(one, DeMinimis) and _early(one)), None)
    if step is None:
        return None
    label = say(
        "Aiuti de minimis già avuti negli ultimi tre anni dall'impresa e da quelle collegate, in tutto",
        "De minimis aid of the last three years, of the enterprise and those linked to it, in all",
    )
    value = sent.get("prior", "").strip()
    try:
        cents = typed_cents(value) if value else None
    except ValueError:
        return Prior(
            value,
            label,
            say("Scrivete un importo, come 1.234,56.", "Write an amount, such as 1,234.56."),
            None,
        )
    if cents is None:
        return Prior(value, label, "", None)
    aid = {"granted_on": on, "aid_amount": show_cents(cents), "regulation": step.regulations[0]}
    return Prior(value, label, "", [aid] if cents else [])


def _early(rule: object) -> bool:
    return bool(set(getattr(rule, "at", EARLY)) & set(EARLY))


def _unit_facts(rules: Rules, rule: UnitCost | None) -> Iterator[Fact | None]:
    """None where an amount is typed; else the facts of which a unit cost is made."""
    if rule is None:
        yield None
        return
    columns = rule.amount.facts if isinstance(rule.amount, Table) else ()
    wanted = dict.fromkeys((rule.quantity, *columns, *(rule.each if rule.up_to is not None else ())))
    facts = {fact.id: fact for fact in rules.facts}
    yield from (facts[name.rpartition(".")[2]] for name in wanted)


def _raw(fact: Fact | None, value: str) -> object:
    if fact is None or fact.type == "amount":
        return show_cents(typed_cents(value))
    return int(value.replace(".", "")) if fact.type == "count" else value


@lru_cache(maxsize=64)
def further(edition: UUID) -> tuple[Fact | RecordKind, ...]:
    """What else the amounts of an edition hang on, that an applicant knows: facts, and kinds of records."""
    rules, assessor = rules_of(edition), estimator_of(edition)
    items = [{"line": line.id, "amount": "1000.00"} for line in rules.lines if line.flat_rate is None]
    application, _ = read_application(rules, {"cost": items}, assessor.law)
    at = rules.window.opens if rules.window is not None else None
    missing: set[str] = set()
    if at is not None:
        for fact, places in assessor.assess(application, "submission", at).missing:
            missing.add(fact.id if fact is not None else places[0])
    read: set[str] = set()
    for rule in (*rules.limits, *rules.regimes, *rules.aid):
        if _early(rule):
            read |= {*names_in(rule)}
            tables = [getattr(rule, key, None) for key in ("cap", "share", "amount", "at_most")]
            read |= {name for table in tables if isinstance(table, Table) for name in table.facts}
    facts = [
        fact
        for fact in rules.facts
        if fact.id in read & missing and not fact.of and fact.attested_by[0] == "applicant"
    ]
    return (*facts, *(kind for kind in rules.records if kind.id in read & missing and kind.id != "cost"))
