"""Which signed files, lists and papers do the tests of signatures use? All made here, anew each run."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf

from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verification
from bandolo.papers.signature_standing import NO_EVIDENCE, Evidence
from bandolo.papers.signature_verify import Question, verify
from bandolo.papers.test_authority import YEAR, Authority, Holder, Person, authority
from bandolo.papers.test_authority_list import list_of, list_of_lists
from bandolo.papers.trust_list import NO_TRUST, Trust, places_of, trust_of, verified

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA = Person("Anna", "Verdi", "VRDNNA80A41F205X")
LUCA = Person("Luca", "Bianchi", "BNCLCU80A01F205X", key="rsa-2048")
LISTED = NOW - 3 * DAY
SINCE = NOW - 2 * YEAR
PLACE = "https://prova.invalid/it.xml"


@cache
def maker() -> Authority:
    """The authority of the tests."""
    return authority(NOW)


@cache
def signer(person: Person = ANNA) -> Holder:
    """A person with a certificate that runs from a year before now to a year after."""
    return maker().signer(person, NOW - YEAR, NOW + YEAR)


@cache
def italian_list() -> bytes:
    """The list that has the authority."""
    return list_of(maker(), LISTED, SINCE)


@cache
def lists_of_lists() -> bytes:
    """The list of the lists that leads to it."""
    return list_of_lists(maker(), LISTED, [("IT", PLACE, [maker().operator])])


@cache
def trust() -> Trust:
    """What follows from both."""
    (place,) = places_of(lists_of_lists(), [maker().lotl_operator.der])
    return trust_of([(verified(italian_list(), place.signers, NOW), italian_list())])


@cache
def not_revoked() -> Evidence:
    """A revocation list without anybody."""
    return Evidence(crls=(maker().crl(NOW),))


@cache
def a_pdf(pages: int = 1) -> bytes:
    """A PDF without a form."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def generated(pdf: bytes) -> Generated:
    """A paper as the desk remembers it."""
    return Generated(len(pdf), hashlib.sha256(pdf).hexdigest())


def checked(
    folder: Path,
    data: bytes,
    at: datetime = NOW,
    trusted: Trust | None = None,
    evidence: Evidence | None = None,
    detached: bytes | None = None,
    paper: Generated | None = None,
) -> Verification:
    """What is found in a file; by the list of the tests, with nobody revoked, if not said."""
    path = folder / "file"
    path.write_bytes(data)
    apart = None
    if detached is not None:
        apart = folder / "apart"
        apart.write_bytes(detached)
    return verify(
        path,
        Question(
            at=at,
            trust=trust() if trusted is None else trusted,
            evidence=not_revoked() if evidence is None else evidence,
            detached=apart,
            generated=paper,
        ),
    )


def codes(found: Verification) -> list[list[str]]:
    """The codes of the findings on each signature."""
    return [[one.code for one in signature.findings] for signature in found.signatures]


NOTHING = NO_EVIDENCE
NOBODY = NO_TRUST
