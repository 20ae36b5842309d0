"""What follows from an assessment beside its outcome: dates, room for aid, report, payment, revocation?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

from bandolo.rules.after_award import AfterAward, after_award, events_of
from bandolo.rules.aid import CumulationCut, DeMinimis, Step
from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Interpretation, dividing_kind
from bandolo.rules.comparisons import Compared, deciding
from bandolo.rules.conditions import Record, View, evaluate
from bandolo.rules.cumulation import cumulation_reason, cumulation_room, up_to
from bandolo.rules.days import day_in_rome
from bandolo.rules.de_minimis import (
    DeMinimisTable,
    PriorAid,
    Sector,
    fits,
    regulation_for,
    regulation_on,
    room,
    sectors_served,
)
from bandolo.rules.de_minimis_reasons import fit_reasons, room_reasons
from bandolo.rules.deadlines import Due, Missing, dates
from bandolo.rules.law_tables import Law
from bandolo.rules.needs import inside
from bandolo.rules.paying import Paying, paying
from bandolo.rules.reason import Reason
from bandolo.rules.recovery import Ground
from bandolo.rules.regimes import RegimeOutcome, is_in_force, regime_words
from bandolo.rules.reporting import ReportStep, report_progress
from bandolo.rules.rule import Rule, Words
from bandolo.rules.size_reasons import size_reasons
from bandolo.rules.so_far import SoFar

NOTHING_YET = SoFar()


class GroundOutcome(NamedTuple):
    """Whether a ground of revocation is there (None: not known), and the comparisons that say so."""

    ground: Ground
    verdict: bool | None
    reasons: tuple[Compared, ...]


class ReportStepOutcome(NamedTuple):
    """Whether a step of the report is complete (None: not known), whether it is open, what it lacks."""

    step: ReportStep
    verdict: bool | None
    is_open: bool
    reasons: tuple[Compared, ...]


class RegimeReasons(NamedTuple):
    """Why a regime is that of the aid or not, in words, with the comparisons and rooms that say so."""

    outcome: RegimeOutcome
    words: Words
    compared: tuple[Compared, ...]
    room: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from an assessment.

    `room` holds the reasons of each aid step that measures room, by its id and whom it is taken for.
    `regimes` holds why each regime is that of the aid, or not.
    `size` holds the steps from the figures of the undertaking to its size, where these are given.
    `paying` is what is paid at payment, for the whole and for each of a group.
    """

    dates: tuple[Due | Missing, ...]
    room: dict[tuple[str, str | None], tuple[Reason, ...]]
    regimes: tuple[RegimeReasons, ...]
    report: tuple[ReportStepOutcome, ...]
    grounds: tuple[GroundOutcome, ...]
    paying: Paying
    interpretations: tuple[Interpretation, ...]
    size: tuple[Reason, ...]
    after_award: AfterAward


def consequences(
    assessment: Assessment, application: Application, law: Law, so_far: SoFar = NOTHING_YET
) -> Consequences:
    """What follows from the assessment of an application, under the tables of the law.

    ValueError where the call knows no base rate for the day on which a loan is worth aid.
    """
    view = View(application.facts, assessment.outcome.records, assessment.outcome.amounts, {})
    on = day_in_rome(assessment.at)
    following = _dates(assessment, so_far)
    later = after_award(assessment, application, so_far)
    return Consequences(
        following,
        {
            (step.rule.id, step.entity): tuple(_room(assessment, application, law.de_minimis, step, on))
            for step in assessment.outcome.steps
        },
        tuple(_regimes(assessment, application, law.de_minimis, on)),
        tuple(_report(assessment, view)),
        tuple(_grounds(assessment, view)),
        paying(assessment, application, later, so_far),
        _readings(assessment, following, later),
        () if application.sizing is None else size_reasons(application.sizing),
        later,
    )


def _dates(assessment: Assessment, so_far: SoFar) -> tuple[Due | Missing, ...]:
    """The deadlines that can be counted from what has happened and from the moment of assessment."""
    call, events = assessment.call, events_of(assessment, so_far)
    names = {event.id: event.words for event in call.events}
    return dates(call.deadlines, events, numbers=so_far.numbers, names=names)


def _room(
    assessment: Assessment, application: Application, table: DeMinimisTable, step: Step, on: date
) -> Iterator[Reason]:
    """Why the room is what it is and what it did to the aid, article by article."""
    rule, facts = step.rule, _facts_of(assessment, application, step)
    prior, others = application.prior_aid, application.other_aid
    if step.entity is not None:
        names = _undertaking(assessment, application, step)
        prior = None if prior is None else tuple(one for one in prior if one.owner in names)
        others = None if others is None else tuple(one for one in others if one.owner == step.entity)
    sector, year = facts.get("de_minimis_sector"), facts.get("fiscal_year_starts")
    if isinstance(rule, DeMinimis) and step.applies and prior is not None:
        if sector not in sectors_served(table, rule.regulations):
            return
        regulation = regulation_for(table, rule.regulations, cast("Sector", sector), on)
        prior += tuple(_taken_before(assessment, application, table, step, on))
        begins = (year.month, year.day) if isinstance(year, date) else (1, 1)
        found = room(table, regulation, on, prior, cast("Sector", sector), begins)
        yield from room_reasons(table, found)
        if rule.regime is not None and all(step is not one for one in assessment.outcome.steps):
            # Under a regime that was given up nothing is granted.
            return
        before = {name.removeprefix("aid."): cents or 0 for name, cents in step.inputs}
        cuttable, counted = (sum(before[name] for name in names) for names in (rule.cuts, rule.counts))
        yield from fit_reasons(found, fits(found, cuttable, counted - cuttable, rule.too_small))
    cumulation = assessment.call.cumulation
    if isinstance(rule, CumulationCut) and step.applies and cumulation and others is not None:
        costs = sum(cents or 0 for name, cents in step.inputs if name != "room")
        yield cumulation_reason(cumulation_room(up_to(cumulation, rule.up_to), costs, others))


