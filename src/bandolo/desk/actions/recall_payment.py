"""How is an approved payment called back to the check, before anything of it has left?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.drop_payment import check_again, drop_payment, has_left
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Payment
from bandolo.rules.rule import Words

_NO_REASON = Words(it="scrivi perché la richiami", en="write why you call it back")
_LEFT = Words(
    it="è già partita, tutta o in parte: si aspetta la banca",
    en="all or part of it has left already: the bank's answer comes first",
)


@transaction.atomic
def recall_payment(application: UUID, reason: str, actor: Actor, now: datetime) -> Payment | Refusal:
    """Drop a payment that cannot leave as it was approved, and check its report again.

    What was approved does not change: the payment stays as it was, dropped, with the act that listed it.
    """
    opened = open_step(application, "recall_payment", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if not reason.strip():
        return Refusal("recall_payment", _NO_REASON)
    known = Payment.objects.select_related("award__application__call")
    under_way = known.filter(award__application=application).exclude(state__in=("executed", "dropped"))
    payment = under_way.select_for_update(of=("self",)).get()
    if has_left(payment):
        return refuse(opened.application, "recall_payment", _LEFT, actor, now)
    drop_payment(payment, actor)
    data = {"payment": str(payment.id), "reason": reason.strip()}
    close_step(opened, actor, now, data)
    return check_again(payment, actor.somebody)
