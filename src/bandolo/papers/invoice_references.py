"""Which CUP and CIG does an e-invoice carry, wherever its writer put them?"""

import re
from collections.abc import Iterable, Iterator

from bandolo.papers.hardened_xml import Node, children, text_at
from bandolo.papers.invoice import PlacedText, Reference, ReferenceKind

# A CUP is a letter, two digits for the year, a letter and eleven digits (delibera CIPE 143/2002).
_CUP = re.compile(r"(?<![A-Z0-9])[A-Z]\d{2}[A-Z]\d{11}(?![A-Z0-9])")
_CUP_APART = re.compile(r"\bC\.?U\.?P\.?\W{0,5}(?:N\W{0,3})?([A-Z](?:[ .-]?[A-Z0-9]){14})(?![A-Z0-9])")
# A CIG is ten letters and digits with no shape of its own: in a text it must be named.
_CIG = re.compile(r"\bC\.?I\.?G\.?\W{0,5}(?:N\W{0,3})?([A-Z0-9]{10})(?![A-Z0-9])")
_ORDERS = ("DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate")
_FIELDS: tuple[tuple[ReferenceKind, str], ...] = (("CUP", "CodiceCUP"), ("CIG", "CodiceCIG"))


def references_of(general: Node | None, texts: Iterable[PlacedText]) -> tuple[Reference, ...]:
    """The codes of the fields made for them, then those in the texts that people wrote, each place once."""
    return tuple(dict.fromkeys((*_in_fields(general), *_in_texts(texts))))


def _in_fields(general: Node | None) -> Iterator[Reference]:
    for order in _ORDERS:
        for node in children(general, order):
            for kind, field in _FIELDS:
                code = re.sub(r"\W", "", text_at(node, field).upper())
                # Who has no code writes a dash or zeros there.
                if code.strip("0"):
                    yield Reference(kind, code, f"{order}/{field}")


def _in_texts(texts: Iterable[PlacedText]) -> Iterator[Reference]:
    for where, text in texts:
        capitals = text.upper()
        for match in _CUP.finditer(capitals):
            yield Reference("CUP", match[0], where)
        for match in _CUP_APART.finditer(capitals):
            code = re.sub(r"[ .-]", "", match[1])
            if _CUP.fullmatch(code):
                yield Reference("CUP", code, where)
        for match in _CIG.finditer(capitals):
            if any(sign.isdigit() for sign in match[1]):
                yield Reference("CIG", match[1], where)
