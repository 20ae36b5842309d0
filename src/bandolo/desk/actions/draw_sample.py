"""How is an announced sample drawn, once the public value is known?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Call, InspectionSample, SampleDraw
from bandolo.desk.queries.inspections import LAW, drawn_from
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="lo sorteggia chi istruisce", en="an officer draws it")
_DONE = Words(it="il campione è già sorteggiato", en="the sample is drawn already")


@transaction.atomic
def draw_sample(call: Call, sample: UUID, value: str, actor: Actor, now: datetime) -> SampleDraw | Words:
    """Reveal the seed, mix the public value in and keep who is drawn: once, and for anyone to do again."""
    if actor.role != "officer":
        return _NOT_YOURS
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    found = InspectionSample.objects.get(id=sample, call=call)
    if SampleDraw.objects.filter(sample=found).exists():
        return _DONE
    try:
        drawn = drawn_from(found, value.strip())
    except ValueError as problem:
        return Words(it=str(problem), en=str(problem))
    made = SampleDraw.objects.create(
        sample=found, value=value.strip(), drawn="\n".join(drawn), by=actor.somebody
    )
    data = {"sample": found.number, "seed": found.seed, "value": made.value, "drawn": drawn}
    record_event("call", call.id, "draw_sample", actor, now, data, LAW)
    return made
