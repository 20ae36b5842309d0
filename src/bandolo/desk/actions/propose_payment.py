"""How does an officer propose what a report is paid, to the beneficiary and in its place to its creditors?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Payment
from bandolo.desk.queries.payable import Asked, Gate, Payable, payable_of
from bandolo.papers.transfer_order import plain_iban
from bandolo.rules.money import Cents
from bandolo.rules.payment import PaymentBreakdown
from bandolo.rules.rule import Words

_AGAINST = Words(it="non si può liquidare, osta: {}", en="it cannot be paid, against it: {}")
_OPEN = Words(it="resta da verificare: {}", en="still to be verified: {}")
_DEBT = Words(
    it="di ogni ente creditore servono nome, IBAN valido e importo, una volta sola",
    en="each creditor body needs its name, a valid IBAN and an amount, once",
)
_NO_DEBT = Words(
    it="il DURC non è irregolare: non c'è un ente da pagare al suo posto",
    en="the DURC is not irregular: there is no body to pay in its place",
)
_SAME_NAME = Words(
    it="un ente creditore non ha il nome del beneficiario",
    en="a creditor body does not bear the beneficiary's name",
)


@dataclass(frozen=True)
class Debt:
    """What a creditor body is owed, in cents, and to which account it is paid."""

    creditor: str
    iban: str
    cents: int


@dataclass(frozen=True)
class Proposal:
    """What an officer states of a payment; the surety where the stage needs one.

    `accounts` are the IBANs of the members of a group by name, where the call pays each by itself.
    """

    iban: str
    reason: str = ""
    debts: Sequence[Debt] = ()
    guaranteed: Cents | None = None
    guaranteed_until: date | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """The same as the gates ask it."""
        debts = {one.creditor: one.cents for one in self.debts}
        return Asked(self.iban, self.accounts, debts, self.guaranteed, self.guaranteed_until)


@transaction.atomic
def propose_payment(application: UUID, proposal: Proposal, actor: Actor, now: datetime) -> Payment | Refusal:
    """Propose what the rules make of the report as it was checked, once nothing stands against it.

    The amounts, their steps and whom they go to are kept as they are now; another person approves them.
    """
    opened = open_step(application, "propose_payment", actor, now)
    if isinstance(opened, Refusal):
        return opened
    known = Payment.objects.select_related("award__application__enterprise", "award__act")
    payment = known.get(award__application=application, state="checking")
    found = payable_of(payment, proposal.asked, now)
    fault = _fault(found, proposal, str(payment.award.application.enterprise))
    if fault is not None or found.breakdown is None or found.later.assessment is None:
        return refuse(opened.application, "propose_payment", fault or listed(_OPEN, found.open), actor, now)
    breakdown = found.breakdown
    payment.gross_cents, payment.withholding_cents = breakdown.gross, breakdown.withholding
    payment.to_creditors_cents, payment.net_cents = sum(breakdown.to_creditors.values()), breakdown.net
    payment.recognised_cents = found.later.assessment.outcome.admitted_total
    payment.steps, payment.reason = _steps(breakdown), proposal.reason.strip()
    payment.pays_to = _pays_to(payment, found, breakdown, proposal)
    payment.members = _members(found)
    payment.guaranteed_cents, payment.guaranteed_until = proposal.guaranteed, proposal.guaranteed_until
    payment.proposed_by, payment.proposed_at, payment.state = actor.somebody, now, "proposed"
    payment.save()
    data = {
        "payment": str(payment.id),
        "gross": breakdown.gross,
        "withholding": breakdown.withholding,
        "to_creditors": dict(breakdown.to_creditors),
        "net": breakdown.net,
        "reason": payment.reason,
        "members": payment.members,
    }
    clauses = [clause for step in breakdown.steps for clause in step.clauses]
    close_step(opened, actor, now, data, tuple(dict.fromkeys(clauses)))
    return payment


def _fault(found: Payable, proposal: Proposal, beneficiary: str) -> Words | None:
    names = [one.creditor.strip() for one in proposal.debts]
    if any(not _is_whole(one) for one in proposal.debts) or len(set(names)) != len(names):
        return _DEBT
    if beneficiary in names:
        return _SAME_NAME
    if proposal.debts and not found.has_creditors:
        return _NO_DEBT
    if found.against:
        return listed(_AGAINST, found.against)
    return listed(_OPEN, found.open) if found.open else None


def _is_whole(debt: Debt) -> bool:
    try:
        plain_iban(debt.iban)
    except ValueError:
        return False
    return bool(debt.creditor.strip()) and debt.cents > 0


def _pays_to(
    payment: Payment, found: Payable, breakdown: PaymentBreakdown, proposal: Proposal
) -> list[dict[str, Any]]:
    accounts = {one.creditor: one.iban for one in proposal.debts}
    rows = [(name, accounts[name], cents, True) for name, cents in breakdown.to_creditors.items()]
    if members := _members(found):
        rows += [(one["name"], proposal.accounts.get(one["name"], ""), one["net"], False) for one in members]
    else:
        rows.append((str(payment.award.application.enterprise), proposal.iban, breakdown.net, False))
    return [
        {"payee": payee, "iban": plain_iban(iban), "cents": cents, "is_creditor": is_creditor}
        for payee, iban, cents, is_creditor in rows
        if cents
    ]


def _members(found: Payable) -> list[dict[str, Any]]:
    """The part of each member, in a call that pays each by itself."""
    return [
        {
            "name": one.name,
            "gross": one.breakdown.gross,
            "withholding": one.breakdown.withholding,
            "net": one.breakdown.net,
        }
        for one in found.members
        if one.breakdown is not None and one.breakdown.gross
    ]


def _steps(breakdown: PaymentBreakdown) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind,
            "cents": step.amount,
            "it": step.words.it,
            "en": step.words.en,
            "clauses": list(step.clauses),
        }
        for step in breakdown.steps
    ]


def listed(words: Words, gates: Sequence[Gate]) -> Words:
    """Words with what the gates ask, one after the other."""
    it, en = ("; ".join(getattr(one.words, lang) for one in gates) for lang in ("it", "en"))
    return Words(it=words.it.format(it), en=words.en.format(en))
