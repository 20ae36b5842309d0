"""What does an officer see of a report, item by item: what was quoted, invoiced, paid, found, admitted?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bandolo.desk.models import Application, Attachment, LineFinding, Payment, Report, Supplement
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.invoices import read_bank, read_invoice
from bandolo.desk.queries.dossier import Node, nodes_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import Later
from bandolo.desk.queries.payable import Asked, Payable, payable_of
from bandolo.desk.queries.review_terms import report_supplement_terms
from bandolo.desk.queries.scans import scans_of
from bandolo.papers.invoice import Invoice, InvoiceFile
from bandolo.papers.invoice_fingerprint import fingerprint_of
from bandolo.papers.matching import Dossier as Known
from bandolo.papers.matching import Enterprise, Finding, Handed, Quote, Use
from bandolo.papers.matching_report import MatchedReport, match_report
from bandolo.papers.payment_proof import Payment as Proof
from bandolo.papers.payment_proof import ProofFile
from bandolo.rules.answer import Spoken, reasons_of
from bandolo.rules.call import Call as Rules
from bandolo.rules.conditions import Record
from bandolo.rules.deadlines import Deadline
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words
from bandolo.rules.words_of import Wording

KINDS = ("invoice", "worker_month")
# What tells that a supplier, or what was bought, is not as approved: C26-A7, L12-3, VDI-44.
CHANGED = ("supplier_change", "as_quoted", "change")
_AS_APPROVED = (None, "none", True, "as_approved")
_READABLE = (".xml", ".p7m", ".csv")


@dataclass(frozen=True)
class ReportItem:
    """An invoice or a month of a worker beside what was approved; cents, None where not known.

    `quoted` are the costs approved with the same line; `flags` say what changed without being authorised.
    """

    path: str
    kind: str
    line: Words
    said: tuple[tuple[Words, str], ...]
    quoted: tuple[tuple[str, int | None], ...]
    claim: int | None
    counted: int | None
    refused: tuple[tuple[Words, tuple[str, ...], tuple[Words, ...], bool], ...]
    files: tuple[Attachment, ...]
    papers: tuple[Finding, ...]
    flags: tuple[Words, ...]
    finding: LineFinding | None


@dataclass(frozen=True)
class ReportCheck:
    """A report under check: its items, nodes, what it would be paid, what was asked and what can be."""

    report: Report | None
    payment: Payment
    payable: Payable
    items: tuple[ReportItem, ...]
    nodes: tuple[Node, ...]
    unmatched: tuple[Finding, ...]
    unread: tuple[str, ...]
    supplements: tuple[Supplement, ...]
    terms: tuple[Deadline, ...]
    askable: tuple[tuple[str, Words], ...]
    scans: Mapping[str, str]


def report_check_of(
    application: Application, payment: Payment, asked: Asked, now: datetime, lang: str
) -> ReportCheck:
    """Everything of the report whose payment is checked, as of an instant."""
    rules = rules_of(application.edition_id)
    payable = payable_of(payment, asked, now)
    later = payable.later
    files = tuple(application.attachments.filter(state__in=ATTACHED).order_by("document", "at"))
    matched, unread = _matched(rules, application, later, files)
    reports = Report.objects.filter(application=application, stage__in=("", payment.stage), replaced_at=None)
    report = reports.order_by("-at").first()
    return ReportCheck(
        report,
        payment,
        payable,
        tuple(_items(rules, application, later, files, matched, lang)),
        () if later.assessment is None else nodes_of(rules, later.assessment),
        () if matched is None else matched.findings,
        unread,
        tuple(application.supplements.filter(at__gte=payment.at).order_by("at").prefetch_related("items")),
        report_supplement_terms(rules),
        tuple(_askable(rules)),
        scans_of([*(one.sha256 for one in files), report.signed_sha256 if report else ""]),
    )


def _items(
    rules: Rules,
    application: Application,
    later: Later,
    files: Sequence[Attachment],
    matched: MatchedReport | None,
    lang: str,
) -> Iterable[ReportItem]:
    lines = {line.id: line.words for line in rules.lines}
    facts = {fact.id: fact for fact in rules.facts}
    found = LineFinding.objects.filter(review__application=application).select_related("by")
    last = {one.line: one for one in found.order_by("at", "id")}
    of_paper = {one.fingerprint.number: one.findings for one in matched.invoices} if matched else {}
    for kind in KINDS:
        records = later.read.records.get(kind, ())
        for number, (id, record) in enumerate(
            zip(later.assessed.items.get(kind, ()), records, strict=True), 1
        ):
            path, line = f"{kind}/{id}", str(record.get("line", ""))
            claim, refused = record.get("claim"), tuple(_refused(later, kind, number))
            counted = 0 if refused else record.get("counted", claim)
            yield ReportItem(
                path,
                kind,
                lines.get(line, Words(it=line, en=line)),
                tuple(_said(rules, facts, record, lang)),
                tuple(_quoted(later, line)),
                claim if isinstance(claim, int) else None,
                counted if isinstance(counted, int) else None,
                refused,
                tuple(one for one in files if one.record == path),
                tuple(of_paper.get(str(record.get("number", "")), ())),
                tuple(_flags(facts, record)),
                last.get(path),
            )


def _said(rules: Rules, facts: Mapping[str, Fact], record: Record, lang: str) -> Iterable[tuple[Words, str]]:
    wording = Wording(rules, lang)
    for id, value in record.items():
        if id in facts and id != "line":
            yield facts[id].ask, wording.value(id, value)


def _quoted(later: Later, line: str) -> Iterable[tuple[str, int | None]]:
    for record in later.read.records.get("cost", ()):
        if record.get("line") == line:
            claim = record.get("counted", record.get("claim"))
            yield str(record.get("supplier_name", "")), claim if isinstance(claim, int) else None
    approved = later.read.approved.get(f"approved.{line}")
    if approved is not None:
        yield "", approved


def _refused(
    later: Later, kind: str, number: int
) -> Iterable[tuple[Words, tuple[str, ...], tuple[Words, ...], bool]]:
    assessment = later.assessment
    for one in assessment.outcome.refused if assessment is not None else ():
        if assessment is not None and (one.kind, one.number) == (kind, number):
            spoken = Spoken(assessment.call)
            compared = reasons_of(assessment, one.admission.id, f"{kind}[{number}]")
            why = tuple(Words(it=spoken.it.compared(each), en=spoken.en.compared(each)) for each in compared)
            yield one.admission.words, one.admission.clauses, why, one.verdict is None


def _flags(facts: Mapping[str, Fact], record: Record) -> Iterable[Words]:
    for id in CHANGED:
        if id in facts and record.get(id) not in _AS_APPROVED:
            yield facts[id].ask


def _askable(rules: Rules) -> Iterable[tuple[str, Words]]:
    """What a supplement can reopen: papers of the report, what its steps ask."""
    for paper in rules.documents:
        if "reporting" in paper.at:
            yield f"document/{paper.id}", paper.words
    facts = {fact.id: fact for fact in rules.facts}
    for step in rules.report_steps:
        for id in step.asks:
            if id in facts and "applicant" in facts[id].attested_by:
                yield f"fact/{id}", facts[id].ask


def _matched(
    rules: Rules, application: Application, later: Later, files: Sequence[Attachment]
) -> tuple[MatchedReport | None, tuple[str, ...]]:
    """What the papers themselves say, laid beside the dossier; the names of those that no machine reads."""
    readable = [one for one in files if one.name.lower().endswith(_READABLE)]
    invoices: list[tuple[Invoice, str]] = []
    payments: list[Proof] = []
    unread: list[str] = []
    for one in readable:
        invoice = _invoice(one.sha256, one.name)
        if invoice.refused is None:
            invoices += [(each, one.sha256) for each in invoice.invoices]
            continue
        bank = _bank(one.sha256, one.name)
        if bank.refused is None:
            payments += bank.payments
        else:
            unread.append(one.name)
    if not invoices and not payments:
        return None, tuple(unread)
    handed = Handed(invoices=tuple(invoices), payments=tuple(payments))
    uses = tuple(_uses(application, invoices))
    return match_report(rules, _known(rules, application, later), handed, uses), tuple(unread)


def _uses(application: Application, invoices: Sequence[tuple[Invoice, str]]) -> Iterable[Use]:
    """Where the same files were handed in before, in this call or another."""
    by_digest = {digest: invoice for invoice, digest in invoices}
    others = Attachment.objects.filter(sha256__in=by_digest).exclude(application=application)
    for one in others.select_related("application__call").order_by("at"):
        own = fingerprint_of(by_digest[one.sha256], one.sha256)
        yield Use(str(one.application_id), one.application.call.slug, own)


@lru_cache(maxsize=256)
def _invoice(digest: str, name: str) -> InvoiceFile:
    """What a kept file says as an e-invoice: the same each time, so it is read once."""
    return read_invoice(digest, name)


@lru_cache(maxsize=256)
def _bank(digest: str, name: str) -> ProofFile:
    return read_bank(digest, name)


def _known(rules: Rules, application: Application, later: Later) -> Known:
    own = application.enterprise
    quotes = tuple(
        Quote(
            str(number),
            Enterprise(str(record.get("supplier_name", "")), str(record.get("supplier_vat", ""))),
            str(record["line"]),
            claim,
        )
        for number, record in enumerate(later.read.records.get("cost", ()), 1)
        if isinstance(claim := record.get("counted", record.get("claim")), int)
    )
    admitted = {
        name.removeprefix("approved."): cents
        for name, cents in later.read.approved.items()
        if name != "approved.grant"
    }
    award = getattr(application, "award", None)
    return Known(
        id=str(application.id),
        beneficiary=Enterprise(own.name, own.vat_number, own.fiscal_code),
        citations=(rules.title.it, rules.title.en),
        cup=award.cup or None if award is not None else None,
        quotes=quotes,
        admitted=admitted,
        facts=later.read.facts,
    )
