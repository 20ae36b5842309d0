"""Which transfers does a status report in pain.002 say were executed, wait or were refused?

ISO 20022, versions 03 to 14, and the Italian form of CBI, which differs in names outside what is read.
"""

from collections.abc import Iterator

from bandolo.papers.hardened_xml import Node, child, children, inner, line_of, text_at, text_of
from bandolo.papers.invoice_fields import Reading, plain_code
from bandolo.papers.payment_proof import LONGEST_REASON, Payment, State

REPORTS = ("CstmrPmtStsRpt", "CBIPaymentStatusReport", "CBIBdyPaymentStatusReport")
# ACSC: settled on the debtor's account; ACCC: credited to the creditor's. All else has not paid yet.
_EXECUTED = frozenset(("ACSC", "ACCC"))
_REFUSED = frozenset(("RJCT", "CANC"))


def pain002_payments(reading: Reading, root: Node) -> Iterator[Payment]:
    """The transfers of a report, each with its state; one whose amount it does not repeat is only told."""
    group = next((text_at(node, "GrpSts") for node in inner(root, "OrgnlGrpInfAndSts")), "")
    for information in inner(root, "OrgnlPmtInfAndSts"):
        above = text_at(information, "PmtInfSts") or group
        for node in children(information, "TxInfAndSts"):
            payment = _payment(reading, node, text_at(node, "TxSts") or above)
            if payment is not None:
                yield payment


def _payment(reading: Reading, node: Node, status: str) -> Payment | None:
    original, id_ = child(node, "OrgnlTxRef"), text_at(node, "OrgnlEndToEndId")
    cents = reading.cents(original, "Amt/InstdAmt")
    if cents is None or cents <= 0:
        reading.note(
            f"TxInfAndSts {id_}",
            node,
            "l'esito non riporta l'importo: serve l'estratto conto",
            "the report does not repeat the amount: the statement is needed",
        )
        return None
    day = reading.day(original, "ReqdExctnDt") or reading.day(original, "ReqdExctnDt/Dt")
    reason = " ".join(text_of(one) for one in children(original, "RmtInf/Ustrd"))
    return Payment(
        id=id_,
        cents=cents,
        on=reading.day(node, "AccptncDtTm") or day,
        means="transfer",
        reason=reason[:LONGEST_REASON],
        payee=text_at(original, "Cdtr/Nm") or text_at(original, "Cdtr/Pty/Nm"),
        payee_iban=plain_code(text_at(original, "CdtrAcct/Id/IBAN")),
        payer_iban=plain_code(text_at(original, "DbtrAcct/Id/IBAN")),
        state=_state(status),
        source="status_report",
        where=f"TxInfAndSts {id_}, line {line_of(node)}",
        why=_why(node)[:LONGEST_REASON],
    )


def _why(node: Node) -> str:
    """The codes and words of every reason that is told (ISO 20022, ExternalStatusReason1Code)."""
    told = [
        " ".join(
            filter(None, (text_at(one, "Rsn/Cd") or text_at(one, "Rsn/Prtry"), text_at(one, "AddtlInf")))
        )
        for one in children(node, "StsRsnInf")
    ]
    return "; ".join(filter(None, told))


def _state(status: str) -> State:
    if status in _EXECUTED:
        return "executed"
    return "refused" if status in _REFUSED else "pending"
