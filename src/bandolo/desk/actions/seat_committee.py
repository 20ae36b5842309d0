"""How is the committee of a call named: those who vote, and a coordinator who does not?"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Call, CommitteeMember, Person
from bandolo.desk.queries.choice import last_rules
from bandolo.rules.rule import Words

_FEW = Words(it="servono almeno {} componenti con voto", en="at least {} members vote")
_NONE = Words(it="questo bando non ha un nucleo", en="this call has no committee")
_NO_COORDINATOR = Words(it="indica chi coordina, senza voto", en="say who coordinates, without a vote")
_BOTH = Words(it="chi coordina non vota: non è tra i componenti", en="the coordinator is not a member")


@transaction.atomic
def seat_committee(
    call: Call, members: Sequence[Person], coordinator: Person | None, actor: Actor, now: datetime
) -> int | Words:
    """Put these people in the committee from now on, and let go those who are not among them."""
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    committee = last_rules(call).committee
    if committee is None:
        return _NONE
    wanted = {one.id: "member" for one in members}
    if len(wanted) < committee.members:
        return Words(it=_FEW.it.format(committee.members), en=_FEW.en.format(committee.members))
    if coordinator is None:
        return _NO_COORDINATOR
    if coordinator.id in wanted:
        return _BOTH
    wanted[coordinator.id] = "coordinator"
    for sitting in CommitteeMember.objects.filter(call=call, until__isnull=True):
        if wanted.get(sitting.person_id) == sitting.part:
            del wanted[sitting.person_id]
        else:
            sitting.until = now
            sitting.save(update_fields=["until"])
    for person, part in wanted.items():
        CommitteeMember.objects.create(call=call, person_id=person, part=part, since=now)
    data = {"members": sorted(str(one.id) for one in members), "coordinator": str(coordinator.id)}
    record_event("call", call.id, "seat_committee", actor, now, data)
    return len(members)
