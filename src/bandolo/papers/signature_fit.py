"""Did the right person sign the right paper: the legal representative, or a delegate whose mandate held then?

C24-W4, C26-W3, VDI-27, VDI-28, L12-38; D.P.R. 445/2000, art. 38; D.Lgs. 82/2005, art. 65.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Form, Signature, Verdict, Verification
from bandolo.papers.signature_words import Finding, finding
from bandolo.rules.days import ROME


class Role(StrEnum):
    """By what right a person signs."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    DELEGATE = "delegate"
    SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class Entitled:
    """A person who may sign a paper; a mandate holds from its first to its last day, both included."""

    fiscal_code: str
    name: str
    role: Role
    mandate_from: date | None = None
    mandate_to: date | None = None

    def may_sign_on(self, day: date) -> bool:
        """Whether the mandate held on a day of Rome; without days it holds always."""
        return (self.mandate_from is None or self.mandate_from <= day) and (
            self.mandate_to is None or day <= self.mandate_to
        )


def signer_findings(verification: Verification, entitled: Sequence[Entitled]) -> tuple[Finding, ...]:
    """What is to be said of who signed: nobody entitled, a mandate that did not hold, others beside."""
    known = {one.fiscal_code: one for one in entitled}
    found: list[Finding] = []
    has_signed = is_open = False
    for signature in verification.signatures:
        signer = signature.signer
        if signer is None or signature.verdict is Verdict.NOT_VALID:
            continue
        if signer.fiscal_code is None:
            is_open = True
            found.append(finding("no_fiscal_code", signer.name))
        elif (who := known.get(signer.fiscal_code)) is None:
            found.append(finding("signer_not_entitled", signer.name))
        elif not who.may_sign_on(_day(signature)):
            found.append(finding("mandate_not_valid", signer.name, _day(signature).isoformat()))
        else:
            has_signed = True
    if has_signed:
        return tuple(one for one in found if one.code == "signer_not_entitled")
    if not is_open:
        found.append(finding("signer_missing", ", ".join(one.name for one in entitled) or "?"))
    return tuple(found)


def content_findings(verification: Verification, generated: Generated) -> tuple[Finding, ...]:
    """What is to be said of what was signed: nothing where it is the paper that the desk generated."""
    content, prefix = verification.content, verification.prefix
    if content is None:
        return (finding("content_missing"),)
    if (content.digest, content.size) == (generated.digest, generated.size):
        return ()
    if prefix is not None and prefix.digest == generated.digest:
        return () if prefix.only_signed else (finding("digest_expected"),)
    is_signed_inside = any(one.form is Form.PADES for one in verification.signatures)
    return (finding("rewritten" if is_signed_inside else "digest_expected"),)


def _day(signature: Signature) -> date:
    """The day of Rome on which it was signed: attested, else the last on which it can have been."""
    return signature.at.astimezone(ROME).date()
