"""Which keys does an office hold: those that sign tickets, and the one that signs receipts?

A folder holds `tickets.json` (secret keys by id, the newest signs) and `receipts.pem` (Ed25519, PKCS #8). The
desk needs the first alone, the intake both; nobody but their owner may read them.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bandolo.intake.head import Signer
from bandolo.intake.mac import NAME, KeyRing

TICKETS, RECEIPTS = "tickets.json", "receipts.pem"
SECRET_BYTES = 32
OTHERS = 0o077


class KeysError(ValueError):
    """A key file that cannot be used, with what would be right."""


def make_keys(folder: Path) -> None:
    """New keys of both kinds in a folder; a file that is there already stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / TICKETS).exists():
        _write(folder / TICKETS, _tickets("k1", {"k1": secrets.token_hex(SECRET_BYTES)}))
    if not (folder / RECEIPTS).exists():
        private = Ed25519PrivateKey.generate()
        _write(folder / RECEIPTS, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def rotate_ticket_key(folder: Path) -> str:
    """Add a key that signs from now on, and its id; what older keys signed holds until they are removed."""
    ring = read_ring(folder)
    last = max((int(id[1:]) for id in ring.keys if id[:1] == b"k" and id[1:].isdigit()), default=0)
    newest = f"k{last + 1}"
    keys = {id.decode(): key.hex() for id, key in ring.keys.items()}
    _write(folder / TICKETS, _tickets(newest, {**keys, newest: secrets.token_hex(SECRET_BYTES)}))
    return newest


def end_ticket_key(folder: Path, key: str) -> None:
    """Remove a key: its tickets are forgeries from now on. KeysError for the newest, which signs."""
    ring = read_ring(folder)
    if key == ring.newest or key.encode() not in ring.keys:
        raise KeysError(f'"{key}" is the key that signs, or none: rotate first')
    keys = {id.decode(): one.hex() for id, one in ring.keys.items() if id != key.encode()}
    _write(folder / TICKETS, _tickets(ring.newest, keys))


def read_ring(folder: Path) -> KeyRing:
    """The keys of tickets; KeysError where they cannot be used."""
    path = folder / TICKETS
    try:
        said = json.loads(_read(path))
        keys = {id.encode(): bytes.fromhex(key) for id, key in said["keys"].items()}
        if not all(NAME.fullmatch(id) for id in said["keys"]) or min(map(len, keys.values())) < SECRET_BYTES:
            raise KeysError(
                f"{path}: an id is letters, digits, - and _; a key is {SECRET_BYTES} bytes or more"
            )
        return KeyRing(said["newest"], keys)
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as problem:
        raise KeysError(
            f'{path}: a ring is {{"newest": id, "keys": {{id: hexadecimal}}}}; {problem}'
        ) from None


def ring_stamp(folder: Path) -> tuple[int, int]:
    """What changes when the keys of tickets do; KeysError where there are none."""
    try:
        found = (folder / TICKETS).stat()
    except OSError as problem:
        raise _unread(folder / TICKETS, problem) from None
    return found.st_ino, found.st_mtime_ns


def read_signer(folder: Path) -> Signer:
    """The key of receipts; KeysError where it cannot be used."""
    path = folder / RECEIPTS
    private = load_pem_private_key(_read(path), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeysError(f"{path}: a key of receipts is Ed25519")
    return Signer(private)


def _tickets(newest: str, keys: Mapping[str, str]) -> bytes:
    return json.dumps({"newest": newest, "keys": keys}, indent=2).encode() + b"\n"


def _read(path: Path) -> bytes:
    """A secret file; KeysError where it is missing or others may read it."""
    try:
        if path.stat().st_mode & OTHERS:
            raise KeysError(f"{path}: others may read it; its mode is 600")
        return path.read_bytes()
    except OSError as problem:
        raise _unread(path, problem) from None


def _unread(path: Path, problem: OSError) -> KeysError:
    return KeysError(f"{path}: {problem.strerror}; `bandolo keys` makes keys")


def _write(path: Path, text: bytes) -> None:
    """A whole file or none, for its owner alone."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
