"""How is it recorded that something happened to a project after its award?"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Milestone
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.days import FIRST_YEAR, day_in_rome
from bandolo.rules.rule import Words

_UNKNOWN = Words(it="il bando non conosce questo evento", en="the call knows no such event")
_LATER = Words(it="non può essere di un giorno futuro", en="it cannot be of a day to come")
_LONG_AGO = Words(
    it=f"scrivi l'anno con quattro cifre, dopo il {FIRST_YEAR}",
    en=f"write the year with four digits, after {FIRST_YEAR}",
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
    if on.year <= FIRST_YEAR:
        # No term is counted from such a day, and what is recorded cannot be taken back.
        return Refusal("record_milestone", _LONG_AGO)
    made = Milestone.objects.create(
        application=held, event=event, on=on, evidence=evidence.strip(), by=actor.person
    )
    data = {"event": event, "on": on.isoformat(), "evidence": made.evidence}
    record_event("application", application, "record_milestone", actor, now, data)
    return made
