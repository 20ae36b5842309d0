"""Where are the pieces of a file while it arrives, and how do they become one?

Beside the files in the same storage, each under its arrival and its place in the file; sealed as files are.
"""

from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from bandolo.desk.outside.files import STORAGE
from bandolo.papers.upload_seal import is_sealed, key_of, sealed, unsealed
from bandolo.papers.upload_store import DamagedError

# What a process that serves pages holds of a file at once.
PIECE = 1 << 20


def put_piece(arrival: UUID, offset: int, content: bytes) -> None:
    """Keep the bytes from an offset on; a piece that was kept there and not counted is replaced."""
    name = _name(arrival, offset)
    at_rest = sealed(content, key_of(settings.FILES_KEYS[0]), name) if settings.FILES_KEYS else content
    storage = _storage()
    if storage.exists(name):
        storage.delete(name)
    storage.save(name, File(BytesIO(at_rest), name))


def pieces(arrival: UUID, size: int) -> Iterator[bytes]:
    """The pieces in order; DamagedError where they are not the whole file of a size in bytes."""
    at = 0
    while at < size:
        name = _name(arrival, at)
        try:
            with _storage().open(name) as file:
                piece: bytes = file.read()
        except FileNotFoundError:
            raise DamagedError(f"{name}: the piece is gone") from None
        if settings.FILES_KEYS and is_sealed(piece):
            piece = unsealed(piece, {one.id: one for one in map(key_of, settings.FILES_KEYS)}, name)
        if not piece:
            break
        at += len(piece)
        yield piece
    if at != size:
        raise DamagedError(f"{arrival}: {at} bytes are there, not {size}")


def drop_pieces(arrival: UUID) -> None:
    """Remove what is there of an arrival; the second time there is nothing to remove."""
    storage, folder = _storage(), f"arriving/{arrival}"
    try:
        names = storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)


def _storage() -> Storage:
    return storages[STORAGE]


def _name(arrival: UUID, offset: int) -> str:
    return f"arriving/{arrival}/{offset:012}"
