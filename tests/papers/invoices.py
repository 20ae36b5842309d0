"""How do the tests make e-invoices, and the envelopes in which they come?"""

import base64
from collections.abc import Sequence
from typing import NamedTuple

from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_file import read_invoice_file

ORDINARY = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SIMPLIFIED = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"
# Numbers of nobody, with right check digits.
SUPPLIER = "01234560157"
OTHER_SUPPLIER = "07643520567"
CUSTOMER = "09876540874"
# Parts of a signed envelope (RFC 5652): the kinds of content, the version, a set of nothing.
SIGNED_DATA, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
VERSION, EMPTY_SET = bytes.fromhex("020101"), bytes.fromhex("3100")
IBAN = "IT60X0542811101000000123456"


class Row(NamedTuple):
    """A line: description, total as written, rate in percent, nature."""

    description: str = "Consulenza"
    total: str = "1000.00"
    rate: str = "22.00"
    nature: str = ""
    more: str = ""


class Sum(NamedTuple):
    """A VAT summary as written."""

    taxable: str = "1000.00"
    vat: str = "220.00"
    rate: str = "22.00"
    nature: str = ""
    due: str = "I"


def tag(name: str, text: str) -> str:
    """An element, or nothing where its text is empty."""
    return f"<{name}>{text}</{name}>" if text else ""


def party_xml(name: str, vat: str, country: str = "IT") -> str:
    """The data of a party in an ordinary invoice."""
    return (
        f"<DatiAnagrafici><IdFiscaleIVA><IdPaese>{country}</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA>"
        f"<Anagrafica><Denominazione>{name}</Denominazione></Anagrafica>{{}}</DatiAnagrafici>"
        "<Sede><Indirizzo>via Po 1</Indirizzo><CAP>20100</CAP><Comune>Milano</Comune>"
        "<Nazione>IT</Nazione></Sede>"
    )


def header_xml(supplier: str = SUPPLIER, customer: str = CUSTOMER, country: str = "IT") -> str:
    """The header of an ordinary file."""
    issuer = party_xml("Officina Dati Srl", supplier, country).format("<RegimeFiscale>RF01</RegimeFiscale>")
    receiver = party_xml("Forno Nuovo Snc", customer).format("")
    return (
        "<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese>"
        f"<IdCodice>{SUPPLIER}</IdCodice></IdTrasmittente><ProgressivoInvio>00001</ProgressivoInvio>"
        "<FormatoTrasmissione>FPR12</FormatoTrasmissione><CodiceDestinatario>0000000</CodiceDestinatario>"
        f"</DatiTrasmissione><CedentePrestatore>{issuer}</CedentePrestatore>"
        f"<CessionarioCommittente>{receiver}</CessionarioCommittente></FatturaElettronicaHeader>"
    )


def body_xml(  # noqa: PLR0913  # each is one place of the document
    *,
    kind: str = "TD01",
    number: str = "FT 12/2026",
    day: str = "2026-03-10",
    currency: str = "EUR",
    total: str = "1220.00",
    rows: Sequence[Row] = (Row(),),
    sums: Sequence[Sum] = (Sum(),),
    held: str = "",
    document: str = "",
    general: str = "",
    payment: str = "",
) -> str:
    """A body of an ordinary file; the last arguments are pieces of XML in the places of their name."""
    lines = "".join(
        f"<DettaglioLinee><NumeroLinea>{at}</NumeroLinea><Descrizione>{row.description}</Descrizione>"
        f"<PrezzoUnitario>{row.total}</PrezzoUnitario><PrezzoTotale>{row.total}</PrezzoTotale>"
        f"<AliquotaIVA>{row.rate}</AliquotaIVA>{tag('Natura', row.nature)}{row.more}</DettaglioLinee>"
        for at, row in enumerate(rows, 1)
    )
    summaries = "".join(
        f"<DatiRiepilogo><AliquotaIVA>{one.rate}</AliquotaIVA>{tag('Natura', one.nature)}"
        f"<ImponibileImporto>{one.taxable}</ImponibileImporto><Imposta>{one.vat}</Imposta>"
        f"{tag('EsigibilitaIVA', one.due)}</DatiRiepilogo>"
        for one in sums
    )
    return (
        f"<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento>"
        f"<Divisa>{currency}</Divisa><Data>{day}</Data><Numero>{number}</Numero>{held}"
        f"{tag('ImportoTotaleDocumento', total)}{document}</DatiGeneraliDocumento>{general}</DatiGenerali>"
        f"<DatiBeniServizi>{lines}{summaries}</DatiBeniServizi>{payment}</FatturaElettronicaBody>"
    )


