"""How is a file attached to an application for a paper of the call, and taken away again?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Attachment
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import papers_of
from bandolo.desk.queries.told import ATTACHED
from bandolo.rules.rule import Words

MOST_FILES = 100
NO_SUCH = Words(it="Il bando non chiede questo documento.", en="The call does not ask for this paper.")
TOO_MANY = Words(it=f"Al massimo {MOST_FILES} file.", en=f"At most {MOST_FILES} files.")


@transaction.atomic
def attach(
    application: Application,
    document: str,
    upload: Upload,
    verdicts: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Attachment | Refusal:
    """Attach a file beside those there are; the same bytes for the same paper are attached once.

    `verdicts` is what was found in it: where nothing was verified the attachment says so.
    """
    if actor.person is None:
        raise ValueError("a file is attached by a person")
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    if document not in {one.id for one in papers_of(rules_of(held.edition_id))}:
        return Refusal("edit", NO_SUCH)
    digest = keep(upload.content)
    there = Attachment.objects.filter(application=held, state__in=ATTACHED)
    if (same := there.filter(document=document, sha256=digest).first()) is not None:
        return same
    if there.count() >= MOST_FILES:
        return Refusal("edit", TOO_MANY)
    made = Attachment.objects.create(
        application=held,
        document=document,
        sha256=digest,
        name=upload.name,
        size=len(upload.content),
        content_type=upload.content_type,
        verdicts=dict(verdicts),
        state="verified" if verdicts.get("verdict") == "valid" else "not_verified",
        by=actor.person,
    )
    data = {"document": document, "sha256": digest, "name": upload.name, "state": made.state}
    record_event("application", held.id, "attach", actor, now, data)
    return made


@transaction.atomic
def detach(application: Application, attachment: UUID, actor: Actor, now: datetime) -> Refusal | None:
    """Take an attachment away; the row and the file stay as history."""
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    taken = Attachment.objects.filter(application=held, id=attachment, state__in=ATTACHED)
    if taken.update(state="replaced"):
        record_event("application", held.id, "detach", actor, now, {"attachment": str(attachment)})
    return None
