"""Is what an e-invoice says read as it is, and what is odd about it told?"""

import hashlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bandolo.papers.invoice import (
    InvoiceLine,
    Party,
    PaymentTerm,
    Reference,
    Related,
    VatSummary,
    Withholding,
)
from bandolo.papers.invoice_file import read_invoice_file
from tests.papers.invoices import (
    CUSTOMER,
    IBAN,
    SUPPLIER,
    Row,
    Sum,
    body_xml,
    envelope,
    file_xml,
    goods_xml,
    header_xml,
    held_xml,
    invoice_of,
    payment_xml,
    simplified_xml,
    warnings,
)

SUMMARY = "/DatiRiepilogo[1]"
DOCUMENT = "/DatiGenerali/DatiGeneraliDocumento"
CUP, CIG = "E71B19000310006", "ZB98B4A235"


def test_an_ordinary_invoice_is_read_whole() -> None:
    xml = file_xml(body_xml(payment=payment_xml()))
    read = read_invoice_file("a.xml", xml.encode())
    assert (read.refused, read.problems, read.version, read.encoding, read.signatures) == (
        None,
        (),
        "FPR12",
        "utf-8",
        0,
    )
    assert read.digest == hashlib.sha256(xml.encode()).hexdigest()
    (one,) = read.invoices
    assert (one.form, one.type, one.number, one.dated, one.currency) == (
        "ordinary",
        "TD01",
        "FT 12/2026",
        date(2026, 3, 10),
        "EUR",
    )
    assert one.supplier == Party("Officina Dati Srl", "IT", SUPPLIER, "")
    assert one.customer == Party("Forno Nuovo Snc", "IT", CUSTOMER, "")
    assert one.lines == (
        InvoiceLine("1", "Consulenza", None, "", Decimal("1000.00"), 100000, Fraction(22, 100), ""),
    )
    assert one.summaries == (VatSummary(Fraction(22, 100), "", 100000, 22000, "at_once"),)
    assert one.terms == (PaymentTerm("MP05", date(2026, 4, 10), 122000, IBAN, ""),)
    assert (one.taxable, one.vat, one.total, one.payable, one.instalments) == (
        100000,
        22000,
        122000,
        122000,
        122000,
    )
    assert (one.is_credit, one.is_self_issued, one.problems) == (False, False, ())


def test_signing_again_changes_no_digest() -> None:
    xml = file_xml(body_xml()).encode()
    plain, signed = read_invoice_file("a.xml", xml), read_invoice_file("a.xml.p7m", envelope(envelope(xml)))
    assert (signed.digest, signed.invoices, signed.signatures) == (plain.digest, plain.invoices, 2)


def test_several_bodies_are_several_invoices() -> None:
    read = read_invoice_file("a.xml", file_xml(body_xml(number="1"), body_xml(number="2", day="?")).encode())
    assert [(one.number, one.dated) for one in read.invoices] == [("1", date(2026, 3, 10)), ("2", None)]
    assert [(one.where, one.words.en) for one in read.invoices[1].problems] == [
        ("FatturaElettronicaBody[2]/Data", '"?" is not a date such as 2026-03-31'),
        (
            "FatturaElettronicaBody[2]/DatiGenerali/DatiGeneraliDocumento/Data",
            '"?" has not the shape that the schema asks for',
        ),
    ]


