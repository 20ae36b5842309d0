"""Do the amounts, numbers and codes of an e-invoice agree with each other?

The tolerances are those of the exchange system (SdI): a cent on the VAT of a summary (its error 00421), a
euro where amounts of several lines meet.
"""

from collections.abc import Iterator

from stdnum.it import codicefiscale, iva

from bandolo.papers.invoice import Invoice, Party
from bandolo.papers.invoice_codes import TYPES
from bandolo.papers.invoice_fields import vat_on
from bandolo.papers.paper_problem import PaperProblem, problem

_CENT = 1
_EURO = 100


def sum_problems(invoice: Invoice, place: str) -> Iterator[PaperProblem]:
    """What does not agree in an invoice; each is a warning."""
    yield from _party_problems(invoice.supplier, f"{place}/supplier", "fornitore", "supplier")
    yield from _party_problems(invoice.customer, f"{place}/customer", "cliente", "customer")
    yield from _type_problems(invoice, place)
    if invoice.form == "ordinary":
        yield from _summary_problems(invoice, place)
    yield from _total_problems(invoice, place)


def _party_problems(party: Party, where: str, it: str, en: str) -> Iterator[PaperProblem]:
    if not party.vat_number and not party.tax_code:
        yield problem(
            where,
            0,
            f"il {it} non ha partita IVA né codice fiscale",
            f"the {en} has neither VAT number nor tax code",
        )
    if party.country == "IT" and party.vat_number and not iva.is_valid(party.vat_number):
        yield problem(
            where,
            0,
            f"la partita IVA del {it} «{party.vat_number}» non è valida",
            f'the VAT number of the {en} "{party.vat_number}" is not valid',
        )
    code = party.tax_code
    if code and not (iva.is_valid(code) if code.isdigit() else codicefiscale.is_valid(code)):
        yield problem(
            where,
            0,
            f"il codice fiscale del {it} «{code}» non è valido",
            f'the tax code of the {en} "{code}" is not valid',
        )


def _type_problems(invoice: Invoice, place: str) -> Iterator[PaperProblem]:
    if invoice.type not in TYPES:
        yield problem(
            place, 0, f"tipo di documento sconosciuto: «{invoice.type}»", f'unknown type: "{invoice.type}"'
        )
    if invoice.currency not in ("EUR", ""):
        yield problem(
            place,
            0,
            f"gli importi sono in {invoice.currency}: serve il controvalore in euro",
            f"the amounts are in {invoice.currency}: their value in euro is needed",
        )
    if invoice.is_credit and invoice.total < 0:
        yield problem(
            place,
            0,
            "la nota di credito ha importi negativi: si scrivono positivi",
            "the credit note has negative amounts: they are written positive",
        )


def _summary_problems(invoice: Invoice, place: str) -> Iterator[PaperProblem]:
    for number, summary in enumerate(invoice.summaries, 1):
        due = vat_on(summary.taxable, summary.rate)
        if abs(due - summary.vat) > _CENT:
            yield problem(
                f"{place}/DatiRiepilogo[{number}]",
                0,
                "l'imposta è {}, ma aliquota per imponibile fa {} (SdI 00421)",
                "the VAT is {}, but rate by taxable amount is {} (SdI 00421)",
                summary.vat,
                due,
            )


def _total_problems(invoice: Invoice, place: str) -> Iterator[PaperProblem]:
    computed = invoice.taxable + invoice.vat
    if invoice.is_total_net:
        yield problem(
            place,
            0,
            "il totale {} è al netto della ritenuta: si scrive lordo, {}",
            "the total {} is net of what is withheld: it is written gross, {}",
            invoice.total,
            computed,
        )
    elif abs(computed - invoice.total) > _EURO:
        yield problem(
            place,
            0,
            "il totale scritto è {}, imponibile e IVA fanno {}",
            "the total written is {}, taxable amount and VAT are {}",
            invoice.total,
            computed,
        )
