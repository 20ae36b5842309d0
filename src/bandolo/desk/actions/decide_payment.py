"""How is a proposed payment approved or given back, by another person than the one who checked the report?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Payment, Transfer
from bandolo.rules.rule import Words

Decision = Literal["approve", "return"]
_SAME = Words(
    it="chi ha controllato o proposto non approva: serve un'altra persona",
    en="whoever checked or proposed does not approve: another person has to",
)
_NO_REASON = Words(it="scrivi perché la rimandi", en="write why you give it back")


@transaction.atomic
def decide_payment(
    application: UUID, decision: Decision, reason: str, actor: Actor, now: datetime
) -> Payment | Refusal:
    """Approve a proposed payment, which makes its transfers, or give it back to the check with a reason.

    Four eyes: the database refuses whoever took the report or proposed.
    """
    verb: Verb = "return_report" if decision == "return" else "approve_payment"
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    payment = Payment.objects.select_for_update(of=("self",)).get(
        award__application=application, state="proposed"
    )
    if actor.somebody.id in (payment.checked_by_id, payment.proposed_by_id):
        return refuse(opened.application, verb, _SAME, actor, now)
    if decision == "return":
        if not reason.strip():
            return Refusal(verb, _NO_REASON)
        payment.state = "checking"
        payment.save(update_fields=["state"])
    else:
        payment.state, payment.approved_by, payment.approved_at = "approved", actor.somebody, now
        payment.save(update_fields=["state", "approved_by", "approved_at"])
        Transfer.objects.bulk_create(Transfer(payment=payment, state="due", **one) for one in payment.pays_to)
    data = {"payment": str(payment.id), "gross": payment.gross_cents, "reason": reason.strip()}
    close_step(opened, actor, now, data)
    return payment
