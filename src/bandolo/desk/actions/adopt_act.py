"""How does a signed act take effect, whole or not at all: what it decides, its ledger, its publication?"""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from bandolo.desk.actions.carry_out import CARRY_OUT
from bandolo.desk.actions.carry_out_award import published_lists
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.tell_act import tell_act
from bandolo.desk.chain import canonical
from bandolo.desk.models import Act, Call, Person, Publication
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.post import is_configured
from bandolo.desk.outside.signed_act import check_signed
from bandolo.desk.queries.choice import adopted_acts
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_DONE = Words(it="l'atto è già adottato", en="the act is adopted already")
_OTHER = Words(it="firma chi è indicato nell'atto", en="who is named in the act signs it")
_NUMBER = Words(it="indica numero e data dell'atto", en="state number and date of the act")
_NUMBER_TWICE = Words(
    it="un altro atto del bando ha questo numero", en="another act of the call has this number"
)
_DAY = Words(
    it="la data dell'atto va da quando è preparato a oggi",
    en="the act is dated from the day it was prepared to today",
)
_STALE = Words(
    it="dopo la preparazione è stato adottato un altro atto: prepara di nuovo",
    en="another act was adopted since this one was prepared: prepare it again",
)
_FUNDS = Words(
    it="gli impegni supererebbero i fondi del bando", en="the commitments would exceed the funds of the call"
)
# What the database refuses, whatever was checked before.
_BOUNDS = {
    "ledger_within_funds": _FUNDS,
    "ledger_within_award": Words(
        it="si pagherebbe più di quanto la concessione lascia", en="more would be paid than the award leaves"
    ),
}


class _NotAdoptedError(Exception):
    """Takes back everything that was begun."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def adopt_act(act: UUID, number: str, dated: date, signed: bytes, actor: Actor, now: datetime) -> Act | Words:
    """Adopt an act by its signed file: what its kind does (`carry_out`), and what of it is published.

    The signer is another person than the one who prepared it (four eyes). The words say what stands against
    it; then nothing has changed but that this was tried.
    """
    try:
        with transaction.atomic():
            return _adopted(act, number.strip(), dated, signed, actor, now)
    except _NotAdoptedError as refused:
        words = refused.words
    except IntegrityError as refused:
        found = next((words for name, words in _BOUNDS.items() if name in str(refused)), None)
        if found is None:
            raise
        words = found
    with transaction.atomic():
        data = {"act": str(act), "verb": "adopt_act", "why": words.it}
        call = Act.objects.values_list("call_id", flat=True).get(id=act)
        record_event("call", call, "not_allowed", actor, now, data)
    return words


def _adopted(id: UUID, number: str, dated: date, signed: bytes, actor: Actor, now: datetime) -> Act:
    call = Call.objects.select_for_update(of=("self",)).get(formal_acts__id=id)
    act = Act.objects.select_related("ranking").get(id=id)
    acts = adopted_acts(call)
    _check(act, acts, number, dated, actor, now)
    digest = keep(signed)
    person = actor.somebody
    checked = check_signed(digest, act.pdf_sha256, person.fiscal_code, str(person), now)
    if checked.against:
        raise _NotAdoptedError(_joined(checked.against))
    act.number, act.dated, act.signed_sha256 = number, dated, digest
    act.adopted_by, act.adopted_at = person, now
    act.save()
    against = CARRY_OUT[act.kind](act, actor, now)
    if against is not None:
        raise _NotAdoptedError(against)
    _publish(act, person)
    if is_configured():
        tell_act.enqueue(str(act.id))
    data = {"act": str(act.id), "number": number, "signed": digest, "signature": checked.verdict.value}
    record_event("call", call.id, "adopt_act", actor, now, data, ("L. 241/1990, art. 3",))
    return act


def _publish(act: Act, person: Person) -> None:
    """What becomes public with an act: the lists of a ranking, or what was prepared to be."""
    published = published_lists(act) if act.ranking is not None else act.content.get("published")
    if published is None:
        return
    head = {"number": act.number, "date": act.dated.isoformat() if act.dated else ""}
    content = {"act": head, "subject": act.content["subject"], **published}
    Publication.objects.create(
        call=act.call,
        act=act,
        kind="lists" if act.ranking is not None else act.kind,
        content=content,
        sha256=sha256(canonical(content)).hexdigest(),
        by=person,
    )


def _check(act: Act, acts: list[Act], number: str, dated: date, actor: Actor, now: datetime) -> None:
    is_stale = act.ranking is not None and act.ranking.result["after"] != [str(one.id) for one in acts]
    faults = (
        (act.adopted_at is not None, _DONE),
        (str(actor.somebody.id) != act.content["signer"] or actor.role != "approver", _OTHER),
        (not number, _NUMBER),
        (Act.objects.filter(call=act.call_id, number=number).exists(), _NUMBER_TWICE),
        (not day_in_rome(act.at) <= dated <= day_in_rome(now), _DAY),
        (is_stale, _STALE),
    )
    for is_so, words in faults:
        if is_so:
            raise _NotAdoptedError(words)


def _joined(words: tuple[Words, ...]) -> Words:
    return Words(it="; ".join(one.it for one in words), en="; ".join(one.en for one in words))
