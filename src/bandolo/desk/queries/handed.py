"""What do the files dropped into a report say of its invoices, and where else than what stands?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bandolo.desk.models import Application, Award, HandedPaper, InvoiceUse
from bandolo.desk.queries.report_now import ReportNow
from bandolo.papers.bounded_records import from_json
from bandolo.papers.invoice import Invoice, InvoiceFile
from bandolo.papers.invoice_fingerprint import Fingerprint, plain_number
from bandolo.papers.matching import Dossier, Enterprise, Finding, Handed, Matched, Proposal, Quote
from bandolo.papers.matching_report import MatchedReport, match_report
from bandolo.papers.payment_proof import Payment, ProofFile
from bandolo.rules.facts import Fact, Value
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words

_UNREADABLE = Words(it="non si legge", en="it cannot be read")


@dataclass(frozen=True)
class Difference:
    """A fact of which a file says something else than what stands: both as values of the form."""

    fact: Fact
    stands: object
    proposed: object
    because: Words


@dataclass(frozen=True)
class Laid:
    """One invoice of a file: where it came from, its record if it has one, and what was found."""

    paper: HandedPaper
    invoice: Invoice
    fingerprint: Fingerprint
    use: InvoiceUse | None
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether the beneficiary has looked at what was read."""
        return self.use is not None and self.use.confirmed_at is not None


@dataclass(frozen=True)
class HandedNow:
    """All files of a report: the invoices by their record, those without one, what could not be read."""

    papers: tuple[HandedPaper, ...]
    laid: tuple[Laid, ...]
    unread: tuple[tuple[HandedPaper, Words], ...]
    findings: tuple[Finding, ...]

    def of_record(self, id: str) -> Laid | None:
        """The invoice of a file that stands as a record."""
        return next((one for one in self.laid if one.use and one.use.record == id), None)

    @property
    def unconfirmed(self) -> tuple[Laid, ...]:
        """The invoices that nobody has confirmed yet."""
        return tuple(one for one in self.laid if not one.is_confirmed and not one.invoice.is_credit)


def handed_now(now: ReportNow) -> HandedNow:
    """The files of a report laid beside what stands in it and what was approved; three questions."""
    papers = tuple(
        HandedPaper.objects.filter(application=now.application, removed_at=None).order_by("at", "id")
    )
    told = [(paper, one, digest) for paper in papers for one, digest in _invoices(paper)]
    payments = tuple(one for paper in papers for one in _payments(paper))
    matched = _matched(now, [(invoice, digest) for _, invoice, digest in told], payments)
    uses = InvoiceUse.objects.filter(application=now.application, removed_at=None, paper__isnull=False)
    by_key = {(one.paper_id, one.key): one for one in uses}
    laid = []
    for (paper, invoice, _), one in zip(told, matched.invoices, strict=True):
        use = by_key.get((paper.id, one.fingerprint.key))
        if use is not None and use.record not in now.told.items.get("invoice", ()):
            use = None
        laid.append(_laid(now, paper, invoice, one, use))
    unread = tuple((paper, _why(paper)) for paper in papers if paper.kind == "unread")
    return HandedNow(papers, tuple(laid), unread, matched.findings)


def _laid(now: ReportNow, paper: HandedPaper, invoice: Invoice, one: Matched, use: InvoiceUse | None) -> Laid:
    differences = () if use is None else tuple(differences_of(now, use.record, one.proposals))
    findings = tuple(each for each in one.findings if each.verdict is not True and each.check != "rule")
    return Laid(paper, invoice, one.fingerprint, use, one.proposals, findings, differences)


def differences_of(now: ReportNow, record: str, proposals: Iterable[Proposal]) -> Iterable[Difference]:
    """Where a record says something else than its file, or nothing yet."""
    for one in proposals:
        fact = now.form.facts.get(("invoice", one.fact))
        if fact is None:
            continue
        proposed = form_value(fact, one.value)
        field = now.told.fields.get(f"record/invoice/{record}/{one.fact}")
        stands = field.value if field is not None else None
        if stands != proposed:
            yield Difference(fact, stands, proposed, one.because)


def form_value(fact: Fact, value: Value) -> object:
    """A value as the form keeps it: amounts in euro as texts, days in ISO 8601."""
    if fact.type == "amount" and isinstance(value, int):
        return show_cents(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | str) else str(value)


