"""How is it recorded that something happened to a project after its award?"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Milestone
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import so_far_of
from bandolo.desk.queries.timeline import timeline
from bandolo.rules.days import day_in_rome, is_countable
from bandolo.rules.rule import Words

_UNKNOWN = Words(it="il bando non conosce questo evento", en="the call knows no such event")
_LATER = Words(it="non può essere di un giorno futuro", en="it cannot be of a day to come")
_UNCOUNTABLE = Words(
    it="con questo giorno i termini non si contano più: {}",
    en="with this day the terms can no longer be counted: {}",
)
_NO_EVIDENCE = Words(
    it="scrivi il protocollo o il documento da cui risulta", en="write the protocol or paper that shows it"
)


@transaction.atomic
def record_milestone(
    application: UUID, event: str, on: date, evidence: str, actor: Actor, now: datetime
) -> Milestone | Refusal:
    """Record that an event of the call happened on a day: by an officer with evidence, or by the desk itself.

    Said again, the last day counts; all are kept.
    """
    held = Application.objects.get(id=application)
    if actor.person is not None:
        opened = open_step(application, "record_milestone", actor, now)
        if isinstance(opened, Refusal):
            return opened
        if not evidence.strip():
            return Refusal("record_milestone", _NO_EVIDENCE)
    if event not in {one.id for one in rules_of(held.edition_id).events}:
        return Refusal("record_milestone", _UNKNOWN)
    if on > day_in_rome(now):
        return Refusal("record_milestone", _LATER)
    if (fault := _uncountable(held, event, on, now)) is not None:
        # What is recorded cannot be taken back, and no page of the project could be shown any more.
        return Refusal("record_milestone", fault)
    made = Milestone.objects.create(
        application=held, event=event, on=on, evidence=evidence.strip(), by=actor.person
    )
    data = {"event": event, "on": on.isoformat(), "evidence": made.evidence}
    record_event("application", application, "record_milestone", actor, now, data)
    return made


def _uncountable(held: Application, event: str, on: date, now: datetime) -> Words | None:
    """Why no term could be counted once the event is of that day: it ends a wait that never began, say."""
    so_far, problem = so_far_of(held), "" if is_countable(on) else on.isoformat()
    try:
        timeline(rules_of(held.edition_id), replace(so_far, events={**so_far.events, event: on}), now)
    except ValueError as fault:
        problem = str(fault)
    return Words(it=_UNCOUNTABLE.it.format(problem), en=_UNCOUNTABLE.en.format(problem)) if problem else None
