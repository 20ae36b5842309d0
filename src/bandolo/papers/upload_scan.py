"""Does a virus scanner find anything in a file? Asked over the socket of ClamAV, where there is one."""

import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from bandolo.papers.signature_words import Finding, said
from bandolo.papers.upload_words import upload_finding
from bandolo.rules.rule import Words

_CHUNK = 1 << 16
_SECONDS = 60
_LONGEST_ANSWER = 4096


class Scanned(StrEnum):
    """What a scanner said; `not_scanned` is never to be shown as clean."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner said of a file, and what is to be known of it."""

    state: Scanned
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where ClamAV's daemon listens: the path of its socket, or `host:port`."""

    address: str

    def connect(self) -> socket.socket:
        """A connection; OSError where nobody listens."""
        if self.address.startswith("/"):
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                made.settimeout(_SECONDS)
                made.connect(self.address)
            except OSError:
                made.close()
                raise
            return made
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_SECONDS)


def scan(file: Path, scanner: Scanner | None) -> Scan:
    """What the scanner says of a file; not scanned, with the reason, where none is there or answers.

    The protocol is clamd's INSTREAM: pieces with their lengths in four bytes, then one of no length.
    """
    if scanner is None:
        return _not_scanned(Words(it="non è configurato", en="none is configured"))
    try:
        with scanner.connect() as connection, file.open("rb") as opened:
            answer = _asked(connection, opened)
    except (OSError, ValueError) as problem:
        why = said(problem)
        return _not_scanned(Words(it=f"l'antivirus non risponde ({why})", en=f"it does not answer ({why})"))
    if answer == "stream: OK":
        return Scan(Scanned.CLEAN, ())
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        return Scan(Scanned.INFECTED, (upload_finding("infected", name),))
    shown = answer[:100] or "–"
    return _not_scanned(Words(it=f"l'antivirus dice «{shown}»", en=f'it says "{shown}"'))


def _asked(connection: socket.socket, file: BinaryIO) -> str:
    connection.sendall(b"zINSTREAM\0")
    try:
        while chunk := file.read(_CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # Above its own largest size the daemon answers and hangs up; the answer says so.
        pass
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := connection.recv(1024)):
        answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _not_scanned(why: Words) -> Scan:
    return Scan(Scanned.NOT_SCANNED, (upload_finding("not_scanned", why),))
