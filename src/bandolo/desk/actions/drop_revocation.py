"""How does an officer end a revocation without taking anything?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Revocation
from bandolo.desk.queries.revocations import open_revocation
from bandolo.rules.rule import Words

_NONE = Words(it="non c'è una revoca in corso", en="no revocation is under way")
_NO_REASON = Words(it="scrivi perché si archivia", en="write why it is dropped")


@transaction.atomic
def drop_revocation(application: UUID, reason: str, actor: Actor, now: datetime) -> Revocation | Refusal:
    """End the procedure with a reason; another can begin later."""
    opened = open_step(application, "drop_revocation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    revocation = open_revocation(opened.application)
    if revocation is None:
        return refuse(opened.application, "drop_revocation", _NONE, actor, now)
    if not reason.strip():
        return Refusal("drop_revocation", _NO_REASON)
    revocation.outcome, revocation.outcome_reason, revocation.ended_at = "dropped", reason.strip(), now
    revocation.save(update_fields=["outcome", "outcome_reason", "ended_at"])
    data = {"revocation": str(revocation.id), "reason": revocation.outcome_reason}
    close_step(opened, actor, now, data, ("L. 241/1990, art. 2",))
    return revocation
