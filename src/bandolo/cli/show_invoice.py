"""What does an e-invoice say, and what is odd about it?"""

import sys
from collections.abc import Sequence
from pathlib import Path

from bandolo.cli.inputs import refuse
from bandolo.cli.page import Page, cell, grid, mark, plain, show_json
from bandolo.cli.show_settlement import show_paper_problems, show_settlement
from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.invoice import Invoice, InvoiceFile, Party
from bandolo.papers.invoice_answer import invoice_answer
from bandolo.papers.invoice_codes import MEANS, MEANS_OF_CODE, TYPES, WITHHOLDINGS
from bandolo.papers.invoice_envelope import MOST_WRAPPED
from bandolo.papers.invoice_file import read_invoice_file, refused_file
from bandolo.papers.invoice_fingerprint import fingerprint_of
from bandolo.papers.invoice_schema import InvoiceSchema, read_schema
from bandolo.papers.matching_payment import settle
from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem
from bandolo.papers.payment_answer import proof_answer, settlement_answer
from bandolo.papers.payment_proof import ProofFile
from bandolo.rules.days import show_day
from bandolo.rules.money import show_rate

BAD_INPUT = 2
STANDARD_INPUT = "-"


def invoice(files: Sequence[str], bank: str | None, schema: Sequence[str], as_json: bool, lang: str) -> int:
    """Explain files of e-invoices, and lay the payments of a bank's file to them; 2 for one not readable."""
    schemas = [_schema(name) for name in schema]
    read = [_read(name, schemas) for name in files]
    proof = None if bank is None else _read_bank(bank)
    invoices = [one for file in read for one in file.invoices]
    settlement = settle(invoices, proof.payments) if proof is not None else None
    if as_json:
        answer = dict(invoice_answer(read))
        if proof is not None and settlement is not None:
            answer |= {"bank": proof_answer(proof), "settlement": settlement_answer(settlement)}
        show_json(answer)
    else:
        page = Page(lang)
        for file in read:
            _show_file(page, file)
        _show_twice(page, read)
        if proof is not None and settlement is not None:
            show_settlement(page, invoices, proof, settlement)
    return BAD_INPUT if any(file.refused for file in read) or (proof and proof.refused) else 0


def _schema(name: str) -> InvoiceSchema:
    """A schema in a file; RefusedError where it is none, since all files would go unchecked."""
    data = _bytes_of(name)
    if isinstance(data, PaperProblem):
        refuse(name, data.words.en)
    try:
        return read_schema(data)
    except UnreadableError as fault:
        refuse(name, fault.problem.words.en)


def _read(name: str, schemas: Sequence[InvoiceSchema]) -> InvoiceFile:
    data = _bytes_of(name)
    if isinstance(data, PaperProblem):
        return refused_file(name, data)
    return read_invoice_file(_named(name), data, schemas)


def _read_bank(name: str) -> ProofFile:
    data = _bytes_of(name)
    if isinstance(data, PaperProblem):
        return ProofFile(name=name, kind="", payments=(), problems=(), refused=data)
    return read_bank_file(_named(name), data)


