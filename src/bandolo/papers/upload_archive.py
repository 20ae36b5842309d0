"""What lies in an archive, opened only so deep, so many files and so many bytes?

Nothing is written: each file is read in memory, as much as is allowed, whatever the archive says of its size.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from bandolo.papers.signature_words import Finding, Weight, said
from bandolo.papers.upload_kind import HEAD, Kind, kind_of
from bandolo.papers.upload_words import size_words, upload_finding

_CHUNK = 1 << 16
_DRIVE = re.compile(r"[A-Za-z]:")
_MACROS = ("vbaproject.bin", "vbadata.xml", "macros.xml", "activex1.bin")
_ENCRYPTED = 0x1
_ENDLESS = 1 << 62
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How far an archive is opened: levels, files and bytes in all, times of what it takes packed."""

    deep: int = 2
    files: int = 500
    size: int = 200_000_000
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: its name with those of the archives around it, its size in bytes, its kind."""

    name: str
    size: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Walked:
    """What was found in an archive, and what stands against it."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


Look = Callable[[Kind, bytes], Iterable[Finding]]


class _Walk:
    """One walk, with what is left of its limits; it stops at the first thing that goes beyond them."""

    def __init__(self, limits: ArchiveLimits, look: Look) -> None:
        self.limits = limits
        self.look = look
        self.left = limits.size
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self.is_stopped = False

    def stop(self, finding: Finding) -> None:
        """Say why, and go no further."""
        self.findings.append(finding)
        self.is_stopped = True

    def into(self, file: IO[bytes], around: str, depth: int) -> None:
        """Walk through an archive."""
        if depth > self.limits.deep:
            self.stop(upload_finding("archive_too_deep", self.limits.deep))
            return
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
                if len(self.entries) + len(members) > self.limits.files:
                    self.stop(upload_finding("archive_too_many", self.limits.files))
                    return
                self.check_names(members)
                for member in members:
                    if self.is_stopped:
                        return
                    if not member.is_dir():
                        self.open_member(archive, member, around, depth)
        except _BROKEN as problem:
            self.stop(upload_finding("unreadable", said(problem)))

    def check_names(self, members: list[zipfile.ZipInfo]) -> None:
        """Stop at a name that leads out of the archive, or that comes twice."""
        seen: set[str] = set()
        for member in members:
            name = member.orig_filename
            is_link = stat.S_ISLNK(member.external_attr >> 16)
            if is_link or is_unsafe(name):
                self.stop(upload_finding("archive_unsafe_name", name[:100]))
                return
            folded = name.casefold()
            if folded in seen:
                self.stop(upload_finding("archive_twice", name[:100]))
                return
            seen.add(folded)

    def open_member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, around: str, depth: int) -> None:
        """Read a file of an archive, and look at what it is."""
        name = f"{around}{member.filename}"
        if member.flag_bits & _ENCRYPTED:
            self.stop(upload_finding("encrypted"))
            return
        most = min(self.left, member.file_size, max(member.compress_size, 1) * self.limits.ratio)
        data = _read(archive, member, most + 1)
        if len(data) > most:
            is_lie = len(data) > member.file_size
            too_large = upload_finding("archive_too_large", size_words(self.limits.size))
            self.stop(upload_finding("archive_lies", name) if is_lie else too_large)
            return
        self.left -= len(data)
        kind = kind_of(data[:HEAD])
        self.entries.append(Entry(name, len(data), kind))
        if PurePosixPath(member.filename).name.casefold() in _MACROS:
            self.findings.append(
                upload_finding("inside", name, upload_finding("active_content", "VBA").words)
            )
        for found in self.look(kind, data):
            if found.weight is Weight.REFUTES:
                self.findings.append(upload_finding("inside", name, found.words))
        if kind in {Kind.ZIP, Kind.OFFICE}:
            self.into(BytesIO(data), f"{name}/", depth + 1)


def walk(file: Path, limits: ArchiveLimits, look: Look) -> Walked:
    """What lies in an archive; `look` says of each file what stands against it."""
    walking = _Walk(limits, look)
    with file.open("rb") as opened:
        walking.into(opened, "", 1)
    return Walked(tuple(walking.entries), tuple(walking.findings))


def is_unsafe(name: str) -> bool:
    """Whether a name would be written outside the folder that an archive is unpacked in."""
    parts = re.split(r"[/\\]", name)
    return (
        name.startswith(("/", "\\"))
        or bool(_DRIVE.match(name))
        or ".." in parts
        or any(not sign.isprintable() for sign in name)
        or not name
    )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """At most so many bytes of a file, whatever size it states."""
    stated = member.file_size
    # The reader would stop at the size that is stated, and what comes after would never be seen.
    member.file_size = _ENDLESS
    found = bytearray()
    try:
        with archive.open(member) as opened:
            while len(found) < most and (chunk := opened.read(min(_CHUNK, most - len(found)))):
                found += chunk
    finally:
        member.file_size = stated
    return bytes(found)
