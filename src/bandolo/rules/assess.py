"""What does a call say to an application at a moment, and why, to the last fact missing?

`assess` runs the compiled call and adds what people need to read its outcome: the facts still missing, the
grounds of revocation that are found, the readings that the answer rests on.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.call import Call, Interpretation
from bandolo.rules.comparisons import Compared, decider, unknown_only
from bandolo.rules.compile import Compiled, Outcome, compile_call
from bandolo.rules.conditions import View, evaluate
from bandolo.rules.criteria import Lack
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact
from bandolo.rules.law_tables import Law
from bandolo.rules.needs import Needs, needed_facts, views_of
from bandolo.rules.recovery import Ground
from bandolo.rules.rule import Moment, Rule
from bandolo.rules.score import PREFIX, Score, Scored
from bandolo.rules.staff import StaffFinding

# A fact that nobody has given (None: records of a kind, an amount of the award), and where it lacks.
Missing = tuple[Fact | None, tuple[str, ...]]


class Assessment(NamedTuple):
    """The answer of a call at a moment, with its reasons.

    `missing` holds the facts that nobody has given, with the places that lack them; `grounds` the grounds of
    revocation that are found; `staff_findings` why a month of staff counts for nothing.
    """

    call: Call
    moment: Moment
    at: datetime
    outcome: Outcome
    missing: tuple[Missing, ...]
    grounds: tuple[Ground, ...]
    interpretations: tuple[Interpretation, ...]
    staff_findings: tuple[StaffFinding, ...]

    @property
    def reasons(self) -> Mapping[str, tuple[Compared, ...]]:
        """For each rule id whose verdict is not a plain yes, the comparisons that decided."""
        return self.outcome.reasons

    @property
    def scored(self) -> Scored | None:
        """The points, where the call gives any."""
        return self.outcome.scored


class _Prepared(NamedTuple):
    """What a call brings to every assessment at a moment.

    `limited` are the limits that hold under a condition, each with the records that it is for each of;
    `readings` is None where they depend on the application.
    """

    explain: Callable[[Application, date], Outcome]
    grounds: tuple[Ground, ...]
    limited: tuple[tuple[str, str | None], ...]
    needs: Needs
    readings: tuple[Interpretation, ...] | None


class Assessor:
    """A call with its functions, compiled once a moment."""

    def __init__(self, call: Call, law: Law) -> None:
        self.call = call
        self.law = law
        self.facts = {fact.id: fact for fact in call.facts}
        self.given = frozenset((*self.facts, *(kind.id for kind in call.records)))
        self.whens = {
            rule.id: decider(rule.when)
            for rule in (*call.limits, *call.regimes, *call.aid, *call.documents)
            if rule.when is not None
        }
        self.may_idle = bool(call.regimes) or any(step.when is not None for step in call.aid)
        self.compiled = functools.cache(self._compile)
        self._readings = functools.lru_cache(maxsize=1024)(self._readings_of)
        self._prepared = functools.cache(self._prepare)

    def _compile(self, moment: Moment) -> Compiled:
        return compile_call(self.call, moment, self.law.de_minimis)

    def _prepare(self, moment: Moment) -> _Prepared:
        call = self.call
        limits = [one for one in call.limits if one.when is not None and moment in one.at]
        most = self._readings_of(moment, frozenset(), frozenset(one.id for one in call.admissions))
        idle = [step.id for step in call.aid if self.may_idle] + [regime.id for regime in call.regimes]
        least = self._readings_of(moment, frozenset(idle), frozenset())
        return _Prepared(
            self.compiled(moment).explain,
            tuple(ground for ground in call.grounds if moment in ground.moments),
            tuple((limit.id, limit.each) for limit in limits),
            Needs(call, moment),
            most if most == least else None,
        )

    def assess(self, application: Application, moment: Moment, at: datetime) -> Assessment:
        """The assessment as of an instant: de minimis room is measured on its day in Italy.

        ValueError where no regulation of the call covers that day: then nothing can be said.
        """
        prepared = self._prepared(moment)
        outcome, grounds = prepared.explain(application, day_in_rome(at)), prepared.grounds
        missing: tuple[Missing, ...] = ()
        if grounds or outcome.has_gaps:
            view = View(application.facts, outcome.records, outcome.amounts, {})
            missing = self._missing(prepared, application, outcome, view) if outcome.has_gaps else ()
            grounds = tuple([ground for ground in grounds if evaluate(ground.when, view)])
        readings = prepared.readings
        if readings is None:
            idle = frozenset(self._idle(outcome) if self.may_idle else ())
            refused = frozenset([item.admission.id for item in outcome.refused])
            readings = self._readings(moment, idle, refused)
        findings = application.staff_findings
        return Assessment(self.call, moment, at, outcome, missing, grounds, readings, findings)

    def _idle(self, outcome: Outcome) -> Iterable[str]:
        """The steps that do not apply and the regimes that others come before."""
        yield from (step.rule.id for step in outcome.steps if step.applies is False)
        yield from (one.regime.id for one in outcome.regimes if one.why == "later")

    def _readings_of(
        self, moment: Moment, idle: frozenset[str], refused: frozenset[str]
    ) -> tuple[Interpretation, ...]:
        """The readings of the rules that have a part in an answer, but for steps idle and admissions met."""
        call = self.call
        rules: list[Rule | None] = [one for one in call.requirements if moment in one.failing]
        rules += [step for step in call.aid if moment in step.at and step.id not in idle]
        rules += [regime for regime in call.regimes if regime.id not in idle]
        rules += [admission for admission in call.admissions if admission.id in refused]
        rules += [limit for limit in call.limits if moment in limit.at]
        rules += [document for document in call.documents if moment in document.at]
        rules += [call.vat, call.cumulation, *call.lines, *call.groups, call.score, *call.criteria]
        rules += call.unit_costs if {"cost", "invoice"} & {*claim_kinds(call, moment)} else ()
        rules += [ground for ground in call.grounds if moment in ground.moments]
        if moment in ("reporting", "payment"):
            rules += [*call.staff_costs]
        named = {rule.reading for rule in rules if rule is not None}
        return tuple(reading for reading in call.interpretations if reading.id in named)

    def _missing(
        self, prepared: _Prepared, application: Application, outcome: Outcome, view: View
    ) -> tuple[Missing, ...]:
        """Each missing fact once, with the places that lack it; None stands for records that nobody gave."""
        compared = [one for found in outcome.reasons.values() for one in found if one.verdict is None]
        for rule, each in self._undecided(prepared.limited, outcome):
            for inside in views_of(each, view):
                verdict, found = self.whens[rule](inside)
                compared += unknown_only(found) if verdict is None else ()
        # An amount that is not known is so for want of facts, which are listed themselves.
        lacks = [
            (one.fact, one.place)
            for one in compared
            if one.fact in self.given or one.fact.startswith("approved.")
        ]
        lacks += needed_facts(prepared.needs, application)
        if outcome.scored is not None:
            points = _lacks_of_points(outcome.scored, outcome, compared)
            lacks += [(lack.fact, lack.place) for lack in points if lack.fact in self.given]
        places: dict[str, dict[str, None]] = {}
        for fact, place in lacks:
            places.setdefault(fact, {})[place] = None
        return tuple([(self.facts.get(fact), tuple(where)) for fact, where in places.items()])

    def _undecided(
        self, limited: tuple[tuple[str, str | None], ...], outcome: Outcome
    ) -> tuple[tuple[str, str | None], ...]:
        """The rules that may apply or not, each with the records that it is for each of."""
        rules = limited
        if self.may_idle:
            steps = [step.rule for step in outcome.steps if step.applies is None and step.rule.when]
            regimes = [one.regime for one in outcome.regimes if one.why == "unknown" and one.regime.when]
            # Of a step or regime that is taken for each there are several.
            found = [(step.id, step.each) for step in steps] + [(one.id, one.each) for one in regimes]
            rules += tuple(dict.fromkeys(found))
        return rules + tuple([(one.document.id, None) for one in outcome.documents if one.required is None])


def _lacks_of_points(scored: Scored, outcome: Outcome, compared: Sequence[Compared]) -> Sequence[Lack]:
    """What is missing for the points, where the answer waits for them."""
    waits = any(one.verdict is None and isinstance(one.rule, Score) for one in outcome.requirements)
    return scored.missing if waits or any(one.fact.startswith(PREFIX) for one in compared) else ()
