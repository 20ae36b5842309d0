"""How does a file at rest say nothing to whoever has the disk or the bucket, and show that it was changed?

AES-256-GCM over pieces of a mebibyte, each bound to the file, its place and whether it is the last; each file
under a key of its own, derived (HKDF, RFC 5869) from the body's key, whose id stands at the head of the file.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bandolo.papers.upload_store import DamagedError

HEAD_OF_SEALED = b"BANDOLO-SEALED-1"
_ID, _SALT, _TAG, _PIECE = 8, 16, 16, 1 << 20
LENGTH = 32


@dataclass(frozen=True, slots=True, repr=False)
class SealingKey:
    """A key of 32 bytes, known by the start of its digest."""

    secret: bytes

    @property
    def id(self) -> bytes:
        """What the key is known by; it says nothing of the key."""
        return hashlib.sha256(b"bandolo file key " + self.secret).digest()[:_ID]


def key_of(text: str) -> SealingKey:
    """A key written as 64 hexadecimal digits; ValueError for anything else."""
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != LENGTH:
        raise ValueError("a key of files is 64 hexadecimal digits, such as `openssl rand -hex 32` prints")
    return SealingKey(secret)


def is_sealed(data: bytes) -> bool:
    """Whether bytes at rest were sealed."""
    return data.startswith(HEAD_OF_SEALED)


def sealed(content: bytes, key: SealingKey, name: str) -> bytes:
    """A file as it stands at rest; `name` is its digest, without which it does not open."""
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt, name)
    pieces = [content[at : at + _PIECE] for at in range(0, len(content), _PIECE)] or [b""]
    last = len(pieces) - 1
    closed = [
        cipher.encrypt(_nonce(number), piece, _bound(name, is_last=number == last))
        for number, piece in enumerate(pieces)
    ]
    return b"".join((HEAD_OF_SEALED, key.id, salt, *closed))


def unsealed(data: bytes, keys: Mapping[bytes, SealingKey], name: str) -> bytes:
    """The file; DamagedError where it was changed, or its key is not among these, by id."""
    return b"".join(unsealed_pieces(BytesIO(data), keys, name))


def unsealed_pieces(file: IO[bytes], keys: Mapping[bytes, SealingKey], name: str) -> Iterator[bytes]:
    """The same, piece by piece: what came so far is only known to be whole once the last one has come."""
    file.seek(len(HEAD_OF_SEALED))
    id, salt, step = file.read(_ID), file.read(_SALT), _PIECE + _TAG
    key = keys.get(id)
    if key is None:
        raise DamagedError(f"{name}: sealed under the key {id.hex()}, which is not at hand")
    cipher, piece = _cipher(key, salt, name), file.read(step)
    if not piece:
        raise DamagedError(f"{name}: the file was cut")
    for number in count():
        following = file.read(step)
        try:
            yield cipher.decrypt(_nonce(number), piece, _bound(name, is_last=not following))
        except (InvalidTag, ValueError):
            raise DamagedError(f"{name}: the file has changed since it was kept") from None
        if not following:
            return
        piece = following


def _cipher(key: SealingKey, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), LENGTH, salt, name.encode()).derive(key.secret))


def _nonce(number: int) -> bytes:
    """The place of a piece; no key is used for two files."""
    return number.to_bytes(12, "big")


def _bound(name: str, *, is_last: bool) -> bytes:
    return name.encode() + bytes((is_last,))
