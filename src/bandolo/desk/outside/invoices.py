"""What do a kept e-invoice and a kept file of a bank say? The papers read, in a process apart."""

from bandolo.desk.outside.files import at_hand
from bandolo.papers.invoice import InvoiceFile
from bandolo.papers.invoice_job import bank_apart, invoice_apart
from bandolo.papers.payment_proof import ProofFile


def read_invoice(digest: str, name: str = "") -> InvoiceFile:
    """The e-invoices of a kept file, plain XML or inside a p7m, with all that is odd about them.

    Whatever the file holds, the answer is a record: `refused` tells why it is no e-invoice, or that the check
    was stopped. OSError where the file is gone.
    """
    with at_hand(digest) as path:
        return invoice_apart(path, name or digest)


def read_bank(digest: str, name: str = "") -> ProofFile:
    """The payments of a kept file of a bank: camt.053, pain.002, or a list in CSV; `refused` as above."""
    with at_hand(digest) as path:
        return bank_apart(path, name or digest)
