"""Who signed a PDF (PAdES), does each signature hold, and what became of the file after it?

ETSI EN 319 142-1; ISO 32000-2, 12.8.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO

from asn1crypto import core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from bandolo.papers.signature_cades import signature_of, unread
from bandolo.papers.signature_records import Covers, Form, Signature, Time
from bandolo.papers.signature_standing import BROKEN, Evidence, stamped
from bandolo.papers.signature_words import Finding, finding, said
from bandolo.papers.trust_list import Trust
from bandolo.rules.rule import Words

_CHUNK = 1 << 20
MOST_SIGNATURES = 100
_FORMS = frozenset(one.value for one in SigSeedSubFilter)
BROKEN_PDF = (*BROKEN, PdfError, RuntimeError)
_SIGNATURE_FIELD = "/Sig"


async def pades(
    file: IO[bytes], layer: int, at: datetime, trust: Trust, evidence: Evidence
) -> tuple[tuple[Signature, ...], tuple[Finding, ...]]:
    """Every signature of a PDF in the order in which they were made, and the findings on the whole file.

    `at` is the instant at which the file was surely there.
    """
    try:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            return (), (finding("unreadable", _ENCRYPTED),)
        fields = list(enumerate_sig_fields(reader, filled_status=True))[: MOST_SIGNATURES + 1]
        brought = evidence + _store(reader)
    except BROKEN_PDF as problem:
        return (), (finding("unreadable", said(problem)),)
    if len(fields) > MOST_SIGNATURES:
        return (), (finding("unsupported", Words(it="troppe firme", en="too many signatures")),)
    made, unreadable = [], []
    for name, signature, field in fields:
        try:
            made.append(_embedded(reader, name, signature.get_object(), field))
        except BROKEN_PDF as problem:
            unreadable.append(unread(Form.PADES, layer, at, "unreadable", said(problem)))
    made.sort(key=lambda one: int(one.signed_revision))
    stamps = [one for one in made if one.sig_object_type == "/DocTimeStamp"]
    attested = [(one.signed_revision, await _attested(one, at, trust, brought)) for one in stamps]
    signatures = [
        await _signature(reader, one, layer, at, trust, brought, _first_after(attested, one))
        for one in made
        if one not in stamps
    ]
    return (*signatures, *unreadable), ()


_BLANKS = b"\0\t\n\f\r "
_BYTES_ADDED = Words(it="in coda sono stati aggiunti dei byte", en="bytes were added at its end")
_ENCRYPTED = Words(it="il PDF è cifrato", en="the PDF is encrypted")


def _embedded(
    reader: PdfFileReader, name: str, signature: generic.DictionaryObject, field: generic.DictionaryObject
) -> EmbeddedPdfSignature:
    form = signature.get("/SubFilter")
    if form not in _FORMS:
        raise ValueError(f"SubFilter {form}")
    return EmbeddedPdfSignature(reader, field, name)


async def _signature(
    reader: PdfFileReader,
    one: EmbeddedPdfSignature,
    layer: int,
    at: datetime,
    trust: Trust,
    evidence: Evidence,
    attested: datetime | None,
) -> Signature:
    """A signature, judged as of the document time stamp that was put after it, where there is one."""
    moment = attested or at
    try:
        chunks = _signed_bytes(reader.stream, [int(number) for number in one.byte_range])
        found = await signature_of(Form.PADES, one.signed_data, chunks, layer, moment, trust, evidence)
        claimed = found.signed_at or one.self_reported_timestamp
        one.compute_integrity_info()
        covers, extra = _covered(reader, one)
    except BROKEN_PDF as problem:
        return unread(Form.PADES, layer, at, "unreadable", said(problem))
    if not isinstance(one.signed_data["encap_content_info"]["content"], core.Void):
        extra = (*extra, finding("unsupported", Words(it="contenuto doppio", en="content given twice")))
    if attested is not None and found.time is not Time.ATTESTED:
        dropped = tuple(note for note in found.findings if note.code != "time_not_attested")
        found = replace(found, signed_at=attested, time=Time.ATTESTED, findings=dropped)
    elif found.time is Time.UNKNOWN and claimed is not None:
        found = replace(found, signed_at=claimed, time=Time.CLAIMED)
    return replace(found, covers=covers if found.covers else None, findings=(*found.findings, *extra))


def _signed_bytes(file: IO[bytes], spans: list[int]) -> Iterator[bytes]:
    """The bytes of a ByteRange: pairs of a place and a length."""
    for start, length in zip(spans[::2], spans[1::2], strict=True):
        if start < 0 or length < 0:
            raise ValueError("ByteRange")
        file.seek(start)
        left = length
        while left:
            chunk = file.read(min(left, _CHUNK))
            if not chunk:
                raise ValueError("ByteRange")
            left -= len(chunk)
            yield chunk


def _covered(reader: PdfFileReader, one: EmbeddedPdfSignature) -> tuple[Covers, tuple[Finding, ...]]:
    """How much of the file a signature covers, and what was done to the file after it."""
    coverage = one.evaluate_signature_coverage()
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Covers.WHOLE, ()
    if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return Covers.CHANGED_AFTER, (finding("part_only"),)
    if one.signed_revision == reader.xrefs.total_revisions - 1 and _after(reader.stream, one).strip(_BLANKS):
        return Covers.CHANGED_AFTER, (finding("changed_after", _BYTES_ADDED),)
    done = changes(reader, one.evaluate_modifications(DEFAULT_DIFF_POLICY))
    if not done and one.docmdp_level is not None and not one.summarise_integrity_info()["docmdp_ok"]:
        done = Words(it="chi ha certificato il PDF lo vieta", en="who certified the PDF forbids it")
    if done:
        return Covers.CHANGED_AFTER, (finding("changed_after", done),)
    return Covers.SIGNED_FURTHER, (finding("signed_further"),)


def _after(file: IO[bytes], one: EmbeddedPdfSignature) -> bytes:
    """The first bytes after those that a signature covers."""
    file.seek(int(one.byte_range[2]) + int(one.byte_range[3]))
    return file.read(_CHUNK)


def changes(reader: PdfFileReader, result: DiffResult | SuspiciousModification) -> Words | None:
    """What was done to a file beside signing it and adding what verifies it; None where nothing was."""
    if isinstance(result, SuspiciousModification):
        return Words(it=f"modifica sospetta ({said(result)})", en=f"suspicious change ({said(result)})")
    if result.modification_level is ModificationLevel.ANNOTATIONS:
        return Words(it="sono state aggiunte annotazioni", en="annotations were added")
    if result.modification_level is ModificationLevel.OTHER:
        return Words(it="il contenuto è cambiato", en="the content has changed")
    signatures = {name for name, _, _ in enumerate_sig_fields(reader)}
    filled = sorted(result.changed_form_fields - signatures)
    if filled:
        names = ", ".join(filled)
        return Words(it=f"sono stati compilati i campi {names}", en=f"the fields {names} were filled in")
    return None


async def _attested(
    stamp: EmbeddedPdfSignature, at: datetime, trust: Trust, evidence: Evidence
) -> datetime | None:
    """The instant that a document time stamp attests for all that stood in the file before it."""
    try:
        coverage = stamp.evaluate_signature_coverage()
        if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            return None
        attested, _ = await stamped(stamp.compute_digest, [stamp.signed_data], at, trust, evidence)
    except BROKEN_PDF:
        return None
    return attested


def _first_after(attested: list[tuple[int, datetime | None]], one: EmbeddedPdfSignature) -> datetime | None:
    return min((time for revision, time in attested if time and revision > one.signed_revision), default=None)


def _store(reader: PdfFileReader) -> Evidence:
    """What a PDF brings to verify its signatures by (DSS, ETSI EN 319 142-1, 5.4.2)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence()
    return Evidence(
        certificates=tuple(certificate.dump() for certificate in store.load_certs()),
        crls=tuple(one.get_object().data for one in store.crls),
        ocsps=tuple(one.get_object().data for one in store.ocsps),
    )
