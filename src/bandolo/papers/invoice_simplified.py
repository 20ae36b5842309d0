"""What does the body of a simplified e-invoice (FSM10) say, whose lines hold their VAT?"""

from collections.abc import Iterator

from bandolo.papers.hardened_xml import Node, child, children, text_at
from bandolo.papers.invoice import Invoice, InvoiceLine, Party, PlacedText, VatSummary, sum_of
from bandolo.papers.invoice_fields import Reading, vat_within
from bandolo.papers.invoice_parts import management_texts, party, related
from bandolo.papers.invoice_references import references_of


def read_simplified(header: Node | None, body: Node, place: str) -> Invoice:
    """The invoice of a body (Agenzia delle entrate, fattura semplificata, D.P.R. 633/1972, art. 21-bis)."""
    reading = Reading(place)
    general = child(body, "DatiGenerali")
    document = child(general, "DatiGeneraliDocumento")
    goods = children(body, "DatiBeniServizi")
    read = [_line(reading, number, node) for number, node in enumerate(goods, 1)]
    summaries = tuple(summary for _, summary in read)
    taxable, vat = sum_of(summaries)
    texts = tuple(_texts(goods))
    return Invoice(
        form="simplified",
        type=text_at(document, "TipoDocumento").upper(),
        number=text_at(document, "Numero"),
        dated=reading.day(document, "Data"),
        currency=text_at(document, "Divisa").upper(),
        supplier=_supplier(child(header, "CedentePrestatore")),
        customer=_customer(child(header, "CessionarioCommittente")),
        lines=tuple(line for line, _ in read),
        summaries=summaries,
        withholdings=(),
        terms=(),
        references=references_of(general, texts),
        related=related(reading, general, "DatiFatturaRettificata", "NumeroFR", "DataFR"),
        texts=texts,
        taxable=taxable,
        vat=vat,
        total=taxable + vat,
        problems=tuple(reading.problems),
    )


def _supplier(node: Node | None) -> Party:
    return party(node, node, node)


def _customer(node: Node | None) -> Party:
    return party(node, child(node, "IdentificativiFiscali"), child(node, "AltriDatiIdentificativi"))


def _line(reading: Reading, number: int, node: Node) -> tuple[InvoiceLine, VatSummary]:
    gross = reading.cents(node, "Importo") or 0
    rate = reading.rate(node, "DatiIVA/Aliquota")
    stated = reading.cents(node, "DatiIVA/Imposta")
    nature = text_at(node, "Natura").upper()
    vat = vat_within(gross, rate) if stated is None else stated
    line = InvoiceLine(
        number=str(number),
        description=text_at(node, "Descrizione"),
        quantity=None,
        unit="",
        price=None,
        cents=gross,
        vat_rate=rate,
        nature=nature,
    )
    return line, VatSummary(rate, nature, gross - vat, vat, "not_said")


def _texts(goods: list[Node]) -> Iterator[PlacedText]:
    for number, node in enumerate(goods, 1):
        yield PlacedText(f"DatiBeniServizi[{number}]/Descrizione", text_at(node, "Descrizione"))
        yield from management_texts(node, f"DatiBeniServizi[{number}]")
