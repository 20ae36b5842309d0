"""Who certifies the people of the demo, so that their signatures hold in it and nowhere else?"""

from base64 import b64encode
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bandolo.papers.signature_records import Wanted
from bandolo.papers.test_authority import YEAR, Authority, Person, authority
from bandolo.papers.test_authority_files import SINCE, UNTIL, kept_authority
from bandolo.papers.test_authority_list import list_of
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_list import verified
from bandolo.papers.trust_store import keep_list, keep_revocation

_DAYS = (UNTIL - SINCE).days


def demo_authority(now: datetime) -> Authority:
    """The authority of this demo; a new one each time, which no list has, where no folder is named for it."""
    return kept_authority(Path(settings.DEMO_KEYS)) if settings.DEMO_KEYS else authority(now)


def trust_demo() -> None:
    """Let the trusted list of this demo have its own authority, and nobody else."""
    maker = kept_authority(Path(settings.DEMO_KEYS))
    xml = list_of(maker, SINCE, SINCE, _DAYS)
    keep_list(Path(settings.TRUST), verified(xml, [maker.operator.der], SINCE), xml)


def signed_in_demo(pdf: bytes, person: Person, maker: Authority, now: datetime) -> bytes:
    """A PDF as a person would sign it (CAdES), with a certificate of the day that is not revoked."""
    holder = maker.signer(person, now - YEAR, now + YEAR)
    if settings.DEMO_KEYS and settings.TRUST:
        wanted = Wanted(b64encode(holder.der).decode(), b64encode(maker.issuing.der).decode())
        keep_revocation(Path(settings.TRUST), wanted, [maker.crl(now, days=_DAYS)], [])
    return sign_cades(pdf, [holder], maker, now)
