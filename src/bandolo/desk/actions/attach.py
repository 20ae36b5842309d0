"""How is a file attached to an application for a paper of the call, and taken away again?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.verify_again import state_by, verdicts_of, verify_soon
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, Attachment, Field
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.uploads import Checked, Upload
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import papers_of
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.queries.room import room_of
from bandolo.rules.rule import Words

MOST_FILES = 100
# Of what is odd about an invoice, so much is told beside it; `bandolo invoice` tells all.
MOST_ODD = 20
NO_SUCH = Words(it="Il bando non chiede questo documento.", en="The call does not ask for this paper.")
TOO_MANY = Words(it=f"Al massimo {MOST_FILES} file.", en=f"At most {MOST_FILES} files.")


@transaction.atomic
def attach(
    application: Application,
    document: str,
    upload: Upload,
    checked: Checked | None,
    actor: Actor,
    now: datetime,
    record: str | None = None,
) -> Attachment | Refusal:
    """Attach a file beside those there are; the same bytes for the same paper are attached once.

    With a `record` (`invoice/<id>`, or "" for a paper due once) it is a paper of the report.
    `checked` is what its signatures are worth, where it is to be signed: the officer confirms it.
    """
    verb: Verb = "edit" if record is None else "edit_report"
    held = locked(application, verb, actor)
    if isinstance(held, Refusal) or not _asks(held, document, record):
        return held if isinstance(held, Refusal) else Refusal(verb, NO_SUCH)
    sha256 = keep_upload(upload, now)
    there = Attachment.objects.filter(application=held, state__in=ATTACHED)
    if (same := there.filter(document=document, sha256=sha256, record=record or "").first()) is not None:
        return same
    room = room_of(held, "submission" if record is None else "reporting")
    if (wrong := TOO_MANY if there.count() >= MOST_FILES else room.against(len(upload.content))) is not None:
        return Refusal(verb, wrong)
    made = Attachment.objects.create(
        application=held,
        document=document,
        record=record or "",
        sha256=sha256,
        name=upload.name,
        size=len(upload.content),
        content_type=upload.content_type,
        verdicts={**verdicts_of(checked), **invoices_of(upload)},
        state=state_by(checked),
        by=actor.somebody,
    )
    _record(made, actor, now)
    verify_soon(made)
    return made


def _record(made: Attachment, actor: Actor, now: datetime) -> None:
    data = {"document": made.document, "sha256": made.sha256, "name": made.name, "state": made.state}
    record_event("application", made.application_id, "attach", actor, now, data)


def _asks(held: Application, document: str, record: str | None) -> bool:
    """Whether the form asks this paper, for that record where it is due for each of a kind."""
    if record is None:
        return document in {one.id for one in papers_of(rules_of(held.edition_id))}
    papers = {one.id: one for one in report_form_of(held.edition_id).papers}
    if document not in papers:
        return False
    kind, _, id = record.partition("/")
    if papers[document].per != (kind or None):
        return False
    return not record or Field.objects.filter(application=held, path=f"record/{kind}/{id}").exists()


def invoices_of(upload: Upload) -> dict[str, Any]:
    """What the e-invoices of a file say and what is odd about them, as the attachment keeps it."""
    if upload.invoices is None:
        return {}
    told = [
        {
            "number": one.number,
            "date": one.dated.isoformat() if one.dated else "",
            "supplier": one.supplier.name,
            "customer": one.customer.name,
            "cents": one.total,
            "is_credit": one.is_credit,
        }
        for one in upload.invoices.invoices
    ]
    every = (
        *upload.invoices.problems,
        *(found for one in upload.invoices.invoices for found in one.problems),
    )
    odd = [{"where": one.where, "it": one.words.it, "en": one.words.en} for one in every[:MOST_ODD]]
    return {"invoices": told, "odd": odd}


@transaction.atomic
def detach(
    application: Application, attachment: UUID, actor: Actor, now: datetime, verb: Verb = "edit"
) -> Refusal | None:
    """Take an attachment of the form of the verb away; the row and the file stay as history."""
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        return held
    taken = Attachment.objects.filter(application=held, id=attachment, state__in=ATTACHED)
    if verb == "edit_report":
        taken = taken.filter(document__in=[one.id for one in report_form_of(held.edition_id).papers])
    if taken.update(state="replaced"):
        record_event("application", held.id, "detach", actor, now, {"attachment": str(attachment)})
    return None
