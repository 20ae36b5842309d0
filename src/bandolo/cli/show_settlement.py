"""Which payments does a file of a bank show, and which invoices do they settle?"""

from collections.abc import Iterable, Sequence

from bandolo.cli.page import Page, cell, grid, mark, plain
from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_codes import MEANS
from bandolo.papers.matching_payment import Settled, Settlement
from bandolo.papers.paper_problem import PaperProblem
from bandolo.papers.payment_proof import ProofFile, State
from bandolo.rules.days import show_day

_STATES: dict[State, tuple[str, str]] = {
    "executed": ("eseguito", "executed"),
    "pending": ("non ancora eseguito", "not executed yet"),
    "refused": ("rifiutato", "refused"),
    "returned": ("tornato indietro", "came back"),
}


def show_paper_problems(page: Page, problems: Iterable[PaperProblem]) -> None:
    """What is wrong with a paper, each with its place."""
    for where, line, words in problems:
        at = page.say((f"riga {line}", f"line {line}")) if line else ""
        place = ", ".join(part for part in (where, at) if part)
        page.show(f"! {place}: {page.say(words)}" if place else f"! {page.say(words)}", 2)


def show_settlement(
    page: Page, invoices: Sequence[Invoice], proof: ProofFile, settlement: Settlement
) -> None:
    """The payments of the bank, then each invoice with what is paid of it."""
    page.heading(("Pagamenti", "Payments"))
    page.show(mark(not proof.refused).append(f" {plain(proof.name)} {plain(proof.kind)}", style="bold"))
    show_paper_problems(page, [proof.refused] if proof.refused else proof.problems)
    table = grid("right", "right", "wide")
    left = dict(settlement.unused)
    for at, one in enumerate(proof.payments):
        day = show_day(one.on, page.lang) if one.on else page.say(("senza data", "without a date"))
        parts = [
            day,
            page.say(_STATES[one.state]),
            page.say(MEANS[one.means]) if one.means else "",
            one.payee,
            f"«{one.reason}»" if one.reason else "",
            page.say(("senza fattura:", "without an invoice:")) + f" {page.euro(left[at])}"
            if at in left
            else "",
        ]
        told = ", ".join(part for part in parts if part)
        table.add_row(cell(f"{at + 1}", "dim"), cell(page.euro(one.cents)), cell(told))
    page.show(table, 2)
    for settled in settlement.settled:
        _show_settled(page, invoices[settled.invoice], settled)


def _show_settled(page: Page, invoice: Invoice, settled: Settled) -> None:
    if invoice.is_credit:
        return
    done = page.euro(settled.paid - settled.beyond + settled.credited)
    due = page.euro(settled.due)
    parts = [page.say((f"{done} di {due}", f"{done} of {due}"))]
    if settled.on is not None:
        day = show_day(settled.on, page.lang)
        parts.append(page.say((f"per intero {day}", f"in full on {day}")))
    if settled.payments:
        listed = ", ".join(str(at + 1) for at in settled.payments)
        parts.append(page.say((f"pagamenti {listed}", f"payments {listed}")))
    if settled.beyond:
        over = page.euro(settled.beyond)
        parts.append(page.say((f"{over} spettano allo Stato", f"{over} are owed to the state")))
    if settled.cites_number is not None and not (settled.cites_number and settled.cites_date):
        parts.append(
            page.say(("la causale non porta numero e data", "the reason does not carry number and date"))
        )
    page.show(
        mark(settled.is_full).append(f" {plain(invoice.number)}: {'; '.join(parts)}", style="default"), 2
    )
