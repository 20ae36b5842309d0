"""How does the accountant book a tranche of a loan that left, and an instalment that came in?"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.agree_loan import ENDED, IN_BEING
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Award, LoanContract, LoanEntry
from bandolo.desk.queries.loans import loan_of, split_of
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_euro
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="spetta alla ragioneria", en="this belongs to the accountant")
_NO_LOAN = Words(it="non c'è un contratto confermato", en="there is no confirmed contract")
_AMOUNT = Words(it="l'importo è maggiore di zero", en="the amount is above zero")
_DAY = Words(it="il giorno va dalla firma a oggi", en="the day is from the signature to today")
_REFERENCE = Words(it="scrivi il riferimento della banca", en="write the reference of the bank")
_TWICE = Words(it="questo movimento è già registrato", en="this movement is booked already")
_MORE = Words(it="restano da erogare {}", en="{} are left to be lent")
_OVER = Words(
    it="sono {} più del dovuto: registra il dovuto e restituisci il resto",
    en="this is {} more than is owed: book what is owed and give the rest back",
)
_BEFORE = Words(it="si rimborsa ciò che è stato erogato", en="what was lent is what comes back")


@transaction.atomic
def disburse_loan(
    application: UUID, cents: int, on: date, reference: str, actor: Actor, now: datetime
) -> LoanEntry | Words:
    """Book a tranche in cents that left on a day: all of them at most what the contract says."""
    found = _held(application, cents, on, reference, actor, now)
    if isinstance(found, Words):
        return found
    # Held, so that it is not taken back meanwhile.
    if Award.objects.select_for_update(of=("self",)).get(id=found.award_id).state not in IN_BEING:
        return ENDED
    if found.entries.filter(kind="disbursement", on=on, reference=reference.strip()).exists():
        return _TWICE
    left = loan_of(found, day_in_rome(now)).left_to_lend
    if cents > left:
        return Words(it=_MORE.it.format(show_euro(left, "it")), en=_MORE.en.format(show_euro(left, "en")))
    return _booked(found, {"disbursement": cents}, on, reference, actor, now)[0]


@transaction.atomic
def receive_instalment(
    application: UUID, cents: int, on: date, reference: str, actor: Actor, now: datetime
) -> list[LoanEntry] | Words:
    """Book cents that came in on a day: the oldest instalment first, its interest before its principal."""
    found = _held(application, cents, on, reference, actor, now)
    if isinstance(found, Words):
        return found
    back = ("interest", "principal")
    if found.entries.filter(kind__in=back, on=on, reference=reference.strip()).exists():
        return _TWICE
    stands = loan_of(found, day_in_rome(now))
    interest, principal, over = split_of(stands, cents)
    if over:
        return Words(it=_OVER.it.format(show_euro(over, "it")), en=_OVER.en.format(show_euro(over, "en")))
    if principal > stands.outstanding or not stands.lent:
        return _BEFORE
    return _booked(found, {"interest": interest, "principal": principal}, on, reference, actor, now)


def _held(
    application: UUID, cents: int, on: date, reference: str, actor: Actor, now: datetime
) -> LoanContract | Words:
    if actor.role != "accountant":
        return _NOT_YOURS
    known = LoanContract.objects.select_for_update(of=("self",)).select_related("award__application")
    found = known.filter(award__application=application, confirmed_by__isnull=False).first()
    if found is None:
        return _NO_LOAN
    if (conflict := conflict_of(found.award.application, actor)) is not None:
        return conflict
    faults = (
        (cents <= 0, _AMOUNT),
        (not found.signed_on <= on <= day_in_rome(now), _DAY),
        (not reference.strip(), _REFERENCE),
    )
    return next((words for is_so, words in faults if is_so), found)


def _booked(
    contract: LoanContract, parts: dict[str, int], on: date, reference: str, actor: Actor, now: datetime
) -> list[LoanEntry]:
    made = [
        LoanEntry.objects.create(
            contract=contract, kind=kind, cents=cents, on=on, reference=reference.strip(), by=actor.somebody
        )
        for kind, cents in parts.items()
        if cents
    ]
    data = {"on": on.isoformat(), "reference": reference.strip(), **parts}
    record_event("application", contract.award.application_id, "move_loan", actor, now, data)
    return made