def supplier_key(text: str) -> str:
    """A VAT number or tax code without its country, as uses of invoices are compared."""
    return "".join(char for char in text.upper() if char.isalnum()).removeprefix("IT")


def used_elsewhere(now: ReportNow) -> Mapping[str, Sequence[InvoiceUse]]:
    """The uses of the same invoices in other dossiers, by the record here; one question."""
    keys: dict[tuple[str, str, int | None], str] = {}
    for id, row in typed_rows(now).items():
        if (told := key_of(row)) is not None:
            keys.setdefault(told, id)
    if not keys:
        return {}
    others = InvoiceUse.objects.filter(number__in={key[1] for key in keys}, removed_at=None)
    found: dict[str, list[InvoiceUse]] = defaultdict(list)
    for one in others.exclude(application=now.application).select_related("call", "application"):
        if (record := keys.get((one.supplier, one.number, one.year))) is not None:
            found[record].append(one)
    return found


def typed_rows(now: ReportNow) -> Mapping[str, Mapping[str, Any]]:
    """The invoices of a report as typed so far, also those that are not complete, by record."""
    ids, rows = now.told.items.get("invoice", ()), now.told.tables.get("invoice", ())
    return dict(zip(ids, rows, strict=True))


def key_of(row: Mapping[str, Any]) -> tuple[str, str, int | None] | None:
    """What tells an invoice from others: supplier, plain number, year; None where too little is said."""
    supplier, number = (
        supplier_key(str(row.get("supplier_vat", ""))),
        plain_number(str(row.get("number", ""))),
    )
    year = str(row.get("dated", ""))[:4]
    return (supplier, number, int(year) if year.isdigit() else None) if supplier and number else None


def _matched(
    now: ReportNow, invoices: Sequence[tuple[Invoice, str]], payments: tuple[Payment, ...]
) -> MatchedReport:
    application = now.application
    award = Award.objects.filter(application=application).first()
    own = application.enterprise
    approved = now.later.read.approved
    dossier = Dossier(
        id=str(application.id),
        beneficiary=Enterprise(own.name, own.vat_number, own.fiscal_code),
        citations=(now.rules.title.it,),
        cup=award.cup if award is not None and award.cup else None,
        quotes=tuple(_quotes(now)),
        admitted={line.id: approved.get(f"approved.{line.id}", 0) for line in now.rules.lines},
        facts=now.later.read.facts,
    )
    return match_report(now.rules, dossier, Handed(invoices=tuple(invoices), payments=payments))


def _quotes(now: ReportNow) -> Iterable[Quote]:
    """The costs that were approved, each with its supplier where it is told."""
    for number, record in enumerate(now.later.read.records.get("cost", ()), 1):
        claim = record.get("counted", record.get("claim"))
        if isinstance(claim, int) and (record.get("supplier_vat") or record.get("supplier_name")):
            supplier = Enterprise(str(record.get("supplier_name", "")), str(record.get("supplier_vat", "")))
            yield Quote(str(number), supplier, str(record.get("line", "")), claim)


def _invoices(paper: HandedPaper) -> Iterable[tuple[Invoice, str]]:
    if paper.kind == "invoice":
        file = from_json(InvoiceFile, paper.read)
        yield from ((one, file.digest) for one in file.invoices)


def _payments(paper: HandedPaper) -> Iterable[Payment]:
    if paper.kind == "bank":
        yield from from_json(ProofFile, paper.read).payments


def _why(paper: HandedPaper) -> Words:
    said = paper.read.get("it") and paper.read
    return Words(it=said["it"], en=said["en"]) if said else _UNREADABLE


def uses_of(application: Application) -> Sequence[tuple[InvoiceUse, Sequence[InvoiceUse]]]:
    """For the body: the invoices of a report that stand in other dossiers too, with those uses."""
    own = list(application.invoice_uses.filter(removed_at=None).order_by("at", "id"))
    others = InvoiceUse.objects.filter(number__in=[one.number for one in own], removed_at=None)
    listed = list(others.exclude(application=application).select_related("call", "application__enterprise"))
    shared = []
    for one in own:
        same = [
            each
            for each in listed
            if (each.supplier, each.number, each.year) == (one.supplier, one.number, one.year)
        ]
        if same:
            shared.append((one, same))
    return shared
