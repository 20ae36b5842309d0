"""Is this the act that was given to sign, signed by the person who should?"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bandolo.desk.outside.files import at_hand, kept
from bandolo.papers.signature_fit import Entitled, Role, content_findings, signer_findings
from bandolo.papers.signature_job import verify_apart
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verdict
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class Checked:
    """What a signed file is worth, and what stands against taking it."""

    verdict: Verdict
    against: tuple[Words, ...]


def check_signed(signed: str, pdf: str, fiscal_code: str, name: str, now: datetime) -> Checked:
    """Check a kept file, by digest, against the act that it should be and the person who should sign it.

    It is read in a process apart, within bounds, by the trusted lists of the desk.

    Without trusted lists at hand a whole signature is `unverified`: that is recorded, and does not refuse it.
    """
    generated = Generated(len(kept(pdf)), pdf)
    trust = Path(settings.TRUST) if settings.TRUST else None
    with at_hand(signed) as path:
        found = verify_apart(path, now, trust, generated=generated)
    entitled = Entitled(fiscal_code, name, Role.LEGAL_REPRESENTATIVE)
    against = [one.words for one in content_findings(found, generated)]
    against += [one.words for one in signer_findings(found, [entitled]) if one.code != "no_fiscal_code"]
    if found.verdict is Verdict.NOT_VALID:
        against.append(found.verdict.words)
    return Checked(found.verdict, tuple(against))
