"""How does the accountant order the bank to make the transfers of payments?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bandolo.desk.actions.propose_payment import listed
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Event, PaymentOrder, Transfer
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.payable import gates_to_leave
from bandolo.desk.queries.transfers import reason_of
from bandolo.papers import transfer_order
from bandolo.papers.transfer_order import Debtor, order_faults, order_file
from bandolo.rules.days import ROME, day_in_rome
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="spetta alla ragioneria", en="this belongs to the accountant")
_NOTHING = Words(it="scegli almeno un bonifico", en="choose at least one transfer")
# What is looked at for the day of a transfer is known for the days to come, not for the next year.
FURTHEST = timedelta(days=60)
_PAST = Words(
    it=f"l'esecuzione va da oggi a {FURTHEST.days} giorni da oggi",
    en=f"transfers are executed from today on, within {FURTHEST.days} days",
)
_CHANGED = Words(
    it="un bonifico scelto non si può più ordinare: ricarica la pagina",
    en="a transfer that was chosen cannot be ordered any more: load the page again",
)
_MENDED = Words(
    it="hai cambiato tu l'IBAN di {}: lo ordina un'altra persona",
    en="you changed the IBAN of {}: another person orders it",
)
_UNFIT = Words(it="la banca non li accetterebbe: {}", en="the bank would not take them: {}")
_ASKS = Words(it="{}", en="{}")
_NO_MORE = Words(
    it="ciò che serve per pagare oggi non risulta. {}. Si verifica di nuovo, o si richiama la liquidazione",
    en="what a payment needs does not hold today. {}. It is verified again, or the payment is called back",
)
_ORDERABLE = ("authorised", "ordered", "failed")


@dataclass(frozen=True)
class _Refused(Exception):  # noqa: N818 - it takes back what was begun, and carries the words
    words: Words


def order_transfers(
    transfers: Collection[UUID], execute_on: date, actor: Actor, now: datetime
) -> PaymentOrder | Words:
    """Write the file of transfers for the bank (pain.001.001.09), keep it, and mark them as ordered.

    Only transfers of payments that an adopted act authorises, due or rejected by the bank before. The words
    say everything that stands against it; then nothing is ordered.
    """
    try:
        with transaction.atomic():
            return _ordered(transfers, execute_on, actor, now)
    except _Refused as refused:
        return refused.words


def _ordered(ids: Collection[UUID], execute_on: date, actor: Actor, now: datetime) -> PaymentOrder:
    if actor.role != "accountant":
        raise _Refused(_NOT_YOURS)
    if not ids:
        raise _Refused(_NOTHING)
    if not day_in_rome(now) <= execute_on <= day_in_rome(now) + FURTHEST:
        raise _Refused(_PAST)
    chosen = _chosen(ids, actor)
    if hindered := _hindered(chosen, execute_on, now):
        raise _Refused(hindered)
    message = f"BANDOLO-{token_hex(10)}"
    debtor = Debtor(settings.PAYS_AS, settings.PAYS_FROM)
    for one in chosen:
        one.end_to_end = token_hex(16)
    written = tuple(
        transfer_order.Transfer(one.end_to_end, one.payee[:70], one.iban, one.cents, reason_of(one))
        for one in chosen
    )
    if faults := order_faults(debtor, written, message):
        told = "; ".join(faults)
        raise _Refused(Words(it=_UNFIT.it.format(told), en=_UNFIT.en.format(told)))
    file = order_file(debtor, written, execute_on, message, now)
    order = PaymentOrder.objects.create(
        message=message, sha256=keep(file), execute_on=execute_on, by=actor.somebody
    )
    for one in chosen:
        one.order, one.state, one.failure = order, "ordered", ""
        one.save()
        one.payment.state = "ordered"
        one.payment.save(update_fields=["state"])
        data = {"transfer": str(one.id), "order": order.message, "cents": one.cents, "file": order.sha256}
        dossier = one.payment.award.application_id
        record_event("application", dossier, "order_transfer", actor, now, data)
    return order


def _chosen(ids: Collection[UUID], actor: Actor) -> list[Transfer]:
    """The transfers, their applications held, if all of them can be ordered by this person."""
    held = Application.objects.select_for_update(of=("self",)).filter(award__payments__transfers__in=ids)
    payable = set[UUID]()
    for application in held.order_by("id"):
        if (conflict := conflict_of(application, actor)) is not None:
            raise _Refused(conflict)
        if application.state == "payable":
            payable.add(application.id)
    known = Transfer.objects.select_related(
        "payment__act", "payment__award__act", "payment__award__application__enterprise"
    )
    chosen = list(known.filter(id__in=ids, state__in=("due", "failed")).order_by("payment_id", "id"))
    if len(chosen) != len(set(ids)) or any(
        one.payment.state not in _ORDERABLE or one.payment.award.application_id not in payable
        for one in chosen
    ):
        raise _Refused(_CHANGED)
    _look_at_accounts(chosen, actor)
    return chosen


def _look_at_accounts(chosen: Collection[Transfer], actor: Actor) -> None:
    """Four eyes: nobody sends money to an account that they put in place of another themselves."""
    mended = Event.objects.filter(
        dossier__in=[one.payment.award.application_id for one in chosen],
        what="mend_transfer",
        who=actor.somebody,
    )
    own = {told.get("transfer") for told in mended.values_list("detail__data", flat=True) if told}
    for one in chosen:
        if str(one.id) in own:
            raise _Refused(Words(it=_MENDED.it.format(one.payee), en=_MENDED.en.format(one.payee)))


def _hindered(chosen: Iterable[Transfer], execute_on: date, now: datetime) -> Words | None:
    """What stands against the payments on the day on which they leave, each by its beneficiary."""
    on = max(now, datetime.combine(execute_on, time(), tzinfo=ROME))
    told = [
        (str(paid.award.application.enterprise), listed(_ASKS, gates))
        for paid in {one.payment_id: one.payment for one in chosen}.values()
        if (gates := gates_to_leave(paid, on))
    ]
    if not told:
        return None
    it, en = ("; ".join(f"{name}: {getattr(one, lang)}" for name, one in told) for lang in ("it", "en"))
    return Words(it=_NO_MORE.it.format(it), en=_NO_MORE.en.format(en))
