"""Which XML lies inside the file of an e-invoice: the file itself, or what somebody signed?

Only taken out, not verified: whether a signature holds is another question.
"""

import base64
import binascii
import re
from typing import NamedTuple

from bandolo.papers.hardened_xml import MOST_BYTES
from bandolo.papers.paper_problem import UnreadableError
from bandolo.papers.signature_ber import BerError, open_envelope

# Base64 twice over a signed file of the largest size.
MOST_WRAPPED = 2 * MOST_BYTES
MOST_LAYERS = 8
_PEM = re.compile(rb"\A\s*-----BEGIN [A-Z0-9 ]{1,40}-----(.*?)-----END [A-Z0-9 ]{1,40}-----\s*\Z", re.DOTALL)
_BASE64 = re.compile(rb"\A[A-Za-z0-9+/\s]+={0,2}\s*\Z")
_DER_SEQUENCE = 0x30
# Text in UTF-16 starts with its mark; in UTF-8 it may.
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHERS = (
    (b"%PDF", "un PDF", "a PDF"),
    (b"PK\x03\x04", "un archivio ZIP", "a ZIP archive"),
    (b"\xff\xd8\xff", "un'immagine", "an image"),
    (b"\x89PNG", "un'immagine", "an image"),
    (b"{", "un file JSON", "a JSON file"),
)


class Unwrapped(NamedTuple):
    """The inner XML in bytes, and how many signatures lay around it."""

    xml: bytes
    signatures: int


def unwrap(data: bytes) -> Unwrapped:
    """The XML of a file: plain, or in CMS (RFC 5652) as DER, BER, PEM or base64, nested up to 8 times."""
    if len(data) > MOST_WRAPPED:
        raise UnreadableError(
            f"il file supera {MOST_WRAPPED // 1_000_000} MB",
            f"the file is above {MOST_WRAPPED // 1_000_000} MB",
        )
    signatures = 0
    for _ in range(MOST_LAYERS):
        start = data[:64].lstrip()
        if start.startswith(_XML_STARTS):
            return Unwrapped(data, signatures)
        if data[:1] == bytes((_DER_SEQUENCE,)) and not _BASE64.match(data):
            data, signatures = _signed_content(data), signatures + 1
        else:
            data = _decoded(data, start)
    raise UnreadableError(
        f"il file è avvolto più di {MOST_LAYERS} volte", f"the file is wrapped more than {MOST_LAYERS} times"
    )


def _signed_content(data: bytes) -> bytes:
    try:
        envelope = open_envelope(data)
    except BerError:
        raise UnreadableError(
            "la busta firmata (p7m) è rovinata o incompleta: va scaricata di nuovo",
            "the signed envelope (p7m) is broken or incomplete: download it again",
        ) from None
    if envelope.pieces is None:
        raise UnreadableError(
            "la firma è separata dal documento: serve anche la fattura",
            "the signature is apart from the document: the invoice is needed too",
        )
    return b"".join(data[start:stop] for start, stop in envelope.pieces)


def _decoded(data: bytes, start: bytes) -> bytes:
    if not start:
        raise UnreadableError("il file è vuoto", "the file is empty")
    for sign, it, en in _OTHERS:
        if start.startswith(sign):
            raise UnreadableError(
                f"il file è {it}: serve la fattura elettronica in XML o p7m",
                f"the file is {en}: the e-invoice in XML or p7m is needed",
            )
    pem = _PEM.match(data)
    text = pem[1] if pem else data
    if _BASE64.match(text):
        try:
            return base64.b64decode(b"".join(text.split()), validate=True)
        except binascii.Error:
            pass
    raise UnreadableError(
        "il file non è una fattura elettronica: né XML né p7m",
        "the file is no e-invoice: neither XML nor p7m",
    )
