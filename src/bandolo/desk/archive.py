"""Does the archive of a dossier hold together: its files, its chain of events, its documents, its receipts?

docs/dossier.md says what an archive holds, so that anyone can write a verifier of their own.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from bandolo.desk.chain import Link, canonical, data_digest, digest_of, first_break
from bandolo.intake.receipt import read_receipt, receipt_faults
from bandolo.rules.rule import Words

FORMAT = "bandolo-dossier-1"
MANIFEST, DOSSIER, EVENTS, RECORDS, CALL = (
    *("manifest.json", "dossier.json", "events.json", "records.json", "call.toml"),
)
# The names under which the data of an event tell the digests of files.
NAMES_FILES = ("sha256", "pdf", "signed", "paper")
# At the end of the keeping by an act; of what was never sent, where a person asked.
DISPOSED = ("dispose", "erase")
# What is read whole into memory; documents are only read through.
LARGEST_JSON = 200_000_000
_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ArchiveFault:
    """Where an archive does not hold, and what does not."""

    where: str
    words: Words


@dataclass(frozen=True)
class Verified:
    """What an archive proves: the dossier, how many events and files, the digest of its last event."""

    application: str
    head: str
    events: int
    files: int
    receipts: int
    faults: tuple[ArchiveFault, ...]


def document_path(digest: str) -> str:
    """Where a document stands in an archive."""
    return f"documents/{digest}"


def files_named(data: Mapping[str, Any]) -> Iterator[str]:
    """The digests of files that the data of an event tell."""
    for name in NAMES_FILES:
        value = data.get(name)
        if isinstance(value, str) and _DIGEST.fullmatch(value):
            yield value


def verify_archive(file: IO[bytes], head: str | None = None) -> Verified:
    """Verify the archive of a dossier; `head` is the digest of its last event, known from elsewhere.

    ValueError where the file is no such archive.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _verified(archive, head)
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, UnicodeDecodeError) as problem:
        raise ValueError(f"this is no archive of a dossier: {problem}") from problem


def _verified(archive: zipfile.ZipFile, head: str | None) -> Verified:
    faults: list[ArchiveFault] = []
    manifest = _json(archive, MANIFEST)
    if manifest["format"] != FORMAT:
        raise ValueError(f"the format is {manifest['format']}, {FORMAT} would be right")
    faults += _file_faults(archive, manifest)
    there = set(archive.namelist())
    parts = {name: _json(archive, name) for name in (DOSSIER, EVENTS, RECORDS) if name in there}
    if len(parts) < 3:  # noqa: PLR2004 - without one of the three there is nothing more to look at
        return Verified("", "", 0, len(there), 0, tuple(faults))
    dossier, events, records = parts[DOSSIER], parts[EVENTS], parts[RECORDS]
    faults += _event_faults(dossier, events, head)
    faults += _document_faults(there, manifest, events)
    faults += _call_faults(archive, dossier)
    sent = records["submission"]
    faults += [one for row in sent for one in _receipt_faults(archive, there, dossier, records, row)]
    faults += _missing_submissions(events, sent)
    last = events[-1]["digest"] if events else ""
    return Verified(dossier["application"], last, len(events), len(there), len(sent), tuple(faults))


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > LARGEST_JSON:
        raise ValueError(f"{name} is larger than any dossier")
    try:
        return json.loads(archive.read(name))
    except json.JSONDecodeError as problem:
        raise ValueError(f"{name}: {problem}") from problem


