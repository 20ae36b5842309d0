"""What is known of a signed file: its signatures, who made them, when, and what the verdict is?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bandolo.papers.signature_words import Finding, Weight
from bandolo.papers.trust_list import ListRecord
from bandolo.rules.rule import Words


class Verdict(StrEnum):
    """What a signature is worth. `unverified` is never to be shown as valid."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    UNVERIFIED = "unverified"

    @property
    def words(self) -> Words:
        """The verdict for people."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.VALID: Words(it="Firma valida", en="Valid signature"),
    Verdict.NOT_VALID: Words(it="Firma non valida", en="Signature not valid"),
    Verdict.UNVERIFIED: Words(it="Firma non verificata", en="Signature not verified"),
}


class Form(StrEnum):
    """The form of a signature."""

    CADES = "CAdES"
    PADES = "PAdES"
    XADES = "XAdES"


class Revocation(StrEnum):
    """Whether a certificate was revoked at the instant that counts."""

    GOOD = "good"
    REVOKED = "revoked"
    NOT_CHECKED = "not_checked"


class Time(StrEnum):
    """Who says when it was signed: a trusted time stamp, the signer alone, nobody."""

    ATTESTED = "attested"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class Covers(StrEnum):
    """What of the file a signature covers: all; all but signatures added after; not what came after."""

    WHOLE = "whole"
    SIGNED_FURTHER = "signed_further"
    CHANGED_AFTER = "changed_after"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who a certificate says its holder is, who issued it, from when to when."""

    name: str
    fiscal_code: str | None
    country: str | None
    organization: str | None
    issuer: str
    issuer_country: str | None
    serial: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate whose revocation is still to be asked for, and its issuer's, in DER, base64."""

    certificate: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: who, when, and each thing checked; None where it could not be told.

    `at` is the instant at which the certificate is judged: the trusted time stamp's, else that at which the
    file was surely there. `layer` counts envelopes from the outside, 0 first.
    """

    form: Form
    layer: int
    signer: Signer | None
    signed_at: datetime | None
    time: Time
    at: datetime
    intact: bool | None
    trusted: bool | None
    qualified: bool | None
    revocation: Revocation
    covers: Covers | None
    content_digest: str | None
    findings: tuple[Finding, ...]
    wanted: tuple[Wanted, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Valid only where everything was checked and holds."""
        if any(one.weight is Weight.REFUTES for one in self.findings):
            return Verdict.NOT_VALID
        holds = self.intact and self.trusted and self.qualified and self.revocation is Revocation.GOOD
        is_open = any(one.weight is Weight.LEAVES_OPEN for one in self.findings)
        is_covered = self.covers in {Covers.WHOLE, Covers.SIGNED_FURTHER}
        return Verdict.VALID if holds and is_covered and not is_open else Verdict.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Content:
    """What was signed, out of its envelopes: digest (SHA-256), size in bytes, kind by its first bytes."""

    digest: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The first bytes of a PDF given to sign: how many, their digest, whether only signatures followed."""

    size: int
    digest: str
    only_signed: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a file found: each signature, the content, the lists it rests on, what else."""

    at: datetime
    signatures: tuple[Signature, ...]
    content: Content | None
    prefix: Prefix | None
    lists: tuple[ListRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all signatures; without any, not valid."""
        if any(one.weight is Weight.REFUTES for one in self.findings):
            return Verdict.NOT_VALID
        verdicts = {one.verdict for one in self.signatures}
        if Verdict.NOT_VALID in verdicts:
            return Verdict.NOT_VALID
        is_open = any(one.weight is Weight.LEAVES_OPEN for one in self.findings)
        return Verdict.VALID if verdicts == {Verdict.VALID} and not is_open else Verdict.UNVERIFIED
