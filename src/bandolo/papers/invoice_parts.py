"""Which parts do ordinary and simplified e-invoices have alike: parties, texts, earlier invoices?"""

from collections.abc import Iterator

from bandolo.papers.hardened_xml import Node, children, text_at
from bandolo.papers.invoice import Party, PlacedText, Related
from bandolo.papers.invoice_fields import Reading, plain_code


def party(base: Node | None, ids: Node | None, names: Node | None) -> Party:
    """A party: `ids` holds its VAT number and tax code, `names` its name; `base` the latter's older place."""
    number = plain_code(text_at(ids, "IdFiscaleIVA/IdCodice"))
    country = text_at(ids, "IdFiscaleIVA/IdPaese").upper()
    return Party(
        name=_name(names) or _name(base),
        country=country,
        # Some write the country in front of the number once more.
        vat_number=number.removeprefix(country) if country else number,
        tax_code=plain_code(text_at(ids, "CodiceFiscale")),
    )


def _name(node: Node | None) -> str:
    person = f"{text_at(node, 'Nome')} {text_at(node, 'Cognome')}".strip()
    return text_at(node, "Denominazione") or person


def management_texts(node: Node, where: str) -> Iterator[PlacedText]:
    """The texts of management data, which carry whatever found no other place."""
    for data in children(node, "AltriDatiGestionali"):
        text = " ".join(
            part for part in (text_at(data, "TipoDato"), text_at(data, "RiferimentoTesto")) if part
        )
        yield PlacedText(f"{where}/AltriDatiGestionali", text)


def related(reading: Reading, general: Node | None, path: str, number: str, day: str) -> tuple[Related, ...]:
    """The earlier invoices that a document names, with their dates."""
    return tuple(
        Related(text_at(node, number), reading.day(node, day))
        for node in children(general, path)
        if text_at(node, number)
    )
