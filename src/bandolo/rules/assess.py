"""What does a call say to an application at a moment, and why, to the last fact missing?

`assess` runs the compiled call and adds what people need to read it: the comparisons behind each
verdict that is not a plain yes, the facts still missing, the readings that the answer rests on.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bandolo.rules.application import CLAIM_KINDS, Application
from bandolo.rules.call import Call, Interpretation, placed_rules
from bandolo.rules.compile import Compiled, Outcome, compile_call
from bandolo.rules.conditions import Any as AnyOf
from bandolo.rules.conditions import Compared, Condition, Not, View, deciding, evaluate, within
from bandolo.rules.costs import Base
from bandolo.rules.cumulation import Cumulation, cumulation_room
from bandolo.rules.days import day_in_rome
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.facts import Fact
from bandolo.rules.requirements import RefusedItem, Requirement
from bandolo.rules.rule import Moment, Rule
from bandolo.rules.staff import StaffFinding

_OF_A_MONTH = (
    *("worker", "month", "unit", "gross_pay", "deferred_pay", "employer_charges"),
    *("worked", "on_project"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer of a call at a moment, with its reasons.

    `reasons` holds, for each rule id whose verdict is not a plain yes, the comparisons that decided;
    `missing` the facts that nobody has given, with the places that lack them; `staff_findings` why a month
    of staff counts for nothing.
    """

    call: Call
    moment: Moment
    at: datetime
    outcome: Outcome
    reasons: Mapping[str, tuple[Compared, ...]]
    missing: tuple[tuple[Fact | None, tuple[str, ...]], ...]
    interpretations: tuple[Interpretation, ...]
    staff_findings: tuple[StaffFinding, ...] = ()


class Assessor:
    """A call with its functions, compiled once a moment."""

    def __init__(self, call: Call, table: DeMinimisTable) -> None:
        self.call = call
        self.table = table
        self.compiled = functools.cache(self._compile)

    def _compile(self, moment: Moment) -> Compiled:
        return compile_call(self.call, moment, self.table)

    def assess(self, application: Application, moment: Moment, at: datetime) -> Assessment:
        """The assessment as of an instant: de minimis room is measured on its day in Italy."""
        outcome = self.compiled(moment).explain(application, day_in_rome(at))
        amounts = named_amounts(outcome, application, moment)
        view = View(application.facts, application.records, amounts, {})
        reasons = {rule: tuple(found) for rule, found in _reasons(outcome, view)}
        missing = _missing(self.call, moment, application, outcome, reasons, view)
        readings = _readings(self.call, moment, outcome)
        findings = application.staff_findings
        return Assessment(self.call, moment, at, outcome, reasons, missing, readings, findings)


def named_amounts(outcome: Outcome, application: Application, moment: Moment) -> dict[str, int]:
    """The amounts of an outcome by the names that conditions use, in cents.

    Only those approved where nobody gave claims, or the amount of one is not known.
    """
    amounts = dict(application.approved)
    claims = [application.records[kind] for kind in CLAIM_KINDS[moment] if kind in application.records]
    if not claims or any("claim" not in item for items in claims for item in items):
        return amounts
    for line in outcome.lines:
        amounts[f"claimed.{line.id}"] = line.claimed
        amounts[f"admitted.{line.id}"] = line.limited
    amounts |= {f"aid.{name}": cents for name, cents in outcome.aid._asdict().items()}
    return amounts | {step.rule.id: step.result for step in outcome.steps}


def _reasons(outcome: Outcome, view: View) -> Iterator[tuple[str, Iterable[Compared]]]:
    for one in outcome.requirements:
        if one.verdict is not True and isinstance(one.rule, Requirement):
            holds = one.rule.holds
            if one.verdict is None and one.rule.where is not None:
                holds = AnyOf((Not(one.rule.where), holds))
            yield one.rule.id, _deciding(holds, view, one.verdict)
    by_rule: dict[str, list[RefusedItem]] = {}
    for item in outcome.refused:
        by_rule.setdefault(item.admission.id, []).append(item)
    for rule, items in by_rule.items():
        yield (
            rule,
            [
                reason
                for item in items
                for reason in _deciding(
                    item.admission.holds,
                    within(view, item.kind, item.number - 1, view.records[item.kind][item.number - 1]),
                    item.verdict,
                )
            ],
        )


