"""How does the coordinator keep the minutes of a sitting of the committee?"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Call, CommitteeMember, Minutes
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.committee import members_of, votes_to_decide
from bandolo.desk.queries.sitting import Sitting, sitting_of
from bandolo.papers import typeset_acts, typeset_records
from bandolo.papers.typeset import typeset
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_NO_PLACE = Words(it="scrivi dove si è riunito il nucleo", en="write where the committee sat")
_NOT_YOURS = Words(it="il verbale lo redige chi coordina", en="the coordinator keeps the minutes")
_NO_QUORUM = Words(
    it="non c'è il numero legale: {} presenti, ne servono {}", en="no quorum: {} present, {} needed"
)
_LATER = Words(it="una seduta non si verbalizza prima che si tenga", en="a sitting is not minuted beforehand")


@transaction.atomic
def keep_minutes(
    call: Call, held_on: date, place: str, present: set[str], actor: Actor, now: datetime
) -> Minutes | Words:
    """Keep as PDF who sat, with which conflicts, and what was voted with which reasons; `present` are ids."""
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    person = actor.somebody
    members = members_of(call, now)
    voting = [one for one in members if one.part == "member"]
    here = [one for one in voting if str(one.person_id) in present]
    if not any(one.part == "coordinator" and one.person_id == person.id for one in members):
        return _NOT_YOURS
    if held_on > day_in_rome(now):
        return _LATER
    if not place.strip():
        return _NO_PLACE
    needed = votes_to_decide(last_rules(call), len(voting))
    if len(here) < needed:
        return Words(it=_NO_QUORUM.it.format(len(here), needed), en=_NO_QUORUM.en.format(len(here), needed))
    number = Minutes.objects.filter(call=call).count() + 1
    sitting = sitting_of(call)
    seated = tuple(_seated(one, present, sitting) for one in members)
    pdf = _pdf(call, number, (held_on, place.strip()), seated, sitting, str(person), now)
    content = {
        "place": place.strip(),
        "present": sorted(str(one.person_id) for one in here),
        "examined": [one.reference for one in sitting.examined],
    }
    kept = Minutes.objects.create(
        call=call, number=number, held_on=held_on, content=content, pdf_sha256=keep(pdf), by=person
    )
    record_event("call", call.id, "keep_minutes", actor, now, {"number": number, "pdf": kept.pdf_sha256})
    return kept


def _pdf(
    call: Call,
    number: int,
    held: tuple[date, str],
    members: tuple[typeset_acts.Member, ...],
    sitting: Sitting,
    coordinator: str,
    now: datetime,
) -> bytes:
    rules = last_rules(call)
    chair = typeset_records.Person(name=coordinator, capacity="Coordinatore")
    reasons = typeset_records.Cited(
        words="Le valutazioni sono quelle riportate per ciascuna domanda.", clauses=("L. 241/1990, art. 3",)
    )
    return typeset(
        typeset_acts.Minutes(
            issuer=typeset_records.Issuer(name=rules.body.name.it, office=settings.BODY),
            call=rules.title.it,
            reference=call.slug,
            made_at=now,
            number=number,
            held_on=held[0],
            place=held[1],
            members=members,
            agenda=("Dichiarazioni sui conflitti di interesse", "Esame delle domande ammesse"),
            examined=sitting.examined,
            decisions=(reasons,),
            chair=chair,
            secretary=chair,
        )
    )


def _seated(one: CommitteeMember, present: set[str], sitting: Sitting) -> typeset_acts.Member:
    votes = one.part == "member"
    return typeset_acts.Member(
        name=str(one.person),
        capacity="componente con voto" if votes else "coordinatore, senza voto",
        is_present=not votes or str(one.person_id) in present,
        conflict=sitting.conflicts.get(one.person_id, ""),
    )
