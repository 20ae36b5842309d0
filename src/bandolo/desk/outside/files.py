"""Where are the files that people gave and that the desk made? In one storage, each by its digest.

A folder, or an object store (S3) where the settings name one; sealed at rest where they name keys.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from bandolo.papers.upload_seal import is_sealed, key_of, sealed, unsealed
from bandolo.papers.upload_store import DamagedError, is_digest

STORAGE = "files"


def keep(content: bytes) -> str:
    """Keep a file and give its SHA-256, once it is on the disk. The same bytes are kept once."""
    digest = sha256(content).hexdigest()
    storage, name = _storage(), _name(digest)
    if not storage.exists(name):
        at_rest = sealed(content, key_of(settings.FILES_KEYS[0]), digest) if settings.FILES_KEYS else content
        storage.save(name, File(BytesIO(at_rest), name))
    return digest


def kept(digest: str) -> bytes:
    """The file of a digest; OSError where it is gone or is not what it was."""
    if not is_digest(digest):
        raise FileNotFoundError(f"{digest!r} is no digest")
    with _storage().open(_name(digest)) as file:
        content: bytes = file.read()
    if is_sealed(content) and sha256(content).hexdigest() != digest:
        keys = {one.id: one for one in map(key_of, settings.FILES_KEYS)}
        content = unsealed(content, keys, digest)
    if sha256(content).hexdigest() != digest:
        raise DamagedError(f"{digest}: the file has changed since it was kept")
    return content


def destroy(digest: str) -> None:
    """Take a file away for good, where it is still there."""
    if not is_digest(digest):
        raise FileNotFoundError(f"{digest!r} is no digest")
    _storage().delete(_name(digest))


@contextmanager
def at_hand(digest: str) -> Iterator[Path]:
    """A kept file as a path that a process apart can read, while it does; as `kept` where it is gone."""
    with NamedTemporaryFile() as apart:
        apart.write(kept(digest))
        apart.flush()
        yield Path(apart.name)


def _storage() -> Storage:
    return storages[STORAGE]


def _name(digest: str) -> str:
    """In a folder by its first two digits, so that none gets too full."""
    return f"{digest[:2]}/{digest}"
