"""Where are the files that people gave and that the desk made? In one folder, each by its digest."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


def keep(content: bytes) -> str:
    """Keep a file and give its SHA-256, once it is on the disk. The same bytes are kept once."""
    digest = sha256(content).hexdigest()
    place = path_of(digest)
    if place.exists():
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)
    return digest


def kept(digest: str) -> bytes:
    """The file of a digest; OSError where it is gone, ValueError where it is not what it was."""
    content = path_of(digest).read_bytes()
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"the file {digest} has changed since it was kept")
    return content


def path_of(digest: str) -> Path:
    """Where a file stands: in a folder by its first two digits, so that none gets too full."""
    return Path(settings.FILES) / digest[:2] / digest


@contextmanager
def at_hand(digest: str) -> Iterator[Path]:
    """A kept file as a path that a process apart can read; as `kept` where it is gone or has changed."""
    kept(digest)
    yield path_of(digest)
