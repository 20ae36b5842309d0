"""How does an officer ask how far a project has come?"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import ProgressRequest
from bandolo.desk.outside.post import is_configured
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import progress_request_pdf
from bandolo.desk.queries.progress_terms import progress_term
from bandolo.rules.rule import Words

_NO_REASON = Words(it="scrivi che cosa vuoi sapere", en="write what you want to know")
_OPEN = Words(it="una richiesta attende già risposta", en="a request waits for its answer already")
_NO_TERM = Words(it="indica i giorni lavorativi del termine, da 1 a 60", en="state the working days, 1 to 60")


@transaction.atomic
def ask_progress(
    application: UUID, reason: str, days: int | None, actor: Actor, now: datetime
) -> ProgressRequest | Refusal:
    """Ask for progress within the call's term (L12-6), or within `days` working days where it sets none.

    Where the letter goes by certified mail the term begins with its delivery, else at once.
    """
    opened = open_step(application, "ask_progress", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if not reason.strip():
        return Refusal("ask_progress", _NO_REASON)
    if ProgressRequest.objects.filter(application=application, answered_at__isnull=True).exists():
        return Refusal("ask_progress", _OPEN)
    due = progress_term(rules_of(opened.application.edition_id), now, days)
    if due is None:
        return Refusal("ask_progress", _NO_TERM)
    own_days = days if due.deadline.named_length is not None else None
    asked = ProgressRequest(
        application=opened.application, reason=reason.strip(), days=own_days, by=actor.somebody
    )
    if not is_configured():
        asked.started_at, asked.term = now, due.end
    asked.save()
    until = {"days": own_days} if asked.term is None else {"until": asked.term.isoformat()}
    held = close_step(opened, actor, now, {**until, "reason": asked.reason}, due.deadline.clauses)
    send_letter(held, "progress_request", asked.id, partial(progress_request_pdf, asked), actor, now)
    return asked
