"""How does a letter of the body go out by certified mail?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.read_mailbox import read_soon
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, Message
from bandolo.desk.outside.files import keep, kept
from bandolo.desk.outside.post import hand_over, id_of, is_configured
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.post import LETTERS, LetterKind
from bandolo.papers.pec_send import Handed
from bandolo.papers.pec_write import Enclosure
from bandolo.papers.upload_kind import HEAD, kind_of

TEXT = (
    "Si trasmette in allegato: {title}.\n"
    "Impresa: {enterprise}. Bando: {call}. Domanda: {reference}.\n\n"
    "La comunicazione si intende consegnata quando è disponibile in questa casella (D.Lgs. 82/2005, artt. 6 "
    "e 45). Si risponde con lo sportello telematico, dove la comunicazione è pubblicata.\n"
)
# What is still to be handed in; of a letter whose line broke nobody knows yet.
WAITING = ("queued", "unsure")
STATE_OF = {"taken": "handed", "refused": "turned_down", "not_taken": "queued", "unknown": "unsure"}
# By then a provider has told that it accepted the letter.
NOTICES_AFTER = timedelta(seconds=5)


def send_letter(
    application: Application,
    kind: LetterKind,
    about: UUID,
    paper: Callable[[], bytes],
    actor: Actor,
    now: datetime,
    paper_name: str = "",
) -> Message | None:
    """Put a letter to the enterprise of an application in line, in the transaction of what it tells.

    `about` is the id of the record that it tells, `paper` gives it as PDF, or signed. None where the body has
    no certified mail: then it is published in the desk alone. One to an enterprise without an address waits
    for it, `unaddressed`.
    """
    if not is_configured():
        return None
    name, id = LETTERS[kind], uuid4()
    reference = reference_of(application)
    made = Message(
        id=id,
        application=application,
        kind=kind,
        about=about,
        recipient=application.enterprise.pec,
        subject=f"{name.words.it} – {reference}",
        text=TEXT.format(
            title=name.words.it,
            enterprise=application.enterprise.name,
            call=rules_of(application.edition_id).title.it,
            reference=reference,
        ),
        paper_name=paper_name or name.file,
        paper_sha256=keep(paper()),
        message_id=id_of(str(id)),
        state="queued" if application.enterprise.pec else "unaddressed",
        by=actor.person,
    )
    return put_in_line(made, actor, now)


def put_in_line(message: Message, actor: Actor, now: datetime) -> Message:
    """Keep a new message, record it, and let the worker hand it in."""
    message.save(force_insert=True)
    data = {
        "message": str(message.id),
        "letter": message.kind,
        "about": str(message.about),
        "to": message.recipient,
        "message_id": message.message_id,
        "paper": message.paper_sha256,
    }
    record_event("application", message.application_id, "send_letter", actor, now, data)
    if message.state == "queued":
        hand_in_letter.enqueue(str(message.id))
    return message


@task()
def hand_in_letter(message: str) -> None:
    """Hand a letter to the provider; where it was not reached, fail, so that it is tried again.

    A second run finds it handed in and does nothing. One whose line broke goes again under the same
    Message-ID, unless a notice came meanwhile.
    """
    with transaction.atomic():
        held = Message.objects.select_for_update(of=("self",)).get(id=UUID(message))
        if held.state not in WAITING:
            return
        content = kept(held.paper_sha256)
        paper = Enclosure(held.paper_name, kind_of(content[:HEAD]).media_type, content)
        handed = hand_over(str(held.id), held.recipient, held.subject, held.text, held.at, paper)
        _keep_answer(held, handed)
    if handed.outcome in ("not_taken", "unknown"):
        raise OSError(handed.answer)
    read_soon(NOTICES_AFTER)


def _keep_answer(message: Message, handed: Handed) -> None:
    now = clock.now()
    message.state, message.answer = STATE_OF[handed.outcome], handed.answer[:600]
    if handed.outcome == "taken":
        message.handed_at = now
    message.save(update_fields=["state", "answer", "handed_at"])
    if handed.outcome == "refused":
        data = {"message": str(message.id), "why": handed.answer}
        record_event("application", message.application_id, "letter_failed", Actor(None), now, data)
