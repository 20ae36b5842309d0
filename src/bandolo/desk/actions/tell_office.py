"""How does a beneficiary report to the body, before it is paid, that something has changed?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.timeline import duties_of
from bandolo.rules.rule import Words

LONGEST = 4000
_NO_WORDS = Words(it="scrivi che cosa è cambiato e da quando", en="write what has changed, and since when")
_TOO_LONG = Words(it=f"al massimo {LONGEST} caratteri", en=f"{LONGEST} characters at most")


@transaction.atomic
def tell_office(
    application: UUID, duty: str, words: str, actor: Actor, now: datetime
) -> Application | Refusal:
    """Record what a beneficiary reports, by the duty of the call that asks it, if one does (VDI-45).

    It decides nothing: the office sees it with the project and before the payment, and finds out.
    """
    opened = open_step(application, "tell_office", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if not words.strip():
        return Refusal("tell_office", _NO_WORDS)
    if len(words) > LONGEST:
        return Refusal("tell_office", _TOO_LONG)
    asked = duties_of(rules_of(opened.application.edition_id))
    clauses = next((one.clauses for one in asked if one.id == duty), ())
    return close_step(opened, actor, now, {"duty": duty, "words": words.strip()}, clauses)
