"""Does the call say what its cases expect of stages, reductions, duties to keep, and forms of aid?"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from bandolo.rules.any_case import Known
from bandolo.rules.case_bench import Bench, Fault, differs, euro, shown_cents
from bandolo.rules.cases_after_award import (
    AfterAwardCase,
    BreachCase,
    CreditCase,
    EquivalentCase,
    LeftCase,
    ReducedCase,
    StageCase,
    TogetherCase,
)
from bandolo.rules.conditions import View
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due, Event
from bandolo.rules.deadlines import dates as deadlines_of
from bandolo.rules.equivalents import (
    Equivalent,
    Guarantee,
    LoanBalances,
    ReferenceRates,
    guarantee_equivalent,
    guarantee_refusals,
    loan_equivalent,
)
from bandolo.rules.instruments import Granted, within_ceilings
from bandolo.rules.keeping import Breach, breach_recovery
from bandolo.rules.leaving import Departure, left_of
from bandolo.rules.money import show_cents
from bandolo.rules.reductions import reduced_grant
from bandolo.rules.stages import Account, StageClaim, stage_payments
from bandolo.rules.sureties import OfferedSurety
from bandolo.rules.tax_credits import credit_use, first_year

# How a case names the soft loan of the call; a guarantee goes by its id.
LOAN = "loan"


def run_after_award(bench: Bench, case: AfterAwardCase) -> Iterator[Fault]:
    """The differences of a case, placed in it; ValueError where it cannot be worked out."""
    match case:
        case StageCase():
            return _run_stages(bench, case)
        case ReducedCase():
            return _run_reduced(bench, case)
        case BreachCase():
            return _run_breach(bench, case)
        case EquivalentCase():
            return _run_equivalent(bench, case)
        case CreditCase():
            return _run_credit(bench, case)
        case TogetherCase():
            return _run_together(bench, case)
        case LeftCase():
            return _run_left(bench, case)


def _view(bench: Bench, case: Known) -> tuple[View, list[Fault]]:
    """What the conditions of a case see."""
    application, found = bench.application(case)
    return View(application.facts, application.records, case.amounts, {}), found


def _dues(bench: Bench, events: Mapping[str, Event], numbers: Mapping[str, int]) -> dict[str, Due]:
    """The deadlines that can be counted, by id."""
    counted = deadlines_of(bench.assessor.call.deadlines, events, numbers=numbers)
    return {one.deadline.id: one for one in counted if isinstance(one, Due)}


def _dates(bench: Bench, events: Mapping[str, Event], numbers: Mapping[str, int]) -> dict[str, date]:
    """The days of the events, and the last days of the deadlines."""
    days = {name: day_in_rome(event) for name, event in events.items()}
    return days | {name: one.day for name, one in _dues(bench, events, numbers).items()}


def _verdict(verdict: bool | None) -> bool | str:
    return "unknown" if verdict is None else verdict


def _optional(expected: int | None, found: int | None, what: str) -> Iterator[Fault]:
    """The fault where an amount that can be unknown is not the one expected."""
    shown = ["not known" if one is None else show_cents(one) for one in (expected, found)]
    yield from differs(("expect",), what, *shown)


def _run_stages(bench: Bench, case: StageCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    if found:
        yield from found
        return
    claims = [
        StageClaim(
            stage=one.stage,
            reported_costs=one.reported_costs,
            earned=one.earned,
            asked=one.asked,
            surety=OfferedSurety(one.guaranteed, one.guaranteed_until),
        )
        for one in case.claims
    ]
    account = Account(awarded=case.awarded, approved_costs=case.approved_costs)
    dates = _dates(bench, case.events, case.numbers)
    payments = stage_payments(bench.assessor.call.stages, account, claims, view, dates)
    paid = [show_cents(one.amount) for one in payments]
    yield from differs(("expect", "paid"), "paid", [*map(show_cents, case.expect.paid)], paid)
    to_return = sum(one.to_return for one in payments)
    yield from euro(("expect", "to_return"), "the sum to return", case.expect.to_return, to_return)
    for key, verdict in (("refused", False), ("unknown", None)):
        ids = [one.stage.id for one in payments if one.is_due is verdict]
        yield from differs(("expect", key), key, list(getattr(case.expect, key)), ids)


def _run_reduced(bench: Bench, case: ReducedCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    if found:
        yield from found
        return
    dues, call = _dues(bench, case.events, case.numbers), bench.assessor.call
    hundredths = {fact.id for fact in call.facts if fact.type == "amount"}
    reduced = reduced_grant(call.reductions, case.grant, view, dues, case.events, hundredths)
    yield from _optional(case.expect.left, reduced.left, "the grant left")
    revoked = _verdict(reduced.is_revoked)
    yield from differs(("expect", "revoked"), "revoked", case.expect.revoked, revoked)
    cuts = {one.rule.id: one.amount for one in reduced.cuts if one.amount}
    yield from differs(("expect", "cuts"), "cuts", shown_cents(case.expect.cuts), shown_cents(cuts))
    missing = sorted({name for one in reduced.cuts for name in one.missing})
    yield from differs(("expect", "missing"), "missing", sorted(case.expect.missing), missing)


def _run_breach(bench: Bench, case: BreachCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    rule = next((one for one in bench.assessor.call.keeping if one.id == case.rule), None)
    if found or rule is None:
        yield from found or [(("rule",), f'the call has no [[keeping]] "{case.rule}"')]
        return
    dates = _dates(bench, case.events, case.numbers)
    breach = Breach(on=case.on, part=case.part, whole=case.whole)
    recovery = breach_recovery(rule, breach, case.grant, view, dates)
    yield from _optional(case.expect.to_return, recovery.to_return, "the sum to return")
    kept = recovery.kept
    for key in ("kept", "units"):
        expected = getattr(case.expect, key)
        if expected is not None:
            yield from differs(("expect", key), key, expected, getattr(kept, key, None))
    missing = sorted(recovery.missing)
    yield from differs(("expect", "missing"), "missing", sorted(case.expect.missing), missing)


def _run_equivalent(bench: Bench, case: EquivalentCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    call = bench.assessor.call
    guarantee = next((one for one in call.guarantees if one.id == case.of), None)
    if found or call.reference_rates is None or (guarantee is None and case.of != LOAN):
        yield from found or [(("of",), f'the call has no [reference_rates], or no guarantee "{case.of}"')]
        return
    balances = LoanBalances(case.openings, case.times_a_year)
    refused = [one.where for one in guarantee_refusals(guarantee, balances)] if guarantee else []
    yield from differs(("expect", "refused"), "refused", list(case.expect.refused), refused)
    if refused:
        return
    equivalent = _equivalent(bench, case, call.reference_rates, guarantee, view)
    if equivalent is not None:
        yield from euro(("expect", "nominal"), "the nominal amount", case.expect.nominal, equivalent.nominal)
    amount = None if equivalent is None else equivalent.cents
    yield from _optional(case.expect.equivalent, amount, "the gross grant equivalent")


def _equivalent(
    bench: Bench, case: EquivalentCase, rates: ReferenceRates, guarantee: Guarantee | None, view: View
) -> Equivalent | None:
    """The aid in the guarantee, or in a loan at its own rate or the call's."""
    balances, loan = LoanBalances(case.openings, case.times_a_year), bench.assessor.call.loan
    if guarantee is not None:
        return guarantee_equivalent(guarantee, rates, balances, case.on, view)
    if case.rate is None and loan is None:
        raise ValueError("the case needs the rate of the loan, rate = ...")
    rate = case.rate if case.rate is not None else Fraction(0) if loan is None else loan.rate
    return loan_equivalent(rates, rate, balances, case.on, view)


