"""How does the body take longer to answer a data subject, and say why in time?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.answer_data_request import ANSWERED, own_request, tell_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import DataRequest
from bandolo.desk.queries.data_requests import PUT_OFF, WHEN, term_of
from bandolo.rules.days import day_in_rome, show_day
from bandolo.rules.rule import Words

_NO_REASON = Words(it="scrivi perché serve più tempo", en="write why more time is needed")
_TOO_LATE = Words(
    it="si proroga una volta, entro il mese dalla richiesta (art. 12, par. 3)",
    en="it is put off once, within the month from the request (art. 12, par. 3)",
)


@transaction.atomic
def put_off_data_request(request: UUID, reason: str, actor: Actor, now: datetime) -> DataRequest | Words:
    """Give the answer two months more, once, within the first month; the person is told why."""
    held = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(id=request)
    against = own_request(held, actor)
    if against is not None:
        return against
    if held.outcome:
        return ANSWERED
    if held.delay_reason or day_in_rome(now) > held.term:
        return _TOO_LATE
    if not reason.strip():
        return _NO_REASON
    held.term, held.delay_reason = term_of(held, PUT_OFF), reason.strip()
    held.save(update_fields=["term", "delay_reason"])
    data = {"request": str(held.id), "term": held.term.isoformat(), "why": held.delay_reason}
    record_event("person", held.person_id, "put_off_data_request", actor, now, data, (WHEN,))
    until_it, until_en = show_day(held.term, "it"), show_day(held.term, "en")
    tell_person(
        held,
        Words(
            it=f"Rispondiamo entro {until_it}: {held.delay_reason}",
            en=f"We answer by {until_en}: {held.delay_reason}",
        ),
    )
    return held
