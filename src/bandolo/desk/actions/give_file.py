"""Which place of a dossier takes a file that was given, and what are its signatures worth there?"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from bandolo.desk.actions.attach import NO_SUCH, attach, invoices_of
from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.sign_report import sign_report
from bandolo.desk.actions.take_signed import take_signed
from bandolo.desk.actions.take_step import verb_now
from bandolo.desk.actions.verify_again import state_by, verdicts_of
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, Arrival, Attachment, Report
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Checked, Upload, checked
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import current_report
from bandolo.desk.queries.room import Room, room_of
from bandolo.desk.queries.scans import is_quarantined
from bandolo.desk.queries.signers import entitled_to_sign
from bandolo.papers.signature_prefix import Generated
from bandolo.rules.requirements import Document
from bandolo.rules.rule import Words

PlaceKind = Literal["document", "signed", "report", "report_signed", "supplement"]
_VERBS: dict[PlaceKind, Verb] = {
    "document": "edit",
    "signed": "edit",
    "report": "edit_report",
    "report_signed": "edit_report",
    "supplement": "answer_supplement",
}
_QUARANTINED = Words(
    it="In questo file l'antivirus ha già trovato un virus: controllare il computer da cui proviene.",
    en="The virus scanner found a virus in this file before: check the computer that it comes from.",
)


@dataclass(frozen=True)
class Place:
    """Where a file is for: a kind of place, the paper of the call, the record that it is due for."""

    kind: PlaceKind
    document: str = ""
    record: str = ""


Given = Attachment | Report | Arrival


def verb_of(application: Application, place: Place) -> Verb:
    """What giving a file for a place is, in the flow of an application."""
    verb = _VERBS[place.kind]
    return verb_now(application.id, verb) if place.kind == "supplement" else verb


def fits(application: Application, place: Place, size: int) -> Words | None:
    """Why a file of a size in bytes does not fit its place, with how to mend it; None where it fits.

    The limit of each file, and that of all which the call sets (L12-36), are told before a byte is sent.
    """
    if place.kind not in ("document", "report"):
        return Room(0).against(size)
    return room_of(application, "submission" if place.kind == "document" else "reporting").against(size)


def give_file(
    application: Application, place: Place, upload: Upload, actor: Actor, at: datetime, now: datetime
) -> Given | Refusal:
    """Check the signatures of a file that was there `at` an instant, and let its place take it.

    A file of an answer to a request is kept `ready` until the answer is sent with it.
    """
    if is_quarantined(sha256(upload.content).hexdigest()):
        return Refusal(verb_of(application, place), _QUARANTINED)
    if place.kind == "signed":
        drawn = open_seal(application)
        found = _checked_itself(application, upload, drawn.pdf_sha256 if drawn else "", at)
        return take_signed(application, upload, found, actor, now)
    if place.kind == "report_signed":
        report = current_report(application)
        found = _checked_itself(application, upload, report.pdf_sha256 if report else "", at)
        return sign_report(application, upload, found, actor, now)
    documents = rules_of(application.edition_id).documents
    document = next((one for one in documents if one.id == place.document), None)
    if document is None:
        return Refusal(verb_of(application, place), NO_SUCH)
    verdict = _checked(application, document, upload, at)
    if place.kind == "supplement":
        return make_ready(application, document.id, upload, verdict, actor, now)
    record = place.record if place.kind == "report" else None
    return attach(application, document.id, upload, verdict, actor, now, record)


def _checked(application: Application, document: Document, upload: Upload, at: datetime) -> Checked | None:
    if not document.signed_by:
        return None
    is_own = "legal_representative" in document.signed_by
    return checked(upload.content, at, entitled_to_sign(application) if is_own else None)


def _checked_itself(application: Application, upload: Upload, pdf: str, at: datetime) -> Checked:
    generated = Generated(len(kept(pdf)), pdf) if pdf else None
    return checked(upload.content, at, entitled_to_sign(application), generated)


@transaction.atomic
def make_ready(
    application: Application,
    document: str,
    upload: Upload,
    verdict: Checked | None,
    actor: Actor,
    now: datetime,
) -> Arrival | Refusal:
    """Keep a file for an answer that is still to be sent; one that was there for the paper is replaced."""
    verb = verb_of(application, Place("supplement"))
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        return held
    Arrival.objects.filter(application=held, kind="supplement", document=document, state="ready").update(
        state="taken", changed_at=now
    )
    size = len(upload.content)
    return Arrival.objects.create(
        application=held,
        kind="supplement",
        document=document,
        name=upload.name,
        size=size,
        received=size,
        state="ready",
        sha256=keep_upload(upload, now),
        found={
            "content_type": upload.content_type,
            "verdicts": {**verdicts_of(verdict), **invoices_of(upload)},
            "state": state_by(verdict),
        },
        by=actor.somebody,
        role=actor.role or "",
        changed_at=now,
    )
