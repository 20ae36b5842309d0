"""What was paid of an award so far, stage by stage, and has not come back?"""

from collections.abc import Iterable
from uuid import UUID

from bandolo.desk.models import Award, LedgerEntry, Payment
from bandolo.rules.money import Cents, split_pro_rata
from bandolo.rules.so_far import PaidSoFar


def paid_so_far(award: Award, stages: Iterable[str]) -> tuple[PaidSoFar, ...]:
    """What each payment of these stages came to, gross, in the order in which they began to leave.

    What the bank brought back lowers its own payment; what the beneficiary returned, the last ones.
    """
    known, entries = set(stages), LedgerEntry.objects.filter(award=award)
    paid: dict[UUID, tuple[Payment, int]] = {}
    returned = 0
    for one in entries.select_related("payment").order_by("at", "id"):
        if one.payment is not None and one.payment.stage in known:
            cents = -one.amount_cents if one.kind == "recovery" else one.amount_cents
            payment, before = paid.get(one.payment.id, (one.payment, 0))
            paid[one.payment.id] = payment, before + cents
        elif one.payment is None and one.kind == "recovery":
            returned += one.amount_cents
    left: list[PaidSoFar] = []
    for payment, cents in reversed(paid.values()):
        gone = min(returned, cents)
        returned -= gone
        if cents > gone:
            left.append(_stands(payment, cents - gone))
    return tuple(reversed(left))


def _stands(payment: Payment, cents: int) -> PaidSoFar:
    """What stands of a payment; of a group, of each member: what came back falls on them in proportion."""
    to = {one["name"]: one["gross"] for one in payment.members}
    parts = {name: Cents(part) for name, part in split_pro_rata(cents, to).items()} if to else {}
    return PaidSoFar(stage=payment.stage, amount=Cents(cents), to=parts)
