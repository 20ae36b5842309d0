"""Is an invoice checked against a schema that the body has, and nothing but the schema read?"""

import pytest

from bandolo.papers.invoice_file import read_invoice_file
from bandolo.papers.invoice_schema import MOST_TOLD, read_schema
from bandolo.papers.paper_problem import UnreadableError
from tests.papers.invoices import ORDINARY, body_xml, envelope, file_xml, goods_xml, simplified_xml

# Any header, bodies whose document has a date; a signature that is declared elsewhere.
XSD = f"""<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
  xmlns="{ORDINARY}" targetNamespace="{ORDINARY}">
<xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="http://www.w3.org/xmldsig.xsd"/>
<xs:element name="FatturaElettronica"><xs:complexType><xs:sequence>
<xs:element name="FatturaElettronicaHeader"/>
<xs:element name="FatturaElettronicaBody" maxOccurs="unbounded"><xs:complexType><xs:sequence>
<xs:element name="DatiGenerali"><xs:complexType><xs:sequence>
<xs:element name="Data" type="xs:date"/></xs:sequence></xs:complexType></xs:element></xs:sequence>
</xs:complexType></xs:element>
<xs:element ref="ds:Signature" minOccurs="0"/></xs:sequence>
<xs:attribute name="versione"/></xs:complexType></xs:element></xs:schema>"""
SCHEMA = read_schema(XSD.encode())
BODY = "<FatturaElettronicaBody><DatiGenerali><Data>{}</Data></DatiGenerali></FatturaElettronicaBody>"
SIGNATURE = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'


def said(xml: str, *, signed: bool = False) -> list[tuple[int, str]]:
    """Line and words of what the schema says of a file."""
    data = xml.encode()
    read = read_invoice_file("a.xml", envelope(data) if signed else data, [SCHEMA])
    start = "the official schema says: "
    return [
        (one.line, one.words.en.removeprefix(start))
        for one in read.problems
        if one.words.en.startswith(start)
    ]


def test_what_fits_is_not_odd() -> None:
    good = file_xml(BODY.format("2026-03-10"), SIGNATURE)
    assert (said(good), said(good, signed=True)) == ([], [])


def test_what_does_not_fit_is_a_problem_with_its_line() -> None:
    bad = file_xml("\n" + BODY.format("10/03/2026"), "\n" + BODY.format("2026-03-10"))
    assert said(bad) == [
        (3, "Element 'Data': '10/03/2026' is not a valid value of the atomic type 'xs:date'.")
    ]


def test_so_much_is_told_and_no_more() -> None:
    assert len(said(file_xml(*[BODY.format("x")] * (MOST_TOLD + 10)))) == MOST_TOLD


def test_a_document_of_another_namespace_is_not_checked() -> None:
    assert said(simplified_xml(goods_xml("1.00", ""))) == []
    assert said(file_xml(body_xml(), namespace="urn:x")) == []


@pytest.mark.parametrize(
    "data", [b"<a/>", XSD.replace("xs:date", "xs:dat").encode(), b"<!DOCTYPE a><a/>", b"?"]
)
def test_what_is_no_schema_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_schema(data)
