"""How does an enterprise withdraw an application?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.seal import AWAY, SENT, revoked, set_state
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Submission
from bandolo.desk.outside.line import order, ring
from bandolo.intake.send import AwayError
from bandolo.intake.ticket import write_withdrawal
from bandolo.rules.rule import Words


@transaction.atomic
def withdraw(application: Application, actor: Actor, now: datetime) -> Refusal | None:
    """Withdraw an application, in the line first; its number, receipt and all that it said are kept.

    One that was only sealed loses its ticket, unless somebody had sent that: then it has a place to give up.
    """
    held = locked(application, "withdraw", actor)
    if isinstance(held, Refusal):
        record_event("application", application.id, "withdraw_refused", actor, now, {"why": held.words.en})
        return held
    refused = revoked(held) if held.state == "sealed" else None
    if refused in (None, SENT):
        refused = _given_up(held)
    if refused is not None:
        record_event("application", held.id, "withdraw_refused", actor, now, {"why": refused.en})
        return Refusal("withdraw", refused)
    before = held.state
    set_state(held, "withdrawn", now)
    record_event("application", held.id, "withdraw", actor, now, {"from": before})
    return None


def _given_up(held: Application) -> Words | None:
    """Withdraw the place of an application, where it has one; why not, where the line is away."""
    sent = Submission.objects.filter(application=held).first()
    slug = held.call.slug
    if sent is not None:
        try:
            order(slug, write_withdrawal(ring(), slug, held.id.hex, sent.seal_id.hex))
        except AwayError:
            return AWAY
    return None
