"""How does an enterprise argue against a notice of refusal, and what if it does not?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import RefusalNotice
from bandolo.rules.rule import Words

_LATE = Words(it="il termine per rispondere è scaduto", en="the term to answer is over")
_RUNNING = Words(it="il termine non è ancora scaduto", en="the term is not over yet")
_UNDELIVERED = Words(
    it="il termine non decorre ancora: la comunicazione non risulta consegnata",
    en="the term does not run yet: the letter has not been delivered",
)
_EMPTY = Words(it="scrivi le osservazioni", en="write your observations")


@transaction.atomic
def answer_refusal_notice(
    application: UUID, counter_arguments: str, actor: Actor, now: datetime
) -> RefusalNotice | Refusal:
    """Take the counter-arguments within the term; the review goes on with them."""
    opened = open_step(application, "answer_notice", actor, now)
    if isinstance(opened, Refusal):
        return opened
    notice = _last(application)
    if notice.term is not None and now >= notice.term:
        return refuse(opened.application, "answer_notice", _LATE, actor, now)
    if not counter_arguments.strip():
        return Refusal("answer_notice", _EMPTY)
    notice.counter_arguments, notice.answered_at = counter_arguments.strip(), now
    notice.save(update_fields=["counter_arguments", "answered_at"])
    close_step(opened, actor, now, {"counter_arguments": notice.counter_arguments})
    return notice


@transaction.atomic
def resume_after_notice(application: UUID, actor: Actor, now: datetime) -> RefusalNotice | Refusal:
    """Go on with the review once the term is over without an answer."""
    opened = open_step(application, "resume", actor, now)
    if isinstance(opened, Refusal):
        return opened
    notice = _last(application)
    if notice.term is None:
        return refuse(opened.application, "resume", _UNDELIVERED, actor, now)
    if now < notice.term:
        return refuse(opened.application, "resume", _RUNNING, actor, now)
    close_step(opened, actor, now, {"notice": str(notice.id)})
    return notice


def _last(application: UUID) -> RefusalNotice:
    return RefusalNotice.objects.filter(application=application).order_by("-at")[0]
