"""Which trusted lists does the desk go by, how are they taken in, and who is asked about revocations?"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bandolo.papers.signature_records import Wanted
from bandolo.papers.trust_fetch import fetch_lists, fetch_revocations
from bandolo.papers.trust_list import ListRecord, TrustError, places_of, verified
from bandolo.papers.trust_pem import certificates_in
from bandolo.papers.trust_store import keep_list, kept_trust
from bandolo.rules.rule import Words


def has_lists() -> bool:
    """Whether the desk has a folder for trusted lists; else no signature counts as verified."""
    return bool(settings.TRUST)


def lists_at_hand() -> tuple[ListRecord, ...] | Words:
    """The lists that are kept, each with its day, digest and signer; words where one has changed since."""
    if not settings.TRUST:
        return ()
    try:
        return kept_trust(Path(settings.TRUST)).lists
    except TrustError as problem:
        return Words(it=f"un elenco non regge più: {problem}", en=f"a list holds no more: {problem}")


def take_in_list(xml: bytes, lotl: bytes, signers: bytes, now: datetime) -> ListRecord | Words:
    """Verify a national list by the list of the lists, and keep it in the place of the one before.

    `signers` are the certificates that sign the list of the lists; where there are none, those that the
    Official Journal has published count. The words say why it is not taken.
    """
    try:
        of_lotl = certificates_in(signers) if signers else ()
        operators = [signer for place in places_of(lotl, of_lotl) for signer in place.signers]
        record = verified(xml, operators, now)
    except TrustError as problem:
        return Words(it=f"l'elenco non si può accogliere: {problem}", en=f"the list is not taken: {problem}")
    keep_list(Path(settings.TRUST), record, xml)
    return record


def fetch(now: datetime) -> tuple[bool, tuple[str, ...]]:
    """Fetch the Italian list: whether another came than was there, and what went wrong, in English.

    What was kept before stays in its place where none came.
    """
    before = lists_at_hand()
    problems = fetch_lists(Path(settings.TRUST), now).problems
    return lists_at_hand() != before, problems


def ask_issuers(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """Ask whether certificates were revoked, and keep the answers; what went wrong, in English."""
    return fetch_revocations(Path(settings.TRUST), wanted)
