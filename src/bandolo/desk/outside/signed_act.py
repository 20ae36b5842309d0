"""Is this the act that was given to sign, signed by the person who should?"""

from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.outside.files import path_of
from bandolo.papers.signature_fit import Entitled, Role, content_findings, signer_findings
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verdict
from bandolo.papers.signature_verify import Question, verify
from bandolo.papers.trust_list import trust_of
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class Checked:
    """What a signed file is worth, and what stands against taking it."""

    verdict: Verdict
    against: tuple[Words, ...]


def check_signed(signed: str, pdf: str, fiscal_code: str, name: str, now: datetime) -> Checked:
    """Check a kept file, by digest, against the act that it should be and the person who should sign it.

    Without trusted lists at hand a whole signature is `unverified`: that is recorded, and does not refuse it.
    """
    generated = Generated(path_of(pdf).stat().st_size, pdf)
    found = verify(path_of(signed), Question(now, trust_of(()), generated=generated))
    entitled = Entitled(fiscal_code, name, Role.LEGAL_REPRESENTATIVE)
    against = [one.words for one in content_findings(found, generated)]
    against += [one.words for one in signer_findings(found, [entitled]) if one.code != "no_fiscal_code"]
    if found.verdict is Verdict.NOT_VALID:
        against.append(found.verdict.words)
    return Checked(found.verdict, tuple(against))
