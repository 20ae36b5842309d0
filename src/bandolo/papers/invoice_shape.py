"""Which elements of an e-invoice are missing, too many or not as the schema says?

Own checks, after the schemas 1.2.3 (ordinary) and 1.0.2 (simplified) of the revenue agency; what they find is
a warning: an invoice that the exchange system delivered is an invoice.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bandolo.papers.hardened_xml import Node, children, line_of, text_of
from bandolo.papers.paper_problem import PaperProblem, problem

_NUMBERED = re.compile(r"[-+]?\d{1,11}\.\d{2}")
_FINE_NUMBER = re.compile(r"[-+]?\d{1,11}\.\d{2,8}")
_RATE = re.compile(r"\d{1,3}\.\d{2}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CODE = re.compile(r".{1,28}")
_TAX_CODE = re.compile(r"[A-Z0-9]{11,16}")
_NATURE = re.compile(r"N1|N2(\.[12])?|N3(\.[1-6])?|N4|N5|N6(\.[1-9])?|N7")
_IBAN = re.compile(r"[a-zA-Z]{2}\d{2}[a-zA-Z0-9]{11,30}")
_SOME = re.compile(r".{1,1000}")


class Field(NamedTuple):
    """Below each `parent`, at least so many elements `name`, at most one unless `many`, of a shape."""

    parent: str
    name: str
    shape: re.Pattern[str] | None = None
    least: int = 0
    many: bool = False


_PARTY_IDS = (
    Field("{}/IdFiscaleIVA", "IdPaese", _COUNTRY, 1),
    Field("{}/IdFiscaleIVA", "IdCodice", _CODE, 1),
    Field("{}", "CodiceFiscale", _TAX_CODE),
)


def _ids(parent: str) -> tuple[Field, ...]:
    return tuple(field._replace(parent=field.parent.format(parent)) for field in _PARTY_IDS)


_SUPPLIER = "CedentePrestatore/DatiAnagrafici"
_CUSTOMER = "CessionarioCommittente/DatiAnagrafici"
_DOCUMENT = "DatiGenerali/DatiGeneraliDocumento"
_LINE = "DatiBeniServizi/DettaglioLinee"
_SUMMARY = "DatiBeniServizi/DatiRiepilogo"
_TERM = "DatiPagamento/DettaglioPagamento"
ORDINARY_HEADER = (
    Field("", "DatiTrasmissione", None, 1),
    Field("DatiTrasmissione", "IdTrasmittente", None, 1),
    Field("DatiTrasmissione", "ProgressivoInvio", re.compile(r"[!-~ ]{1,10}"), 1),
    Field("DatiTrasmissione", "FormatoTrasmissione", re.compile("FPA12|FPR12"), 1),
    Field("DatiTrasmissione", "CodiceDestinatario", re.compile(r"[A-Z0-9]{6,7}"), 1),
    Field("", "CedentePrestatore", None, 1),
    Field("CedentePrestatore", "DatiAnagrafici", None, 1),
    Field(_SUPPLIER, "IdFiscaleIVA", None, 1),
    *_ids(_SUPPLIER),
    Field(_SUPPLIER, "Anagrafica", None, 1),
    Field(_SUPPLIER, "RegimeFiscale", re.compile(r"RF\d\d"), 1),
    Field("CedentePrestatore", "Sede", None, 1),
    Field("", "CessionarioCommittente", None, 1),
    Field("CessionarioCommittente", "DatiAnagrafici", None, 1),
    *_ids(_CUSTOMER),
    Field(_CUSTOMER, "Anagrafica", None, 1),
    Field("CessionarioCommittente", "Sede", None, 1),
)
ORDINARY_BODY = (
    Field("", "DatiGenerali", None, 1),
    Field("DatiGenerali", "DatiGeneraliDocumento", None, 1),
    Field(_DOCUMENT, "TipoDocumento", re.compile(r"TD(0[1-6]|1[6-9]|2[0-9])"), 1),
    Field(_DOCUMENT, "Divisa", re.compile(r"[A-Z]{3}"), 1),
    Field(_DOCUMENT, "Data", _DAY, 1),
    Field(_DOCUMENT, "Numero", re.compile(r"[!-~ ]{1,20}"), 1),
    Field(_DOCUMENT, "ImportoTotaleDocumento", _NUMBERED),
    Field(_DOCUMENT, "Arrotondamento", _NUMBERED),
    Field(_DOCUMENT, "Causale", re.compile(r".{1,200}"), 0, many=True),
    Field(f"{_DOCUMENT}/DatiRitenuta", "TipoRitenuta", re.compile(r"RT0[1-6]"), 1),
    Field(f"{_DOCUMENT}/DatiRitenuta", "ImportoRitenuta", _NUMBERED, 1),
    Field(f"{_DOCUMENT}/DatiRitenuta", "AliquotaRitenuta", _RATE, 1),
    Field("", "DatiBeniServizi", None, 1),
    Field("DatiBeniServizi", "DettaglioLinee", None, 1, many=True),
    Field(_LINE, "NumeroLinea", re.compile(r"\d{1,4}"), 1),
    Field(_LINE, "Descrizione", _SOME, 1),
    Field(_LINE, "PrezzoUnitario", _FINE_NUMBER, 1),
    Field(_LINE, "PrezzoTotale", _FINE_NUMBER, 1),
    Field(_LINE, "AliquotaIVA", _RATE, 1),
    Field(_LINE, "Natura", _NATURE),
    Field("DatiBeniServizi", "DatiRiepilogo", None, 1, many=True),
    Field(_SUMMARY, "AliquotaIVA", _RATE, 1),
    Field(_SUMMARY, "Natura", _NATURE),
    Field(_SUMMARY, "ImponibileImporto", _NUMBERED, 1),
    Field(_SUMMARY, "Imposta", _NUMBERED, 1),
    Field(_SUMMARY, "EsigibilitaIVA", re.compile(r"[DIS]")),
    Field("DatiPagamento", "CondizioniPagamento", re.compile(r"TP0[1-3]"), 1),
    Field("DatiPagamento", "DettaglioPagamento", None, 1, many=True),
    Field(_TERM, "ModalitaPagamento", re.compile(r"MP(0[1-9]|1\d|2[0-3])"), 1),
    Field(_TERM, "ImportoPagamento", _NUMBERED, 1),
    Field(_TERM, "IBAN", _IBAN),
)
SIMPLIFIED_HEADER = (
    Field("", "DatiTrasmissione", None, 1),
    Field("DatiTrasmissione", "FormatoTrasmissione", re.compile("FSM10"), 1),
    Field("", "CedentePrestatore", None, 1),
    Field("CedentePrestatore", "IdFiscaleIVA", None, 1),
    *_ids("CedentePrestatore"),
    Field("", "CessionarioCommittente", None, 1),
    Field("CessionarioCommittente", "IdentificativiFiscali", None, 1),
    *_ids("CessionarioCommittente/IdentificativiFiscali"),
)
SIMPLIFIED_BODY = (
    Field("", "DatiGenerali", None, 1),
    Field("DatiGenerali", "DatiGeneraliDocumento", None, 1),
    Field(_DOCUMENT, "TipoDocumento", re.compile(r"TD0[789]"), 1),
    Field(_DOCUMENT, "Divisa", re.compile(r"[A-Z]{3}"), 1),
    Field(_DOCUMENT, "Data", _DAY, 1),
    Field(_DOCUMENT, "Numero", re.compile(r"[!-~ ]{1,20}"), 1),
    Field("", "DatiBeniServizi", None, 1, many=True),
    Field("DatiBeniServizi", "Descrizione", _SOME, 1),
    Field("DatiBeniServizi", "Importo", _NUMBERED, 1),
    Field("DatiBeniServizi", "DatiIVA", None, 1),
    Field("DatiBeniServizi", "Natura", _NATURE),
)


def shape_problems(base: Node, fields: tuple[Field, ...], place: str) -> Iterator[PaperProblem]:
    """What differs from the fields, with its place and line."""
    for field in fields:
        parents = children(base, field.parent) if field.parent else [base]
        for parent in parents:
            yield from _of_one(parent, field, place)


def _of_one(parent: Node, field: Field, place: str) -> Iterator[PaperProblem]:
    found = children(parent, field.name)
    where = "/".join(part for part in (place, field.parent, field.name) if part)
    if len(found) < field.least:
        yield problem(
            where, line_of(parent), "manca, e lo schema lo chiede", "is missing, and the schema asks for it"
        )
    if len(found) > 1 and not field.many:
        yield problem(where, line_of(found[1]), "c'è più di una volta", "is there more than once")
    for node in found if field.shape else ():
        text = text_of(node)
        if field.shape and not field.shape.fullmatch(text):
            yield problem(
                where,
                line_of(node),
                f"«{text[:40]}» non ha la forma che chiede lo schema",
                f'"{text[:40]}" has not the shape that the schema asks for',
            )
