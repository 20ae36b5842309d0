"""How does a loan stand: each instalment, what was paid of it, what is in arrears?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bandolo.desk.models import Application, LoanContract, LoanEntry
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import approved_of
from bandolo.rules.loan import Instalment, Loan, LoanTerms, schedule
from bandolo.rules.money import read_cents


@dataclass(frozen=True)
class InstalmentNow:
    """An instalment with the cents of interest and principal that were paid of it."""

    instalment: Instalment
    interest: int
    principal: int

    @property
    def unpaid(self) -> int:
        """What of it is still owed."""
        return self.instalment.total - self.interest - self.principal


@dataclass(frozen=True)
class LoanNow:
    """A loan as of a day, in cents."""

    contract: LoanContract
    instalments: tuple[InstalmentNow, ...]
    entries: tuple[LoanEntry, ...]
    today: date

    def total(self, kind: str) -> int:
        """The sum of a kind of entry."""
        return sum(one.cents for one in self.entries if one.kind == kind)

    @property
    def lent(self) -> int:
        """What left, in tranches."""
        return self.total("disbursement")

    @property
    def left_to_lend(self) -> int:
        """What of the contract has not left yet."""
        return self.contract.principal_cents - self.lent

    @property
    def outstanding(self) -> int:
        """The principal that is still out."""
        return self.lent - self.total("principal")

    @property
    def arrears(self) -> tuple[InstalmentNow, ...]:
        """The instalments whose day is over and that are not wholly paid."""
        return tuple(one for one in self.instalments if one.instalment.due < self.today and one.unpaid)

    @property
    def overdue(self) -> int:
        """What the arrears come to."""
        return sum(one.unpaid for one in self.arrears)

    @property
    def next(self) -> InstalmentNow | None:
        """The first instalment that is not wholly paid."""
        return next((one for one in self.instalments if one.unpaid), None)


def loan_of(contract: LoanContract, today: date) -> LoanNow:
    """A loan by its schedule (VNM-L1, VNM-L2): what came in settles the oldest instalment, interest first."""
    rule = loan_rule(contract.award.application)
    if rule is None:
        raise ValueError("the call lends nothing")
    entries = tuple(contract.entries.order_by("on", "at", "id").select_related("by"))
    found = schedule(rule, terms_of(contract))
    return LoanNow(contract, tuple(_settled(found, entries)), entries, today)


def loan_rule(application: Application) -> Loan | None:
    """How the call of an application lends, None where it does not."""
    return rules_of(application.edition_id).loan


def approved_loan(application: Application) -> int:
    """Cents that the award lends."""
    return read_cents(approved_of(application).get("loan", "0"))


def terms_of(contract: LoanContract) -> LoanTerms:
    """The terms of a contract as the rules read them."""
    return LoanTerms(
        principal=contract.principal_cents,
        years=contract.years,
        grace_months=contract.grace_months,
        first_due=contract.first_due,
    )


def split_of(now: LoanNow, cents: int) -> tuple[int, int, int]:
    """How cents received are counted: interest, principal, and what nothing is owed for (art. 1194 c.c.)."""
    interest = principal = 0
    for one in now.instalments:
        of_interest = min(cents, one.instalment.interest - one.interest)
        of_principal = min(cents - of_interest, one.instalment.principal - one.principal)
        interest, principal = interest + of_interest, principal + of_principal
        cents -= of_interest + of_principal
    return interest, principal, cents


def _settled(found: Iterable[Instalment], entries: Iterable[LoanEntry]) -> Iterator[InstalmentNow]:
    left = {"interest": 0, "principal": 0}
    for entry in entries:
        if entry.kind in left:
            left[entry.kind] += entry.cents
    for one in found:
        interest, principal = min(left["interest"], one.interest), min(left["principal"], one.principal)
        left["interest"] -= interest
        left["principal"] -= principal
        yield InstalmentNow(one, interest, principal)
