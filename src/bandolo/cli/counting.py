"""Which deadlines follow from what has happened, and how is a loan paid back?"""

from collections.abc import Sequence
from datetime import date, datetime

from rich.table import Table

from bandolo.cli.inputs import date_of, edition_of, event_of, refuse, value_of
from bandolo.cli.page import Page, cell, grid, with_clauses
from bandolo.rules.build import nearest
from bandolo.rules.call import Call
from bandolo.rules.deadlines import Due, Missing, event_names
from bandolo.rules.deadlines import dates as dates_of
from bandolo.rules.load import RefusedError
from bandolo.rules.loan import Instalment, LoanTerms, refusals
from bandolo.rules.loan import schedule as schedule_of
from bandolo.rules.money import read_cents
from bandolo.rules.problem import Problem
from bandolo.rules.words_of import WHO, end_words

LARGEST_NUMBER = 100_000


def dates(name: str, known: Sequence[str], lang: str) -> int:
    """Print every deadline with its count, or what it waits for."""
    call = edition_of(name).call
    events, numbers = _known(call, known)
    names = {event.id: event.words for event in call.events}
    try:
        found = dates_of(call.deadlines, events, numbers=numbers, names=names)
    except ValueError as problem:
        refuse(" ".join(known), str(problem))
    page = Page(lang)
    due = sorted((one for one in found if isinstance(one, Due)), key=lambda one: (one.day, one.end))
    for one in due:
        show_due(page, one, counted=True)
    show_awaited(page, [one for one in found if isinstance(one, Missing)])
    return 0


def show_due(page: Page, one: Due, *, counted: bool) -> None:
    """A deadline that can be counted, with the steps of the count where they are asked for."""
    page.show(cell(page.say(end_words(one)), "bold"))
    page.show(
        with_clauses(
            f"{page.say(one.deadline.words)} ({page.say(WHO[one.deadline.who])})", one.deadline.clauses
        ),
        3,
    )
    if one.deadline.if_missed is not None:
        page.show(
            cell(page.say(("altrimenti: ", "otherwise: ")) + page.say(one.deadline.if_missed), "dim"), 3
        )
    if counted:
        for step in one.steps[:-1]:
            page.show(cell(page.say(step.words), "dim"), 3)


def show_awaited(page: Page, awaited: Sequence[Missing]) -> None:
    """The deadlines that cannot be counted yet."""
    for one in awaited:
        page.show(
            with_clauses(
                f"{page.say(one.deadline.words)} ({page.say(WHO[one.deadline.who])})", one.deadline.clauses
            )
        )
        page.show(cell(f"{page.say(one.words)} ({', '.join(one.awaits)})", "dim"), 3)


def _known(call: Call, known: Sequence[str]) -> tuple[dict[str, date | datetime], dict[str, int]]:
    """The events and numbers of the arguments; RefusedError for each that the call does not know."""
    lengths = {one.named_length for one in call.deadlines if one.named_length is not None}
    names = set(event_names(call.deadlines))
    events: dict[str, date | datetime] = {}
    numbers: dict[str, int] = {}
    problems: list[Problem] = []
    for one in known:
        name, equals, value = one.partition("=")
        try:
            if not equals:
                refuse(one, "an event and its date are written EVENT=DATE, such as award=2026-06-30")
            if name in events or name in numbers:
                refuse(one, "is said twice")
            if name in lengths:
                numbers[name] = value_of(one, value, _number)
            elif name in names:
                events[name] = event_of(one, value)
            else:
                refuse(one, f'no deadline is counted from "{name}"; {nearest(name, names | lengths)}')
        except RefusedError as refused:
            problems += refused.problems
    if problems:
        raise RefusedError(tuple(problems))
    return events, numbers


def _number(text: object) -> int:
    if isinstance(text, str) and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER)):
        return int(text)
    raise ValueError("a length is a whole number, such as 10")


def schedule(
    name: str,
    principal: str,
    years: int,
    grace_months: int,
    first_due: str,
    balance_paid: str | None,
    lang: str,
) -> int:
    """Print every instalment of a loan; RefusedError for each term that the call refuses."""
    call = edition_of(name).call
    if call.loan is None:
        refuse(name, "the call has no loan")
    terms = LoanTerms(
        principal=value_of("--principal", principal, read_cents),
        years=years,
        grace_months=grace_months,
        first_due=date_of("--first-due", first_due),
        balance_paid=None if balance_paid is None else date_of("--balance-paid", balance_paid),
    )
    page = Page(lang)
    if refused := refusals(call.loan, terms):
        options = [f"--{one.where.replace('_', '-')}" for one in refused]
        problems = [
            Problem(option, 0, "", page.say(one.words)) for option, one in zip(options, refused, strict=True)
        ]
        raise RefusedError(tuple(problems))
    try:
        plan = schedule_of(call.loan, terms)
    except ValueError as problem:
        refuse("--first-due", str(problem))
    page.show(with_clauses(page.say(call.loan.words), call.loan.clauses))
    page.show(_plan_table(page, plan))
    return 0


def _plan_table(page: Page, plan: Sequence[Instalment]) -> Table:
    table = grid("right", "short", "right", "right", "right", "right")
    table.show_header, table.header_style = True, "dim"
    heads = (
        ("rata", "no."),
        ("scadenza", "due"),
        ("capitale", "principal"),
        ("interessi", "interest"),
        ("importo", "total"),
        ("residuo", "left"),
    )
    for column, head in zip(table.columns, heads, strict=True):
        column.header = page.say(head)
    for one in plan:
        amounts = (one.principal, one.interest, one.total, one.closing)
        table.add_row(str(one.number), one.due.isoformat(), *(page.euro(cents) for cents in amounts))
    sums = (sum(getattr(one, name) for one in plan) for name in ("principal", "interest", "total"))
    table.add_row(
        "", page.say(("in tutto", "in all")), *(page.euro(cents) for cents in sums), "", style="bold"
    )
    return table
