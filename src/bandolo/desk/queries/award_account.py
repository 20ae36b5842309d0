"""How does the money of an award stand by the ledger: what stands of it, what was paid, what came back?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bandolo.desk.models import Award, LedgerEntry
from bandolo.rules.days import day_in_rome
from bandolo.rules.returning import PaidPart

OUT = ("payment", "withholding")


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
    """The account of an award, in one question; what was paid and withheld on a day is one part."""
    stands, recovered = 0, 0
    paid: dict[date, int] = defaultdict(int)
    for entry in LedgerEntry.objects.filter(award=award).order_by("at"):
        cents = entry.amount_cents
        stands += {"commitment": cents, "release": -cents}.get(entry.kind, 0)
        recovered += cents if entry.kind == "recovery" else 0
        if entry.kind in OUT:
            paid[day_in_rome(entry.at)] += cents
    return AwardAccount(stands, tuple(PaidPart(cents, day) for day, cents in paid.items()), recovered)


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
