"""Which transfers wait to be ordered or for the bank's answer, and what does each say?"""

from django.db.models import QuerySet

from bandolo.desk.models import Payment, Transfer
from bandolo.papers.transfer_order import LONGEST_REASON


def reason_of(transfer: Transfer) -> str:
    """The reason for payment: CUP first (L. 136/2010, art. 3, c. 5), the act, for whom where it is a debt."""
    award, act = transfer.payment.award, transfer.payment.act
    enterprise, whom = award.application.enterprise, "contributo"
    if transfer.is_creditor:
        whom = f"intervento sostitutivo per {enterprise}"
    elif transfer.payment.members:
        whom = f"contributo, quota nel gruppo di {enterprise}"
    parts = [
        f"CUP {award.cup}" if award.cup else "",
        f"atto {act.number} del {act.dated:%d/%m/%Y}" if act is not None and act.dated else "",
        whom,
    ]
    return " ".join(one for one in parts if one)[:LONGEST_REASON]


def transfers_to_order() -> QuerySet[Transfer]:
    """Those of authorised payments that are due, or came back."""
    known = Transfer.objects.filter(
        state__in=("due", "failed"),
        payment__state__in=("authorised", "ordered", "failed"),
        payment__award__application__state="payable",
    )
    return _with_all(known).order_by("payment__act__dated", "payment_id", "is_creditor", "payee")


def transfers_on_their_way() -> QuerySet[Transfer]:
    """Those of which the bank has not said yet what became of them."""
    return _with_all(Transfer.objects.filter(state="ordered")).order_by("order__at", "payee")


def payments_without_act() -> QuerySet[Payment]:
    """Those that are approved, and that no act lists yet."""
    listed = Payment.objects.filter(state="approved").select_related("award__application__enterprise", "act")
    return listed.select_related("award__application__call").order_by("approved_at")


def _with_all(known: QuerySet[Transfer]) -> QuerySet[Transfer]:
    return known.select_related(
        "order", "payment__act", "payment__award__application__enterprise"
    ).select_related("payment__award__application__call")


def has_order_with(end_to_end: str) -> bool:
    """Whether a transfer of ours bears this identifier."""
    return bool(end_to_end) and Transfer.objects.filter(end_to_end=end_to_end).exists()
