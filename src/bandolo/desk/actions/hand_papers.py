"""How are e-invoices and files of banks dropped into a report read, and proposed as its invoices?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked, write
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, FieldHistory, HandedPaper, InvoiceUse
from bandolo.desk.outside.invoices import read_bank, read_invoice
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.handed import (
    HandedNow,
    Laid,
    differences_of,
    form_value,
    handed_now,
    key_of,
    supplier_key,
    typed_rows,
)
from bandolo.desk.queries.report_now import ReportNow, report_now
from bandolo.desk.queries.room import room_of
from bandolo.papers.bounded_records import Json, to_json
from bandolo.rules.rule import Words

MOST_HANDED = 200
_TOO_MANY = Words(it=f"al massimo {MOST_HANDED} file", en=f"at most {MOST_HANDED} files")
_SHUT = Words(
    it="le fatture si consegnano quando la loro fase è aperta",
    en="invoices are given once their step is open",
)


def hand_papers(
    application: Application, uploads: Sequence[Upload], actor: Actor, now: datetime
) -> list[HandedPaper] | Refusal:
    """Keep the files, read each apart, and propose what they say; a file that is there already stays once.

    What cannot be read is kept with the reason. Invoices become records, payments fill what is empty: nothing
    that was typed is overwritten.
    """
    read = [(one, keep_upload(one, now)) for one in uploads]
    answers = [(one, digest, *_read(one, digest)) for one, digest in read]
    return _handed(application, answers, actor, now)


def _read(upload: Upload, digest: str) -> tuple[str, Json]:
    invoices = upload.invoices or read_invoice(digest, upload.name)
    if invoices.refused is None and invoices.invoices:
        return "invoice", to_json(invoices)
    proofs = read_bank(digest, upload.name)
    if proofs.refused is None and proofs.payments:
        return "bank", to_json(proofs)
    refused = invoices.refused or proofs.refused
    words = refused.words if refused else Words(it="nulla da leggere", en="nothing to read")
    return "unread", {"it": words.it, "en": words.en}


@transaction.atomic
def _handed(
    application: Application, answers: Sequence[tuple[Upload, str, str, Json]], actor: Actor, now: datetime
) -> list[HandedPaper] | Refusal:
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    at = report_now(held, now)
    if not at.takes("invoice"):
        return Refusal("edit_report", _SHUT)
    there = HandedPaper.objects.filter(application=held, removed_at=None)
    if there.count() + len(answers) > MOST_HANDED:
        return Refusal("edit_report", _TOO_MANY)
    known = set(there.values_list("sha256", flat=True))
    new = {digest: len(upload.content) for upload, digest, _, _ in answers if digest not in known}
    if new and (too_large := room_of(held, "reporting").against(sum(new.values()))) is not None:
        return Refusal("edit_report", too_large)
    made = []
    for upload, digest, kind, read in answers:
        paper, is_new = there.get_or_create(
            application=held,
            sha256=digest,
            removed_at=None,
            defaults={
                "kind": kind,
                "name": upload.name,
                "size": len(upload.content),
                "read": read,
                "by": actor.somebody,
            },
        )
        made.append(paper)
        if is_new:
            data = {"sha256": digest, "name": upload.name, "kind": kind}
            record_event("application", held.id, "hand_paper", actor, now, data)
    _propose(held, at, actor, now)
    return made


def _propose(held: Application, at: ReportNow, actor: Actor, now: datetime) -> None:
    """A record for each invoice without one, and in records what is still empty."""
    last = _versions(held)
    records = [
        f"record/invoice/{_use(held, at, one)}"
        for one in handed_now(at).laid
        if one.use is None and not one.invoice.is_credit
    ]
    new: dict[str, tuple[object, int]] = {
        place: (True, last.get(place, 0) + 1) for place in records if place not in at.told.fields
    }
    if new:
        write(held, new, actor, now, "edit_report")
    at = report_now(held, now)
    values: dict[str, tuple[object, int]] = {}
    for one in handed_now(at).laid:
        values |= _filling(at, one, last)
    if values:
        write(held, values, actor, now, "edit_report")


def _use(held: Application, at: ReportNow, one: Laid) -> str:
    """The record of an invoice: the one typed with the same supplier, number and year, else a new one."""
    InvoiceUse.objects.filter(
        application=held, paper=one.paper, key=one.fingerprint.key, removed_at=None
    ).update(removed_at=one.paper.at)
    supplier = supplier_key(one.fingerprint.supplier)
    key = (supplier, one.fingerprint.number, one.fingerprint.year)
    taken = set(
        held.invoice_uses.filter(removed_at=None, paper__isnull=False).values_list("record", flat=True)
    )
    typed = {key_of(row): id for id, row in typed_rows(at).items()}
    record = typed.get(key)
    if record is None or record in taken:
        record = token_hex(6)
    held.invoice_uses.filter(record=record, removed_at=None).update(removed_at=one.paper.at)
    InvoiceUse.objects.create(
        application=held,
        call=held.call,
        paper=one.paper,
        record=record,
        supplier=supplier[:40],
        number=one.fingerprint.number[:100],
        year=one.fingerprint.year,
        key=one.fingerprint.key,
    )
    return record


def _versions(held: Application) -> Mapping[str, int]:
    listed = FieldHistory.objects.filter(application=held, path__startswith="record/invoice/")
    last: dict[str, int] = {}
    for path, version in listed.values_list("path", "version"):
        last[path] = max(version, last.get(path, 0))
    return last


def _filling(at: ReportNow, one: Laid, last: Mapping[str, int]) -> dict[str, tuple[object, int]]:
    """What the file says of facts that are empty; what was typed stays."""
    if one.use is None:
        return {}
    place = f"record/invoice/{one.use.record}"
    values: dict[str, tuple[object, int]] = {}
    for each in one.proposals:
        fact, path = at.form.facts.get(("invoice", each.fact)), f"{place}/{each.fact}"
        value = None if fact is None else form_value(fact, each.value)
        if value not in (None, "") and path not in at.told.fields:
            values[path] = (value, last.get(path, 0) + 1)
    return values


@transaction.atomic
def settle_invoice(
    application: Application, record: str, takes_file: bool, actor: Actor, now: datetime
) -> Refusal | None:
    """Confirm what stands of an invoice that was read; with `takes_file`, as its file says it."""
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    at = report_now(held, now)
    laid = handed_now(at).of_record(record)
    if laid is None or laid.use is None:
        return None
    if takes_file:
        last = _versions(held)
        values = {
            (path := f"record/invoice/{record}/{one.fact.id}"): (one.proposed, last.get(path, 0) + 1)
            for one in differences_of(at, record, laid.proposals)
        }
        if values:
            write(held, values, actor, now, "edit_report")
    laid.use.confirmed_at = now
    laid.use.save(update_fields=["confirmed_at"])
    data = {"record": record, "paper": str(laid.paper.id), "takes_file": takes_file}
    record_event("application", held.id, "settle_invoice", actor, now, data)
    return None


@transaction.atomic
def take_away_paper(application: Application, paper: UUID, actor: Actor, now: datetime) -> Refusal | None:
    """Take a file away; the records that came of it stay, as typed."""
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    if HandedPaper.objects.filter(application=held, id=paper, removed_at=None).update(removed_at=now):
        InvoiceUse.objects.filter(application=held, paper=paper, removed_at=None).update(removed_at=now)
        record_event("application", held.id, "take_away_paper", actor, now, {"paper": str(paper)})
    return None


def use_typed(held: Application, at: ReportNow, found: HandedNow, now: datetime) -> None:
    """Note the invoices that were typed by hand, so that another dossier finds them."""
    read = {one.use.record for one in found.laid if one.use is not None}
    before = {one.record: one for one in held.invoice_uses.filter(removed_at=None, paper=None)}
    keys = {id: key_of(row) for id, row in typed_rows(at).items() if id not in read}
    for id, one in before.items():
        if keys.get(id) != (one.supplier, one.number, one.year):
            InvoiceUse.objects.filter(id=one.id).update(removed_at=now)
    for id, key in keys.items():
        kept = before.get(id)
        if key is not None and (kept is None or key != (kept.supplier, kept.number, kept.year)):
            supplier, number, year = key
            held.invoice_uses.create(
                call=held.call, record=id, supplier=supplier[:40], number=number[:100], year=year
            )
