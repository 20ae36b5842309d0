"""May a file that came in be kept, and what are its signatures worth? The papers look, in a process apart."""

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
from bandolo.rules.rule import Words

LARGEST = 20_000_000
ADMITTED = Admitted(largest=LARGEST)
# What is dropped into a report to be read: e-invoices, files of banks.
TO_READ = Admitted(kinds=(Kind.P7M, Kind.XML, Kind.TEXT), largest=LARGEST)
LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bare name, its bytes, the type that its bytes say; the e-invoices in it."""

    name: str
    content: bytes
    content_type: str
    invoices: InvoiceFile | None = None


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


def received(
    name: str, content: bytes, others: Sequence[int] = (), admitted: Admitted = ADMITTED
) -> Upload | Words:
    """A file that came in beside others of some sizes, or all that stands against it and how to mend it."""
    bare = PurePosixPath(name.replace("\\", "/")).name.replace("\0", "")[-LONGEST_NAME:]
    if too_much := size_findings(admitted, len(content), others):
        return words_of(too_much)
    with NamedTemporaryFile() as apart:
        apart.write(content)
        apart.flush()
        found = check_upload(Path(apart.name), bare, admitted, others)
        may_invoice = found.kind in {Kind.XML, Kind.P7M} and found.is_accepted
        read = invoice_apart(Path(apart.name), bare) if may_invoice else None
    against = [one for one in found.findings if one.weight is Weight.REFUTES]
    # A name that says otherwise is a note to whoever reads; to whoever sends, it is a file chosen by mistake.
    against = against or [one for one in found.findings if one.code == "named_otherwise"]
    if against or found.kind is None:
        return words_of(against)
    return Upload(bare, content, found.kind.media_type, read if read and not read.refused else None)


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
