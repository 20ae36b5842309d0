"""How does a signed act take effect, whole or not at all: awards, commitments, lists, publication?"""

from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.chain import canonical
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Act, Application, Award, Call, LedgerEntry, Publication
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.signed_act import check_signed
from bandolo.desk.queries.act_lists import Lists, explained
from bandolo.desk.queries.award_gates import award_gates
from bandolo.desk.queries.choice import adopted_acts, adopted_steps, last_rules, references_of
from bandolo.desk.queries.standing import standing_after
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_cents
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
_CHANGED = Words(
    it="una domanda è cambiata dopo la preparazione ({}): prepara di nuovo",
    en="an application has changed since ({}): prepare the act again",
)


class _NotAdoptedError(Exception):
    """Takes back everything that was begun."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def adopt_act(act: UUID, number: str, dated: date, signed: bytes, actor: Actor, now: datetime) -> Act | Words:
    """Adopt an act by its signed file: awards with their commitments, the lists, what is published.

    The signer is another person than the one who prepared it (four eyes). The words say what stands against
    it; then nothing has changed but that this was tried.
    """
    try:
        with transaction.atomic():
            return _adopted(act, number.strip(), dated, signed, actor, now)
    except _NotAdoptedError as refused:
        words = refused.words
    except IntegrityError as refused:
        if "ledger_within_funds" not in str(refused):
            raise
        words = _FUNDS
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
    _carry_out(act, call, actor, now)
    rules = last_rules(call)
    lists = explained(call, rules, standing_after(rules, adopted_steps([*acts, act])))
    content = _published(act, lists)
    Publication.objects.create(
        call=call,
        act=act,
        kind="lists",
        content=content,
        sha256=sha256(canonical(content)).hexdigest(),
        by=person,
    )
    data = {"act": str(act.id), "number": number, "signed": digest, "signature": checked.verdict.value}
    record_event("call", call.id, "adopt_act", actor, now, data, ("L. 241/1990, art. 3",))
    return act


def _check(act: Act, acts: list[Act], number: str, dated: date, actor: Actor, now: datetime) -> None:
    prepared = act.ranking.result["after"] if act.ranking is not None else []
    faults = (
        (act.adopted_at is not None, _DONE),
        (str(actor.somebody.id) != act.content["signer"] or actor.role != "approver", _OTHER),
        (not number, _NUMBER),
        (Act.objects.filter(call=act.call_id, number=number).exists(), _NUMBER_TWICE),
        (not day_in_rome(act.at) <= dated <= day_in_rome(now), _DAY),
        (prepared != [str(one.id) for one in acts], _STALE),
    )
    for is_so, words in faults:
        if is_so:
            raise _NotAdoptedError(words)


def _carry_out(act: Act, call: Call, actor: Actor, now: datetime) -> None:
    """Every application to its list, every award with its commitment; by name, so that no two block."""
    known = references_of(call)
    gates = award_gates(last_rules(call), act.dated or day_in_rome(now))
    for name, cents in sorted(act.content["financed"].items()):
        application = known[name]
        before = Award.objects.filter(application=application).first()
        if before is None:
            verb: Verb = "draw" if application.state == "waiting" else "award"
            _step(application, verb, name, {"act": str(act.id), "amount": cents}, actor, now)
            before = Award(application=application, act=act, amount_cents=0, state="granted")
        added, before.amount_cents = cents - before.amount_cents, cents
        if not gates and before.effective_at is None:
            before.state, before.effective_at = "effective", now
        before.save()
        LedgerEntry.objects.create(
            call=call, award=before, kind="commitment", amount_cents=added, act=act, by=actor.person
        )
    for name in sorted(act.content["waiting"]):
        _step(known[name], "put_waiting", name, {"act": str(act.id)}, actor, now)
    for name in sorted(act.content["not_admitted"]):
        _step(known[name], "not_admit", name, {"act": str(act.id)}, actor, now)


def _step(
    application: Application, verb: Verb, name: str, data: dict[str, Any], actor: Actor, now: datetime
) -> None:
    opened = open_step(application.id, verb, actor, now)
    if isinstance(opened, Refusal):
        raise _NotAdoptedError(Words(it=_CHANGED.it.format(name), en=_CHANGED.en.format(name)))
    close_step(opened, actor, now, data)


def _published(act: Act, lists: Lists) -> dict[str, Any]:
    """What D.Lgs. 33/2013 wants public and no more: a person's own fiscal code stays out (art. 26, c. 4)."""
    rows = {
        "financed": lists.financed,
        "waiting": lists.waiting,
        "not_admitted": (*lists.not_admitted, *lists.superseded, *lists.unserved),
    }
    return {
        "act": {"number": act.number, "date": act.dated.isoformat() if act.dated else ""},
        "subject": act.content["subject"],
        **{
            name: [
                {
                    "position": one.position,
                    "reference": one.reference,
                    "enterprise": one.application.enterprise.name,
                    "fiscal_code": _public(one.application.enterprise.fiscal_code),
                    "amount": show_cents(one.awarded),
                    "why": {"it": one.funds.it, "en": one.funds.en},
                    "clauses": list(one.clauses),
                }
                for one in listed
            ]
            for name, listed in rows.items()
        },
    }


def _public(code: str) -> str:
    return code if code.isdigit() else ""


def _joined(words: tuple[Words, ...]) -> Words:
    return Words(it="; ".join(one.it for one in words), en="; ".join(one.en for one in words))
