"""What do reductions, the stages of the payment and the aid in a loan come to for an application?"""

from collections.abc import Mapping
from typing import NamedTuple

from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment
from bandolo.rules.conditions import View
from bandolo.rules.costs import Tree
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due, Event, dates
from bandolo.rules.equivalents import Equivalent, guarantee_equivalent, guarantee_refusals, loan_equivalent
from bandolo.rules.loan import Refusal
from bandolo.rules.reductions import ReducedGrant, reduced_grant
from bandolo.rules.rule import Rule
from bandolo.rules.so_far import ClaimNow, SoFar
from bandolo.rules.stages import Account, Paid, StageClaim, StagePayment, stage_payment
from bandolo.rules.sureties import OfferedSurety, waits_for

BEFORE_THE_REPORT = ("submission", "review", "award")


class InLoan(NamedTuple):
    """The aid in the soft loan or in a guarantee, None while not known; or why no formula reaches it."""

    rule: Rule
    equivalent: Equivalent | None
    refused: tuple[Refusal, ...]


class AfterAward(NamedTuple):
    """What follows where the call has such rules: the grant reduced, its stages, the aid in loans.

    At reporting and payment the grant is `reduced`; at payment each of the `stages` says what it would pay
    now, only the one claimed where a claim is told.
    """

    reduced: ReducedGrant | None
    stages: tuple[StagePayment, ...]
    in_loans: tuple[InLoan, ...]


def events_of(assessment: Assessment, so_far: SoFar) -> Mapping[str, Event]:
    """What has happened, with the moment itself where deadlines are counted from it."""
    own: dict[str, Event] = {}
    if assessment.moment in ("submission", "award"):
        own[assessment.moment] = assessment.at
    return own | dict(so_far.events)


def after_award(assessment: Assessment, application: Application, so_far: SoFar) -> AfterAward:
    """What follows; ValueError for a day on which the call knows no base rate."""
    view = View(application.facts, assessment.outcome.records, assessment.outcome.amounts, {})
    if assessment.moment in BEFORE_THE_REPORT:
        return AfterAward(None, (), tuple(_in_loans(assessment, view, so_far)))
    events = events_of(assessment, so_far)
    counted = dates(assessment.call.deadlines, events, numbers=so_far.numbers)
    dues = {one.deadline.id: one for one in counted if isinstance(one, Due)}
    reduced = _reduced(assessment, view, dues, events)
    stages: tuple[StagePayment, ...] = ()
    if assessment.moment == "payment":
        stages = tuple(
            _stage(assessment, application, so_far, claim, reduced, (view, dues, events))
            for claim in _claims(assessment, so_far)
        )
    return AfterAward(reduced, stages, ())


def _in_loans(assessment: Assessment, view: View, so_far: SoFar) -> list[InLoan]:
    call, told, on = assessment.call, so_far.loan, day_in_rome(assessment.at)
    rates = call.reference_rates
    if told is None or rates is None:
        return []
    found = []
    rate = told.rate if told.rate is not None else call.loan.rate if call.loan is not None else None
    if rate is not None:
        lent: Rule = call.loan if call.loan is not None else rates
        found.append(InLoan(lent, loan_equivalent(rates, rate, told.balances, on, view), ()))
    for rule in call.guarantees:
        refused = guarantee_refusals(rule, told.balances)
        worth = None if refused else guarantee_equivalent(rule, rates, told.balances, on, view)
        found.append(InLoan(rule, worth, refused))
    return found


def _reduced(
    assessment: Assessment, view: View, dues: Mapping[str, Due], events: Mapping[str, Event]
) -> ReducedGrant | None:
    call = assessment.call
    if not call.reductions:
        return None
    hundredths = {fact.id for fact in call.facts if fact.type == "amount"}
    return reduced_grant(call.reductions, assessment.outcome.aid.grant, view, dues, events, hundredths)


def _claims(assessment: Assessment, so_far: SoFar) -> tuple[ClaimNow, ...]:
    if so_far.claim is not None:
        return (so_far.claim,)
    return tuple(ClaimNow(stage=stage.id) for stage in assessment.call.stages)


def _stage(
    assessment: Assessment,
    application: Application,
    so_far: SoFar,
    claim: ClaimNow,
    reduced: ReducedGrant | None,
    seen: tuple[View, Mapping[str, Due], Mapping[str, Event]],
) -> StagePayment:
    """What a stage pays on the costs admitted and the grant that the reductions leave."""
    call, outcome, (view, dues, events) = assessment.call, assessment.outcome, seen
    stage = next(one for one in call.stages if one.id == claim.stage)
    earned = outcome.aid.grant if reduced is None else reduced.left
    root = Tree(call.lines, call.groups).root
    names = ("approved.grant", *((f"approved.{root}",) if root is not None else ()))
    missing = tuple(name for name in names if name not in application.approved)
    missing += () if reduced is None else tuple(name for cut in reduced.cuts for name in cut.missing)
    if missing or earned is None or not outcome.known.aid:
        waits = waits_for("quanto spetta a questa fase", "what this stage is due", *missing)
        return StagePayment(stage, None, 0, 0, (), (waits,))
    account = Account(
        awarded=application.approved["approved.grant"],
        approved_costs=application.approved[f"approved.{root}"] if root is not None else 0,
        paid=tuple(Paid(one.stage, one.amount) for one in so_far.paid),
    )
    asked = StageClaim(
        stage=claim.stage,
        reported_costs=outcome.admitted_total,
        earned=earned,
        asked=claim.asked,
        surety=OfferedSurety(claim.guaranteed, claim.guaranteed_until),
    )
    days = {name: day_in_rome(event) for name, event in events.items()}
    days |= {name: one.day for name, one in dues.items()}
    return stage_payment(call.stages, account, asked, view, days)
