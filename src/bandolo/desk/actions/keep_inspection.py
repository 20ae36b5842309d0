"""How are the minutes of an inspection kept, and what follows from their outcome?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Inspection
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.inspections import LAW, OUTCOMES, sample_that_waits
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_DAY = Words(it="scrivi il giorno, non futuro", en="write the day, not one to come")
_PLACE = Words(it="scrivi dove", en="write where")
_PEOPLE = Words(it="scrivi chi c'era, per l'ente e per l'impresa", en="write who was there, on both sides")
_OUTCOME = Words(it="scegli l'esito", en="choose the outcome")
_FINDINGS = Words(it="scrivi che cosa è stato trovato", en="write what was found")
_PAPER = Words(it="allega il verbale firmato", en="attach the signed minutes")


@dataclass(frozen=True)
class Minuted:
    """What the minutes of an inspection tell; `people` one a line, with whom they stand for."""

    held_on: date | None
    place: str
    people: str
    outcome: str
    findings: str
    paper: Upload | None


@transaction.atomic
def keep_inspection(application: UUID, told: Minuted, actor: Actor, now: datetime) -> Inspection | Refusal:
    """Keep the minutes with the signed paper; the last inspection counts, for payment and revocation.

    It stands for the sample that drew the application, where one waits for it.
    """
    opened = open_step(application, "inspect", actor, now)
    if isinstance(opened, Refusal):
        return opened
    fault = _fault(told, now)
    if fault is not None:
        return Refusal("inspect", fault)
    if told.paper is None or told.held_on is None:
        return Refusal("inspect", _PAPER)
    sample = sample_that_waits(opened.application)
    made = Inspection.objects.create(
        application=opened.application,
        sample=sample,
        held_on=told.held_on,
        place=told.place.strip(),
        people=told.people.strip(),
        outcome=told.outcome,
        findings=told.findings.strip(),
        paper_name=told.paper.name,
        paper_sha256=keep_upload(told.paper, now),
        by=actor.somebody,
    )
    data = {
        "inspection": str(made.id),
        "sample": None if sample is None else sample.number,
        "on": told.held_on.isoformat(),
        "outcome": made.outcome,
        "findings": made.findings,
        "paper": made.paper_sha256,
    }
    close_step(opened, actor, now, data, LAW)
    return made


def _fault(told: Minuted, now: datetime) -> Words | None:
    """What the minutes do not tell, the paper apart."""
    faults = (
        (told.held_on is None or told.held_on > day_in_rome(now), _DAY),
        (not told.place.strip(), _PLACE),
        (not told.people.strip(), _PEOPLE),
        (told.outcome not in OUTCOMES, _OUTCOME),
        (not told.findings.strip(), _FINDINGS),
    )
    return next((words for is_so, words in faults if is_so), None)
