"""How does the money of an award stand by the ledger: what stands of it, what was paid, what came back?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bandolo.desk.models import Award, LedgerEntry, Payment
from bandolo.desk.queries.payments import account_of
from bandolo.rules.days import day_in_rome
from bandolo.rules.returning import PaidPart
from bandolo.rules.rule import Words

OUT = ("payment", "withholding")
AT_THE_BANK = Words(
    it="un pagamento è stato ordinato e la banca non ha risposto: si attende l'esito",
    en="a payment was ordered and the bank has not answered: its outcome comes first",
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
    """The account of an award, in three questions; what was paid and withheld on a day is one part."""
    sums = account_of(award)
    paid: dict[date, int] = defaultdict(int)
    executed = Payment.objects.filter(award=award, state="executed").values_list("act_id", "executed_on")
    days: dict[UUID | None, date] = {act: day for act, day in executed if day is not None}
    for entry in LedgerEntry.objects.filter(award=award, kind__in=OUT).order_by("at"):
        # Interest runs from the day of the bank, not from that of the book.
        paid[days.get(entry.act_id) or day_in_rome(entry.at)] += entry.amount_cents
    parts = tuple(PaidPart(cents, day) for day, cents in paid.items())
    return AwardAccount(sums.stands, parts, sums.recovered)


def is_at_the_bank(award: Award) -> bool:
    """Whether a payment of it was ordered and the bank has not answered: nobody knows yet what is paid."""
    return Payment.objects.filter(award=award, state="ordered").exists()


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
