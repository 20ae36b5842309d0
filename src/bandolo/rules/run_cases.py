"""Does the call say what its cases expect, to the cent?

Each function returns the differences of one kind of case, with the place of the case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from bandolo.rules.allocation import allocate
from bandolo.rules.any_case import AnyCase
from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.case_bench import Bench, Fault, differs, euro, shown_cents
from bandolo.rules.cases import (
    AssessCase,
    CaseFile,
    Changed,
    ClosingCase,
    DatesCase,
    Expected,
    LoanCase,
    OfOne,
    PaidCase,
    ProgressCase,
    RankedCase,
    ReturnedCase,
    ScoredCase,
    WindowCase,
)
from bandolo.rules.cases_after_award import AfterAwardCase
from bandolo.rules.compile import Outcome
from bandolo.rules.conditions import View
from bandolo.rules.days import ROME, day_in_rome
from bandolo.rules.deadlines import Due
from bandolo.rules.deadlines import dates as deadlines_of
from bandolo.rules.entries import read_entries
from bandolo.rules.envelopes import Division
from bandolo.rules.loan import LoanTerms, refusals, schedule
from bandolo.rules.money import read_cents, show_cents
from bandolo.rules.needs import inside
from bandolo.rules.payment import payment
from bandolo.rules.ranking import rank
from bandolo.rules.recovery import amount_to_return, interest
from bandolo.rules.reporting import report_progress
from bandolo.rules.run_cases_after_award import run_after_award
from bandolo.rules.windows import Entry, closing_total, fold, window_state
from bandolo.rules.worked import rate_of

_PAIR = 2


def run_cases(assessor: Assessor, file: CaseFile) -> list[Fault]:
    """Every difference between what the cases of a file expect and what the call says."""
    bench = Bench(assessor, file.given or {})
    found: list[Fault] = []
    for one in fields(file):
        if one.name == "given":
            continue
        key = one.metadata["key"]
        for at, case in enumerate(getattr(file, one.name)):
            try:
                found += [((key, at, *path), f"{case.id}: {message}") for path, message in _run(bench, case)]
            except ValueError as problem:
                found.append(((key, at), f"{case.id}: cannot be worked out: {problem}"))
    return found


def _run(bench: Bench, case: AnyCase) -> Iterator[Fault]:
    match case:
        case AssessCase():
            return _run_assess(bench, case)
        case ProgressCase():
            return _run_progress(bench, case)
        case ScoredCase():
            return _run_scored(bench, case)
        case DatesCase():
            return _run_dates(bench, case)
        case WindowCase():
            return _run_window(bench, case)
        case ClosingCase():
            return _run_closing(bench, case)
        case RankedCase():
            return _run_ranked(bench, case)
        case LoanCase():
            return _run_loan(bench, case)
        case PaidCase():
            return _run_paid(bench, case)
        case ReturnedCase():
            return _run_returned(bench, case)
    if isinstance(case, AfterAwardCase):
        return run_after_award(bench, case)
    raise TypeError(f"nothing runs a {type(case).__name__}")


def counted_cases(file: CaseFile) -> int:
    """How many cases a file has, of all kinds."""
    return sum(len(getattr(file, one.name)) for one in fields(file) if one.name != "given")


def _changed(bench: Bench, case: Changed) -> tuple[Application, list[Fault]]:
    return bench.application(case, {"approved": case.approved, "attached": case.attached})


def _run_assess(bench: Bench, case: AssessCase) -> Iterator[Fault]:
    application, found = _changed(bench, case)
    if found:
        yield from found
        return
    assessment = bench.assessor.assess(application, case.moment, bench.instant(case.at))
    for path, message in compared_with(case.expect, assessment):
        yield ("expect", *path), message


def compared_with(expected: Expected, assessment: Assessment) -> Iterator[Fault]:
    """The differences between an expected answer and an assessment, a field each."""
    outcome = assessment.outcome
    verdict = "unknown" if outcome.admissible is None else outcome.admissible
    yield from differs(("admissible",), "admissible", expected.admissible, verdict)
    for key, answer in (("failed", False), ("unknown", None)):
        ids = sorted({one.rule.id for one in outcome.requirements if one.verdict is answer})
        yield from differs((key,), key, sorted(getattr(expected, key)), ids)
    refused = [
        f"{item.kind} {item.number} {item.admission.id}" for item in outcome.refused if item.verdict is False
    ]
    yield from differs(("refused",), "refused", sorted(expected.refused), sorted(refused))
    admitted = {line.id: line.admitted for line in outcome.lines if line.admitted}
    wanted = {key: cents for key, cents in expected.admitted.items() if cents}
    yield from differs(("admitted",), "admitted", shown_cents(wanted), shown_cents(admitted))
    bound = {line.id: sorted(line.bound_by) for line in outcome.lines if line.bound_by}
    hits = {key: sorted(rules) for key, rules in expected.bound_by.items()}
    yield from differs(("bound_by",), "bound_by", hits, bound)
    for key in ("grant", "premium", "loan", "services"):
        yield from euro((key,), key, getattr(expected, key), getattr(outcome.aid, key))
    if expected.missing is not None:
        missing = sorted({fact.id if fact else places[0] for fact, places in assessment.missing})
        yield from differs(("missing",), "missing", sorted(expected.missing), missing)
    if expected.grounds is not None:
        found = sorted(ground.id for ground in assessment.grounds)
        yield from differs(("grounds",), "grounds", sorted(expected.grounds), found)
    if expected.regime is not None:
        yield from differs(("regime",), "regime", expected.regime, _regime_of(outcome, None))
    if expected.required is not None:
        required = sorted(one.document.id for one in outcome.documents if one.required)
        yield from differs(("required",), "required", sorted(expected.required), required)
    if expected.each is not None:
        yield from compared_each(expected.each, outcome)


def _regime_of(outcome: Outcome, entity: str | None) -> str | None:
    """The id of the regime taken, of one of a group by its name."""
    taken = (one.regime.id for one in outcome.regimes if one.entity == entity and one.why == "taken")
    return next(taken, None)


def compared_each(expected: Mapping[str, OfOne], outcome: Outcome) -> Iterator[Fault]:
    """The differences in what each of a group has."""
    found = outcome.entities
    yield from differs(("each",), "each", sorted(expected), sorted(one.name for one in found))
    for one in found:
        if (wanted := expected.get(one.name)) is None:
            continue
        place = ("each", one.name)
        for key in ("grant", "premium", "loan", "services"):
            yield from euro((*place, key), f"{one.name}: {key}", getattr(wanted, key), getattr(one.aid, key))
        if wanted.regime is not None:
            taken = _regime_of(outcome, one.name)
            yield from differs((*place, "regime"), f"{one.name}: regime", wanted.regime, taken)
        if wanted.admitted is not None:
            admitted = {line.id: line.admitted for line in one.lines if line.admitted}
            given = {key: cents for key, cents in wanted.admitted.items() if cents}
            shown = (shown_cents(given), shown_cents(admitted))
            yield from differs((*place, "admitted"), f"{one.name}: admitted", *shown)
        if wanted.bound_by is not None:
            bound = {line.id: sorted(line.bound_by) for line in one.lines if line.bound_by}
            hits = {key: sorted(rules) for key, rules in wanted.bound_by.items()}
            yield from differs((*place, "bound_by"), f"{one.name}: bound_by", hits, bound)


def _run_progress(bench: Bench, case: ProgressCase) -> Iterator[Fault]:
    application, found = _changed(bench, case)
    if found:
        yield from found
        return
    on = day_in_rome(bench.instant(case.at))
    outcome = bench.assessor.compiled("reporting").explain(application, on)
    view = View(application.facts, outcome.records, outcome.amounts, {})
    progress = report_progress(bench.assessor.call.report_steps, view)
    complete = [step.id for step, verdict, _ in progress if verdict]
    is_open = [step.id for step, _, can_start in progress if can_start]
    yield from differs(("expect", "complete"), "complete", list(case.expect.complete), complete)
    yield from differs(("expect", "open"), "open", list(case.expect.open), is_open)


def _run_scored(bench: Bench, case: ScoredCase) -> Iterator[Fault]:
    application, found = _changed(bench, case)
    if found:
        yield from found
        return
    scored = bench.assessor.assess(application, case.moment, bench.instant(case.at)).scored
    if scored is None:
        yield (), "the call has no [score]"
        return
    total, expected = scored.total, case.expect
    span = expected.between if expected.total is None else (expected.total, expected.total)
    yield from differs(("expect", "total"), "total", [*map(show_cents, span)], [*map(show_cents, total)])
    if expected.without_bonus is not None:
        low = scored.without_bonus.low
        yield from euro(("expect", "without_bonus"), "without bonus", expected.without_bonus, low)
    points = {one.criterion.id: one.points.low for one in scored.criteria if one.points.known}
    yield from differs(
        ("expect", "criteria"), "criteria", shown_cents(expected.criteria), shown_cents(points)
    )
    areas = {one.area.id: one.points.low for one in scored.areas if one.points.known}
    yield from differs(("expect", "areas"), "areas", shown_cents(expected.areas), shown_cents(areas))
    for key, verdict in (("failed", False), ("unknown", None)):
        ids = sorted(one.id for one in scored.thresholds if one.is_met is verdict)
        yield from differs(("expect", key), key, sorted(getattr(expected, key)), ids)


def _run_dates(bench: Bench, case: DatesCase) -> Iterator[Fault]:
    suspensions = {key: tuple(_span(span) for span in spans) for key, spans in case.suspensions.items()}
    found = deadlines_of(
        bench.assessor.call.deadlines, case.events, numbers=case.numbers, suspensions=suspensions
    )
    counted: dict[str, date] = {}
    for one in found:
        if isinstance(one, Due):
            ends_in_day = one.last_instant == "included"
            counted[one.deadline.id] = one.end.astimezone(ROME) if ends_in_day else one.day
    expected = {key: case.expect[key] for key in sorted(case.expect)}
    yield from differs(("expect",), "dates", expected, {key: counted[key] for key in sorted(counted)})


def _span(days: tuple[date, ...]) -> tuple[date, date]:
    if len(days) != _PAIR:
        raise ValueError("a suspension is two days: the first out of the count, the first back in it")
    return days[0], days[1]


def _pairs(listed: list[Any] | None) -> list[list[Any]]:
    pairs = listed or []
    if not all(isinstance(one, list) and len(one) == _PAIR for one in pairs):
        raise ValueError("should be a list of pairs, each in square brackets")
    return pairs


def _run_window(bench: Bench, case: WindowCase) -> Iterator[Fault]:
    window = bench.assessor.call.window
    state = "no window" if window is None else window_state(window, case.at).state
    yield from differs(("expect",), "the window", case.expect, state)


def _run_closing(bench: Bench, case: ClosingCase) -> Iterator[Fault]:
    call = bench.assessor.call
    if call.early_closing is None or call.allocation is None:
        yield (), "the call has no [early_closing] and [allocation]"
        return
    requested: list[int] = list(case.requested)
    for amount, times in _pairs(case.repeat):
        requested += [read_cents(amount)] * int(times)
    entries = [Entry(number, cents) for number, cents in enumerate(requested, 1)]
    folded = fold(entries, closing_total(call.early_closing, call.allocation.funds))
    yield from differs(("expect", "accepted"), "accepted", case.expect.accepted, len(folded.accepted))
    yield from differs(("expect", "closed_by"), "closed by", case.expect.closed_by, folded.closed_by)


def _run_ranked(bench: Bench, case: RankedCase) -> Iterator[Fault]:
    call = bench.assessor.call
    if call.ranking is None or call.allocation is None:
        yield (), "the call has no [ranking] and [allocation]"
        return
    entries, found = read_entries(call, case.entries, ("entries",))
    if found:
        yield from found
        return
    funds = call.allocation if case.funds is None else replace(call.allocation, funds=case.funds)
    division = Division(call.envelopes, {window.id: window for window in call.tranches}, case.as_of)
    lists = allocate(funds, rank(call.ranking, entries, case.drawn), division)
    financed = [(award.placed.entry.id, show_cents(award.amount)) for award in lists.financed]
    wanted = [(str(id), show_cents(read_cents(amount))) for id, amount in _pairs(case.expect.financed)]
    yield from differs(("expect", "financed"), "financed", wanted, financed)
    for key, ids in (
        ("waiting", [one.entry.id for one in lists.waiting]),
        ("not_admitted", [one.id for one in lists.not_admitted]),
        ("superseded", [one.entry.id for one in lists.superseded]),
        ("pending", [one.entry.id for one in lists.pending]),
        ("unserved", [one.placed.entry.id for one in lists.unserved]),
    ):
        yield from differs(("expect", key), key, list(getattr(case.expect, key)), ids)
    if case.expect.left is not None:
        pots = {pot.id or "funds": pot.left for pot in lists.pots}
        yield from differs(("expect", "left"), "left", shown_cents(case.expect.left), shown_cents(pots))
    if case.expect.flows is not None:
        flows = [[flow.source, flow.target, show_cents(flow.cents)] for flow in lists.flows]
        given = [
            [source, target, show_cents(read_cents(cents))] for source, target, cents in case.expect.flows
        ]
        yield from differs(("expect", "flows"), "flows", given, flows)


def _run_loan(bench: Bench, case: LoanCase) -> Iterator[Fault]:
    loan, expected = bench.assessor.call.loan, case.expect
    if loan is None:
        yield (), "the call has no [loan]"
        return
    terms = LoanTerms(
        principal=case.principal,
        years=case.years,
        grace_months=case.grace_months,
        first_due=case.first_due,
        balance_paid=case.balance_paid,
    )
    refused = [one.where for one in refusals(loan, terms)]
    yield from differs(("expect", "refused"), "refused", list(expected.refused), refused)
    if refused:
        return
    plan = schedule(loan, terms)
    constant = next((one.total for one in plan if one.principal and one is not plan[-1]), plan[-1].total)
    if expected.instalments is not None:
        yield from differs(("expect", "instalments"), "instalments", expected.instalments, len(plan))
    yield from euro(("expect", "constant"), "the constant instalment", expected.constant, constant)
    yield from euro(
        ("expect", "first_interest"), "the first interest", expected.first_interest, plan[0].interest
    )
    yield from euro(("expect", "last_total"), "the last instalment", expected.last_total, plan[-1].total)
    yield from euro(
        ("expect", "interest"), "all interest", expected.interest, sum(one.interest for one in plan)
    )


def _run_paid(bench: Bench, case: PaidCase) -> Iterator[Fault]:
    rule = bench.assessor.call.payment
    if rule is None:
        yield (), "the call has no [payment]"
        return
    application, problems = bench.application(case)
    if problems:
        yield from problems
        return
    view = View(application.facts, application.records, {}, {})
    rate = rate_of(rule.withholding, inside(bench.assessor.call, view, case.to))
    if rate is None:
        raise ValueError("who is paid is not told, on which the withholding depends")
    found = payment(rule, rate, case.gross, case.approved, case.debts)
    yield from euro(("expect", "withholding"), "withholding", case.expect.withholding, found.withholding)
    yield from euro(("expect", "net"), "net", case.expect.net, found.net)
    to_creditors = (shown_cents(case.expect.to_creditors), shown_cents(found.to_creditors))
    yield from differs(("expect", "to_creditors"), "to creditors", *to_creditors)


def _run_returned(bench: Bench, case: ReturnedCase) -> Iterator[Fault]:
    rule = bench.assessor.call.recovery
    if rule is None:
        yield (), "the call has no [recovery]"
        return
    found = interest(case.principal, case.paid_on, case.returned_on, bench.assessor.law.interest, rule)
    yield from euro(("expect", "interest"), "interest", case.expect.interest, found.total)
    yield from euro(("expect", "total"), "the sum to return", case.expect.total, amount_to_return(found))
