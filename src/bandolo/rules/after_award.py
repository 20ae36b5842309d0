"""What do reductions, stages of the payment, the forms of aid together and a tax credit come to?"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, cast

from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment
from bandolo.rules.call import dividing_kind
from bandolo.rules.conditions import View
from bandolo.rules.costs import Tree
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due, Event, dates
from bandolo.rules.equivalents import Equivalent, guarantee_equivalent, guarantee_refusals, loan_equivalent
from bandolo.rules.instruments import AidForm, Granted, WithinCeilings, within_ceilings
from bandolo.rules.leaving import Departure, Left, left_of
from bandolo.rules.loan import Refusal
from bandolo.rules.reductions import ReducedGrant, reduced_grant
from bandolo.rules.rule import Rule
from bandolo.rules.so_far import ClaimNow, SoFar
from bandolo.rules.stages import Account, Paid, StageClaim, StagePayment, stage_payment
from bandolo.rules.sureties import OfferedSurety, waits_for
from bandolo.rules.tax_credits import CreditYear, TaxCredit, credit_shares, credit_use, first_year

BEFORE_THE_REPORT = ("submission", "review", "award")
# What tells the aid in a loan or a guarantee, in the application file.
LOAN_TOLD = "so_far.loan"
FORMS: tuple[AidForm, ...] = ("grant", "premium", "loan", "services")


class InLoan(NamedTuple):
    """The aid in the soft loan or in a guarantee, None while not known; or why no formula reaches it."""

    rule: Rule
    equivalent: Equivalent | None
    refused: tuple[Refusal, ...]


class Credit(NamedTuple):
    """The tax credit in cents, None while not known: what each year brings, and how it is used over `years`.

    The years are there once the event that the first is counted from is known.
    """

    rule: TaxCredit
    amount: int | None
    shares: tuple[int, ...]
    years: tuple[CreditYear, ...]


class AfterAward(NamedTuple):
    """What follows where the call has such rules: the grant reduced, its stages, the aid in loans.

    At reporting and payment the grant is `reduced`; at payment each of the `stages` says what it would pay
    now, only the one claimed where a claim is told. Before the report the forms of aid stand `together`
    under the ceilings across them. `left` is what is left of a group that members are told to leave.
    """

    reduced: ReducedGrant | None
    stages: tuple[StagePayment, ...]
    in_loans: tuple[InLoan, ...]
    together: WithinCeilings | None
    credit: Credit | None
    left: Left | None


def events_of(assessment: Assessment, so_far: SoFar) -> Mapping[str, Event]:
    """What has happened, with the moment itself where deadlines are counted from it."""
    own: dict[str, Event] = {}
    if assessment.moment in ("submission", "award"):
        own[assessment.moment] = assessment.at
    return own | dict(so_far.events)


def after_award(assessment: Assessment, application: Application, so_far: SoFar) -> AfterAward:
    """What follows; ValueError for a day on which the call knows no base rate."""
    view = View(application.facts, assessment.outcome.records, assessment.outcome.amounts, {})
    events = events_of(assessment, so_far)
    counted = dates(assessment.call.deadlines, events, numbers=so_far.numbers)
    dues = {one.deadline.id: one for one in counted if isinstance(one, Due)}
    days = {name: day_in_rome(event) for name, event in events.items()}
    days |= {name: one.day for name, one in dues.items()}
    if assessment.moment in BEFORE_THE_REPORT:
        in_loans = tuple(_in_loans(assessment, view, so_far))
        together = _together(assessment, view, in_loans)
        most = None if together is None else together.granted.get("tax_credit")
        credit = _credit(assessment, so_far, days, None if most is None else most.nominal)
        return AfterAward(None, (), in_loans, together, credit, _left(assessment, view, so_far))
    reduced = _reduced(assessment, view, dues, events)
    stages: tuple[StagePayment, ...] = ()
    if assessment.moment == "payment":
        stages = tuple(
            _stage(assessment, application, so_far, claim, reduced, (view, days))
            for claim in _claims(assessment, so_far)
        )
    left = None if reduced is None else reduced.left
    credit = _credit(assessment, so_far, days, left)
    return AfterAward(reduced, stages, (), None, credit, _left(assessment, view, so_far))


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


def _together(assessment: Assessment, view: View, in_loans: Sequence[InLoan]) -> WithinCeilings | None:
    """The forms of aid under the ceilings across them; None without any, or while the aid is not known."""
    call, outcome = assessment.call, assessment.outcome
    if not call.instrument_ceilings or not outcome.known.aid:
        return None
    amounts = {f"aid.{name}": cents for name, cents in outcome.aid._asdict().items() if name != "total"}
    forms: dict[AidForm, Granted] = {}
    if call.tax_credit is not None:
        forms["tax_credit"] = Granted(outcome.amounts[call.tax_credit.of])
        amounts.pop(call.tax_credit.of, None)
    granted = {name.removeprefix("aid."): Granted(cents) for name, cents in amounts.items()}
    forms |= {form: granted[form] for form in FORMS if form in granted}
    worth = {one.rule.id: one.equivalent for one in in_loans}
    guaranteed = [worth[rule.id] for rule in call.guarantees if rule.id in worth]
    if forms["loan"].nominal:
        lent = None if call.loan is None else worth.get(call.loan.id)
        forms["loan"] = _worth(forms["loan"].nominal, [lent])
    if call.guarantees:
        nominal = sum(one.nominal for one in guaranteed if one is not None)
        forms["guarantee"] = _worth(nominal, guaranteed or [None])
    return within_ceilings(call.instrument_ceilings, forms, view)


def _worth(nominal: int, found: Sequence[Equivalent | None]) -> Granted:
    """What is lent or guaranteed, with the aid in each cent as the loan told has it."""
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return Granted(nominal, waits_for=LOAN_TOLD)
    whole, aid = sum(one.nominal for one in known), sum((one.exact for one in known), Fraction(0))
    return Granted(nominal, aid / whole if whole else Fraction(0))


def _credit(
    assessment: Assessment, so_far: SoFar, days: Mapping[str, date], most: int | None
) -> Credit | None:
    """The tax credit, `most` what ceilings or reductions leave of it; ValueError for a use that cannot be."""
    rule = assessment.call.tax_credit
    if rule is None:
        return None
    amount = assessment.outcome.amounts.get(rule.of)
    if amount is None:
        return Credit(rule, None, (), ())
    amount = amount if most is None else min(amount, most)
    first = first_year(rule, days)
    used = {int(year): cents for year, cents in so_far.used.items()}
    years = () if first is None else credit_use(rule, amount, first, used)
    return Credit(rule, amount, credit_shares(rule, amount), years)


def _left(assessment: Assessment, view: View, so_far: SoFar) -> Left | None:
    """What is left of the grant of a group when members leave it, and what who leaves has to give back."""
    kind, rule, now = dividing_kind(assessment.call), assessment.call.leaving, so_far.leaving
    if kind is None or rule is None or now is None:
        return None
    named = {str(one.get(kind.named_by or "")): one for one in view.records.get(kind.id, ())}
    parts = {name: cast("int", one["approved.grant"]) for name, one in named.items()}
    paid = {name: so_far.paid_to(name) for name in parts}
    departure = Departure(names=now.names, earned=now.earned, asked=now.asked, paid=paid)
    return left_of(rule, kind, parts, departure, view)


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
    seen: tuple[View, Mapping[str, date]],
) -> StagePayment:
    """What a stage pays on the costs admitted and the grant that the reductions leave."""
    call, outcome, (view, days) = assessment.call, assessment.outcome, seen
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
    return stage_payment(call.stages, account, asked, view, days)