def _undertaking(assessment: Assessment, application: Application, step: Step) -> frozenset[str]:
    """The names of those that share the room of a step for each with the one that it is taken for."""
    kind, rule = dividing_kind(assessment.call), step.rule
    if kind is None or not isinstance(rule, DeMinimis) or rule.shared_by is None:
        return frozenset((str(step.entity),))
    mine = _facts_of(assessment, application, step).get(rule.shared_by)
    records = application.records.get(kind.id, ())
    return frozenset(str(one[kind.named_by or ""]) for one in records if one.get(rule.shared_by) == mine)


def _taken_before(
    assessment: Assessment, application: Application, table: DeMinimisTable, step: Step, on: date
) -> Iterator[PriorAid]:
    """What others of one undertaking have of this call under the same step, as aid granted that day."""
    rule, names = step.rule, _undertaking(assessment, application, step)
    for one in assessment.outcome.steps:
        if not isinstance(rule, DeMinimis) or (one.rule is rule and one.entity == step.entity):
            return
        if one.rule is rule and one.entity in names and one.result:
            sector = _facts_of(assessment, application, one).get("de_minimis_sector")
            under = regulation_on(table, rule.regulations, on, cast("Sector", sector))
            if under is not None:
                yield PriorAid(
                    granted_on=on,
                    cents=one.result,
                    enterprise=str(one.entity),
                    regulation=under,
                    link="single_undertaking",
                    owner=one.entity,
                )


def _regimes(
    assessment: Assessment, application: Application, table: DeMinimisTable, on: date
) -> Iterator[RegimeReasons]:
    """Each regime with what decided: the facts for whom it is, or the room that was too small."""
    view = View(application.facts, assessment.outcome.records, assessment.outcome.amounts, {})
    for one in assessment.outcome.regimes:
        is_asked = one.why in ("apart", "unknown") and is_in_force(one.regime, on)
        asked = one.regime.when if is_asked else None
        compared = () if asked is None else deciding(asked, inside(assessment.call, view, one.entity))
        rooms = [_room(assessment, application, table, step, on) for step in one.steps if one.why == "cut"]
        reasons = tuple(reason for room in rooms for reason in room)
        yield RegimeReasons(one, regime_words(one, on), tuple(compared), reasons)


def _facts_of(assessment: Assessment, application: Application, step: Step) -> Record:
    """The facts of the application, with those of the one that a step is taken for."""
    kind = dividing_kind(assessment.call)
    if step.entity is None or kind is None:
        return application.facts
    records = application.records.get(kind.id, ())
    own = next(one for one in records if one.get(kind.named_by or "") == step.entity)
    return {**application.facts, **own}


def _report(assessment: Assessment, view: View) -> Iterator[ReportStepOutcome]:
    if assessment.moment == "reporting":
        for step, verdict, is_open in report_progress(assessment.call.report_steps, view):
            yield ReportStepOutcome(step, verdict, is_open, tuple(deciding(step.complete, view)))


def _grounds(assessment: Assessment, view: View) -> Iterator[GroundOutcome]:
    for ground in assessment.call.grounds:
        if assessment.moment in ground.moments:
            reasons = tuple(deciding(ground.when, view, should=False))
            yield GroundOutcome(ground, evaluate(ground.when, view), reasons)


def _readings(
    assessment: Assessment, following: tuple[Due | Missing, ...], later: AfterAward
) -> tuple[Interpretation, ...]:
    """The readings that the whole rests on, those of the window, the dates and the payment among them."""
    call = assessment.call
    rules: list[Rule] = [one.deadline for one in following if isinstance(one, Due)]
    rules += [rule for rule in (call.window,) if rule is not None and assessment.moment == "submission"]
    rules += [rule for rule in (call.payment,) if rule is not None and assessment.moment == "payment"]
    rules += [ground for ground in call.grounds if assessment.moment in ground.moments]
    rules += call.report_steps if assessment.moment == "reporting" else ()
    rules += [cut.rule for cut in later.reduced.cuts] if later.reduced is not None else []
    rules += [one.stage for one in later.stages]
    rules += [one.rule for one in later.in_loans]
    rules += [rates for rates in (call.reference_rates,) if rates is not None and later.in_loans]
    named = {one.id for one in assessment.interpretations} | {rule.reading for rule in rules}
    return tuple(one for one in call.interpretations if one.id in named)
