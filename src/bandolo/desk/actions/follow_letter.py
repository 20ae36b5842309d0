"""Where does a letter stand by all that came back, and does a term begin by it?"""

from datetime import datetime
from uuid import UUID

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.start_term import start_term
from bandolo.desk.models import Application, Message, ReceivedMail
from bandolo.papers.pec_delivery import Delivery, Sent, delivery_of
from bandolo.papers.pec_records import Mail

# What is recorded of a letter when its state becomes this one.
_EVENTS = {
    "accepted": "letter_accepted",
    "delivered": "letter_delivered",
    "failed": "letter_failed",
    "refused": "letter_failed",
}


def follow_letter(message: UUID, now: datetime) -> Message:
    """Bring a letter to where its notices say that it stands; begin the term that runs from its delivery.

    In which order notices come in does not matter. What an officer has vouched for stays.
    """
    application = Message.objects.values_list("application_id", flat=True).get(id=message)
    Application.objects.select_for_update(of=("self",)).get(id=application)
    held = Message.objects.select_for_update(of=("self",)).get(id=message)
    rows = ReceivedMail.objects.filter(message=held).order_by("at", "id")
    found = delivery_of(
        Sent(held.message_id, (held.recipient,), held.handed_at or held.at), [_mail(one) for one in rows]
    )
    before = (held.state, held.delivered_at)
    _apply(held, found)
    held.save()
    if held.state != before[0] and held.state in _EVENTS:
        _record(held, now)
    if held.delivered_at is not None and held.delivered_at != before[1]:
        start_term(held, now)
    return held


def _apply(message: Message, found: Delivery) -> None:
    [recipient] = found.recipients
    message.accepted_at = found.accepted_at
    if message.proof:
        return
    if recipient.state != "sent":
        message.state = recipient.state
    message.delivered_at = found.delivered_at
    message.is_proved = recipient.is_proved
    message.reason = recipient.reason[:1000]


def _record(message: Message, now: datetime) -> None:
    data = {
        "message": str(message.id),
        "letter": message.kind,
        "to": message.recipient,
        "accepted_at": _shown(message.accepted_at),
        "delivered_at": _shown(message.delivered_at),
        "is_proved": message.is_proved,
        "why": message.reason,
    }
    record_event("application", message.application_id, _EVENTS[message.state], Actor(None), now, data)


def _shown(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _mail(row: ReceivedMail) -> Mail:
    """What was read of a notice, as the papers follow it."""
    return Mail(
        kind=row.kind,  # type: ignore[arg-type]
        message_id=row.mail_id,
        sender=row.sender,
        subject=row.subject,
        at=row.happened_at,
        refers_to=row.refers_to,
        recipients=tuple(row.recipients),
        provider=row.provider,
        fault=row.fault,
        explanation=row.explanation,
        vouched=row.vouched,  # type: ignore[arg-type]
    )
