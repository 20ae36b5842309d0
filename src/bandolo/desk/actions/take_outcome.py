"""What follows when the bank says that a transfer was executed, rejected or brought back?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import LedgerEntry, Payment, Transfer
from bandolo.desk.queries.payments import left_of_grant
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_UNKNOWN = Words(it="nessun bonifico ha questo identificativo", en="no transfer has this identifier")
_OVER = Words(it="l'esito è già registrato", en="its outcome is recorded already")
_NOT_ORDERED = Words(it="il bonifico non è ordinato", en="the transfer is not ordered")
_AMOUNT = Words(it="l'importo non è quello ordinato", en="the amount is not the one ordered")
_DAY = Words(it="il giorno di esecuzione va dall'ordine a oggi", en="it is executed from the order to today")
_WHY = Words(it="scrivi il motivo del rifiuto", en="write why it was rejected")
TAX = "ritenuta d'acconto, D.P.R. 600/1973, art. 28"
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


def take_outcomes(told: Iterable[Told], actor: Actor, now: datetime) -> list[Transfer | Refusal]:
    """The same for each, in a transaction of its own: what is wrong with one keeps no other back."""
    return [take_outcome(one, actor, now) for one in told]


@transaction.atomic
def take_outcome(told: Told, actor: Actor, now: datetime) -> Transfer | Refusal:
    """Record what the bank says of a transfer, and book the payment once all its transfers are executed.

    Payments to the beneficiary and its creditors, and the tax withheld, are booked in one transaction; with
    the balance, what the award gave beyond it is released. A transfer that comes back is booked as come back,
    and can be ordered again.
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
    data: dict[str, object] = {"transfer": str(one.id), "cents": one.cents}
    if not is_executed:
        _fail(one, told.failure.strip(), actor)
        close_step(opened, actor, now, {**data, "why": one.failure})
        return one
    one.state, one.executed_on = "executed", told.executed_on
    one.save()
    data["on"] = str(one.executed_on)
    payment = Payment.objects.select_related("award__application__call", "act").get(id=paid.id)
    if payment.transfers.exclude(state="executed").exists():
        record_event("application", paid.award.application_id, "execute_transfer", actor, now, data)
        return one
    _book(payment, actor)
    close_step(opened, actor, now, {**data, "payment": str(payment.id), "gross": payment.gross_cents})
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


def _fail(one: Transfer, why: str, actor: Actor) -> None:
    payment = Payment.objects.select_related("award__application__call", "act").get(id=one.payment_id)
    if payment.state == "executed":
        LedgerEntry.objects.create(
            call=payment.award.application.call,
            award=payment.award,
            payment=payment,
            kind="recovery",
            amount_cents=one.cents,
            act=payment.act,
            note=f"{BACK}: {one.payee}"[:500],
            by=actor.person,
        )
    one.state, one.failure, one.executed_on = "failed", why[:1000], None
    one.save()
    payment.state, payment.executed_on = "failed", None
    payment.save(update_fields=["state", "executed_on"])


def _book(payment: Payment, actor: Actor) -> None:
    """Everything of the payment that is not booked yet, at once; what the balance leaves is set free."""
    award, call = payment.award, payment.award.application.call
    booked = _booked(payment)
    payment.state = "executed"
    payment.executed_on = max(one.executed_on for one in payment.transfers.all() if one.executed_on)
    payment.save(update_fields=["state", "executed_on"])
    entries = [
        ("payment", one.cents, one.payee) for one in payment.transfers.order_by("is_creditor", "payee")
    ]
    entries.append(("withholding", payment.withholding_cents, TAX))
    for kind, cents, note in entries:
        due = cents - booked.get((kind, note[:500]), 0)
        if due > 0:
            LedgerEntry.objects.create(
                call=call,
                award=award,
                payment=payment,
                kind=kind,
                amount_cents=due,
                act=payment.act,
                note=note[:500],
                by=actor.person,
            )
    left = left_of_grant(award) if payment.is_balance else 0
    if left > 0:
        LedgerEntry.objects.create(
            call=call, award=award, kind="release", amount_cents=left, act=payment.act, by=actor.person
        )


def _booked(payment: Payment) -> dict[tuple[str, str], int]:
    """Cents booked already by kind and payee, less what came back."""
    found: dict[tuple[str, str], int] = {}
    for one in payment.ledger.all():
        is_back = one.kind == "recovery"
        key = ("payment", one.note.removeprefix(f"{BACK}: ")) if is_back else (one.kind, one.note)
        found[key] = found.get(key, 0) + (-one.amount_cents if is_back else one.amount_cents)
    return found
