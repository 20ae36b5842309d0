"""Where are the files that people gave and that the desk made? In one folder, each by its digest."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings

from bandolo.papers.upload_store import FolderStore


def keep(content: bytes) -> str:
    """Keep a file and give its SHA-256, once it is on the disk. The same bytes are kept once."""
    digest = sha256(content).hexdigest()
    return digest if path_of(digest).exists() else FolderStore(Path(settings.FILES)).keep(BytesIO(content))


def kept(digest: str) -> bytes:
    """The file of a digest; OSError where it is gone or is not what it was."""
    try:
        with FolderStore(Path(settings.FILES)).opened(digest) as file:
            return file.read()
    except KeyError:
        raise FileNotFoundError(f"the file {digest} is gone") from None


def path_of(digest: str) -> Path:
    """Where a file stands, for those who read it from there."""
    return FolderStore(Path(settings.FILES)).path_of(digest)


@contextmanager
def at_hand(digest: str) -> Iterator[Path]:
    """A kept file as a path that a process apart can read; as `kept` where it is gone or has changed."""
    kept(digest)
    yield path_of(digest)
