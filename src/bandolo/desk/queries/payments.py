"""What is left of each award, what was paid of it, and does it all add up?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum

from bandolo.desk.models import Award, Call, LedgerEntry
from bandolo.desk.queries.later import approved_of
from bandolo.rules.money import read_cents


@dataclass(frozen=True)
class Account:
    """The entries of an award, or of many, in cents by kind."""

    cents: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> int:
        """The sum of a kind of entry."""
        return self.cents.get(kind, 0)

    @property
    def funds(self) -> int:
        """The budget, where these are the entries of a call."""
        return self.of("fund")

    @property
    def withheld(self) -> int:
        """What was kept for the tax office."""
        return self.of("withholding")

    @property
    def recovered(self) -> int:
        """What came back."""
        return self.of("recovery")

    @property
    def stands(self) -> int:
        """What is committed and not set free."""
        return self.of("commitment") - self.of("release")

    @property
    def paid_out(self) -> int:
        """What left, to the beneficiary, its creditors and the tax office, and has not come back."""
        return self.of("payment") + self.of("withholding") - self.of("recovery")

    @property
    def left(self) -> int:
        """What can still be paid."""
        return self.stands - self.paid_out


def account_of(award: Award) -> Account:
    """The account of one award."""
    return accounts_of([award.id]).get(award.id, Account())


def accounts_of(awards: Iterable[UUID]) -> dict[UUID, Account]:
    """The accounts of awards by id, in one question however many there are."""
    rows = (
        LedgerEntry.objects.filter(award__in=list(awards))
        .values_list("award_id", "kind")
        .annotate(cents=Sum("amount_cents"))
    )
    found: dict[UUID, dict[str, int]] = {}
    for award, kind, cents in rows:
        if award is not None:
            found.setdefault(award, {})[kind] = int(cents or 0)
    return {award: Account(cents) for award, cents in found.items()}


def account_of_call(call: Call) -> Account:
    """All entries of a call, its funds among them."""
    rows = LedgerEntry.objects.filter(call=call).values_list("kind").annotate(cents=Sum("amount_cents"))
    return Account({kind: int(cents or 0) for kind, cents in rows})


def left_of_grant(award: Award) -> int:
    """Cents of the award that can still be paid as a grant with its premium: a loan beside it is lent."""
    approved = approved_of(award.application)
    loan = read_cents(approved.get("loan", "0"))
    return max(0, account_of(award).left - loan)
