"""What does the body of an ordinary e-invoice (FPA12, FPR12) say?"""

from collections.abc import Iterator
from fractions import Fraction

from bandolo.papers.hardened_xml import Node, child, children, text_at, text_of
from bandolo.papers.invoice import (
    Due,
    Invoice,
    InvoiceLine,
    Party,
    PaymentTerm,
    PlacedText,
    VatSummary,
    Withholding,
    sum_of,
)
from bandolo.papers.invoice_fields import Reading, vat_on
from bandolo.papers.invoice_parts import management_texts, party, related
from bandolo.papers.invoice_references import references_of

_DUE: dict[str, Due] = {"I": "at_once", "D": "deferred", "S": "split"}
_ORDERS = ("DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione")


def read_ordinary(header: Node | None, body: Node, place: str) -> Invoice:
    """The invoice of a body; whatever is missing or odd stands among its problems."""
    reading = Reading(place)
    general, goods = child(body, "DatiGenerali"), child(body, "DatiBeniServizi")
    document = child(general, "DatiGeneraliDocumento")
    lines = tuple(_line(reading, node) for node in children(goods, "DettaglioLinee"))
    summaries = tuple(_summary(reading, node) for node in children(goods, "DatiRiepilogo"))
    if not summaries:
        summaries = _from_lines(reading, lines, body)
    taxable, vat = sum_of(summaries)
    stated = reading.cents(document, "ImportoTotaleDocumento")
    texts = tuple(_texts(general, goods))
    return Invoice(
        form="ordinary",
        type=text_at(document, "TipoDocumento").upper(),
        number=text_at(document, "Numero"),
        dated=reading.day(document, "Data"),
        currency=text_at(document, "Divisa").upper(),
        supplier=_party(child(header, "CedentePrestatore")),
        customer=_party(child(header, "CessionarioCommittente")),
        lines=lines,
        summaries=summaries,
        withholdings=tuple(_withholding(reading, node) for node in children(document, "DatiRitenuta")),
        terms=tuple(_term(reading, node) for node in children(body, "DatiPagamento/DettaglioPagamento")),
        references=references_of(general, texts),
        related=related(reading, general, "DatiFattureCollegate", "IdDocumento", "Data"),
        texts=texts,
        taxable=taxable,
        vat=vat,
        total=taxable + vat + (reading.cents(document, "Arrotondamento") or 0) if stated is None else stated,
        problems=tuple(reading.problems),
    )


def _party(node: Node | None) -> Party:
    return party(node, child(node, "DatiAnagrafici"), child(node, "DatiAnagrafici/Anagrafica"))


def _line(reading: Reading, node: Node) -> InvoiceLine:
    return InvoiceLine(
        number=text_at(node, "NumeroLinea"),
        description=text_at(node, "Descrizione"),
        quantity=reading.number(node, "Quantita"),
        unit=text_at(node, "UnitaMisura"),
        price=reading.number(node, "PrezzoUnitario"),
        cents=reading.cents(node, "PrezzoTotale") or 0,
        vat_rate=reading.rate(node, "AliquotaIVA"),
        nature=text_at(node, "Natura").upper(),
    )


def _summary(reading: Reading, node: Node) -> VatSummary:
    return VatSummary(
        rate=reading.rate(node, "AliquotaIVA"),
        nature=text_at(node, "Natura").upper(),
        taxable=reading.cents(node, "ImponibileImporto") or 0,
        vat=reading.cents(node, "Imposta") or 0,
        due=_DUE.get(text_at(node, "EsigibilitaIVA").upper(), "not_said"),
    )


def _from_lines(reading: Reading, lines: tuple[InvoiceLine, ...], body: Node) -> tuple[VatSummary, ...]:
    """One summary for each rate and nature of the lines, for a document that has none itself."""
    reading.note(
        "DatiBeniServizi/DatiRiepilogo",
        body,
        "manca il riepilogo dell'IVA: imponibile e imposta sono calcolati dalle righe",
        "the VAT summary is missing: taxable amount and VAT are computed from the lines",
    )
    taxable: dict[tuple[Fraction | None, str], int] = {}
    for line in lines:
        key = (line.vat_rate, line.nature)
        taxable[key] = taxable.get(key, 0) + line.cents
    return tuple(
        VatSummary(rate, nature, cents, vat_on(cents, rate), "not_said")
        for (rate, nature), cents in taxable.items()
    )


def _withholding(reading: Reading, node: Node) -> Withholding:
    return Withholding(
        kind=text_at(node, "TipoRitenuta").upper(),
        cents=reading.cents(node, "ImportoRitenuta") or 0,
        rate=reading.rate(node, "AliquotaRitenuta"),
    )


def _term(reading: Reading, node: Node) -> PaymentTerm:
    return PaymentTerm(
        means=text_at(node, "ModalitaPagamento").upper(),
        due=reading.day(node, "DataScadenzaPagamento"),
        cents=reading.cents(node, "ImportoPagamento"),
        iban=reading.iban(node, "IBAN"),
        payee=text_at(node, "Beneficiario"),
    )


def _texts(general: Node | None, goods: Node | None) -> Iterator[PlacedText]:
    """The texts in which people write what no field was made for."""
    for node in children(general, "DatiGeneraliDocumento/Causale"):
        yield PlacedText("DatiGeneraliDocumento/Causale", text_of(node))
    for order in _ORDERS:
        for node in children(general, order):
            for field in ("IdDocumento", "CodiceCommessaConvenzione"):
                yield PlacedText(f"{order}/{field}", text_at(node, field))
    for number, node in enumerate(children(goods, "DettaglioLinee"), 1):
        yield PlacedText(f"DettaglioLinee[{number}]/Descrizione", text_at(node, "Descrizione"))
        yield from management_texts(node, f"DettaglioLinee[{number}]")
