"""Which payments lie in a file of a bank: a statement, a status report, a list in CSV?"""

from bandolo.papers.bank_camt053 import STATEMENT, camt053_incoming, camt053_payments
from bandolo.papers.bank_csv import CsvLayout, csv_payments, csv_text, proposed_layout
from bandolo.papers.bank_pain002 import REPORTS, pain002_payments
from bandolo.papers.hardened_xml import inner, read_tree
from bandolo.papers.invoice_envelope import unwrap
from bandolo.papers.invoice_fields import Reading
from bandolo.papers.paper_problem import UnreadableError
from bandolo.papers.payment_proof import Incoming, ProofFile

_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
# How signed files start: a sequence, and a length of more than one byte or told at the end.
_SIGNED_STARTS = tuple(bytes((0x30, length)) for length in range(0x80, 0x85))


def read_bank_file(name: str, data: bytes, layout: CsvLayout | None = None) -> ProofFile:
    """The payments of a file in bytes, with its problems; `refused` where it is no file of a bank.

    XML may come signed. `layout` names the columns of a list in CSV; without it its head is guessed at.
    """
    try:
        if data[:64].lstrip().startswith((*_XML_STARTS, *_SIGNED_STARTS)) and layout is None:
            return _read_xml(name, data)
        return _read_csv(name, data, layout)
    except UnreadableError as fault:
        return ProofFile(name=name, kind="", payments=(), problems=(), refused=fault.problem)


def _read_xml(name: str, data: bytes) -> ProofFile:
    tree = read_tree(unwrap(data).xml)
    reading = Reading("")
    incoming: tuple[Incoming, ...] = ()
    if next(inner(tree.root, STATEMENT), None) is not None:
        kind, payments = "camt.053", tuple(camt053_payments(reading, tree.root))
        incoming = tuple(camt053_incoming(reading, tree.root))
    elif next(inner(tree.root, *REPORTS), None) is not None:
        kind, payments = "pain.002", tuple(pain002_payments(reading, tree.root))
    else:
        raise UnreadableError(
            "l'XML non è un estratto conto (camt.053) né un esito di bonifici (pain.002)",
            "the XML is neither a statement (camt.053) nor a status report (pain.002)",
        )
    version = tree.namespace.rpartition(":")[2]
    return ProofFile(
        name=name,
        kind=version or kind,
        payments=payments,
        problems=(*tree.problems, *reading.problems),
        incoming=incoming,
    )


def _read_csv(name: str, data: bytes, layout: CsvLayout | None) -> ProofFile:
    text = csv_text(data)
    used = layout or proposed_layout(text)
    if used is None:
        raise UnreadableError(
            "non è un estratto conto: serve camt.053, pain.002 o un CSV con data, importo e causale",
            "this is no statement: camt.053, pain.002 or a CSV with date, amount and reason is needed",
        )
    payments, problems = csv_payments(text, used)
    return ProofFile(name=name, kind="CSV", payments=payments, problems=problems)
