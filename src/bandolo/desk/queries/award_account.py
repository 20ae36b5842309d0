"""How does the money of an award stand by the ledger: what stands of it, what was paid, what came back?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce

from bandolo.desk.models import Award, LedgerEntry, Payment, Transfer
from bandolo.desk.queries.payments import account_of
from bandolo.rules.days import day_in_rome
from bandolo.rules.returning import PaidPart
from bandolo.rules.rule import Words

OUT = ("payment", "withholding")
AT_THE_BANK = Words(
    it="un pagamento è stato ordinato e la banca non ha risposto: si attende l'esito",
    en="a payment was ordered and the bank has not answered: its outcome comes first",
)
IN_PART = Words(
    it="un pagamento è uscito solo in parte: prima si completa, oppure si revoca tutto",
    en="only part of a payment has left: it is completed first, or the whole is revoked",
)


@dataclass(frozen=True)
class AwardAccount:
    """Of an award, in cents: what was committed and is not released, and what was paid out, day by day."""

    stands: int
    parts: tuple[PaidPart, ...]
    recovered: int

    @property
    def paid(self) -> int:
        """What was paid out and has not come back."""
        return sum(one.cents for one in self.parts) - self.recovered

    @property
    def unpaid(self) -> int:
        """What of it was never paid out."""
        return self.stands - self.paid


@dataclass(frozen=True)
class Taken:
    """What a revocation takes in cents: `released` was never paid; the `parts` come back."""

    released: int
    parts: tuple[PaidPart, ...]

    @property
    def to_return(self) -> int:
        """What is to come back, interest apart."""
        return sum(one.cents for one in self.parts)


def award_account(award: Award) -> AwardAccount:
    """The account of an award, in three questions; what a payment came to, its tax too, is one part.

    What the bank brought back was never received: it lowers its own payment. Interest runs from the day of
    the bank, not from that of the book.
    """
    sums = account_of(award)
    paid: dict[UUID, int] = defaultdict(int)
    booked: dict[UUID, date] = {}
    brought_back = 0
    for entry in LedgerEntry.objects.filter(award=award, payment__isnull=False).order_by("at", "id"):
        if entry.payment_id is not None:
            is_out = entry.kind in OUT
            paid[entry.payment_id] += entry.amount_cents if is_out else -entry.amount_cents
            brought_back += 0 if is_out else entry.amount_cents
            booked[entry.payment_id] = day_in_rome(entry.at)
    days = {id: day for id, day in _left_on(award) if day is not None}
    parts = [PaidPart(cents, days.get(id, booked[id])) for id, cents in paid.items() if cents]
    parts.sort(key=lambda one: one.paid_on)
    return AwardAccount(sums.stands, tuple(parts), sums.recovered - brought_back)


def _left_on(award: Award) -> Iterable[tuple[UUID, date | None]]:
    """The day of the last transfer of each payment that the bank executed."""
    known = Payment.objects.filter(award=award).annotate(
        left_on=Coalesce("executed_on", Max("transfers__executed_on"))
    )
    return known.values_list("id", "left_on")


def unsettled(award: Award, extent: str) -> Words | None:
    """Why nobody knows yet what a revocation would take; a whole one takes also what left in part."""
    transfers = Transfer.objects.filter(payment__award=award)
    if transfers.filter(state="ordered").exists():
        return AT_THE_BANK
    if extent != "total" and transfers.filter(state="executed", payment__state="failed").exists():
        return IN_PART
    return None


def taken(account: AwardAccount, cents: int) -> Taken:
    """What taking so many cents of an award means: first what is not paid, then what was paid last.

    Up to what is left the earlier payments were due, so those above it come back. ValueError for more than
    stands.
    """
    if not 0 < cents <= account.stands:
        raise ValueError(f"{cents} cents of an award of which {account.stands} stand")
    released = min(cents, account.unpaid)
    left = cents - released
    parts = []
    back = account.recovered
    for one in reversed(account.parts):
        gone = min(back, one.cents)
        back -= gone
        part = min(left, one.cents - gone)
        left -= part
        if part:
            parts.append(PaidPart(part, one.paid_on))
    return Taken(released, tuple(reversed(parts)))
