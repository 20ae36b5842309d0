"""How does the accountant mend the account of a transfer that has not left, or came back?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Transfer
from bandolo.papers.transfer_order import plain_iban
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="spetta alla ragioneria", en="this belongs to the accountant")
_LEFT = Words(
    it="il bonifico è partito: si aspetta l'esito", en="the transfer has left: its outcome is awaited"
)
_WHY = Words(it="scrivi da dove viene il nuovo IBAN", en="write where the new IBAN comes from")


@transaction.atomic
def mend_transfer(transfer: UUID, iban: str, reason: str, actor: Actor, now: datetime) -> Transfer | Words:
    """Put another IBAN in place of one, with the paper that it comes from; the payee stays who it is.

    Whoever did so does not order the transfer: `order_transfers` asks for another person.
    """
    if actor.role != "accountant":
        return _NOT_YOURS
    known = Transfer.objects.select_related("payment__award")
    application = known.get(id=transfer).payment.award.application_id
    held = Application.objects.select_for_update(of=("self",)).get(id=application)
    conflict = conflict_of(held, actor)
    if conflict is not None:
        return conflict
    one = known.select_for_update(of=("self",)).get(id=transfer)
    if one.state not in ("due", "failed"):
        return _LEFT
    if not reason.strip():
        return _WHY
    try:
        fresh = plain_iban(iban)
    except ValueError as fault:
        return Words(it=str(fault), en=str(fault))
    data = {"transfer": str(one.id), "before": one.iban, "iban": fresh, "reason": reason.strip()}
    one.iban = fresh
    one.save(update_fields=["iban"])
    record_event("application", application, "mend_transfer", actor, now, data)
    return one
