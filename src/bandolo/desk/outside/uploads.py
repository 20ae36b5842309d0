"""May a file that came in be kept, and what are its signatures worth? The papers look, in a process apart."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from django.conf import settings

from bandolo.papers.bounded_records import Json, to_json
from bandolo.papers.invoice import InvoiceFile
from bandolo.papers.invoice_job import invoice_apart
from bandolo.papers.signature_fit import Entitled, content_findings, signer_findings
from bandolo.papers.signature_job import verify_apart
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verdict, Verification
from bandolo.papers.signature_words import Finding, Weight
from bandolo.papers.upload_check import Admitted, check_upload, size_findings
from bandolo.papers.upload_kind import Kind
from bandolo.papers.upload_scan import Scanned, Scanner
from bandolo.rules.rule import Words

MEBIBYTE = 1 << 20
# The largest paper of a dossier. What is above the second is looked at by the worker, and never read whole
# into the process that serves pages.
LARGEST, AT_ONCE = 50 * MEBIBYTE, 5 * MEBIBYTE
ADMITTED = Admitted(largest=LARGEST)
# What is not a paper of a dossier is looked at while its sender waits.
SMALL = Admitted(largest=AT_ONCE)
# What is dropped into a report to be read: e-invoices (SdI takes them up to 5 MB), files of banks.
TO_READ = Admitted(kinds=(Kind.P7M, Kind.XML, Kind.TEXT), largest=AT_ONCE)
LONGEST_NAME = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bare name, its bytes, the type that its bytes say; the e-invoices in it.

    `scanned` is what a virus scanner said: an infected file is no upload.
    """

    name: str
    content: bytes
    content_type: str
    invoices: InvoiceFile | None = None
    scanned: Scanned = Scanned.NOT_SCANNED


@dataclass(frozen=True)
class Checked:
    """What the signatures of a file are worth, with all that was found."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    answer: Json

    @property
    def refuting(self) -> tuple[Finding, ...]:
        """What makes the file useless as it is."""
        return tuple(one for one in self.findings if one.weight is Weight.REFUTES)


def bare_name(name: str) -> str:
    """The name of a file without its folders, as long as is kept."""
    return PurePosixPath(name.replace("\\", "/")).name.replace("\0", "")[-LONGEST_NAME:]


def scanner() -> Scanner | None:
    """Where ClamAV listens; None where the settings name none."""
    return Scanner(settings.CLAMAV) if settings.CLAMAV else None


def received(
    name: str, content: bytes, others: Sequence[int] = (), admitted: Admitted = SMALL
) -> Upload | Words:
    """A file that came in beside others of some sizes, or all that stands against it and how to mend it."""
    bare = bare_name(name)
    if too_much := size_findings(admitted, len(content), others):
        return words_of(too_much)
    with NamedTemporaryFile() as apart:
        apart.write(content)
        apart.flush()
        found = check_upload(Path(apart.name), bare, admitted, others, scanner())
        may_invoice = found.kind in {Kind.XML, Kind.P7M} and found.is_accepted
        read = invoice_apart(Path(apart.name), bare) if may_invoice else None
    if found.scanned is Scanned.INFECTED:
        logger.warning("infected file refused: %s, %s", found.digest, words_of(found.findings).en)
    against = [one for one in found.findings if one.weight is Weight.REFUTES]
    # A name that says otherwise is a note to whoever reads; to whoever sends, it is a file chosen by mistake.
    against = against or [one for one in found.findings if one.code == "named_otherwise"]
    if against or found.kind is None:
        return words_of(against)
    invoices = read if read and not read.refused else None
    return Upload(bare, content, found.kind.media_type, invoices, found.scanned)


def words_of(findings: Sequence[Finding]) -> Words:
    """All that was found, and what would be right, as one text."""
    it = " ".join(f"{one.words.it} {one.mend.it if one.mend else ''}".strip() for one in findings)
    en = " ".join(f"{one.words.en} {one.mend.en if one.mend else ''}".strip() for one in findings)
    return Words(it=it, en=en)


def checked(
    content: bytes, at: datetime, entitled: Sequence[Entitled] | None, generated: Generated | None = None
) -> Checked:
    """What the signatures of a file are worth: by themselves, by who signed, by what was signed.

    Without `entitled` nobody knows who may sign, as of a supplier: that stays open.
    """
    folder = Path(settings.TRUST) if settings.TRUST else None
    with NamedTemporaryFile() as apart:
        apart.write(content)
        apart.flush()
        found: Verification = verify_apart(Path(apart.name), at, folder, generated=generated)
    findings = [*found.findings, *(one for signature in found.signatures for one in signature.findings)]
    if found.signatures:
        findings += signer_findings(found, entitled) if entitled is not None else ()
        findings += content_findings(found, generated) if generated else ()
    verdict = found.verdict
    if any(one.weight is Weight.REFUTES for one in findings):
        verdict = Verdict.NOT_VALID
    elif verdict is Verdict.VALID and any(one.weight is Weight.LEAVES_OPEN for one in findings):
        verdict = Verdict.UNVERIFIED
    unique = tuple({one.code + one.words.en: one for one in findings}.values())
    return Checked(verdict, unique, to_json(found))
