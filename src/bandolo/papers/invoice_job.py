"""What do a file of invoices and a file of a bank say, read in a process of its own?"""

from collections.abc import Mapping
from pathlib import Path

from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.bounded import MEBIBYTE, Bounds, Stop, run
from bandolo.papers.bounded_records import Json, from_json, to_json
from bandolo.papers.invoice import InvoiceFile
from bandolo.papers.invoice_envelope import MOST_WRAPPED
from bandolo.papers.invoice_file import read_invoice_file, refused_file
from bandolo.papers.paper_problem import PaperProblem
from bandolo.papers.payment_proof import ProofFile

# What is read comes back in more words than it came in.
READING = Bounds(answer=64 * MEBIBYTE)


def invoice_apart(path: Path, name: str, bounds: Bounds = READING) -> InvoiceFile:
    """The invoices of a file, `refused` where it is none or the check was stopped; OSError if not there."""
    answer = _answer("invoice", path, name, bounds)
    if isinstance(answer, Stop):
        return refused_file(name, PaperProblem("", 0, answer.words))
    return from_json(InvoiceFile, answer)


def bank_apart(path: Path, name: str, bounds: Bounds = READING) -> ProofFile:
    """The payments of a file of a bank, `refused` as above; OSError if the file is not there."""
    answer = _answer("bank", path, name, bounds)
    if isinstance(answer, Stop):
        refused = PaperProblem("", 0, answer.words)
        return ProofFile(name=name, kind="", payments=(), problems=(), refused=refused)
    return from_json(ProofFile, answer)


def read_invoice(arguments: Mapping[str, object]) -> Json:
    """The reading itself, in its own process."""
    return to_json(read_invoice_file(str(arguments["name"]), _bytes_of(arguments["path"])))


def read_bank(arguments: Mapping[str, object]) -> Json:
    """The same of a file of a bank."""
    return to_json(read_bank_file(str(arguments["name"]), _bytes_of(arguments["path"])))


def _answer(check: str, path: Path, name: str, bounds: Bounds) -> Json | Stop:
    with path.open("rb"):
        pass
    return run(check, {"path": str(path.resolve()), "name": name}, [path], bounds)


def _bytes_of(path: object) -> bytes:
    """A file, read up to a byte beyond the largest size."""
    with Path(str(path)).open("rb") as file:
        return file.read(MOST_WRAPPED + 1)
