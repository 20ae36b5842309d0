"""Where are uploaded files kept, so that none is changed, lost halfway, or served as anything but a download?

A store is anything that has these two verbs; the folder here is one, an object store can be another.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from bandolo.papers.upload_kind import Kind

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o440


class DamagedError(OSError):
    """A file that is no longer what was kept."""


class Store(Protocol):
    """Keeps files by their digest (SHA-256, hexadecimal)."""

    def keep(self, file: IO[bytes]) -> str:
        """Keep a file; its digest. The same bytes are kept once."""

    def opened(self, digest: str) -> IO[bytes]:
        """A kept file, its digest checked; KeyError where it is not there, DamagedError where it changed."""


class FolderStore:
    """A folder, outside of what a web server serves, with a file for each digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: IO[bytes]) -> str:
        """Keep a file whole or not at all; its digest. OSError where the disk is full."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        made, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
        try:
            with os.fdopen(made, "wb") as part:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
            place = self.path_of(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            Path(name).chmod(_READ_ONLY)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _settle(place.parent)
        return digest.hexdigest()

    def opened(self, digest: str) -> IO[bytes]:
        """A kept file, its digest checked; KeyError where it is not there, DamagedError where it changed."""
        try:
            file = self.path_of(digest).open("rb")
        except FileNotFoundError:
            raise KeyError(digest) from None
        found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            file.close()
            raise DamagedError(f"{digest}: the file has changed since it was kept")
        file.seek(0)
        return file

    def path_of(self, digest: str) -> Path:
        """Where the file of a digest stands, whether or not it is there; KeyError where it is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise KeyError(digest)
        return self._folder / digest[:2] / digest


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
