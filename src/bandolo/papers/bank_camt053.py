"""Which payments does a bank statement in camt.053 show, and what came in?

ISO 20022, versions 02 to 13: the names that differ between them are read in both forms.
"""

from collections.abc import Iterator
from datetime import date

from bandolo.papers.hardened_xml import Node, child, children, inner, line_of, text_at, text_of
from bandolo.papers.invoice_codes import Means
from bandolo.papers.invoice_fields import Reading, plain_code
from bandolo.papers.payment_proof import LONGEST_REASON, Incoming, Payment, State

STATEMENT = "BkToCstmrStmt"
# Sub-families of the domain "payments": what an account is debited for.
_MEANS: dict[str, Means] = {
    **dict.fromkeys(("ICDT", "IRCT"), "transfer"),
    **dict.fromkeys(("RDDT", "IDDT"), "rid"),
    **dict.fromkeys(("CCRD", "MCRD"), "card"),
    **dict.fromkeys(("ICHQ", "RCHQ"), "cheque"),
    "CNTR": "cash",
}
_RIBA = frozenset(("RIBA", "RIB", "MBP"))


def camt053_payments(reading: Reading, root: Node) -> Iterator[Payment]:
    """The debits of all statements of a file; an entry of several transfers is several payments."""
    for statement in inner(root, "Stmt"):
        account = plain_code(text_at(statement, "Acct/Id/IBAN"))
        for number, entry in enumerate(children(statement, "Ntry"), 1):
            yield from _entry(reading, account, number, entry)


def camt053_incoming(reading: Reading, root: Node) -> Iterator[Incoming]:
    """What was credited and booked by all statements of a file, reversals of debits apart."""
    for statement in inner(root, "Stmt"):
        for number, entry in enumerate(children(statement, "Ntry"), 1):
            is_credit = text_at(entry, "CdtDbtInd") == "CRDT" and text_at(entry, "RvslInd") != "true"
            if is_credit and _state(entry) == "executed":
                for place, part, cents in _parts(reading, number, entry):
                    yield _incoming(reading, entry, part, cents, place)


def _entry(reading: Reading, account: str, number: int, entry: Node) -> Iterator[Payment]:
    is_reversal = text_at(entry, "RvslInd") == "true"
    # Money that comes back is a credit marked as the reversal of a debit.
    if text_at(entry, "CdtDbtInd") == ("CRDT" if is_reversal else "DBIT"):
        for place, part, cents in _parts(reading, number, entry):
            yield _payment(reading, account, entry, part, cents, place)


def _parts(reading: Reading, number: int, entry: Node) -> Iterator[tuple[str, Node, int]]:
    """The movements of an entry, each with its place and cents: one, or those of a batch."""
    total = _cents(reading, entry, "Amt")
    parts = children(entry, "NtryDtls/TxDtls")
    if total is None or total <= 0:
        reading.note(
            f"Ntry[{number}]/Amt", entry, "il movimento non ha un importo", "the entry has no amount"
        )
        return
    found = [(part, _part_cents(reading, part)) for part in parts]
    if not found[1:] or any((cents or 0) <= 0 for _, cents in found):
        found = [(parts[0] if len(parts) == 1 else entry, total)]
    elif sum(cents or 0 for _, cents in found) != total:
        reading.note(
            f"Ntry[{number}]",
            entry,
            "i bonifici della distinta non fanno l'importo del movimento, {}",
            "the transfers of the batch do not add up to the entry, {}",
            total,
        )
    for at, (part, cents) in enumerate(found, 1):
        place = f"Ntry[{number}]" if len(found) == 1 else f"Ntry[{number}]/TxDtls[{at}]"
        yield place, part, cents or 0


def _incoming(reading: Reading, entry: Node, part: Node, cents: int, place: str) -> Incoming:
    names = ("Refs/AcctSvcrRef", "Refs/TxId", "Refs/EndToEndId")
    id = next(filter(None, (text_at(part, one) for one in names)), "")
    return Incoming(
        id=id or text_at(entry, "AcctSvcrRef") or text_at(entry, "NtryRef"),
        cents=cents,
        on=_day(reading, entry, "ValDt") or _day(reading, entry, "BookgDt"),
        reason=_reason(entry, part),
        payer=text_at(part, "RltdPties/Dbtr/Nm") or text_at(part, "RltdPties/Dbtr/Pty/Nm"),
        payer_iban=plain_code(text_at(part, "RltdPties/DbtrAcct/Id/IBAN")),
        where=f"{place}, line {line_of(part)}",
    )


def _payment(reading: Reading, account: str, entry: Node, part: Node, cents: int, place: str) -> Payment:
    return Payment(
        id=text_at(part, "Refs/EndToEndId") or text_at(part, "Refs/TxId") or text_at(entry, "NtryRef"),
        cents=cents,
        on=_day(reading, entry, "BookgDt") or _day(reading, entry, "ValDt"),
        means=_means(entry, part),
        reason=_reason(entry, part),
        payee=text_at(part, "RltdPties/Cdtr/Nm") or text_at(part, "RltdPties/Cdtr/Pty/Nm"),
        payee_iban=plain_code(text_at(part, "RltdPties/CdtrAcct/Id/IBAN")),
        payer_iban=account,
        state=_state(entry),
        source="statement",
        where=f"{place}, line {line_of(part)}",
    )


def _state(entry: Node) -> State:
    if text_at(entry, "RvslInd") == "true":
        return "returned"
    status = text_at(entry, "Sts/Cd") or text_at(entry, "Sts")
    return "executed" if status in ("BOOK", "") else "pending"


def _part_cents(reading: Reading, part: Node) -> int | None:
    found = _cents(reading, part, "Amt")
    return _cents(reading, part, "AmtDtls/TxAmt/Amt") if found is None else found


def _cents(reading: Reading, node: Node, path: str) -> int | None:
    """An amount in euro; another currency is told and not read."""
    amount = child(node, path)
    currency = amount.get("Ccy", "EUR") if amount is not None else "EUR"
    if currency != "EUR":
        reading.note(
            path, amount, f"l'importo è in {currency}, non in euro", f"the amount is in {currency}, not euro"
        )
        return None
    return reading.cents(node, path)


def _day(reading: Reading, entry: Node, path: str) -> date | None:
    return reading.day(entry, f"{path}/Dt") or reading.day(entry, f"{path}/DtTm")


def _means(entry: Node, part: Node) -> Means | None:
    for node in (part, entry):
        if text_at(node, "BkTxCd/Prtry/Cd").upper() in _RIBA:
            return "riba"
        family = text_at(node, "BkTxCd/Domn/Fmly/Cd")
        if family in _MEANS:
            return _MEANS[family]
    return None


def _reason(entry: Node, part: Node) -> str:
    """All that the payer wrote; else what the bank added."""
    information = child(part, "RmtInf")
    written = [text_of(node) for node in children(information, "Ustrd")]
    for node in children(information, "Strd"):
        written.append(text_at(node, "RfrdDocInf/Nb"))
        written.append(text_at(node, "RfrdDocInf/RltdDt") or text_at(node, "RfrdDocInf/RltdDt/Dt"))
        written.append(text_at(node, "CdtrRefInf/Ref"))
        written += [text_of(one) for one in children(node, "AddtlRmtInf")]
    reason = " ".join(text for text in written if text)
    return (reason or text_at(part, "AddtlTxInf") or text_at(entry, "AddtlNtryInf"))[:LONGEST_REASON]
