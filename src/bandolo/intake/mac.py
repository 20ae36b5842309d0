"""Did the desk write this token?

A token is text: fields between dots, the second one the id of a key, the last one the HMAC-SHA-256 (RFC 2104)
of all before it, in hexadecimal. It says what it is in its first field, so none can stand in for another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
UUID = re.compile(r"[0-9a-f]{32}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# Kind, key and MAC, around at least one field.
FEWEST = 4
_BLOCK = 64
_INNER, _OUTER = bytes(one ^ 0x36 for one in range(256)), bytes(one ^ 0x5C for one in range(256))


class Mac:
    """HMAC-SHA-256 with one key; its two hashes begun once, which halves the time that a token takes."""

    def __init__(self, key: bytes) -> None:
        if len(key) > _BLOCK:
            raise ValueError(f"a key has at most {_BLOCK} bytes")
        padded = key.ljust(_BLOCK, b"\0")
        self._inner: _Hash = sha256(padded.translate(_INNER))
        self._outer: _Hash = sha256(padded.translate(_OUTER))

    def of(self, text: bytes) -> bytes:
        """The code of a text, in hexadecimal."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.hexdigest().encode()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Secret keys by id, and which of them signs; a token ends when its key leaves the ring."""

    newest: str
    keys: Mapping[bytes, bytes]
    macs: Mapping[bytes, Mac] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.newest.encode() not in self.keys:
            raise ValueError(f'the key that signs, "{self.newest}", is not in the ring')
        object.__setattr__(self, "macs", {id: Mac(key) for id, key in self.keys.items()})


class ForgedError(ValueError):
    """A token that no key of the ring signed."""


class MalformedError(ValueError):
    """A text that is no token at all, with what would be right."""


def signed(ring: KeyRing, kind: str, fields: Sequence[str]) -> str:
    """The token of a kind and its fields; ValueError where a field would not be read back."""
    wrong = [one for one in (kind, ring.newest, *fields) if not NAME.fullmatch(one)]
    if wrong:
        raise ValueError(f"a field is 1 to 64 letters, digits, - and _, not {wrong[0]!r}")
    text = ".".join((kind, ring.newest, *fields))
    return f"{text}.{ring.macs[ring.newest.encode()].of(text.encode()).decode()}"


def opened(ring: KeyRing, token: bytes) -> tuple[bytes, list[bytes]]:
    """The signed text of a token and its fields, kind and key first.

    MalformedError for what is no token, ForgedError for one that no key of the ring signed.
    """
    text, _, mac = token.rpartition(b".")
    fields = text.split(b".")
    if len(fields) < FEWEST - 1:
        raise MalformedError("a token is fields between dots, the last one its signature")
    key = ring.macs.get(fields[1])
    if key is None or not compare_digest(key.of(text), mac):
        raise ForgedError("no key of the desk signed this token, or it has been changed")
    return text, fields
