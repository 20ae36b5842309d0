"""How does an application move to the edition of the call that binds now?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Edition
from bandolo.rules.rule import Words

NO_SUCH = Words(
    it="Questa edizione non è del bando, o è più vecchia di quella della domanda.",
    en="This edition is not of the call, or is older than that of the application.",
)


@transaction.atomic
def move_edition(application: Application, edition: UUID, actor: Actor, now: datetime) -> Refusal | None:
    """Move a draft to a later edition; all that was said stays, also what the new one asks no more."""
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    later = Edition.objects.filter(
        id=edition, call=held.call_id, number__gt=Edition.objects.filter(id=held.edition_id).values("number")
    )
    found = later.defer("content", "cases").first()
    if found is None:
        return Refusal("edit", NO_SUCH)
    held.edition = found
    held.save(update_fields=["edition"])
    record_event("application", held.id, "move_edition", actor, now, {"edition": found.sha256})
    return None
