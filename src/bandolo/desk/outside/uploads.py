"""Is a file that came in what its name says, and can it be taken in?

The papers' own checks of what is inside come on top of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bandolo.rules.rule import Words

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 200
_TYPES: Mapping[str, tuple[str, str]] = {
    "pdf": ("application/pdf", "PDF"),
    "p7m": ("application/pkcs7-mime", "P7M"),
    "xml": ("application/xml", "XML"),
    "png": ("image/png", "PNG"),
    "jpg": ("image/jpeg", "JPEG"),
    "jpeg": ("image/jpeg", "JPEG"),
}
_PEM = b"-----BEGIN "
_DER = b"\x30"
# What base64 of a DER sequence begins with.
_BASE64 = b"MI"


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bare name, its bytes, and the type that its bytes say."""

    name: str
    content: bytes
    content_type: str


def received(name: str, content: bytes) -> Upload | Words:
    """The file, or what is wrong with it and how to mend it."""
    bare = PurePosixPath(name.replace("\\", "/")).name.replace("\0", "")[-LONGEST_NAME:]
    if not content:
        return Words(
            it=f"Il file «{bare}» è vuoto (0 byte): controllare e caricarlo di nuovo.",
            en=f"The file “{bare}” is empty (0 bytes): check it and upload it again.",
        )
    if len(content) > LARGEST:
        return Words(
            it=f"Il file «{bare}» supera {LARGEST // 1024 // 1024} MB: ridurlo, o dividerlo in più file.",
            en=f"The file “{bare}” is over {LARGEST // 1024 // 1024} MB: make it smaller, or several.",
        )
    ending = bare.lower().rpartition(".")[2]
    if ending not in _TYPES:
        return Words(
            it=f"Il file «{bare}» non si può caricare: si accettano PDF, P7M, XML, PNG e JPEG, non archivi.",
            en=f"The file “{bare}” cannot be taken: PDF, P7M, XML, PNG and JPEG are, archives are not.",
        )
    content_type, words = _TYPES[ending]
    if _type_of(content) != content_type:
        return Words(
            it=f"Il contenuto di «{bare}» non è {words} come dice il nome: salvarlo nel formato giusto.",
            en=f"What is in “{bare}” is not {words} as its name says: save it again in the right format.",
        )
    return Upload(bare, content, content_type)


def _type_of(content: bytes) -> str | None:
    """The type by the first bytes."""
    head = content[:1024]
    if b"%PDF-" in head and not head.startswith((_DER, _BASE64, _PEM)):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((_DER, _BASE64, _PEM)):
        return "application/pkcs7-mime"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return "application/xml"
    return None
