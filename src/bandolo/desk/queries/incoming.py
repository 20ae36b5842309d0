"""Whose is money that a statement of the bank shows as come in: of which recovery, or of which loan?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bandolo.desk.models import Application, LoanContract, Recovery
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.loans import loan_of
from bandolo.desk.queries.recoveries import recovery_account
from bandolo.papers.payment_proof import Incoming
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_NAMED = Words(it="la causale la nomina", en="the reason names it")
_ACCOUNT = Words(it="viene dal conto su cui fu pagata", en="it comes from the account that it was paid to")
_AMOUNT = Words(it="è quanto si attende", en="it is what is expected")


@dataclass(frozen=True)
class Expected:
    """What is still to come in: of a recovery or a loan, by what it can be known, in cents."""

    kind: Literal["recovery", "loan"]
    id: UUID
    name: str
    marks: frozenset[str]
    ibans: frozenset[str]
    amounts: frozenset[int]
    recorded: frozenset[str]


@dataclass(frozen=True)
class Matched:
    """Money that came in and whose it seems to be, with why; nobody's where nothing speaks for one alone."""

    incoming: Incoming
    expected: Expected | None
    why: tuple[Words, ...]

    @property
    def reference(self) -> str:
        """The reference under which it is recorded: the bank's, else its reason."""
        return self.incoming.id or self.incoming.reason[:200]

    @property
    def amount(self) -> str:
        """What came in as it is typed in Italian."""
        return f"{self.incoming.cents // 100},{self.incoming.cents % 100:02}"

    @property
    def is_recorded(self) -> bool:
        """Whether it is recorded already."""
        return self.expected is not None and self.reference in self.expected.recorded


def matched(came: Sequence[Incoming], expected: Sequence[Expected]) -> list[Matched]:
    """Each by what speaks for it most: that the reason names it, then the account, then the amount."""
    return [_matched(one, expected) for one in came]


def _matched(one: Incoming, expected: Sequence[Expected]) -> Matched:
    reason = one.reason.casefold()
    for_each = [(_why(one, reason, other), other) for other in expected]
    best = max((weight for (weight, _), _ in for_each), default=0)
    found = [(why, other) for (weight, why), other in for_each if weight == best and weight]
    if len(found) != 1:
        return Matched(one, None, ())
    [(why, other)] = found
    return Matched(one, other, why)


def _why(one: Incoming, reason: str, other: Expected) -> tuple[int, tuple[Words, ...]]:
    told = (
        (4, any(mark in reason for mark in other.marks), _NAMED),
        (2, one.payer_iban in other.ibans, _ACCOUNT),
        (1, one.cents in other.amounts, _AMOUNT),
    )
    return sum(weight for weight, is_so, _ in told if is_so), tuple(
        words for _, is_so, words in told if is_so
    )


def expected_now(now: datetime) -> list[Expected]:
    """All that is still to come in: open recoveries with their instalments, loans that are out."""
    return [*_of_recoveries(now), *_of_loans(now)]


def _of_recoveries(now: datetime) -> list[Expected]:
    known = Recovery.objects.filter(settled_on=None).select_related(
        "award", "revocation__application__enterprise", "revocation__application__call"
    )
    found = []
    for one in known:
        account = recovery_account(one, now)
        amounts = {each.total for each in account.instalments}
        amounts |= {account.balance.total} if account.balance is not None else set()
        recorded = frozenset(each.reference for each in account.receipts)
        found.append(_expected("recovery", one.id, one.revocation.application, amounts, recorded))
    return found


def _of_loans(now: datetime) -> list[Expected]:
    known = LoanContract.objects.filter(confirmed_by__isnull=False).select_related(
        "award__application__enterprise", "award__application__call"
    )
    found = []
    for one in known:
        stands = loan_of(one, day_in_rome(now))
        application = one.award.application
        amounts = {stands.next.unpaid} if stands.next is not None else set()
        recorded = frozenset(entry.reference for entry in stands.entries)
        if stands.outstanding:
            found.append(_expected("loan", application.id, application, amounts, recorded))
    return found


def _expected(
    kind: Literal["recovery", "loan"],
    id: UUID,
    application: Application,
    amounts: set[int],
    recorded: frozenset[str],
) -> Expected:
    award = application.award
    marks = {reference_of(application).casefold(), award.cup.casefold()} - {""}
    ibans = {str(one["iban"]) for paid in award.payments.all() for one in paid.pays_to}
    name = str(application.enterprise)
    return Expected(kind, id, name, frozenset(marks), frozenset(ibans), frozenset(amounts - {0}), recorded)
