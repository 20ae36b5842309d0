"""How does an officer vouch that a letter reached the enterprise by another way than certified mail?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.start_term import start_term
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Message
from bandolo.rules.rule import Words

_DELIVERED = Words(it="la comunicazione risulta già consegnata", en="the letter is delivered already")
_NO_PROOF = Words(
    it="scrivi come è stata consegnata e che cosa lo prova",
    en="write how it was delivered, and what proves it",
)
_WHEN = Words(
    it="la consegna va da quando la comunicazione è stata preparata a ora",
    en="the delivery is between the making of the letter and now",
)


@transaction.atomic
def record_delivery(
    application: UUID, message: UUID, delivered_at: datetime, proof: str, actor: Actor, now: datetime
) -> Message | Words:
    """Record a delivery by hand or by registered mail, with its proof; the term begins by it."""
    conflict = conflict_of(Application.objects.select_for_update(of=("self",)).get(id=application), actor)
    if conflict is not None:
        return conflict
    held = Message.objects.select_for_update(of=("self",)).get(id=message, application=application)
    faults = (
        (held.state == "delivered", _DELIVERED),
        (not proof.strip(), _NO_PROOF),
        (not held.at <= delivered_at <= now, _WHEN),
    )
    if (fault := next((words for is_so, words in faults if is_so), None)) is not None:
        return fault
    held.state, held.delivered_at, held.proof = "delivered", delivered_at, proof.strip()
    held.is_proved, held.reason = True, ""
    held.save()
    data = {
        "message": str(held.id),
        "letter": held.kind,
        "delivered_at": delivered_at.isoformat(),
        "proof": held.proof,
    }
    record_event("application", application, "letter_delivered", actor, now, data)
    start_term(held, now)
    return held