def _deciding(condition: Condition, view: View, verdict: bool | None) -> list[Compared]:
    """The comparisons that are not fulfilled; of an unknown condition, only those that are unknown."""
    return [one for one in deciding(condition, view) if one.verdict is None or verdict is False]


def _missing(
    call: Call,
    moment: Moment,
    application: Application,
    outcome: Outcome,
    reasons: Mapping[str, tuple[Compared, ...]],
    view: View,
) -> tuple[tuple[Fact | None, tuple[str, ...]], ...]:
    """Each missing fact once, with the places that lack it; None stands for records that nobody gave."""
    places: dict[str, dict[str, None]] = {}
    for found in reasons.values():
        for one in found:
            if one.verdict is None:
                places.setdefault(one.fact, {})[one.place] = None
    conditions = [limit.when for limit in call.limits if moment in limit.at]
    conditions += [step.rule.when for step in outcome.steps if step.applies is None]
    conditions += [one.document.when for one in outcome.documents if one.required is None]
    for condition in conditions:
        if condition is None or evaluate(condition, view) is not None:
            continue
        for one in deciding(condition, view):
            if one.verdict is None:
                places.setdefault(one.fact, {})[one.place] = None
    for name in _needed(call, moment, application):
        places.setdefault(name, {})[name] = None
    facts = {fact.id: fact for fact in call.facts}
    return tuple((facts.get(fact), tuple(where)) for fact, where in places.items())


def _needed(call: Call, moment: Moment, application: Application) -> Iterator[str]:
    """What the chain of amounts needs beside conditions: claims, prior aid, the choices of tables."""
    kinds = CLAIM_KINDS[moment]
    if not any(kind in application.records for kind in kinds):
        yield kinds[0]
    for kind in kinds:
        for number, record in enumerate(application.records.get(kind, ()), 1):
            if "claim" not in record:
                asked = _OF_A_MONTH if kind == "worker_month" else ("amount",)
                yield from (f"{kind}[{number}].{name}" for name in asked if name not in record)
    for step in call.aid:
        if step.kind == "de_minimis" and moment in step.at:
            if application.prior_aid is None:
                yield "prior_aid"
            if "de_minimis_sector" not in application.facts:
                yield "de_minimis_sector"
        if step.kind == "cumulation" and moment in step.at and call.cumulation is not None:
            yield from _needed_of_other_aid(call.cumulation, application)
    tables = [
        getattr(rule, key, None)
        for rule in (*call.limits, *call.aid)
        if moment in rule.at
        for key in ("cap", "share", "amount", "at_most")
    ]
    yield from (
        table.by
        for table in tables
        if table is not None and hasattr(table, "by") and table.by not in application.facts
    )
    bases = [getattr(rule, "base", None) for rule in (*call.limits, *call.aid) if moment in rule.at]
    for base in bases:
        if isinstance(base, Base):
            names = [base.value or ""] if base.value else [f"{base.stage}.{node}" for node in base.of]
            yield from (
                name for name in names if name.startswith("approved.") and name not in application.approved
            )


def _needed_of_other_aid(rule: Cumulation, application: Application) -> Iterator[str]:
    """What cumulation cannot be told without, as places in the file."""
    if application.other_aid is None:
        yield "other_aid"
        return
    keys = {"cents": "aid_amount", "is_on_same_costs": "same_costs", "max_rate": "max_rate"}
    for missing in cumulation_room(rule, 0, application.other_aid).missing:
        number, _, name = missing.partition(".")
        yield f"other_aid[{number}].{keys[name]}"


def _readings(call: Call, moment: Moment, outcome: Outcome) -> tuple[Interpretation, ...]:
    """The readings of the rules that had a part in this answer."""
    rules: list[Rule] = [one.rule for one in outcome.requirements]
    rules += [step.rule for step in outcome.steps if step.applies is not False]
    rules += [item.admission for item in outcome.refused]
    rules += [limit for limit in call.limits if moment in limit.at]
    rules += [rule for rule in (call.vat, call.cumulation, *call.lines, *call.groups) if rule is not None]
    if moment in ("reporting", "payment"):
        rules += [*call.staff_costs]
    named = {rule.reading for rule in rules}
    return tuple(reading for reading in call.interpretations if reading.id in named)


def rule_by_id(call: Call, id: str) -> Rule | None:
    """The rule that a case or a decision cites."""
    return next((rule for _, rule in placed_rules(call) if rule.id == id), None)
