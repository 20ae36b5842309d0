"""How does the body announce a sample for inspections, bound to a seed that nobody knows yet?"""

from datetime import datetime
from secrets import token_hex

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Call, InspectionSample
from bandolo.desk.queries.inspections import LAW, eligible
from bandolo.rules.draw import commitment, list_digest
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="lo annuncia chi istruisce", en="an officer announces it")
_NOBODY = Words(it="nessuna concessione da controllare", en="no award to be inspected")
_SIZE = Words(it="indica quante: da 1 a {}", en="state how many: 1 to {}")
_PUBLIC = Words(
    it="indica il valore pubblico che si conoscerà solo dopo, per esempio una ruota e un giorno del Lotto",
    en="name the public value that will be known only later, such as a wheel and a day of the lottery",
)


@transaction.atomic
def announce_sample(
    call: Call, size: int | None, public: str, actor: Actor, now: datetime
) -> InspectionSample | Words:
    """Publish the digest of a new seed, the list that takes part, and the value that will be mixed in.

    From then on the body can change none of them (`rules.draw`).
    """
    if actor.role != "officer":
        return _NOT_YOURS
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    names = sorted(eligible(call))
    if not names:
        return _NOBODY
    if size is None or not 1 <= size <= len(names):
        return Words(it=_SIZE.it.format(len(names)), en=_SIZE.en.format(len(names)))
    if not public.strip():
        return _PUBLIC
    seed = token_hex(32)
    made = InspectionSample.objects.create(
        call=call,
        number=call.inspection_samples.count() + 1,
        size=size,
        listed="\n".join(names),
        listed_sha256=list_digest(names),
        seed=seed,
        committed=commitment(seed),
        public=" ".join(public.split()),
        by=actor.somebody,
    )
    data = {
        "sample": made.number,
        "size": size,
        "listed": made.listed_sha256,
        "committed": made.committed,
        "public": made.public,
    }
    record_event("call", call.id, "announce_sample", actor, now, data, LAW)
    return made
