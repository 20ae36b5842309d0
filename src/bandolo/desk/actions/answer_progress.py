"""How does a beneficiary tell how far spending and work have come?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import ProgressRequest
from bandolo.rules.rule import Words

_NONE = Words(it="nessuna richiesta attende risposta", en="no request waits for an answer")
_NO_WORK = Words(it="scrivi a che punto sono i lavori", en="write how far the work has come")


@transaction.atomic
def answer_progress(
    application: UUID, spent_cents: int, work_done: str, actor: Actor, now: datetime
) -> ProgressRequest | Refusal:
    """Answer the open request with the cents spent so far and words on the work.

    An answer after the term is kept, and its event says that it was late: what follows is for the office.
    """
    opened = open_step(application, "answer_progress", actor, now)
    if isinstance(opened, Refusal):
        return opened
    asked = (
        ProgressRequest.objects.select_for_update(of=("self",))
        .filter(application=application, answered_at__isnull=True)
        .first()
    )
    if asked is None:
        return Refusal("answer_progress", _NONE)
    if not work_done.strip():
        return Refusal("answer_progress", _NO_WORK)
    asked.spent_cents, asked.work_done = spent_cents, work_done.strip()
    asked.answered_at, asked.answered_by = now, actor.somebody
    asked.save(update_fields=["spent_cents", "work_done", "answered_at", "answered_by"])
    data = {
        "request": str(asked.id),
        "spent": spent_cents,
        "late": asked.term is not None and now >= asked.term,
    }
    close_step(opened, actor, now, data)
    return asked
