"""How does an enterprise withdraw an application?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.seal import set_state
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application


@transaction.atomic
def withdraw(application: Application, actor: Actor, now: datetime) -> Refusal | None:
    """Withdraw an application; its number, receipt and all that it said are kept, others are untouched."""
    held = locked(application, "withdraw", actor)
    if isinstance(held, Refusal):
        record_event("application", application.id, "withdraw_refused", actor, now, {"why": held.words.en})
        return held
    before = held.state
    set_state(held, "withdrawn", now)
    record_event("application", held.id, "withdraw", actor, now, {"from": before})
    return None
