"""What does a file hold that was signed: which signatures, worth what, over which content?"""

import asyncio
import mmap
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from bandolo.papers.signature_cades import DEEPEST, Pieces, all_of, cades, is_envelope, unwrapped
from bandolo.papers.signature_pades import pades
from bandolo.papers.signature_prefix import Generated, prefix_of
from bandolo.papers.signature_records import Content, Prefix, Signature, Verification
from bandolo.papers.signature_standing import NO_EVIDENCE, Evidence
from bandolo.papers.signature_words import Finding, finding
from bandolo.papers.signature_xades import is_signed, xades
from bandolo.papers.signature_xml import NotXmlError, tree_of
from bandolo.papers.trust_list import Trust

_PDF = b"%PDF-"
_HEAD = 1024
LARGEST_XML = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """What a file is judged by.

    `at` is the instant at which the file was surely there: of its upload, of its receipt; certificates are
    judged as of then, or of a trusted time stamp. `detached` is the document of a signature that stands apart
    from it. `generated` is the paper that the desk gave to sign, if it did.
    """

    at: datetime
    trust: Trust
    evidence: Evidence = NO_EVIDENCE
    detached: Path | None = None
    generated: Generated | None = None


def verify(path: Path, question: Question) -> Verification:
    """What is to be said of the signatures of a file; OSError where it cannot be opened."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return Verification(question.at, (), None, None, question.trust.lists, (finding("no_signature"),))
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return asyncio.run(_verified(all_of(data), file, question))


async def _verified(data: Pieces, file: IO[bytes], question: Question) -> Verification:
    signatures: list[Signature] = []
    findings: list[Finding] = []
    content, layer = unwrapped(data), 0
    while envelope := is_envelope(content):
        if layer == DEEPEST:
            findings.append(finding("too_deep", DEEPEST))
            break
        inside = _inside(content, envelope.pieces, question)
        signatures += await cades(envelope, inside, layer, question.at, question.trust, question.evidence)
        if inside is None:
            return _told(signatures, None, None, findings, question)
        content, layer = unwrapped(inside), layer + 1
    found, wrong, prefix = await _in_content(content, file if content is data else None, layer, question)
    return _told([*signatures, *found], content, prefix, [*findings, *wrong], question)


def _inside(content: Pieces, pieces: tuple[tuple[int, int], ...] | None, question: Question) -> Pieces | None:
    """What an envelope holds, or the document apart from it."""
    if pieces is not None:
        return Pieces(content.whole(), pieces)
    return None if question.detached is None else all_of(question.detached.read_bytes())


async def _in_content(
    content: Pieces, file: IO[bytes] | None, layer: int, question: Question
) -> tuple[tuple[Signature, ...], tuple[Finding, ...], Prefix | None]:
    """The signatures inside the innermost content, which may be the file: of a PDF, of an XML document."""
    judged_by = (layer, question.at, question.trust, question.evidence)
    if _PDF in content.head(_HEAD):
        # A file that is not in an envelope is read where it lies, without a copy.
        pdf = file or BytesIO(content.whole())
        signatures, findings = await pades(pdf, *judged_by)
        prefix = prefix_of(pdf, question.generated) if question.generated else None
        return signatures, findings, prefix
    if _looks_like_xml(content):
        try:
            root = tree_of(bytes(content.whole()))
        except NotXmlError:
            return (), (), None
        return ((await xades(root, *judged_by),) if is_signed(root) else ()), (), None
    return (), (), None


def _told(
    signatures: list[Signature],
    content: Pieces | None,
    prefix: Prefix | None,
    findings: list[Finding],
    question: Question,
) -> Verification:
    if not signatures and not findings:
        findings = [finding("no_signature")]
    told = None if content is None else Content(content.sha256(), content.size, _kind(content))
    return Verification(question.at, tuple(signatures), told, prefix, question.trust.lists, tuple(findings))


def _kind(content: Pieces) -> str:
    if _PDF in content.head(_HEAD):
        return "pdf"
    return "xml" if _looks_like_xml(content) else "other"


def _looks_like_xml(content: Pieces) -> bool:
    head = content.head(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")) and content.size <= LARGEST_XML
