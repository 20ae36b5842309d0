"""Is a file of invoices or of a bank read apart as it is read here, and is a check that stops told?"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest

from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.bounded import Bounds, Stop
from bandolo.papers.bounded_records import from_json, to_json
from bandolo.papers.invoice import VatSummary
from bandolo.papers.invoice_file import read_invoice_file
from bandolo.papers.invoice_job import bank_apart, invoice_apart
from tests.papers.banks import Move, camt053, entry_xml, pain002, transfer_xml
from tests.papers.invoices import body_xml, envelope, file_xml, goods_xml, payment_xml, simplified_xml

INVOICES = {
    "ordinary": file_xml(body_xml(payment=payment_xml())).encode(),
    "simplified": simplified_xml(goods_xml("122.00", "<Imposta>22.00</Imposta>")).encode(),
    "signed": envelope(file_xml(body_xml()).encode()),
    "none": b"%PDF-1.7",
    "a bomb": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
}
STATEMENTS = {
    "camt.053": camt053([entry_xml(Move())]),
    "pain.002": pain002(transfer_xml()),
    "CSV": b"Data;Importo;Causale\n02/04/2026;-1.220,00;Bonifico saldo fatt. 12/2026\n",
    "none": b"\x00\x01",
}


@pytest.mark.parametrize("what", INVOICES)
def test_invoices_are_read_apart_as_here(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(INVOICES[what])
    assert invoice_apart(path, "a.xml") == read_invoice_file("a.xml", INVOICES[what])


@pytest.mark.parametrize("what", STATEMENTS)
def test_files_of_banks_are_read_apart_as_here(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(STATEMENTS[what])
    assert bank_apart(path, "b") == read_bank_file("b", STATEMENTS[what])


def test_a_check_that_stops_refuses_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(INVOICES["ordinary"])
    invoice, bank = invoice_apart(path, "a", Bounds(seconds=0)), bank_apart(path, "a", Bounds(seconds=0))
    for refused in (invoice.refused, bank.refused):
        assert refused is not None
        assert refused.words == Stop.TIME.words
    assert (invoice.invoices, bank.payments) == ((), ())


def test_a_file_that_is_not_there_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        invoice_apart(tmp_path / "none", "a")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Decimal, Decimal("12.5000")),
        (Fraction, Fraction(11, 50)),
        (VatSummary, VatSummary(None, "N2.2", 1000, 0, "not_said")),
        (Literal["a", "b"], "a"),
    ],
)
def test_what_invoices_are_made_of_comes_back(kind: type, value: object) -> None:
    assert from_json(kind, to_json(value)) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Decimal, "twelve"),
        (Decimal, 12),
        (Fraction, "1/0"),
        (Literal["a", "b"], "c"),
        (VatSummary, {"rate": None}),
        (VatSummary, ["1"]),
    ],
)
def test_what_invoices_are_not_made_of_is_refused(kind: type, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(kind, raw)
