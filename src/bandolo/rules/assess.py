"""What does a call say to an application at a moment, and why, to the last fact missing?

`assess` runs the compiled call and adds what people need to read it: the comparisons behind each
verdict that is not a plain yes, the facts still missing, the readings that the answer rests on.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from bandolo.rules.application import Application
from bandolo.rules.call import Call, Interpretation, placed_rules
from bandolo.rules.comparisons import Compared, deciding
from bandolo.rules.compile import Compiled, Known, Outcome, compile_call
from bandolo.rules.conditions import Any as AnyOf
from bandolo.rules.conditions import Condition, Not, View, evaluate, within
from bandolo.rules.days import day_in_rome
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.facts import Fact
from bandolo.rules.needs import Needs, needed_facts
from bandolo.rules.recovery import Ground
from bandolo.rules.requirements import Requirement
from bandolo.rules.rule import Moment, Rule
from bandolo.rules.staff import StaffFinding

_ALL_KNOWN = Known(claims=True, costs=True, aid=True)
# A fact that nobody has given (None: records of a kind, an amount of the award), and where it lacks.
Missing = tuple[Fact | None, tuple[str, ...]]


class Assessment(NamedTuple):
    """The answer of a call at a moment, with its reasons.

    `reasons` holds, for each rule id whose verdict is not a plain yes, the comparisons that decided;
    `missing` the facts that nobody has given, with the places that lack them; `grounds` the grounds of
    revocation that are found; `staff_findings` why a month of staff counts
    for nothing.
    """

    call: Call
    moment: Moment
    at: datetime
    outcome: Outcome
    reasons: Mapping[str, tuple[Compared, ...]]
    missing: tuple[Missing, ...]
    grounds: tuple[Ground, ...]
    interpretations: tuple[Interpretation, ...]
    staff_findings: tuple[StaffFinding, ...] = ()


class Assessor:
    """A call with its functions, compiled once a moment."""

    def __init__(self, call: Call, table: DeMinimisTable) -> None:
        self.call = call
        self.table = table
        self.facts = {fact.id: fact for fact in call.facts}
        self.given = frozenset((*self.facts, *(kind.id for kind in call.records)))
        self.needs = functools.cache(functools.partial(Needs, call))
        self.compiled = functools.cache(self._compile)
        self._readings = functools.cache(self._readings_of)
        self._grounds = functools.cache(self._grounds_at)

    def _compile(self, moment: Moment) -> Compiled:
        return compile_call(self.call, moment, self.table)

    def _grounds_at(self, moment: Moment) -> tuple[Ground, ...]:
        return tuple(ground for ground in self.call.grounds if moment in ground.moments)

    def assess(self, application: Application, moment: Moment, at: datetime) -> Assessment:
        """The assessment as of an instant: de minimis room is measured on its day in Italy."""
        outcome = self.compiled(moment).explain(application, day_in_rome(at))
        grounds = self._grounds(moment)
        reasons: dict[str, tuple[Compared, ...]] = {}
        missing: tuple[Missing, ...] = ()
        verdicts = {one.verdict for one in outcome.requirements} | {one.verdict for one in outcome.refused}
        is_open = (
            outcome.known != _ALL_KNOWN
            or None in verdicts
            or None in {one.required for one in outcome.documents}
        )
        if grounds or is_open or False in verdicts:
            view = View(application.facts, application.records, outcome.amounts, {})
            reasons = {rule: tuple(found) for rule, found in _reasons(outcome, view)}
            missing = self._missing(moment, application, outcome, reasons, view) if is_open else ()
            grounds = tuple([ground for ground in grounds if evaluate(ground.when, view)])
        idle = frozenset([step.rule.id for step in outcome.steps if step.applies is False])
        readings = self._readings(moment, idle, frozenset([item.admission.id for item in outcome.refused]))
        findings = application.staff_findings
        return Assessment(self.call, moment, at, outcome, reasons, missing, grounds, readings, findings)

    def _readings_of(
        self, moment: Moment, idle: frozenset[str], refused: frozenset[str]
    ) -> tuple[Interpretation, ...]:
        """The readings of the rules that have a part in an answer, but for steps idle and admissions met."""
        call = self.call
        rules: list[Rule | None] = [one for one in call.requirements if moment in one.failing]
        rules += [step for step in call.aid if moment in step.at and step.id not in idle]
        rules += [admission for admission in call.admissions if admission.id in refused]
        rules += [limit for limit in call.limits if moment in limit.at]
        rules += [document for document in call.documents if moment in document.at]
        rules += [call.vat, call.cumulation, *call.lines, *call.groups]
        rules += [ground for ground in call.grounds if moment in ground.moments]
        if moment in ("reporting", "payment"):
            rules += [*call.staff_costs]
        named = {rule.reading for rule in rules if rule is not None}
        return tuple(reading for reading in call.interpretations if reading.id in named)

    def _missing(
        self,
        moment: Moment,
        application: Application,
        outcome: Outcome,
        reasons: Mapping[str, tuple[Compared, ...]],
        view: View,
    ) -> tuple[Missing, ...]:
        """Each missing fact once, with the places that lack it; None stands for records that nobody gave."""
        conditions = [limit.when for limit in self.call.limits if moment in limit.at]
        conditions += [step.rule.when for step in outcome.steps if step.applies is None]
        conditions += [one.document.when for one in outcome.documents if one.required is None]
        compared = [one for found in reasons.values() for one in found]
        for condition in conditions:
            if condition is not None and evaluate(condition, view) is None:
                compared += deciding(condition, view)
        places: dict[str, dict[str, None]] = {}
        for one in compared:
            # An amount that is not known is so for want of facts, which are listed themselves.
            if one.verdict is None and (one.fact in self.given or one.fact.startswith("approved.")):
                places.setdefault(one.fact, {})[one.place] = None
        for fact, place in needed_facts(self.needs(moment), application):
            places.setdefault(fact, {})[place] = None
        return tuple([(self.facts.get(fact), tuple(where)) for fact, where in places.items()])


def _reasons(outcome: Outcome, view: View) -> Iterator[tuple[str, Iterable[Compared]]]:
    for one in outcome.requirements:
        if one.verdict is not True and isinstance(one.rule, Requirement):
            holds = one.rule.holds
            if one.verdict is None and one.rule.where is not None:
                holds = AnyOf((Not(one.rule.where), holds))
            yield one.rule.id, _deciding(holds, view, one.verdict)
    by_rule: dict[str, list[Compared]] = {}
    for item in outcome.refused:
        record = view.records[item.kind][item.number - 1]
        inside = within(view, item.kind, item.number - 1, record)
        by_rule.setdefault(item.admission.id, []).extend(
            _deciding(item.admission.holds, inside, item.verdict)
        )
    yield from by_rule.items()


def _deciding(condition: Condition, view: View, verdict: bool | None) -> list[Compared]:
    """The comparisons that are not fulfilled; of an unknown condition, only those that are unknown."""
    return [one for one in deciding(condition, view) if one.verdict is None or verdict is False]


def rule_by_id(call: Call, id: str) -> Rule | None:
    """The rule that a case or a decision cites."""
    return next((rule for _, rule in placed_rules(call) if rule.id == id), None)
