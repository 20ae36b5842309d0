"""How does a member of the committee say whether an application concerns their own interests?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import ConflictDeclaration
from bandolo.desk.queries.committee import sits
from bandolo.rules.rule import Words

_NO_SEAT = Words(it="non fai parte del nucleo di questo bando", en="you do not sit in this call's committee")
_NO_REASON = Words(it="scrivi quale interesse hai", en="write which interest you have")


@transaction.atomic
def declare_conflict(
    application: UUID, has_conflict: bool, reason: str, actor: Actor, now: datetime
) -> ConflictDeclaration | Refusal:
    """Keep the declaration (L. 241/1990, art. 6-bis; D.P.R. 62/2013, art. 7); the last one counts."""
    opened = open_step(application, "vote", actor, now)
    if isinstance(opened, Refusal):
        return opened
    person = actor.somebody
    if not sits(opened.application.call, person, now):
        return Refusal("vote", _NO_SEAT)
    if has_conflict and not reason.strip():
        return Refusal("vote", _NO_REASON)
    declared = ConflictDeclaration.objects.create(
        application=opened.application, person=person, has_conflict=has_conflict, reason=reason.strip()
    )
    data = {"has_conflict": has_conflict, "reason": declared.reason}
    clauses = ("L. 241/1990, art. 6-bis",)
    record_event("application", application, "declare_conflict", actor, now, data, clauses)
    return declared
