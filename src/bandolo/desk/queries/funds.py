"""How much money has a call, and how much of it is committed?"""

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from bandolo.desk.models import Call, LedgerEntry


@dataclass(frozen=True)
class Funds:
    """Of a call, in cents: the budget after all acts, what is committed and not released, what is left."""

    budget: int
    committed: int

    @property
    def left(self) -> int:
        """What can still be committed."""
        return self.budget - self.committed


def funds_of(call: Call) -> Funds:
    """The funds of a call: the ledger's sums, in one question."""
    sums = LedgerEntry.objects.filter(call=call).aggregate(
        budget=Coalesce(Sum("amount_cents", filter=Q(kind="fund")), 0),
        given=Coalesce(Sum("amount_cents", filter=Q(kind="commitment")), 0),
        back=Coalesce(Sum("amount_cents", filter=Q(kind="release")), 0),
    )
    return Funds(int(sums["budget"]), int(sums["given"]) - int(sums["back"]))
