"""What do programs get to read of an e-invoice?

Amounts are strings in euro, as in every answer (docs/answer-format.md).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bandolo.papers.invoice import Invoice, InvoiceFile, InvoiceLine, Party, PaymentTerm, VatSummary
from bandolo.papers.invoice_codes import MEANS_OF_CODE
from bandolo.papers.invoice_fingerprint import fingerprint_of
from bandolo.papers.paper_problem import PaperProblem
from bandolo.rules.money import show_cents

VERSION = 1
Answer = Mapping[str, object]


def invoice_answer(files: Sequence[InvoiceFile]) -> Answer:
    """The answer of all files, as values of JSON."""
    return {"version": VERSION, "files": [_file(one) for one in files]}


def problem_answer(found: PaperProblem) -> Answer:
    """A problem as values of JSON."""
    return {
        "place": found.where,
        "line": found.line or None,
        "words": {"it": found.words.it, "en": found.words.en},
    }


def _file(file: InvoiceFile) -> Answer:
    return {
        "name": file.name,
        "digest": file.digest or None,
        "signatures": file.signatures,
        "encoding": file.encoding or None,
        "format": file.version or None,
        "refused": None if file.refused is None else problem_answer(file.refused),
        "problems": [problem_answer(one) for one in file.problems],
        "invoices": [_invoice(one, file.digest) for one in file.invoices],
    }


def _invoice(invoice: Invoice, digest: str) -> Answer:
    return {
        "type": invoice.type,
        "form": invoice.form,
        "number": invoice.number,
        "date": _day(invoice.dated),
        "currency": invoice.currency,
        "key": fingerprint_of(invoice, digest).key,
        "supplier": _party(invoice.supplier),
        "customer": _party(invoice.customer),
        "lines": [_line(one) for one in invoice.lines],
        "vat_summaries": [_summary(one) for one in invoice.summaries],
        "withholdings": [
            {"kind": one.kind, "amount": show_cents(one.cents), "rate": _rate(one.rate)}
            for one in invoice.withholdings
        ],
        "taxable": show_cents(invoice.taxable),
        "vat": show_cents(invoice.vat),
        "total": show_cents(invoice.total),
        "payable": show_cents(invoice.payable),
        "payment_terms": [_term(one) for one in invoice.terms],
        "references": [
            {"kind": one.kind, "value": one.value, "place": one.where} for one in invoice.references
        ],
        "related": [{"number": one.number, "date": _day(one.dated)} for one in invoice.related],
        "problems": [problem_answer(one) for one in invoice.problems],
    }


def _party(party: Party) -> Answer:
    return {
        "name": party.name,
        "country": party.country,
        "vat_number": party.vat_number,
        "tax_code": party.tax_code,
    }


def _line(line: InvoiceLine) -> Answer:
    return {
        "number": line.number,
        "description": line.description,
        "quantity": _exact(line.quantity),
        "unit": line.unit,
        "price": _exact(line.price),
        "amount": show_cents(line.cents),
        "vat_rate": _rate(line.vat_rate),
        "nature": line.nature,
    }


def _summary(summary: VatSummary) -> Answer:
    return {
        "rate": _rate(summary.rate),
        "nature": summary.nature,
        "taxable": show_cents(summary.taxable),
        "vat": show_cents(summary.vat),
        "due": summary.due,
    }


def _term(term: PaymentTerm) -> Answer:
    return {
        "code": term.means,
        "means": MEANS_OF_CODE.get(term.means),
        "due": _day(term.due),
        "amount": None if term.cents is None else show_cents(term.cents),
        "iban": term.iban,
        "payee": term.payee,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _rate(rate: Fraction | None) -> str | None:
    return None if rate is None else str(rate)
