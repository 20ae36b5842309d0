"""Where are the files that people gave and that the desk made? In one storage, each by its digest.

A folder, or an object store (S3) where the settings name one; sealed at rest where they name keys.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from bandolo.papers.upload_seal import HEAD_OF_SEALED, is_sealed, key_of, sealed, unsealed_pieces
from bandolo.papers.upload_store import DamagedError, is_digest

STORAGE = "files"
_CHUNK, _IN_MEMORY = 1 << 20, 5 << 20


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
    with opened(digest)[0] as file:
        content: bytes = file.read()
    return content


def opened(digest: str) -> tuple[IO[bytes], int]:
    """The same, open at its start, with its size: in memory where it is small, else in a file without a name.

    It is read and compared with its digest piece by piece, so that a large one is never in memory.
    """
    if not is_digest(digest):
        raise FileNotFoundError(f"{digest!r} is no digest")
    with ExitStack() as stack:
        copy: IO[bytes] = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        _read_into(copy, digest)
        size = copy.tell()
        copy.seek(0)
        stack.pop_all()
    return copy, size


def _read_into(copy: IO[bytes], digest: str) -> None:
    """Write a kept file there, opened where it is sealed; DamagedError where it is not that of the digest."""
    with _storage().open(_name(digest)) as file:
        if _copied(iter(partial(file.read, _CHUNK), b""), copy) == digest:
            return
        file.seek(0)
        if is_sealed(file.read(len(HEAD_OF_SEALED))):
            keys = {one.id: one for one in map(key_of, settings.FILES_KEYS)}
            if _copied(unsealed_pieces(file, keys, digest), copy) == digest:
                return
    raise DamagedError(f"{digest}: the file has changed since it was kept")


def _copied(chunks: Iterable[bytes], copy: IO[bytes]) -> str:
    """Write what there is from the start on; its digest."""
    found = sha256()
    copy.seek(0)
    copy.truncate()
    for chunk in chunks:
        found.update(chunk)
        copy.write(chunk)
    return found.hexdigest()


def destroy(digest: str) -> None:
    """Take a file away for good, where it is still there."""
    if not is_digest(digest):
        raise FileNotFoundError(f"{digest!r} is no digest")
    _storage().delete(_name(digest))


@contextmanager
def at_hand(digest: str) -> Iterator[Path]:
    """A kept file as a path that a process apart can read, while it does; as `kept` where it is gone."""
    with NamedTemporaryFile() as apart, opened(digest)[0] as file:
        copyfileobj(file, apart, _CHUNK)
        apart.flush()
        yield Path(apart.name)


def _storage() -> Storage:
    return storages[STORAGE]


def _name(digest: str) -> str:
    """In a folder by its first two digits, so that none gets too full."""
    return f"{digest[:2]}/{digest}"
