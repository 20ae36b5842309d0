"""Does the call say what its cases expect, to the cent?

Each function returns the differences of one kind of case, with the place of the case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from bandolo.rules.allocation import allocate
from bandolo.rules.application import Application, read_application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.build import Path, read_rome
from bandolo.rules.cases import (
    AnyCase,
    AssessCase,
    CaseFile,
    Changed,
    ClosingCase,
    DatesCase,
    Expected,
    LoanCase,
    PaidCase,
    ProgressCase,
    RankedCase,
    ReturnedCase,
    WindowCase,
)
from bandolo.rules.conditions import View
from bandolo.rules.days import ROME, day_in_rome
from bandolo.rules.deadlines import Due
from bandolo.rules.deadlines import dates as deadlines_of
from bandolo.rules.entries import read_entries
from bandolo.rules.loan import LoanTerms, refusals, schedule
from bandolo.rules.money import read_cents, show_cents
from bandolo.rules.payment import payment
from bandolo.rules.ranking import rank
from bandolo.rules.recovery import amount_to_return, interest
from bandolo.rules.reporting import report_progress
from bandolo.rules.windows import Entry, closing_total, fold, window_state

Fault = tuple[Path, str]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Bench:
    """What cases run on: the call with its functions, and what the file gives."""

    assessor: Assessor
    given: Mapping[str, Any]


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
    raise TypeError(f"nothing runs a {type(case).__name__}")


def counted_cases(file: CaseFile) -> int:
    """How many cases a file has, of all kinds."""
    return sum(len(getattr(file, one.name)) for one in fields(file) if one.name != "given")


def _differs(path: Path, what: str, expected: object, found: object) -> Iterator[Fault]:
    if expected != found:
        yield path, f"{what} should be {_show(expected)}, is {_show(found)}"


def _euro(path: Path, what: str, expected: int | None, found: int) -> Iterator[Fault]:
    if expected is not None and expected != found:
        yield path, f"{what} should be {show_cents(expected)}, is {show_cents(found)}"


def _show(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_show(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(_show, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, str) else str(value)


def _cents(values: Mapping[str, int]) -> dict[str, str]:
    return {key: show_cents(cents) for key, cents in sorted(values.items())}


def _changed(bench: Bench, case: Changed) -> tuple[Application, list[Fault]]:
    """The application of a case; its problems are placed in the case where they can be."""
    given = bench.given.get("facts", {})
    if not isinstance(given, dict):
        raise ValueError("given.facts should be a table")
    facts = {key: one for key, one in given.items() if key not in case.without}
    raw: dict[str, Any] = {**bench.given, **(case.records or {}), "facts": {**facts, **(case.facts or {})}}
    replaced = {"approved": case.approved, "attached": case.attached}
    raw |= {key: value for key, value in replaced.items() if value is not None}
    raw = {key: value for key, value in raw.items() if key not in case.without}
    application, found = read_application(bench.assessor.call, raw, bench.assessor.law)
    return application, [
        (("facts",) if path[:1] == ("facts",) else ("records",), message) for path, message in found
    ]


def _instant(bench: Bench, at: datetime | None) -> datetime:
    call = bench.assessor.call
    if at is not None:
        return at
    if call.window is not None:
        return call.window.opens
    if call.published is not None:
        return read_rome(datetime(call.published.year, call.published.month, call.published.day))  # noqa: DTZ001
    raise ValueError("the case needs the instant of assessment, at = ...")


def _run_assess(bench: Bench, case: AssessCase) -> Iterator[Fault]:
    application, found = _changed(bench, case)
    if found:
        yield from found
        return
    assessment = bench.assessor.assess(application, case.moment, _instant(bench, case.at))
    for path, message in compared_with(case.expect, assessment):
        yield ("expect", *path), message


def compared_with(expected: Expected, assessment: Assessment) -> Iterator[Fault]:
    """The differences between an expected answer and an assessment, a field each."""
    outcome = assessment.outcome
    verdict = "unknown" if outcome.admissible is None else outcome.admissible
    yield from _differs(("admissible",), "admissible", expected.admissible, verdict)
    for key, answer in (("failed", False), ("unknown", None)):
        ids = sorted({one.rule.id for one in outcome.requirements if one.verdict is answer})
        yield from _differs((key,), key, sorted(getattr(expected, key)), ids)
    refused = [
        f"{item.kind} {item.number} {item.admission.id}" for item in outcome.refused if item.verdict is False
    ]
    yield from _differs(("refused",), "refused", sorted(expected.refused), sorted(refused))
    admitted = {line.id: line.admitted for line in outcome.lines if line.admitted}
    wanted = {key: cents for key, cents in expected.admitted.items() if cents}
    yield from _differs(("admitted",), "admitted", _cents(wanted), _cents(admitted))
    bound = {line.id: sorted(line.bound_by) for line in outcome.lines if line.bound_by}
    hits = {key: sorted(rules) for key, rules in expected.bound_by.items()}
    yield from _differs(("bound_by",), "bound_by", hits, bound)
    for key in ("grant", "premium", "loan", "services"):
        yield from _euro((key,), key, getattr(expected, key), getattr(outcome.aid, key))
    if expected.missing is not None:
        missing = sorted({fact.id if fact else places[0] for fact, places in assessment.missing})
        yield from _differs(("missing",), "missing", sorted(expected.missing), missing)
    if expected.grounds is not None:
        found = sorted(ground.id for ground in assessment.grounds)
        yield from _differs(("grounds",), "grounds", sorted(expected.grounds), found)
    if expected.required is not None:
        required = sorted(one.document.id for one in outcome.documents if one.required)
        yield from _differs(("required",), "required", sorted(expected.required), required)


def _run_progress(bench: Bench, case: ProgressCase) -> Iterator[Fault]:
    application, found = _changed(bench, case)
    if found:
        yield from found
        return
    on = day_in_rome(_instant(bench, case.at))
    outcome = bench.assessor.compiled("reporting").explain(application, on)
    view = View(application.facts, application.records, outcome.amounts, {})
    progress = report_progress(bench.assessor.call.report_steps, view)
    complete = [step.id for step, verdict, _ in progress if verdict]
    is_open = [step.id for step, _, can_start in progress if can_start]
    yield from _differs(("expect", "complete"), "complete", list(case.expect.complete), complete)
    yield from _differs(("expect", "open"), "open", list(case.expect.open), is_open)


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
    yield from _differs(("expect",), "dates", expected, {key: counted[key] for key in sorted(counted)})


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
    yield from _differs(("expect",), "the window", case.expect, state)


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
    yield from _differs(("expect", "accepted"), "accepted", case.expect.accepted, len(folded.accepted))
    yield from _differs(("expect", "closed_by"), "closed by", case.expect.closed_by, folded.closed_by)


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
    lists = allocate(funds, rank(call.ranking, entries))
    financed = [(award.placed.entry.id, show_cents(award.amount)) for award in lists.financed]
    wanted = [(str(id), show_cents(read_cents(amount))) for id, amount in _pairs(case.expect.financed)]
    yield from _differs(("expect", "financed"), "financed", wanted, financed)
    for key, ids in (
        ("waiting", [one.entry.id for one in lists.waiting]),
        ("not_admitted", [one.id for one in lists.not_admitted]),
        ("superseded", [one.entry.id for one in lists.superseded]),
        ("pending", [one.entry.id for one in lists.pending]),
    ):
        yield from _differs(("expect", key), key, list(getattr(case.expect, key)), ids)


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
    yield from _differs(("expect", "refused"), "refused", list(expected.refused), refused)
    if refused:
        return
    plan = schedule(loan, terms)
    constant = next((one.total for one in plan if one.principal and one is not plan[-1]), plan[-1].total)
    if expected.instalments is not None:
        yield from _differs(("expect", "instalments"), "instalments", expected.instalments, len(plan))
    yield from _euro(("expect", "constant"), "the constant instalment", expected.constant, constant)
    yield from _euro(
        ("expect", "first_interest"), "the first interest", expected.first_interest, plan[0].interest
    )
    yield from _euro(("expect", "last_total"), "the last instalment", expected.last_total, plan[-1].total)
    yield from _euro(
        ("expect", "interest"), "all interest", expected.interest, sum(one.interest for one in plan)
    )


def _run_paid(bench: Bench, case: PaidCase) -> Iterator[Fault]:
    rule = bench.assessor.call.payment
    if rule is None:
        yield (), "the call has no [payment]"
        return
    found = payment(rule, case.gross, case.approved, case.debts)
    yield from _euro(("expect", "withholding"), "withholding", case.expect.withholding, found.withholding)
    yield from _euro(("expect", "net"), "net", case.expect.net, found.net)
    to_creditors = (_cents(case.expect.to_creditors), _cents(found.to_creditors))
    yield from _differs(("expect", "to_creditors"), "to creditors", *to_creditors)


def _run_returned(bench: Bench, case: ReturnedCase) -> Iterator[Fault]:
    rule = bench.assessor.call.recovery
    if rule is None:
        yield (), "the call has no [recovery]"
        return
    found = interest(case.principal, case.paid_on, case.returned_on, bench.assessor.law.interest, rule)
    yield from _euro(("expect", "interest"), "interest", case.expect.interest, found.total)
    yield from _euro(("expect", "total"), "the sum to return", case.expect.total, amount_to_return(found))