def _run_credit(bench: Bench, case: CreditCase) -> Iterator[Fault]:
    rule = bench.assessor.call.tax_credit
    if rule is None:
        yield (), "the call has no [tax_credit]"
        return
    first = first_year(rule, _dates(bench, case.events, case.numbers))
    if first is None:
        raise ValueError(f"the first year is counted from {rule.counted_from}, which events do not tell")
    if not all(year.isdecimal() for year in case.used):
        raise ValueError("used has years, such as { 2027 = 1000.00 }")
    years = credit_use(rule, case.credit, first, {int(year): used for year, used in case.used.items()})
    last = max((at for at, year in enumerate(years, 1) if year.share), default=len(years))
    shares = [show_cents(year.share) for year in years[: max(last, len(case.expect.shares))]]
    yield from differs(("expect", "shares"), "shares", [*map(show_cents, case.expect.shares)], shares)
    yield from euro(("expect", "left"), "left", case.expect.left, years[-1].left)
    yield from euro(("expect", "lost"), "lost", case.expect.lost, sum(one.lost for one in years))


def _run_together(bench: Bench, case: TogetherCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    if found:
        yield from found
        return
    granted = {form: Granted(one.nominal, one.aid_each) for form, one in case.granted.items()}
    within = within_ceilings(bench.assessor.call.instrument_ceilings, granted, view)
    left = {str(form): one.nominal for form, one in within.granted.items()}
    wanted = {str(form): nominal for form, nominal in case.expect.granted.items()}
    yield from differs(("expect", "granted"), "granted", shown_cents(wanted), shown_cents(left))
    yield from differs(("expect", "fits"), "fits", case.expect.fits, _verdict(within.fits))


def _run_left(bench: Bench, case: LeftCase) -> Iterator[Fault]:
    view, found = _view(bench, case)
    call = bench.assessor.call
    if found or call.leaving is None:
        yield from found or [((), "the call has no [leaving]")]
        return
    kind = next(one for one in call.records if one.id == call.leaving.of)
    departure = Departure(names=case.leave, earned=case.earned, asked=case.asked, paid=case.paid)
    left = left_of(call.leaving, kind, case.parts, departure, view)
    yield from differs(("expect", "goes_on"), "goes_on", case.expect.goes_on, _verdict(left.goes_on))
    parts = (shown_cents(case.expect.parts), shown_cents(left.parts))
    yield from differs(("expect", "parts"), "parts", *parts)
    yield from euro(("expect", "lost"), "lost", case.expect.lost, left.lost)
    owed = (shown_cents(case.expect.owed), shown_cents(left.owed))
    yield from differs(("expect", "owed"), "owed", *owed)
    missing = sorted({one.place for one in left.reasons if one.verdict is None})
    yield from differs(("expect", "missing"), "missing", sorted(case.expect.missing), missing)