@pytest.mark.parametrize(
    ("body", "amounts"),
    [
        # Nothing is stated: taxable amount and VAT together, with the rounding of the document.
        (body_xml(total=""), (100000, 22000, 122000, 122000)),
        (
            body_xml(total="", document="<Arrotondamento>0.01</Arrotondamento>"),
            (100000, 22000, 122001, 122001),
        ),
        # VAT by summary, not by line: three lines of 0.33 at 22% have 0.22 of VAT together, 0.21 apart.
        (
            body_xml(rows=[Row(total="0.33")] * 3, sums=[Sum("0.99", "0.22")], total="1.21"),
            (99, 22, 121, 121),
        ),
        # Split payment: the customer, a public body, pays the VAT to the state.
        (body_xml(sums=[Sum(due="S")]), (100000, 22000, 122000, 100000)),
        (
            body_xml(sums=[Sum(due="S"), Sum("100.00", "10.00", "10.00")], total="1330.00"),
            (110000, 23000, 133000, 111000),
        ),
        # Withholding tax: the customer pays it to the state for the supplier.
        (body_xml(held=held_xml()), (100000, 22000, 122000, 102000)),
        (body_xml(held=held_xml() + held_xml("40.00", "RT03")), (100000, 22000, 122000, 98000)),
        # The total is written net of it, as some programs do.
        (body_xml(held=held_xml(), total="1020.00"), (100000, 22000, 102000, 102000)),
        # A credit note takes back; some write its amounts with a minus.
        (body_xml(kind="TD04"), (100000, 22000, 122000, -122000)),
        (
            body_xml(kind="TD04", sums=[Sum("-1000.00", "-220.00")], total="-1220.00"),
            (-100000, -22000, -122000, -122000),
        ),
        # The customer adds VAT to the invoice of a foreign supplier, who is not paid it.
        (body_xml(kind="TD17"), (100000, 22000, 122000, 100000)),
        # Reverse charge: no VAT on it.
        (
            body_xml(
                rows=[Row(rate="0.00", nature="N6.9")], sums=[Sum(vat="0.00", rate="0.00", nature="N6.9")]
            ),
            (100000, 0, 122000, 122000),
        ),
        # No summary: computed from the lines.
        (
            body_xml(sums=[], total="", rows=[Row(), Row(total="10.00", rate="10.00")]),
            (101000, 22100, 123100, 123100),
        ),
    ],
)
def test_amounts(body: str, amounts: tuple[int, int, int, int]) -> None:
    one = invoice_of(body)
    assert (one.taxable, one.vat, one.total, one.payable) == amounts


def test_withholdings_and_instalments_are_kept() -> None:
    halves = payment_xml("500.00") + payment_xml("520.00", iban="")
    one = invoice_of(body_xml(held=held_xml(), payment=halves))
    assert one.withholdings == (Withholding("RT01", 20000, Fraction(20, 100)),)
    assert (one.withheld, one.instalments) == (20000, 102000)
    without = payment_xml().replace("<ImportoPagamento>1220.00</ImportoPagamento>", "")
    assert invoice_of(body_xml(payment=halves + without)).instalments is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            body_xml(total="1500.00"),
            [": the total written is EUR 1,500.00, taxable amount and VAT are EUR 1,220.00"],
        ),
        (
            body_xml(held=held_xml(), total="1020.00"),
            [": the total EUR 1,020.00 is net of what is withheld: it is written gross, EUR 1,220.00"],
        ),
        (
            body_xml(sums=[Sum(vat="221.00")], total="1221.00"),
            [f"{SUMMARY}: the VAT is EUR 221.00, but rate by taxable amount is EUR 220.00 (SdI 00421)"],
        ),
        (body_xml(currency="USD"), [": the amounts are in USD: their value in euro is needed"]),
        (
            body_xml(kind="TD99"),
            [
                f'{DOCUMENT}/TipoDocumento: "TD99" has not the shape that the schema asks for',
                ': unknown type: "TD99"',
            ],
        ),
        (
            body_xml(kind="TD04", sums=[Sum("-1000.00", "-220.00")], total="-1220.00"),
            [": the credit note has negative amounts: they are written positive"],
        ),
        (
            body_xml(payment=payment_xml(iban=IBAN[:-1] + "7")),
            ['/IBAN: "IT60X0542811101000000123457" is not a valid IBAN: its check digits do not fit'],
        ),
        (
            body_xml(total="1220,00"),
            [
                '/ImportoTotaleDocumento: "1220,00" has a comma: use a point',
                (
                    "/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento: "
                    '"1220,00" has not the shape that the schema asks for'
                ),
            ],
        ),
        (
            body_xml(total="1220.005"),
            [
                "/ImportoTotaleDocumento: has more than two decimals: it is read as EUR 1,220.01",
                (
                    "/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento: "
                    '"1220.005" has not the shape that the schema asks for'
                ),
            ],
        ),
        (
            body_xml(total="tanto"),
            [
                '/ImportoTotaleDocumento: "tanto" is not a number such as 1234.50',
                (
                    "/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento: "
                    '"tanto" has not the shape that the schema asks for'
                ),
            ],
        ),
        (
            body_xml(sums=[]),
            [
                (
                    "/DatiBeniServizi/DatiRiepilogo: the VAT summary is missing: "
                    "taxable amount and VAT are computed from the lines"
                ),
                "/DatiBeniServizi/DatiRiepilogo: is missing, and the schema asks for it",
            ],
        ),
        (
            body_xml(general="<DatiGeneraliDocumento/>"),
            [
                "/DatiGenerali/DatiGeneraliDocumento: is there more than once",
                *(
                    f"/DatiGenerali/DatiGeneraliDocumento/{name}: is missing, and the schema asks for it"
                    for name in ("TipoDocumento", "Divisa", "Data", "Numero")
                ),
            ],
        ),
        (body_xml(rows=[Row(total="1000.00000001")]), []),
        (body_xml(day="2026-03-10+01:00"), []),
    ],
)
def test_what_is_odd_is_a_warning(body: str, told: list[str]) -> None:
    assert warnings(invoice_of(body)) == told


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (header_xml("12345678901"), ['/supplier: the VAT number of the supplier "12345678901" is not valid']),
        (header_xml("IE6388047V", country="IE"), []),
        (
            header_xml().replace(
                f"<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{CUSTOMER}</IdCodice></IdFiscaleIVA>", ""
            ),
            ["/customer: the customer has neither VAT number nor tax code"],
        ),
        (
            header_xml().replace(
                "</IdFiscaleIVA>", "</IdFiscaleIVA><CodiceFiscale>RSSMRA80A01H501X</CodiceFiscale>", 1
            ),
            ['/supplier: the tax code of the supplier "RSSMRA80A01H501X" is not valid'],
        ),
        (
            header_xml().replace(
                "</IdFiscaleIVA>", "</IdFiscaleIVA><CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale>", 1
            ),
            [],
        ),
    ],
)
def test_parties_are_checked(header: str, told: list[str]) -> None:
    assert warnings(invoice_of(body_xml(), header=header)) == told


