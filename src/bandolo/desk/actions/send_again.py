"""How is a letter that did not arrive sent again, to the address that the enterprise has now?"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import WAITING, hand_in_letter, put_in_line
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Message
from bandolo.desk.outside.post import id_of, is_configured
from bandolo.rules.rule import Words

_UNCONFIGURED = Words(
    it="la posta certificata non è configurata", en="certified mail is not set up on this desk"
)
_ARRIVED = Words(
    it="la comunicazione è in viaggio o consegnata: non si rinvia",
    en="the letter is on its way or delivered: it is not sent again",
)
_TWICE = Words(it="è già stata rinviata", en="it was sent again already")
_NOWHERE = Words(
    it="l'impresa non ha un indirizzo PEC: va completata la sua scheda",
    en="the enterprise has no certified address: its record has to be completed",
)
FAILED = ("unaddressed", "turned_down", "late", "failed", "refused")


@transaction.atomic
def send_again(application: UUID, message: UUID, actor: Actor, now: datetime) -> Message | Words:
    """Send the same paper as a new message, or hand in once more what was not handed in yet."""
    Application.objects.select_for_update(of=("self",)).get(id=application)
    found = Message.objects.select_for_update(of=("self",)).filter(id=message, application=application)
    held = found.select_related("application__enterprise").get()
    if (conflict := conflict_of(held.application, actor)) is not None:
        return conflict
    address = held.application.enterprise.pec
    faults = (
        (not is_configured(), _UNCONFIGURED),
        (held.state not in (*FAILED, *WAITING), _ARRIVED),
        (Message.objects.filter(again_of=held).exists(), _TWICE),
        (not address, _NOWHERE),
    )
    if (fault := next((words for is_so, words in faults if is_so), None)) is not None:
        return fault
    if held.state in WAITING:
        hand_in_letter.enqueue(str(held.id))
        return held
    id = uuid4()
    again = Message(
        id=id,
        application=held.application,
        kind=held.kind,
        about=held.about,
        recipient=address,
        subject=held.subject,
        text=held.text,
        paper_name=held.paper_name,
        paper_sha256=held.paper_sha256,
        message_id=id_of(str(id)),
        state="queued",
        again_of=held,
        by=actor.person,
    )
    return put_in_line(again, actor, now)
