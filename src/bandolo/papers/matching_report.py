"""What is found of all the invoices and payments of a report, laid beside the dossier and the call?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_codes import MEANS
from bandolo.papers.invoice_fingerprint import fingerprint_of
from bandolo.papers.matching import Dossier, Finding, Handed, Matched, Proposal, Quote, Use
from bandolo.papers.matching_call import declared, rule_findings, with_clauses
from bandolo.papers.matching_invoice import (
    citation_proposal,
    customer_proposal,
    independence,
    quote_of,
    readable,
    seen_before,
    vat_finding,
)
from bandolo.papers.matching_payment import Settled, Settlement, settle
from bandolo.papers.paper_problem import with_amounts
from bandolo.papers.payment_proof import Payment
from bandolo.rules.call import Call
from bandolo.rules.rule import Moment, Words


class MatchedReport(NamedTuple):
    """Every invoice with its findings, the settlement of the payments, and what was found of the whole."""

    invoices: tuple[Matched, ...]
    settlement: Settlement
    findings: tuple[Finding, ...]


def match_report(
    call: Call, dossier: Dossier, handed: Handed, uses: Sequence[Use] = (), moment: Moment = "reporting"
) -> MatchedReport:
    """Lay what is handed in beside the dossier; `uses` are the invoices handed in before, here or elsewhere.

    An invoice that stands twice in `handed` counts as seen before the second time. Amounts in cents.
    """
    invoices = [invoice for invoice, _ in handed.invoices]
    settlement = settle(invoices, handed.payments)
    known, matched, chosen = list(uses), [], []
    for (invoice, digest), settled in zip(handed.invoices, settlement.settled, strict=True):
        own = fingerprint_of(invoice, digest)
        quote, about_quote = quote_of(invoice, dossier)
        proposals = declared(call, tuple(_proposals(invoice, dossier, quote, settled, handed.payments)))
        findings = [
            *rule_findings(call, dossier, proposals, moment),
            about_quote,
            *independence(invoice, dossier),
            *seen_before(own, dossier.id, known),
            *_vat(call, invoice, dossier),
            *_paid(invoice, settled),
            *readable(invoice),
        ]
        known.append(Use(dossier.id, call.id, own))
        chosen.append((invoice, quote))
        matched.append(Matched(own, quote, proposals, with_clauses(call, findings)))
    whole = [*_over_quotes(chosen, dossier), *_unused(settlement, handed.payments)]
    return MatchedReport(tuple(matched), settlement, with_clauses(call, whole))


def _proposals(
    invoice: Invoice, dossier: Dossier, quote: Quote | None, settled: Settled, payments: Sequence[Payment]
) -> Iterator[Proposal]:
    """The facts of the invoice record of the rules that the papers speak for."""
    written = Words(it="è scritto nella fattura", en="it stands in the invoice")
    yield Proposal("number", invoice.number, written)
    if invoice.dated is not None:
        day = invoice.dated.isoformat()
        yield Proposal("dated", invoice.dated, Words(it=f"è del {day}", en=f"is of {day}"))
    if (
        invoice.currency in ("EUR", "")
        and not invoice.is_credit
        and invoice.taxable >= 0
        and invoice.vat >= 0
    ):
        yield Proposal("amount", invoice.taxable, written)
        yield Proposal("vat", invoice.vat, written)
    yield Proposal("supplier_name", invoice.supplier.name, written)
    yield Proposal("supplier_vat", invoice.supplier.vat_number or invoice.supplier.tax_code, written)
    yield Proposal("description", "; ".join(line.description for line in invoice.lines), written)
    if quote is not None:
        words = Words(it=f"è la voce del preventivo {quote.id}", en=f"is the line of quote {quote.id}")
        yield Proposal("line", quote.line, words)
    made_out = customer_proposal(invoice, dossier)
    if made_out is not None:
        yield made_out
    yield citation_proposal(invoice, dossier)
    if not invoice.is_credit:
        yield from _of_payment(settled, payments)


def _of_payment(settled: Settled, payments: Sequence[Payment]) -> Iterator[Proposal]:
    """The facts that payments speak for: full payment, day, means, reason, bank statement."""
    used = [payments[at] for at in settled.payments]
    if not used:
        return
    is_shown = all(one.source in ("statement", "csv") for one in used)
    if settled.is_full:
        by_bank = Words(it="i documenti della banca la provano", en="bank documents prove it")
        if all(one.source != "typed" for one in used):
            yield Proposal("receipted", True, by_bank)
            yield Proposal("receipt_by", "bank", by_bank)
        if is_shown:
            yield Proposal("on_bank_statement", True, by_bank)
        if settled.on is not None:
            day = settled.on.isoformat()
            words = Words(it=f"pagata per intero il {day}", en=f"paid in full on {day}")
            yield Proposal("paid_on", settled.on, words)
    if len(settled.means) == 1 and settled.means[0] is not None:
        name = MEANS[settled.means[0]]
        words = Words(it=f"pagata con {name.it}", en=f"paid by {name.en}")
        yield Proposal("paid_by", settled.means[0], words)
    if settled.cites_number is not None:
        yield Proposal(
            "reason_cites_invoice", settled.cites_number and bool(settled.cites_date), _reason(used)
        )


def _reason(used: Sequence[Payment]) -> Words:
    told = " · ".join(one.reason[:140] for one in used)
    return Words(it=f"la causale dice «{told}»", en=f'the reason says "{told}"')


def _vat(call: Call, invoice: Invoice, dossier: Dossier) -> Iterator[Finding]:
    found = vat_finding(invoice, dossier, call.vat is not None and call.vat.counts == "unrecoverable")
    if found is not None:
        yield found


def _paid(invoice: Invoice, settled: Settled) -> Iterator[Finding]:
    """Whether the invoice is wholly paid, and what stands beside that."""
    if invoice.is_credit:
        return
    done = settled.paid - settled.beyond + settled.credited
    if settled.is_full:
        yield Finding("paid", True, with_amounts("pagata per intero: {}", "paid in full: {}", done))
    else:
        it, en = "pagati {} di {}: mancano {}", "{} paid of {}: {} are missing"
        words = with_amounts(it, en, done, settled.due, settled.due - done)
        yield Finding("paid", False if settled.payments else None, words)
    if settled.credited:
        it, en = (
            "note di credito per {}: quella parte non è una spesa",
            "credit notes of {}: that part is no cost",
        )
        yield Finding("paid", None, with_amounts(it, en, settled.credited))
    if settled.beyond:
        it = "al fornitore sono andati anche {} di ritenuta o IVA che spettano allo Stato"
        en = "the supplier was also paid {} of tax or VAT that the state is owed"
        yield Finding("paid", None, with_amounts(it, en, settled.beyond))
    elif settled.payments and invoice.withheld:
        it = "la ritenuta di {} si prova a parte, con il modello F24"
        en = "the {} withheld are proved apart, by form F24"
        yield Finding("paid", None, with_amounts(it, en, invoice.withheld))
    if len(settled.means) > 1 or None in settled.means:
        words = Words(
            it="il mezzo di pagamento non è uno o non è detto", en="the means is not one, or not said"
        )
        yield Finding("paid", None, words)


def _over_quotes(chosen: Sequence[tuple[Invoice, Quote | None]], dossier: Dossier) -> Iterator[Finding]:
    """The quotes and lines of which more is invoiced than was admitted, credit notes taken off."""
    by_quote: dict[str, int] = {}
    by_line: dict[str, int] = {}
    for invoice, quote in chosen:
        if quote is not None:
            cents = -abs(invoice.taxable) if invoice.is_credit else invoice.taxable
            by_quote[quote.id] = by_quote.get(quote.id, 0) + cents
            by_line[quote.line] = by_line.get(quote.line, 0) + cents
    admitted = {quote.id: quote.cents for quote in dossier.quotes}
    for id_, cents in by_quote.items():
        yield _over(f"preventivo {id_}", f"quote {id_}", cents, admitted[id_])
    for line, cents in by_line.items():
        if line in dossier.admitted:
            yield _over(f"voce {line}", f"line {line}", cents, dossier.admitted[line])


def _over(it: str, en: str, cents: int, most: int) -> Finding:
    told = with_amounts("fatturati {}, ammessi {}", "{} invoiced, {} admitted", cents, most)
    return Finding("amount", cents <= most, Words(it=f"{it}: {told.it}", en=f"{en}: {told.en}"))


def _unused(settlement: Settlement, payments: Sequence[Payment]) -> Iterator[Finding]:
    """The payments of which something fits no invoice."""
    for at, cents in settlement.unused:
        told = with_amounts("{} non corrispondono a nessuna fattura", "{} fit no invoice", cents)
        place = payments[at].where
        yield Finding("paid", None, Words(it=f"{place}: {told.it}", en=f"{place}: {told.en}"))