def _named(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def _bytes_of(name: str) -> bytes | PaperProblem:
    """A file, read up to a byte beyond the largest size; why it cannot be."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MOST_WRAPPED + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_WRAPPED + 1)
    except OSError as fault:
        said = fault.strerror or type(fault).__name__
        return problem("", 0, f"non si apre: {said}", f"cannot be opened: {said}")


def _show_file(page: Page, file: InvoiceFile) -> None:
    page.show(mark(not file.refused).append(f" {plain(file.name)}", style="bold"))
    if file.refused is not None:
        show_paper_problems(page, [file.refused])
        return
    signed = {
        0: ("non firmato", "not signed"),
        1: ("firmato (qui non verificato)", "signed (not verified here)"),
    }
    many = (
        f"firmato {file.signatures} volte (qui non verificato)",
        f"signed {file.signatures} times (not verified here)",
    )
    page.show(f"{file.version}, {file.encoding}, {page.say(signed.get(file.signatures, many))}", 2)
    page.show(f"SHA-256 {file.digest}", 2)
    show_paper_problems(page, file.problems)
    for one in file.invoices:
        _show_invoice(page, one)


def _show_invoice(page: Page, invoice: Invoice) -> None:
    kind = TYPES.get(invoice.type)
    name = page.say(kind) if kind else page.say(("tipo sconosciuto", "unknown type"))
    day = show_day(invoice.dated, page.lang) if invoice.dated else page.say(("senza data", "without a date"))
    title = f"{invoice.type} {name} {invoice.number}, {day}"
    page.heading((title, title))
    page.show(f"{page.say(('fornitore', 'supplier'))}: {_party(page, invoice.supplier)}", 2)
    page.show(f"{page.say(('cliente', 'customer'))}: {_party(page, invoice.customer)}", 2)
    _show_lines(page, invoice)
    _show_totals(page, invoice)
    for term in invoice.terms:
        means = MEANS_OF_CODE.get(term.means)
        parts = [
            term.means,
            page.say(MEANS[means]) if means else "",
            page.euro(term.cents) if term.cents is not None else "",
            page.say(("entro", "by")) + " " + show_day(term.due, page.lang) if term.due else "",
            term.iban,
        ]
        page.show(f"{page.say(('pagamento', 'payment'))}: {', '.join(part for part in parts if part)}", 2)
    for kind_of, code, where in invoice.references:
        page.show(f"{kind_of} {code} ({where})", 2)
    for earlier in invoice.related:
        of_day = f", {show_day(earlier.dated, page.lang)}" if earlier.dated else ""
        page.show(f"{page.say(('richiama la fattura', 'refers to invoice'))} {earlier.number}{of_day}", 2)
    show_paper_problems(page, invoice.problems)


def _party(page: Page, party: Party) -> str:
    ids = [
        f"{page.say(('partita IVA', 'VAT number'))} {party.country}{party.vat_number}"
        if party.vat_number
        else "",
        f"{page.say(('codice fiscale', 'tax code'))} {party.tax_code}" if party.tax_code else "",
    ]
    return ", ".join(part for part in (party.name, *ids) if part)


def _show_lines(page: Page, invoice: Invoice) -> None:
    table = grid("right", "wide", "right", "right")
    for line in invoice.lines:
        rate = (
            line.nature if line.vat_rate is None or not line.vat_rate else show_rate(line.vat_rate, page.lang)
        )
        table.add_row(
            cell(line.number, "dim"), cell(line.description), cell(rate, "dim"), cell(page.euro(line.cents))
        )
    page.show(table, 2)


def _show_totals(page: Page, invoice: Invoice) -> None:
    rows: list[tuple[tuple[str, str], int]] = [
        (("imponibile", "taxable"), invoice.taxable),
        (("IVA", "VAT"), invoice.vat),
        (("totale", "total"), invoice.total),
    ]
    for held in invoice.withholdings:
        words = WITHHOLDINGS.get(held.kind)
        rows.append(((words.it, words.en) if words else (held.kind, held.kind), -held.cents))
    if invoice.split_vat:
        rows.append(
            (("IVA versata dal cliente (scissione)", "VAT paid by the customer (split)"), -invoice.split_vat)
        )
    rows.append((("da pagare al fornitore", "to pay the supplier"), invoice.payable))
    table = grid("wide", "right")
    for label, cents in rows:
        table.add_row(cell(page.say(label)), cell(page.euro(cents)))
    page.show(table, 2)


def _show_twice(page: Page, files: Sequence[InvoiceFile]) -> None:
    """The invoices that came more than once."""
    seen: dict[str, list[str]] = {}
    for file in files:
        for one in file.invoices:
            seen.setdefault(fingerprint_of(one, file.digest).key, []).append(f"{one.number} ({file.name})")
    for names in seen.values():
        if len(names) > 1:
            page.show(page.say(("stessa fattura: ", "same invoice: ")) + ", ".join(names))
