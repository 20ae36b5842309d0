"""Does the desk read invoices and files of banks that it keeps, by their digest?"""

from hashlib import sha256

import pytest

from bandolo.desk.outside.files import keep, path_of
from bandolo.desk.outside.invoices import read_bank, read_invoice
from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.invoice_file import read_invoice_file
from tests.papers.banks import Move, camt053, entry_xml
from tests.papers.invoices import body_xml, envelope, file_xml

XML = file_xml(body_xml()).encode()


@pytest.mark.parametrize("content", [XML, envelope(XML), b"%PDF-1.7"], ids=["plain", "signed", "none"])
def test_a_kept_invoice_is_read(content: bytes) -> None:
    assert read_invoice(keep(content), "a.xml") == read_invoice_file("a.xml", content)


def test_a_kept_statement_is_read() -> None:
    content = camt053([entry_xml(Move())])
    digest = keep(content)
    assert read_bank(digest) == read_bank_file(digest, content)


def test_a_file_that_is_gone_or_changed_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        read_invoice(sha256(b"gone").hexdigest())
    digest = keep(b"<once/>")
    # What is kept can only be read; whoever owns the folder can still put something else in its place.
    path_of(digest).unlink()
    path_of(digest).write_bytes(b"<other/>")
    with pytest.raises(OSError, match="has changed"):
        read_invoice(digest)
