"""Whose signature stands under a log, and over what?"""

import re
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HEAD = "bandolo-head-1"
_WRITTEN = re.compile(
    rf"{HEAD}\.([A-Za-z0-9_-]{{1,64}})\.([1-9]\d{{0,15}})\.([0-9a-f]{{64}})\.(\d{{1,17}})", re.ASCII
)


class Head(NamedTuple):
    """The root of the log of a call at a size, and when: microseconds since 1970."""

    call: str
    size: int
    root: bytes
    instant: int


class SignedHead(NamedTuple):
    """A head as text, the id of the key that signed it, the Ed25519 signature (RFC 8032) in hexadecimal."""

    text: str
    key: str
    signature: str


class Signer:
    """A private key with its id: the first 16 hexadecimal digits of the SHA-256 of its public key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()
        self.key = key_id(self.public)

    def sign(self, text: str) -> str:
        """The signature of a text, in hexadecimal."""
        return self._private.sign(text.encode()).hex()


def key_id(public: bytes) -> str:
    """The id of a public key (32 bytes)."""
    return sha256(public).hexdigest()[:16]


def sign_head(signer: Signer, head: Head) -> SignedHead:
    """A head with the signature of this node."""
    text = write_head(head)
    return SignedHead(text, signer.key, signer.sign(text))


def write_head(head: Head) -> str:
    """The text that is signed."""
    return f"{HEAD}.{head.call}.{head.size}.{head.root.hex()}.{head.instant}"


def read_head(text: str) -> Head:
    """What `write_head` wrote; ValueError otherwise."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"a head is {HEAD}.call.size.root.microseconds")
    return Head(match[1], int(match[2]), bytes.fromhex(match[3]), int(match[4]))


def is_signed(public: bytes, text: str, signature: str) -> bool:
    """Whether a signature in hexadecimal under a text is that of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