def test_a_country_in_front_of_the_number_is_taken_off() -> None:
    one = invoice_of(body_xml(), header=header_xml(supplier=f"IT {SUPPLIER}"))
    assert (one.supplier.country, one.supplier.vat_number) == ("IT", SUPPLIER)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            body_xml(
                general=f"<DatiOrdineAcquisto><IdDocumento>PO 7</IdDocumento><CodiceCUP>{CUP}</CodiceCUP>"
                f"<CodiceCIG>{CIG}</CodiceCIG></DatiOrdineAcquisto>"
            ),
            [
                Reference("CUP", CUP, "DatiOrdineAcquisto/CodiceCUP"),
                Reference("CIG", CIG, "DatiOrdineAcquisto/CodiceCIG"),
            ],
        ),
        (body_xml(general="<DatiContratto><CodiceCIG>0000000000</CodiceCIG></DatiContratto>"), []),
        (
            body_xml(document=f"<Causale>Bando forni, cup {CUP.lower()} cig: {CIG}</Causale>"),
            [
                Reference("CUP", CUP, "DatiGeneraliDocumento/Causale"),
                Reference("CIG", CIG, "DatiGeneraliDocumento/Causale"),
            ],
        ),
        (
            body_xml(rows=[Row("Forno C.U.P. n. E71 B19 000 310 006")]),
            [Reference("CUP", CUP, "DettaglioLinee[1]/Descrizione")],
        ),
        (
            body_xml(
                rows=[
                    Row(),
                    Row(
                        more="<AltriDatiGestionali><TipoDato>CUP</TipoDato>"
                        f"<RiferimentoTesto>{CUP}</RiferimentoTesto></AltriDatiGestionali>"
                    ),
                ]
            ),
            [Reference("CUP", CUP, "DettaglioLinee[2]/AltriDatiGestionali")],
        ),
        (
            body_xml(general=f"<DatiContratto><IdDocumento>{CUP}</IdDocumento></DatiContratto>"),
            [Reference("CUP", CUP, "DatiContratto/IdDocumento")],
        ),
        # Words that only look alike.
        (body_xml(rows=[Row(f"X{CUP}, CUP assente, cig ABCDEFGHIJ, CUP ABCDEFGHIJKLMNO")]), []),
    ],
)
def test_codes_are_found_wherever_they_stand(body: str, found: list[Reference]) -> None:
    one = invoice_of(body)
    assert list(one.references) == found
    assert one.values_of("CUP") == ((CUP,) if any(each.kind == "CUP" for each in found) else ())


