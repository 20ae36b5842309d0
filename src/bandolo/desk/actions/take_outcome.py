"""What follows when the bank says that a transfer was executed, rejected or brought back?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import Opened, close_step, open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import LedgerEntry, Payment, Transfer
from bandolo.desk.queries.payment_paper import tax_of
from bandolo.desk.queries.payments import left_of_grant
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_UNKNOWN = Words(it="nessun bonifico ha questo identificativo", en="no transfer has this identifier")
_OVER = Words(it="l'esito è già registrato", en="its outcome is recorded already")
_NOT_ORDERED = Words(it="il bonifico non è ordinato", en="the transfer is not ordered")
_AMOUNT = Words(it="l'importo non è quello ordinato", en="the amount is not the one ordered")
_DAY = Words(it="il giorno di esecuzione va dall'ordine a oggi", en="it is executed from the order to today")
_WHY = Words(it="scrivi il motivo del rifiuto", en="write why it was rejected")
BACK = "bonifico riaccreditato dalla banca"


@dataclass(frozen=True)
class Told:
    """What the bank says of a transfer by its end-to-end id: executed on a day, or not, and why.

    `cents` where the bank repeats the amount.
    """

    end_to_end: str
    executed_on: date | None
    failure: str = ""
    cents: int | None = None


@transaction.atomic
def take_outcome(told: Told, actor: Actor, now: datetime) -> Transfer | Refusal:
    """Record what the bank says of a transfer, and book it: what left, or what came back.

    With the last transfer of a payment the tax withheld is booked, and with the balance what the award gave
    beyond it is released. A transfer that comes back can be ordered again.
    """
    found = Transfer.objects.filter(end_to_end=told.end_to_end).exclude(end_to_end="").first()
    if found is None:
        return Refusal("pay", _UNKNOWN)
    paid = Payment.objects.select_related("award").get(id=found.payment_id)
    is_executed = told.executed_on is not None
    verb: Verb = "fail_payment" if not is_executed else "pay" if paid.is_balance else "pay_stage"
    opened = open_step(paid.award.application_id, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    one = Transfer.objects.select_for_update(of=("self",)).select_related("order").get(id=found.id)
    fault = _fault(one, told, now)
    if fault is not None:
        return Refusal(verb, fault)
    payment = Payment.objects.select_related("award__application__call", "act").get(id=paid.id)
    if told.executed_on is not None:
        _execute(payment, one, told.executed_on, opened, actor, now)
    else:
        _fail(payment, one, told.failure.strip(), actor)
        close_step(opened, actor, now, {"transfer": str(one.id), "cents": one.cents, "why": one.failure})
    return one


def _fault(one: Transfer, told: Told, now: datetime) -> Words | None:
    is_executed = told.executed_on is not None
    if one.state == "executed" and is_executed:
        return _OVER
    if one.state not in ("ordered", "executed") or one.order is None:
        return _NOT_ORDERED if one.state == "due" else _OVER
    if told.cents is not None and told.cents != one.cents:
        return _AMOUNT
    if told.executed_on is not None:
        first = day_in_rome(one.order.at)
        return None if first <= told.executed_on <= day_in_rome(now) else _DAY
    return None if told.failure.strip() else _WHY


def _execute(payment: Payment, one: Transfer, on: date, opened: Opened, actor: Actor, now: datetime) -> None:
    one.state, one.executed_on = "executed", on
    one.save()
    _book(payment, "payment", one.cents, one.payee, actor)
    data = {"transfer": str(one.id), "cents": one.cents, "on": on.isoformat()}
    if payment.transfers.exclude(state="executed").exists():
        record_event("application", opened.application.id, "execute_transfer", actor, now, data)
        return
    _end(payment, actor)
    close_step(opened, actor, now, {**data, "payment": str(payment.id), "gross": payment.gross_cents})


def _fail(payment: Payment, one: Transfer, why: str, actor: Actor) -> None:
    if one.state == "executed":
        _book(payment, "recovery", one.cents, f"{BACK}: {one.payee}", actor)
    one.state, one.failure, one.executed_on = "failed", why[:1000], None
    one.save()
    payment.state, payment.executed_on = "failed", None
    payment.save(update_fields=["state", "executed_on"])


def _end(payment: Payment, actor: Actor) -> None:
    """All of the payment has left: the tax is withheld, once; what the balance leaves is set free."""
    payment.state = "executed"
    payment.executed_on = max(one.executed_on for one in payment.transfers.all() if one.executed_on)
    payment.save(update_fields=["state", "executed_on"])
    if not payment.ledger.filter(kind="withholding").exists():
        for note, cents in _taxes(payment):
            _book(payment, "withholding", cents, note, actor)
    if payment.is_balance:
        _book(payment, "release", left_of_grant(payment.award), "", actor)


def _taxes(payment: Payment) -> list[tuple[str, int]]:
    """What is withheld of a payment: once, or of each member of a group, by name."""
    each = [(tax_of(one["name"]), one["withholding"]) for one in payment.members]
    return each or [(tax_of(), payment.withholding_cents)]


def _book(payment: Payment, kind: str, cents: int, note: str, actor: Actor) -> None:
    if cents <= 0:
        return
    LedgerEntry.objects.create(
        call=payment.award.application.call,
        award=payment.award,
        # What is set free is set free of the award.
        payment=None if kind == "release" else payment,
        kind=kind,
        amount_cents=cents,
        act=payment.act,
        note=note[:500],
        by=actor.person,
    )