def _file_faults(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[ArchiveFault]:
    """Every file is listed once, and is what the list says."""
    listed = {one["path"]: one for one in manifest["files"]}
    names = [one.filename for one in archive.infolist()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _fault(name, "compare due volte", "stands there twice")
    for name in sorted(set(names) - listed.keys() - {MANIFEST}):
        yield _fault(name, "non è nell'elenco dei file", "is not in the list of files")
    for name in sorted(listed.keys() - set(names)):
        yield _fault(name, "manca dall'archivio", "is missing from the archive")
    for name in sorted(listed.keys() & set(names)):
        digest = _digest(archive, name)
        if digest != listed[name]["sha256"]:
            yield _fault(name, "non è quello dell'elenco: l'impronta è un'altra", "has another digest")
        if name.startswith("documents/") and name != document_path(digest):
            yield _fault(name, "non ha il nome della sua impronta", "is not named by its digest")


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    made = sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(_CHUNK):
                made.update(chunk)
    except zipfile.BadZipFile:
        return "damaged"
    return made.hexdigest()


def _event_faults(
    dossier: Mapping[str, Any], events: list[dict[str, Any]], head: str | None
) -> Iterator[ArchiveFault]:
    """The chain holds from the first event to the last, and so do the data of each that still has them."""
    links = [_link(one) for one in events]
    broken = first_break((link, one["digest"]) for link, one in zip(links, events, strict=True))
    if broken is not None:
        yield _fault(f"{EVENTS} {broken}", "la catena si rompe qui", "the chain breaks here")
    if any(link.dossier != dossier["application"] for link in links):
        yield _fault(EVENTS, "un evento è di un altro fascicolo", "an event is of another dossier")
    is_disposed = any(link.what in DISPOSED for link in links)
    for link, one in zip(links, events, strict=True):
        detail = one["detail"]
        place = f"{EVENTS} {link.seq}"
        if detail is None and not is_disposed:
            yield _fault(place, "i suoi dati mancano", "its data are missing")
        if detail is not None and data_digest(detail["salt"], detail["data"]) != link.data:
            yield _fault(place, "i suoi dati sono cambiati", "its data have changed")
    last = links and digest_of(links[-1])
    if dossier["events"] != len(events) or (last and dossier["head"] != last):
        yield _fault(
            DOSSIER, "non dice l'ultimo evento: ne mancano", "tells another last event: some are gone"
        )
    if head is not None and last != head:
        yield _fault(EVENTS, "l'ultimo evento non è quello indicato", "the last event is not the one given")


def _link(one: Mapping[str, Any]) -> Link:
    return Link(
        dossier=one["dossier"],
        seq=one["seq"],
        who=one["who"],
        for_whom=one["for_whom"],
        role=one["role"],
        at=datetime.fromisoformat(one["at"]),
        what=one["what"],
        clauses=tuple(one["clauses"]),
        data=one["data"],
        previous=one["previous"],
    )


def _document_faults(
    there: set[str], manifest: Mapping[str, Any], events: list[dict[str, Any]]
) -> Iterator[ArchiveFault]:
    """Every file that an event names is there, or was disposed of by an act."""
    is_disposed = any(one["what"] in DISPOSED for one in events)
    gone = set(manifest["gone"]) if is_disposed else set()
    for one in events:
        for digest in files_named(one["detail"]["data"]) if one["detail"] is not None else ():
            if document_path(digest) not in there and digest not in gone:
                yield _fault(
                    f"{EVENTS} {one['seq']}", f"il file {digest} manca", f"its file {digest} is missing"
                )


def _call_faults(archive: zipfile.ZipFile, dossier: Mapping[str, Any]) -> Iterator[ArchiveFault]:
    if CALL in archive.namelist() and _digest(archive, CALL) != dossier["edition"]:
        yield _fault(CALL, "non è l'edizione del bando della domanda", "is not the application's edition")


def _receipt_faults(
    archive: zipfile.ZipFile,
    there: set[str],
    dossier: Mapping[str, Any],
    records: Mapping[str, Any],
    sent: Mapping[str, Any],
) -> Iterator[ArchiveFault]:
    """The receipt of a submission is there, of this dossier, and names the digest of what was sealed."""
    name = f"receipts/{sent['number']}.json"
    if name not in there:
        yield _fault(name, "manca la ricevuta", "the receipt is missing")
        return
    receipt = _json(archive, name)
    yield from _signature_faults(name, archive.read(name))
    # A ticket writes an id without its hyphens.
    if (
        receipt.get("application") != dossier["application"].replace("-", "")
        or receipt.get("number") != sent["number"]
    ):
        yield _fault(name, "è la ricevuta di un'altra domanda", "is the receipt of another application")
    sealed = {one["id"]: one for one in records["seal"]}.get(sent["seal"])
    if sealed is None:
        yield _fault(RECORDS, "manca ciò che fu inviato", "what was sent is missing")
    elif sealed["content"] is not None and not receipt.get("digest") == sealed["digest"] == _sealed(sealed):
        yield _fault(
            name, "ciò che fu inviato non è ciò che la ricevuta attesta", "what was sent has changed"
        )


def _signature_faults(name: str, raw: bytes) -> Iterator[ArchiveFault]:
    """The receipt proves itself: its signature, and the way from its entry to the signed head."""
    try:
        found = receipt_faults(read_receipt(raw), None)
    except ValueError as problem:
        yield _fault(name, f"non è una ricevuta: {problem}", f"is no receipt: {problem}")
        return
    for one in found:
        yield _fault(name, f"la ricevuta non vale: {one}", f"the receipt does not hold: {one}")


def _sealed(sealed: Mapping[str, Any]) -> str:
    return sha256(canonical({"content": sealed["content"], "pdf": sealed["pdf_sha256"]})).hexdigest()


def _missing_submissions(events: list[dict[str, Any]], sent: list[dict[str, Any]]) -> Iterator[ArchiveFault]:
    """Every submission that the events tell has its row, and so its receipt."""
    numbers = {one["number"] for one in sent}
    for one in events:
        if one["what"] == "submit" and one["detail"] is not None:
            number = one["detail"]["data"].get("number")
            if number is not None and number not in numbers:
                yield _fault(RECORDS, f"manca l'invio n. {number}", f"submission no. {number} is missing")


def _fault(where: str, it: str, en: str) -> ArchiveFault:
    return ArchiveFault(where, Words(it=it, en=en))
