"""Are enterprises, numbers, wordings and documents told apart as people would?"""

from dataclasses import replace

import pytest

from bandolo.papers.invoice_fingerprint import fingerprint_of, plain_number
from bandolo.papers.matching import Enterprise
from bandolo.papers.matching_invoice import is_cited, same_enterprise
from tests.papers.invoices import CUSTOMER, SUPPLIER, body_xml, header_xml, invoice_of


@pytest.mark.parametrize(
    ("wording", "text", "verdict"),
    [
        ("Bando Forni 2026", "Rif. bando forni 2026, lotto 1", True),
        ("Bando per i forni: 2026", "BANDO «FORNI» 2026", False),
        ("Bando Forni", "Forni Bando", False),
        ("Bando Forni", "", False),
        ("", "Bando", False),
        ("a b", "a b", False),
    ],
)
def test_a_wording_is_cited_word_by_word(wording: str, text: str, verdict: bool) -> None:
    assert is_cited(wording, text) == verdict


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (Enterprise("A", SUPPLIER), Enterprise("B", f"IT{SUPPLIER}"), True),
        (Enterprise("A", "", SUPPLIER), Enterprise("B", SUPPLIER), True),
        (Enterprise("A", SUPPLIER), Enterprise("A", CUSTOMER), False),
        (Enterprise("A", SUPPLIER), Enterprise("A", "", "NREDAA80A41F205X"), None),
        (Enterprise("A", ""), Enterprise("A", SUPPLIER), None),
        # A VAT group: one VAT number, several members.
        (Enterprise("A", SUPPLIER, CUSTOMER), Enterprise("B", SUPPLIER, SUPPLIER), False),
        (Enterprise("A", SUPPLIER, CUSTOMER), Enterprise("A", "", CUSTOMER), True),
        (Enterprise("A", SUPPLIER, CUSTOMER), Enterprise("A", SUPPLIER, "NREDAA80A41F205X"), True),
    ],
)
def test_enterprises_are_told_by_their_numbers(
    ours: Enterprise, theirs: Enterprise, verdict: bool | None
) -> None:
    assert same_enterprise(ours, theirs) == verdict


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("FT 0012/A", "FT12/A"),
        ("ft12/a", "FT12/A"),
        ("2026-007", "2026-7"),
        (" 7 ", "7"),
        ("000", "0"),
        ("", ""),
    ],
)
def test_numbers_are_compared_plainly(written: str, plain: str) -> None:
    assert plain_number(written) == plain


def test_a_fingerprint_knows_a_foreign_supplier_and_one_without_vat_number() -> None:
    body = body_xml(day="?")
    foreign = fingerprint_of(invoice_of(body, header=header_xml("6388047V", country="IE")), "d")
    assert (foreign.supplier, foreign.year, len(foreign.key)) == ("IE6388047V", None, 64)
    person = invoice_of(body_xml())
    person = replace(person, supplier=person.supplier._replace(vat_number="", tax_code="NREDAA80A41F205X"))
    assert fingerprint_of(person, "d").supplier == "ITNREDAA80A41F205X"
