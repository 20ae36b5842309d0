"""How does a report of expenses become the payment request that the beneficiary signs?"""

from datetime import date, datetime
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.db import transaction

from bandolo.desk.actions.draw_up import signer_of
from bandolo.desk.actions.hand_papers import use_typed
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.chain import canonical
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Award, Report
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.handed import handed_now
from bandolo.desk.queries.later import approved_of
from bandolo.desk.queries.receipt import named
from bandolo.desk.queries.report_findings import HOLDER_FACT, IBAN_FACT, is_iban
from bandolo.desk.queries.report_now import ReportNow, lacks_of, report_now
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_letters import PaidInvoice, PaymentRequest
from bandolo.papers.typeset_records import Cited, Issuer, Registered
from bandolo.rules.conditions import Record
from bandolo.rules.money import Cents, read_cents
from bandolo.rules.rule import Words
from bandolo.rules.words_of import Wording

_SHUT = Words(
    it="la fase «{}» non è completa: la domanda di liquidazione si genera dopo",
    en='the step "{}" is not complete: the payment request comes after it',
)
_UNREAD = Words(
    it="ci sono risposte da correggere o voci incomplete",
    en="answers are to be corrected, or entries completed",
)
_LACKS = Words(it="mancano ancora {} risposte o documenti", en="{} answers or papers are still missing")
_UNCONFIRMED = Words(
    it="ci sono fatture lette dai file da confermare", en="invoices that were read are still to be confirmed"
)
_NO_IBAN = Words(it="manca un IBAN valido", en="a valid IBAN is missing")
_SENT = Words(it="la rendicontazione è già inviata", en="the report is sent already")
_NOT_AWARDED = Words(it="nessun contributo è stato concesso", en="no grant was awarded")


@transaction.atomic
def draw_up_report(application: Application, actor: Actor, now: datetime) -> Report | Refusal:
    """Freeze what the report says and typeset its request; one that was drawn up before is replaced.

    The report can still be changed, and must then be drawn up again before it is sent.
    """
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    at = report_now(held, now)
    award = Award.objects.filter(application=held).select_related("act").first()
    if award is None:
        return Refusal("send_report", _NOT_AWARDED)
    against = _SENT if at.report is not None and at.report.sent_at is not None else hindrance_of(at)
    if against is not None:
        return Refusal("send_report", against)
    content = content_of_report(at)
    pdf = typeset(_request(at, award, actor, now))
    digest = keep(pdf)
    use_typed(held, at, handed_now(at), now)
    Report.objects.filter(application=held, stage="", replaced_at=None).update(replaced_at=now)
    made = Report.objects.create(
        application=held,
        call=held.call,
        content=content,
        digest=sha256(canonical({"content": content, "pdf": digest})).hexdigest(),
        pdf_sha256=digest,
        by=actor.somebody,
    )
    data = {"report": str(made.id), "pdf": digest, "digest": made.digest}
    record_event("application", held.id, "draw_up_report", actor, now, data)
    return made


def hindrance_of(at: ReportNow) -> Words | None:
    """What keeps the request from being made, if anything."""
    undone = next((one for one in at.pages if not one.page.has_request and one.is_complete is not True), None)
    if undone is not None:
        words = undone.page.words
        return Words(it=_SHUT.it.format(words.it), en=_SHUT.en.format(words.en))
    if at.told.unread or at.later.assessed.left_out or at.later.assessment is None:
        return _UNREAD
    if handed_now(at).unconfirmed:
        return _UNCONFIRMED
    account = at.later.read.facts.get(IBAN_FACT)
    if not isinstance(account, str) or not is_iban(account):
        return _NO_IBAN
    lacks = sum(one.blocks for one in lacks_of(at))
    return Words(it=_LACKS.it.format(lacks), en=_LACKS.en.format(lacks)) if lacks else None


def content_of_report(at: ReportNow) -> dict[str, object]:
    """All that a report says and the papers given with it, as it is frozen."""
    papers = {one.id for one in at.form.papers}
    return {
        "application": str(at.application.id),
        "call": at.application.call.slug,
        "edition": at.application.edition.sha256,
        "enterprise": at.application.enterprise.fiscal_code,
        "fields": {
            path: field.value
            for path, field in sorted(at.told.fields.items())
            if at.form.fact_at(path) is not None or path.startswith("step/")
        },
        "attached": sorted(
            [
                {
                    "document": one.document,
                    "record": one.record,
                    "sha256": one.sha256,
                    "name": one.name,
                    "size": one.size,
                }
                for one in at.told.attached
                if one.document in papers
            ],
            key=lambda one: (str(one["document"]), str(one["record"]), str(one["sha256"])),
        ),
        "handed": sorted(at.application.handed.filter(removed_at=None).values_list("sha256", flat=True)),
    }


def _request(at: ReportNow, award: Award, actor: Actor, now: datetime) -> PaymentRequest:
    wording, read = Wording(at.rules, "it"), at.later.read
    invoices = tuple(_invoice(one, wording) for one in read.records.get("invoice", ()))
    months = tuple(_month(one, wording) for one in read.records.get("worker_month", ()))
    facts = {fact.id: fact for page in at.form.pages for fact in page.facts}
    declarations = tuple(
        Cited(words=f"{facts[id].ask.it} {wording.value(id, read.facts[id])}", clauses=facts[id].clauses)
        for id in facts
        if facts[id].type == "yes_no" and id in read.facts
    )
    paid = (*invoices, *months)
    return PaymentRequest(
        issuer=Issuer(name=settings.BODY),
        call=at.rules.title.it,
        reference=str(at.application.id),
        made_at=now,
        enterprise=named(at.application.enterprise),
        signer=signer_of(at.application, actor.somebody, now),
        act=Registered(number=award.act.number, on=cast("date", award.act.dated)),
        grant=Cents(read_cents(approved_of(at.application)["grant"]) or 0),
        cup=award.cup,
        iban=str(read.facts.get(IBAN_FACT, "")),
        holder=str(read.facts.get(HOLDER_FACT, "")),
        invoices=paid,
        taxable=Cents(sum(one.taxable for one in paid)),
        declarations=declarations,
    )


def _invoice(record: Record, wording: Wording) -> PaidInvoice:
    line = str(record.get("line", ""))
    return PaidInvoice(
        number=str(record.get("number", "")),
        on=_day(record.get("dated")) or date.min,
        supplier=str(record.get("supplier_name", "")),
        line=wording.say(wording.nodes[line]) if line in wording.nodes else line,
        taxable=Cents(_cents(record.get("amount"))),
        vat=Cents(_cents(record.get("vat"))),
        paid_on=_day(record.get("paid_on")),
        means=_means(record, wording),
    )


def _month(record: Record, wording: Wording) -> PaidInvoice:
    """A month of a worker, as a line of the same list: its cost by the formula of the call."""
    line = str(record.get("line", ""))
    return PaidInvoice(
        number="cedolino",
        on=_day(record.get("month")) or date.min,
        supplier=str(record.get("worker", "")),
        line=wording.say(wording.nodes[line]) if line in wording.nodes else line,
        taxable=Cents(_cents(record.get("claim"))),
        vat=Cents(0),
        paid_on=_day(record.get("paid_on")),
        means=_means(record, wording),
    )


def _means(record: Record, wording: Wording) -> str:
    return wording.value("paid_by", record["paid_by"]) if "paid_by" in record else ""


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _cents(value: object) -> int:
    return value if isinstance(value, int) else 0
