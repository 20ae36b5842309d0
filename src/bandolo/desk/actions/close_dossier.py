"""How is a dossier closed, and until when must its papers be kept?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Payment
from bandolo.desk.queries.keeping import keeping_of
from bandolo.rules.rule import Words

_OPEN_ITEMS = Words(
    it="la liquidazione non è eseguita: il fascicolo resta aperto",
    en="the payment is not executed: the dossier stays open",
)


@transaction.atomic
def close_dossier(application: UUID, actor: Actor, now: datetime) -> Application | Refusal:
    """Close a paid dossier, with the day up to which the call has its papers kept, where it says one."""
    opened = open_step(application, "close", actor, now)
    if isinstance(opened, Refusal):
        return opened
    balance = Payment.objects.filter(
        award__application=application, is_balance=True, state="executed"
    ).first()
    if balance is None:
        return refuse(opened.application, "close", _OPEN_ITEMS, actor, now)
    kept = keeping_of(opened.application)
    balance.keep_until = max((one.day for one in kept), default=None)
    balance.save(update_fields=["keep_until"])
    data = {"keep": {one.deadline.id: one.day.isoformat() for one in kept}}
    clauses = tuple(dict.fromkeys(clause for one in kept for clause in one.deadline.clauses))
    return close_step(opened, actor, now, data, clauses)