def test_a_credit_note_names_its_invoice() -> None:
    related = (
        "<DatiFattureCollegate><IdDocumento>FT 1</IdDocumento><Data>2026-02-01</Data></DatiFattureCollegate>"
    )
    one = invoice_of(body_xml(kind="TD04", general=related + "<DatiFattureCollegate/>"))
    assert (one.is_credit, one.related) == (True, (Related("FT 1", date(2026, 2, 1)),))


@pytest.mark.parametrize(
    ("vat", "amounts"),
    [
        ("<Aliquota>22.00</Aliquota>", (10000, 2200, 12200)),
        ("<Imposta>22.00</Imposta>", (10000, 2200, 12200)),
        ("<Imposta>21.99</Imposta><Aliquota>22.00</Aliquota>", (10001, 2199, 12200)),
        ("", (12200, 0, 12200)),
    ],
)
def test_a_simplified_invoice_holds_its_vat(vat: str, amounts: tuple[int, int, int]) -> None:
    read = read_invoice_file("s.xml", simplified_xml(goods_xml("122.00", vat)).encode())
    (one,) = read.invoices
    assert (one.form, one.type, one.number, one.supplier.name, one.customer.tax_code) == (
        "simplified",
        "TD07",
        "S1",
        "Ada Neri",
        CUSTOMER,
    )
    assert (one.taxable, one.vat, one.total) == amounts
    assert (read.problems, warnings(one)) == ((), [])


def test_a_simplified_credit_note_is_one() -> None:
    general = (
        "<DatiFatturaRettificata><NumeroFR>S0</NumeroFR><DataFR>2026-01-02</DataFR></DatiFatturaRettificata>"
    )
    goods = goods_xml("-12.20", "<Aliquota>22.00</Aliquota>", f"Reso CUP {CUP}") + goods_xml(
        "1.00", "<Imposta>0.10</Imposta>"
    )
    (one,) = read_invoice_file("s.xml", simplified_xml(goods, kind="TD08", general=general).encode()).invoices
    assert (one.is_credit, one.related) == (True, (Related("S0", date(2026, 1, 2)),))
    assert (one.taxable, one.vat, one.payable, one.values_of("CUP")) == (-910, -210, -1120, (CUP,))


@pytest.mark.parametrize(
    ("xml", "line", "words"),
    [
        ("<html/>", 1, 'the XML is "html", not an e-invoice'),
        (file_xml(), 2, "the invoice has no body (FatturaElettronicaBody)"),
        (file_xml(body_xml())[:-9], 2, "it is not well-formed XML: "),
    ],
)
def test_what_is_no_invoice_is_refused(xml: str, line: int, words: str) -> None:
    read = read_invoice_file("a.xml", xml.encode())
    assert read.refused is not None
    assert (read.invoices, read.refused.line, read.refused.words.en[: len(words)]) == ((), line, words)
    assert read.digest == hashlib.sha256(xml.encode()).hexdigest()


def test_a_file_odd_as_a_whole_is_still_read() -> None:
    read = read_invoice_file("a.xml", file_xml(body_xml(), header="<X/>", namespace="urn:old").encode())
    assert [one.words.en for one in read.problems] == [
        'the namespace is "urn:old", not "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"',
        "is missing, and the schema asks for it",
    ]
    assert (read.invoices[0].total, read.invoices[0].supplier) == (122000, Party("", "", "", ""))
