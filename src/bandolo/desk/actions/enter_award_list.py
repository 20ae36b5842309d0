"""How do awards that an act adopted elsewhere gave come onto the desk, so that they can be reported on?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Application, Award, Call, LedgerEntry, Person
from bandolo.desk.outside.files import keep
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import read_cents
from bandolo.rules.rule import Words

_NUMBER = Words(it="indica il numero dell'atto", en="state the number of the act")
_DAY = Words(it="l'atto non può essere di un giorno futuro", en="the act cannot be of a day to come")
_TWICE = Words(it="un atto del bando ha già questo numero", en="an act of the call has this number already")
_FUNDS = Words(
    it="gli impegni supererebbero i fondi del bando", en="the commitments would exceed the funds of the call"
)


@dataclass(frozen=True)
class OutsideAct:
    """An act adopted elsewhere: its number, its day, its file, and who brought it to the desk."""

    number: str
    dated: date
    file: bytes
    brought_by: Person


class _NotEnteredError(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def enter_award_list(
    call: Call, act: OutsideAct, approved: Mapping[UUID, Mapping[str, Any]], actor: Actor, now: datetime
) -> Act | Words:
    """Award what an act adopted elsewhere gave, whole or not at all, to admissible applications by id.

    `approved` is for each the table [approved] of an application file. The words say what stands against it.
    """
    try:
        with transaction.atomic():
            return _entered(call, act, approved, actor, now)
    except _NotEnteredError as refused:
        return refused.words
    except IntegrityError as refused:
        if "ledger_within_funds" not in str(refused):
            raise
        return _FUNDS


def _entered(
    call: Call, act: OutsideAct, approved: Mapping[UUID, Mapping[str, Any]], actor: Actor, now: datetime
) -> Act:
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    number = act.number.strip()
    for is_so, words in (
        (not number, _NUMBER),
        (act.dated > day_in_rome(now), _DAY),
        (Act.objects.filter(call=call, number=number).exists(), _TWICE),
    ):
        if is_so:
            raise _NotEnteredError(words)
    digest = keep(act.file)
    made = Act.objects.create(
        call=call,
        kind="ranking",
        number=number,
        dated=act.dated,
        content={
            "subject": "Concessione dei contributi (atto adottato fuori dallo sportello)",
            "approved": {str(id): dict(table) for id, table in approved.items()},
        },
        pdf_sha256=digest,
        signed_sha256=digest,
        prepared_by=act.brought_by,
        adopted_by=actor.somebody,
        adopted_at=now,
    )
    for application in Application.objects.filter(id__in=approved).order_by("id"):
        _award(application, made, approved[application.id], actor, now)
    data = {"act": str(made.id), "number": number, "file": digest, "awards": len(approved)}
    record_event("call", call.id, "enter_award_list", actor, now, data)
    return made


def _award(
    application: Application, act: Act, approved: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    cents = sum(read_cents(approved.get(name, "0")) or 0 for name in ("grant", "premium", "loan"))
    opened = open_step(application.id, "award", actor, now)
    if isinstance(opened, Refusal):
        raise _NotEnteredError(opened.words)
    close_step(opened, actor, now, {"act": str(act.id), "amount": cents})
    award = Award.objects.create(
        application=application, act=act, amount_cents=cents, state="effective", effective_at=now
    )
    LedgerEntry.objects.create(
        call=act.call, award=award, kind="commitment", amount_cents=cents, act=act, by=actor.person
    )