def payment_xml(amount: str = "1220.00", iban: str = IBAN, means: str = "MP05") -> str:
    """How an invoice asks to be paid."""
    return (
        "<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento>"
        f"<ModalitaPagamento>{means}</ModalitaPagamento>"
        "<DataScadenzaPagamento>2026-04-10</DataScadenzaPagamento>"
        f"<ImportoPagamento>{amount}</ImportoPagamento>{tag('IBAN', iban)}"
        "</DettaglioPagamento></DatiPagamento>"
    )


def held_xml(amount: str = "200.00", kind: str = "RT01") -> str:
    """A withholding of 20 percent."""
    return (
        f"<DatiRitenuta><TipoRitenuta>{kind}</TipoRitenuta><ImportoRitenuta>{amount}</ImportoRitenuta>"
        "<AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
    )


def file_xml(*bodies: str, header: str | None = None, namespace: str = ORDINARY, start: str = "") -> str:
    """An ordinary file of some bodies."""
    declaration = start or '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (
        f'{declaration}<p:FatturaElettronica versione="FPR12" xmlns:p="{namespace}">'
        f"{header_xml() if header is None else header}{''.join(bodies)}</p:FatturaElettronica>"
    )


def simplified_xml(goods: str, *, kind: str = "TD07", general: str = "") -> str:
    """A simplified file with one body of some goods."""
    return (
        f'<p:FatturaElettronicaSemplificata versione="FSM10" xmlns:p="{SIMPLIFIED}">'
        "<FatturaElettronicaHeader>"
        f"<DatiTrasmissione><FormatoTrasmissione>FSM10</FormatoTrasmissione></DatiTrasmissione>"
        f"<CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{SUPPLIER}</IdCodice></IdFiscaleIVA>"
        "<Nome>Ada</Nome><Cognome>Neri</Cognome></CedentePrestatore><CessionarioCommittente>"
        f"<IdentificativiFiscali><CodiceFiscale>{CUSTOMER}</CodiceFiscale></IdentificativiFiscali>"
        "<AltriDatiIdentificativi><Denominazione>Forno Nuovo Snc</Denominazione></AltriDatiIdentificativi>"
        f"</CessionarioCommittente></FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali>"
        f"<DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento><Divisa>EUR</Divisa>"
        f"<Data>2026-03-10</Data><Numero>S1</Numero></DatiGeneraliDocumento>{general}</DatiGenerali>"
        f"{goods}</FatturaElettronicaBody></p:FatturaElettronicaSemplificata>"
    )


def goods_xml(amount: str, vat: str, description: str = "Etichette") -> str:
    """A line of a simplified invoice; `vat` is the XML of its DatiIVA."""
    return (
        f"<DatiBeniServizi><Descrizione>{description}</Descrizione><Importo>{amount}</Importo>"
        f"<DatiIVA>{vat}</DatiIVA></DatiBeniServizi>"
    )


def invoice_of(*bodies: str, header: str | None = None) -> Invoice:
    """The first invoice of a file that is read without problems of the file."""
    read = read_invoice_file("made.xml", file_xml(*bodies, header=header).encode())
    assert (read.refused, read.problems) == (None, ())
    return read.invoices[0]


def warnings(invoice: Invoice) -> list[str]:
    """What is odd about an invoice, in English."""
    return [f"{one.where.removeprefix('FatturaElettronicaBody')}: {one.words.en}" for one in invoice.problems]


def der(mark: int, *parts: bytes) -> bytes:
    """A DER value of some parts."""
    inside = b"".join(parts)
    size = len(inside)
    if size < 0x80:
        return bytes((mark, size)) + inside
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((mark, 0x80 | len(length))) + length + inside


def envelope(content: bytes | None) -> bytes:
    """Signed data in DER with no signer: all that taking out needs. None: the content is elsewhere.

    Made by hand: asn1crypto learns names as its modules are imported, and forgets those that come too late.
    """
    inside = () if content is None else (der(0xA0, der(0x04, content)),)
    signed = der(0x30, VERSION, EMPTY_SET, der(0x30, DATA, *inside), EMPTY_SET)
    return der(0x30, SIGNED_DATA, der(0xA0, signed))


def endless(mark: int, *parts: bytes) -> bytes:
    """A BER value of indefinite length, as streaming signers write it."""
    return bytes((mark, 0x80)) + b"".join(parts) + b"\0\0"


def pieces(content: bytes, size: int = 100) -> bytes:
    """Octets in BER, cut into pieces."""
    cut = [content[at : at + size] for at in range(0, len(content), size)]
    return endless(0x24, *(bytes((0x04, len(piece))) + piece for piece in cut))


def ber_envelope(content: bytes) -> bytes:
    """Signed data with lengths that are told only at the end."""
    inner = endless(0x30, DATA, endless(0xA0, pieces(content)))
    return endless(0x30, SIGNED_DATA, endless(0xA0, endless(0x30, VERSION, EMPTY_SET, inner, EMPTY_SET)))


def pem(content: bytes) -> bytes:
    """A signed file as text between lines that say so."""
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(content) + b"-----END PKCS7-----\n"
