"""May an uploaded file be kept: what it is, how large, what is in it, what a scanner says?

C24-W4, L12-36, VDI-29: kinds and sizes are the call's. The applicant is told at once what to mend.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bandolo.papers.bounded import USUAL, Bounds, Stop, run
from bandolo.papers.bounded_records import Json, from_json, to_json
from bandolo.papers.signature_cades import all_of, innermost
from bandolo.papers.signature_words import Finding, Weight
from bandolo.papers.upload_archive import ArchiveLimits, Entry, walk
from bandolo.papers.upload_kind import HEAD, Kind, kind_of
from bandolo.papers.upload_pdf import pdf_findings
from bandolo.papers.upload_scan import Scan, Scanned, Scanner, scan
from bandolo.papers.upload_words import size_words, upload_finding
from bandolo.rules.rule import Words

_CHUNK = 1 << 20
# What every file of an archive may be: never a program, nor what nobody can look into.
_NEVER_INSIDE = frozenset((Kind.PROGRAM, Kind.PACKED))


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a call admits: kinds, the largest file, all together (bytes); how far archives are opened."""

    kinds: tuple[Kind, ...] = (Kind.PDF, Kind.P7M, Kind.XML, Kind.JPEG, Kind.PNG)
    largest: int = 50_000_000
    in_all: int | None = None
    archive: ArchiveLimits = ArchiveLimits()  # noqa: RUF009  # frozen, and its fields are numbers


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is, by what it holds."""

    kind: Kind
    size: int
    digest: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """What is to be said of an uploaded file; None of kind and digest where it was not looked at."""

    kind: Kind | None
    size: int
    digest: str | None
    entries: tuple[Entry, ...]
    scanned: Scanned
    findings: tuple[Finding, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing stands against keeping it."""
        return not any(one.weight is Weight.REFUTES for one in self.findings)


def room_left(admitted: Admitted, sizes: Iterable[int]) -> int | None:
    """How many bytes more a dossier takes that has files of some sizes; None where there is no limit."""
    return None if admitted.in_all is None else max(admitted.in_all - sum(sizes), 0)


def size_findings(admitted: Admitted, size: int, others: Sequence[int] = ()) -> tuple[Finding, ...]:
    """What stands against a file of a size in bytes beside others, known before it is sent."""
    found = []
    if not size:
        found.append(upload_finding("empty"))
    if size > admitted.largest:
        found.append(upload_finding("too_large", size_words(size), size_words(admitted.largest)))
    left = room_left(admitted, others)
    if admitted.in_all is not None and left is not None and size > left:
        sizes = (sum(others) + size, admitted.in_all, left)
        found.append(upload_finding("total_too_large", *(size_words(one) for one in sizes)))
    return tuple(found)


def check_upload(
    file: Path,
    name: str,
    admitted: Admitted,
    others: Sequence[int] = (),
    scanner: Scanner | None = None,
    bounds: Bounds = USUAL,
) -> Upload:
    """What is to be said of a file that was uploaded under a name, beside others of some sizes in bytes.

    A file that is too large is not looked at. What is in it is read in a process of its own.
    """
    size = file.stat().st_size
    if found := size_findings(admitted, size, others):
        return Upload(None, size, None, (), Scanned.NOT_SCANNED, found)
    answer = run("upload", {"path": str(file.resolve()), "admitted": admitted}, [file], bounds)
    scanned: Scan = scan(file, scanner)
    if isinstance(answer, Stop):
        stopped = upload_finding("check_stopped", answer.words)
        return Upload(None, size, None, (), scanned.state, (stopped, *scanned.findings))
    looked = from_json(Looked, answer)
    findings = (*looked.findings, *_naming(looked.kind, name), *scanned.findings)
    return Upload(looked.kind, looked.size, looked.digest, looked.entries, scanned.state, findings)


def look_apart(arguments: Mapping[str, object]) -> Json:
    """The part of the check that reads the file, in its own process."""
    return to_json(look(Path(str(arguments["path"])), from_json(Admitted, arguments["admitted"])))


def look(file: Path, admitted: Admitted) -> Looked:
    """What a file is, and what stands against what it holds."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        head = opened.read(HEAD)
        digest.update(head)
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    kind = kind_of(head)
    entries: tuple[Entry, ...] = ()
    found: tuple[Finding, ...] = ()
    if kind not in admitted.kinds:
        kinds = [one.words for one in admitted.kinds]
        names = Words(it=", ".join(one.it for one in kinds), en=", ".join(one.en for one in kinds))
        found = (upload_finding("kind_refused", kind.words, names),)
    elif kind is Kind.PDF:
        found = pdf_findings(file)
    elif kind is Kind.P7M:
        found = _look_signed(file)
    elif kind in {Kind.ZIP, Kind.OFFICE}:
        walked = walk(file, admitted.archive, _look_inside)
        entries, found = walked.entries, walked.findings
    return Looked(kind, file.stat().st_size, digest.hexdigest(), entries, found)


def _look_signed(file: Path) -> tuple[Finding, ...]:
    """What stands against the document in a signed envelope."""
    content = innermost(all_of(file.read_bytes()))
    if kind_of(content.head(HEAD)) is not Kind.PDF:
        return ()
    return tuple(one for one in pdf_findings(bytes(content.whole())) if one.code != "unreadable")


def _look_inside(kind: Kind, data: bytes) -> tuple[Finding, ...]:
    """What stands against a file of an archive."""
    if kind in _NEVER_INSIDE:
        return (upload_finding("kind_refused", kind.words, Words(it="documenti", en="documents")),)
    return pdf_findings(data) if kind is Kind.PDF else ()


def _naming(kind: Kind, name: str) -> tuple[Finding, ...]:
    """A note where a name says that a file is of another kind."""
    ending = Path(name.replace("\\", "/")).suffix.casefold()
    known = {one for kind in Kind for one in kind.endings}
    if ending not in known or ending in kind.endings:
        return ()
    return (upload_finding("named_otherwise", ending, kind.words),)
