"""What does the receipt of an application say, so that whoever holds it can prove place and time?"""

import io
from dataclasses import dataclass
from typing import ClassVar

import segno

from bandolo.papers.typeset_records import Enterprise, Exact, Paper, Person, Svg
from bandolo.rules.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """The place of a receipt in the public log (RFC 9162): digests in hexadecimal, the head as it was signed.

    The tree has `size` receipts, this is the one at `leaf`, counted from 0.
    """

    leaf: int
    size: int
    root: str
    path: tuple[str, ...]
    signed_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Paper):
    """The receipt (ricevuta) of an application that has its place in the order of arrival.

    `dossier` and `document` are SHA-256 in hexadecimal: of the sealed dossier and of the signed application.
    `token` is the receipt as the body signed it; `check_at` the address where it can be checked, also drawn
    as `code`; `proof` is missing where the log has not been sealed yet.
    """

    TEMPLATE: ClassVar[str] = "receipt"

    edition: str
    enterprise: Enterprise
    signer: Person
    number: int
    received_at: Exact
    grant: Cents
    dossier: str
    document: str
    token: str
    check_at: str = ""
    code: Svg | None = None
    proof: LogProof | None = None


def drawn_code(text: str) -> Svg:
    """A QR code (ISO/IEC 18004, error correction M) as an SVG image; ValueError above some 2,300 bytes."""
    image = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(
        image, kind="svg", border=4, light="white", xmldecl=False, svgclass=None, lineclass=None
    )
    return Svg(image.getvalue().decode("utf-8"))
