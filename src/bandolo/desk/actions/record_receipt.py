"""How is money that came back recorded, and what does it set free?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.hold_recovery import held_recovery
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import LedgerEntry, Recovery, RecoveryReceipt
from bandolo.desk.queries.recoveries import parts_of, received_of
from bandolo.desk.queries.revocations import recovery_rule
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import law
from bandolo.rules.money import show_euro
from bandolo.rules.returning import Balance, Received, Settled, owed
from bandolo.rules.rule import Words

_OVER = Words(it="tutto è già tornato", en="all came back already")
_NOTHING = Words(it="l'importo è più di zero", en="the amount is above zero")
_FUTURE = Words(it="la data non può essere futura", en="the day cannot be one to come")
_EARLIER = Words(
    it="è già registrata una restituzione del {}: si contano in ordine, indica quel giorno o dopo",
    en="a receipt of {} is recorded: interest is counted in order, state that day or later",
)
_BEFORE = Words(it="è prima del pagamento", en="it is before the payment")
_REFERENCE = Words(it="indica il riferimento (CRO, quietanza)", en="state its reference (CRO, receipt no.)")
_TWICE = Words(it="questo riferimento è già registrato", en="this reference is recorded already")
_ABOVE = Words(
    it="è più del dovuto: quel giorno si devono in tutto {}; registra quello e restituisci il resto",
    en="it is more than is owed: {} in all on that day; record that and give the rest back",
)


@dataclass(frozen=True)
class Receipt:
    """Cents that came back on a day, under a reference of the bank or treasurer."""

    cents: int
    on: date
    reference: str
    source: Literal["typed", "file"] = "typed"


@transaction.atomic
def record_receipt(recovery: UUID, receipt: Receipt, actor: Actor, now: datetime) -> RecoveryReceipt | Words:
    """Count a receipt, interest first, and set free what came back; the last closes the recovery.

    The words say what stands against it: then nothing is recorded.
    """
    held = held_recovery(recovery, actor)
    if isinstance(held, Words):
        return held
    against = _against(held, receipt, now)
    if against is not None:
        return against
    try:
        balance = _with(held, receipt)
    except ValueError as problem:
        return Words(it=f"gli interessi non si possono contare: {problem}", en=str(problem))
    counted = balance.receipts[-1]
    if counted.left_over:
        most = receipt.cents - counted.left_over
        return Words(it=_ABOVE.it.format(show_euro(most, "it")), en=_ABOVE.en.format(show_euro(most, "en")))
    made = _kept(held, receipt, counted, actor, now)
    if not balance.total:
        _close(held, receipt.on, actor, now)
    return made


def _kept(held: Recovery, receipt: Receipt, counted: Settled, actor: Actor, now: datetime) -> RecoveryReceipt:
    made = RecoveryReceipt.objects.create(
        recovery=held,
        received_on=receipt.on,
        amount_cents=receipt.cents,
        principal_cents=counted.principal,
        interest_cents=counted.interest,
        reference=receipt.reference.strip(),
        source=receipt.source,
        release=_entered(held, counted.principal, counted.interest, receipt.reference.strip(), actor),
        by=actor.somebody,
    )
    data = {
        "recovery": str(held.id),
        "amount": receipt.cents,
        "principal": counted.principal,
        "interest": counted.interest,
        "on": receipt.on.isoformat(),
        "reference": made.reference,
    }
    application = held.revocation.application_id
    record_event("application", application, "record_receipt", actor, now, data, ("c.c., art. 1194",))
    return made


def _against(held: Recovery, receipt: Receipt, now: datetime) -> Words | None:
    last = held.receipts.order_by("received_on").last()
    if held.settled_on is not None:
        return _OVER
    if receipt.cents < 1:
        return _NOTHING
    if receipt.on > day_in_rome(now):
        return _FUTURE
    if receipt.on < max(one.paid_on for one in parts_of(held)):
        return _BEFORE
    if not receipt.reference.strip():
        return _REFERENCE
    if held.receipts.filter(reference=receipt.reference.strip()).exists():
        return _TWICE
    if last is not None and receipt.on < last.received_on:
        day = last.received_on.strftime("%d/%m/%Y")
        return Words(it=_EARLIER.it.format(day), en=_EARLIER.en.format(day))
    return None


def _with(held: Recovery, receipt: Receipt) -> Balance:
    came = [*received_of(held), Received(receipt.cents, receipt.on)]
    rule = recovery_rule(held.revocation.application)
    return owed(parts_of(held), came, receipt.on, law().interest, rule)


def _entered(held: Recovery, principal: int, interest: int, note: str, actor: Actor) -> LedgerEntry | None:
    """The entries of the ledger; the one that sets funds free, where any principal came back."""
    made = None
    # What comes back first makes room for what is set free: the database looks after each entry.
    for kind, cents in (("interest", interest), ("recovery", principal), ("release", principal)):
        if cents:
            made = LedgerEntry.objects.create(
                call=held.revocation.application.call,
                award=held.award,
                kind=kind,
                amount_cents=cents,
                act=held.revocation.act,
                note=note,
                by=actor.person,
            )
    return made if principal else None


def _close(held: Recovery, on: date, actor: Actor, now: datetime) -> None:
    held.settled_on = on
    held.save(update_fields=["settled_on"])
    verb: Verb = "recover_all" if held.revocation.extent == "total" else "recover_part"
    opened = open_step(held.revocation.application_id, verb, actor, now)
    if isinstance(opened, Refusal):
        raise PermissionError(opened.words.en)
    close_step(opened, actor, now, {"recovery": str(held.id)})
