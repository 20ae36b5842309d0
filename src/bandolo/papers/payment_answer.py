"""What do programs get to read of payments, and of the invoices that they settle?"""

from collections.abc import Mapping

from bandolo.papers.invoice_answer import problem_answer
from bandolo.papers.matching_payment import Settled, Settlement
from bandolo.papers.payment_proof import Payment, ProofFile
from bandolo.rules.money import show_cents

Answer = Mapping[str, object]


def proof_answer(file: ProofFile) -> Answer:
    """The payments of a file of a bank, as values of JSON."""
    return {
        "name": file.name,
        "format": file.kind or None,
        "refused": None if file.refused is None else problem_answer(file.refused),
        "problems": [problem_answer(one) for one in file.problems],
        "payments": [_payment(one) for one in file.payments],
    }


def settlement_answer(settlement: Settlement) -> Answer:
    """What is paid of each invoice, in the order of the files; payments count from 0."""
    return {
        "invoices": [_settled(one) for one in settlement.settled],
        "unused": [{"payment": at, "amount": show_cents(cents)} for at, cents in settlement.unused],
    }


def _payment(payment: Payment) -> Answer:
    return {
        "id": payment.id,
        "amount": show_cents(payment.cents),
        "date": payment.on.isoformat() if payment.on else None,
        "means": payment.means,
        "reason": payment.reason,
        "payee": payment.payee,
        "payee_iban": payment.payee_iban,
        "state": payment.state,
        "place": payment.where,
    }


def _settled(settled: Settled) -> Answer:
    return {
        "due": show_cents(settled.due),
        "paid": show_cents(settled.paid),
        "credited": show_cents(settled.credited),
        "beyond": show_cents(settled.beyond),
        "in_full": settled.is_full,
        "paid_on": settled.on.isoformat() if settled.on else None,
        "payments": list(settled.payments),
        "cites_number": settled.cites_number,
        "cites_date": settled.cites_date,
    }
