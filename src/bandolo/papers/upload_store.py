"""How is an uploaded file kept, so that it is not lost halfway, and served as nothing but a download?"""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bandolo.papers.upload_kind import Kind

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o440


class DamagedError(OSError):
    """A file that is no longer what was kept."""


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 in hexadecimal, as files are named: never a way to another folder."""
    return _DIGEST.fullmatch(text) is not None


def put(place: Path, file: IO[bytes]) -> None:
    """Put a file in its place, whole and on the disk or not at all; OSError where the disk is full."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    try:
        with os.fdopen(made, "wb") as part:
            while chunk := file.read(_CHUNK):
                part.write(chunk)
            part.flush()
            os.fsync(part.fileno())
        Path(name).chmod(_READ_ONLY)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(place.parent)


def safe_headers(kind: Kind, name: str) -> Mapping[str, str]:
    """The headers under which an uploaded file is served: as a download that nothing in a browser runs.

    RFC 6266, with the name in ASCII and as it was; no sniffing, no script, no frame, no shared cache.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._") or "file"
    return {
        "Content-Type": kind.media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }


def _settle(folder: Path) -> None:
    """Make the name of a file as durable as its bytes."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
