"""What is a file, by what it holds and not by what it is called?"""

import re
from enum import StrEnum
from typing import NamedTuple

from bandolo.rules.rule import Words

HEAD = 4096
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n]+")
_PDF_WITHIN = 1024


class Kind(StrEnum):
    """The kinds of file that are told apart; what is none of them is `other`."""

    PDF = "pdf"
    P7M = "p7m"
    XML = "xml"
    ZIP = "zip"
    OFFICE = "office"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    MAIL = "mail"
    TEXT = "text"
    PACKED = "packed"
    PROGRAM = "program"
    OTHER = "other"

    @property
    def words(self) -> Words:
        """The kind for people."""
        return _KINDS[self].words

    @property
    def endings(self) -> tuple[str, ...]:
        """How the names of such files end."""
        return _KINDS[self].endings

    @property
    def media_type(self) -> str:
        """The media type under which such a file is served."""
        return _KINDS[self].media_type


class _Of(NamedTuple):
    words: Words
    endings: tuple[str, ...]
    media_type: str


def _of(it: str, en: str, endings: str, media_type: str = "application/octet-stream") -> _Of:
    return _Of(Words(it=it, en=en), tuple(endings.split()), media_type)


_KINDS = {
    Kind.PDF: _of("un PDF", "a PDF", ".pdf", "application/pdf"),
    Kind.P7M: _of("un file firmato (p7m)", "a signed file (p7m)", ".p7m .p7s", "application/pkcs7-mime"),
    Kind.XML: _of("un XML", "XML", ".xml", "application/xml"),
    Kind.ZIP: _of("un archivio ZIP", "a ZIP archive", ".zip", "application/zip"),
    Kind.OFFICE: _of("un documento di ufficio", "an office document", ".docx .xlsx .pptx .odt .ods .odp"),
    Kind.JPEG: _of("un'immagine JPEG", "a JPEG image", ".jpg .jpeg", "image/jpeg"),
    Kind.PNG: _of("un'immagine PNG", "a PNG image", ".png", "image/png"),
    Kind.TIFF: _of("un'immagine TIFF", "a TIFF image", ".tif .tiff", "image/tiff"),
    Kind.MAIL: _of("un messaggio di posta", "a mail message", ".eml", "message/rfc822"),
    Kind.TEXT: _of("un testo", "text", ".txt .csv", "text/plain"),
    Kind.PACKED: _of(
        "un archivio di un formato non ammesso", "an archive of no admitted format", ".7z .rar .gz"
    ),
    Kind.PROGRAM: _of("un programma", "a program", ".exe .js .vbs"),
    Kind.OTHER: _of("di un tipo sconosciuto", "of an unknown kind", ""),
}
_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (b"Rar!\x1a\x07", Kind.PACKED),
    (b"\x1f\x8b", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"\xfd7zXZ\0", Kind.PACKED),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"#!", Kind.PROGRAM),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument")
# SignedData (RFC 5652): the object identifier right after the first lengths.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")


def kind_of(head: bytes) -> Kind:
    """The kind of a file by its first bytes (`HEAD` of them suffice)."""
    if head.startswith(_ZIP_STARTS):
        return Kind.OFFICE if any(part in head[:200] for part in _OFFICE_PARTS) else Kind.ZIP
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"0") and _SIGNED_DATA in head[:32]:
        return Kind.P7M
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return Kind.PDF
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> Kind:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"-----BEGIN PKCS7", b"-----BEGIN CMS")) or _is_signed_in_base64(text):
        return Kind.P7M
    if text.startswith((b"<?xml", b"\xff\xfe<\0", b"\xfe\xff\0<")) or re.match(
        rb"<[A-Za-z_][\w.-]*[\s:>]", text
    ):
        return Kind.OTHER if re.match(rb"(?i)<(?:html|script|svg|!doctype)\b", text) else Kind.XML
    if _MAIL.match(text):
        return Kind.MAIL
    is_text = text and b"\0" not in head and not re.search(rb"[\x01-\x08\x0e-\x1f\x7f]", head)
    return Kind.TEXT if is_text else Kind.OTHER


def _is_signed_in_base64(text: bytes) -> bool:
    """Whether a text is a signed envelope in base64, whose first letters are `MI`, or twice: `TUl`."""
    return (
        text.startswith((b"MI", b"TUl")) and len(text) > len(_SIGNED_DATA) and bool(_BASE64.fullmatch(text))
    )
