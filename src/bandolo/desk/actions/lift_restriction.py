"""How does a restriction of the treatment of data end?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.answer_data_request import own_request, tell_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import DataRequest
from bandolo.rules.rule import Words

_NONE = Words(it="non c'è una limitazione in corso", en="no restriction holds")
_NO_REASON = Words(
    it="scrivi perché finisce: la persona va informata prima (art. 18, par. 3)",
    en="write why it ends: the person is told before (art. 18, par. 3)",
)
_LAW = ("Reg. (UE) 2016/679, art. 18, par. 3",)


@transaction.atomic
def lift_restriction(request: UUID, reason: str, actor: Actor, now: datetime) -> DataRequest | Words:
    """End a restriction with its reason, by an officer; the person is told."""
    held = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(id=request)
    against = own_request(held, actor)
    if against is not None:
        return against
    if held.kind != "restriction" or held.outcome != "granted" or held.lifted_at is not None:
        return _NONE
    if not reason.strip():
        return _NO_REASON
    held.lifted_at, held.lift_reason = now, reason.strip()
    held.save(update_fields=["lifted_at", "lift_reason"])
    data = {"request": str(held.id), "why": held.lift_reason}
    record_event("person", held.person_id, "lift_restriction", actor, now, data, _LAW)
    if held.application_id is not None:
        record_event("application", held.application_id, "lift_restriction", actor, now, data, _LAW)
    words = Words(it=f"La limitazione finisce: {reason}", en=f"The restriction ends: {reason}")
    tell_person(held, words)
    return held
