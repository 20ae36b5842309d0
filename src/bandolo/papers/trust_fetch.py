"""What do the lists and the issuers say today? Asked over the network by a job, never by a check."""

import asyncio
import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from asn1crypto import x509
from pyhanko.sign.validation.qualified.eutl_fetch import EU_LOTL_LOCATION
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import Fetchers, FetchLimits

from bandolo.papers.signature_records import Wanted
from bandolo.papers.signature_words import said
from bandolo.papers.trust_list import LARGEST_LIST, ListRecord, TrustError, places_of, verified
from bandolo.papers.trust_store import keep_list, keep_revocation

_CHUNK = 1 << 16
_SECONDS = 60
_NOT_FETCHED = (aiohttp.ClientError, asyncio.TimeoutError, TrustError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The lists that were kept, and why others were not."""

    kept: tuple[ListRecord, ...]
    problems: tuple[str, ...]


def fetch_lists(
    folder: Path,
    now: datetime,
    territories: Collection[str] = ("IT",),
    lotl_url: str = EU_LOTL_LOCATION,
    lotl_signers: Iterable[bytes] = (),
) -> Fetched:
    """Fetch the list of the lists and those of some territories, verify them, and keep them in a folder.

    A list that does not hold leaves the one that was kept before in its place. `places_of` tells the signers.
    """
    return asyncio.run(_fetch_lists(folder, now, territories, lotl_url, tuple(lotl_signers)))


async def _fetch_lists(
    folder: Path, now: datetime, territories: Collection[str], lotl_url: str, lotl_signers: tuple[bytes, ...]
) -> Fetched:
    kept: list[ListRecord] = []
    problems: list[str] = []
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        try:
            places = places_of(await _get(client, lotl_url), lotl_signers)
        except _NOT_FETCHED as problem:
            return Fetched((), (f"{lotl_url}: {said(problem)}",))
        for place in places:
            if place.territory not in territories:
                continue
            try:
                xml = await _get(client, place.place)
                record = verified(xml, place.signers, now)
                keep_list(folder, record, xml)
            except _NOT_FETCHED as problem:
                problems.append(f"{place.place}: {said(problem)}")
            else:
                kept.append(record)
    missing = sorted(set(territories) - {one.territory for one in places})
    problems += [f"{lotl_url}: no list of {territory}" for territory in missing]
    return Fetched(tuple(kept), tuple(problems))


async def _get(client: aiohttp.ClientSession, url: str) -> bytes:
    """What stands at an address, at most as much as a list may have."""
    found = bytearray()
    async with client.get(url, raise_for_status=True) as response:
        async for chunk in response.content.iter_chunked(_CHUNK):
            found += chunk
            if len(found) > LARGEST_LIST:
                raise TrustError(f"more than {LARGEST_LIST} bytes")
    return bytes(found)


def fetch_revocations(folder: Path, wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """Ask the issuers of certificates whether they were revoked, and keep the answers; the problems met.

    The addresses are those that the certificates state: only those that a list anchors are asked about.
    """
    return asyncio.run(_fetch_revocations(folder, tuple(dict.fromkeys(wanted))))


async def _fetch_revocations(folder: Path, wanted: tuple[Wanted, ...]) -> tuple[str, ...]:
    backend = AIOHttpFetcherBackend(limits=FetchLimits(max_requests=20 * len(wanted)))
    try:
        fetchers = backend.get_fetchers()
        found = [await _ask(folder, one, fetchers) for one in wanted]
    finally:
        await backend.close()
    return tuple(problem for problems in found for problem in problems)


async def _ask(folder: Path, wanted: Wanted, fetchers: Fetchers) -> list[str]:
    """Ask about one certificate: for an answer about it alone, and for the whole list."""
    certificate = x509.Certificate.load(base64.b64decode(wanted.certificate))
    issuer = AuthorityWithCert(x509.Certificate.load(base64.b64decode(wanted.issuer)))
    problems: list[str] = []
    ocsps: list[bytes] = []
    crls: list[bytes] = []
    try:
        ocsps.append((await fetchers.ocsp_fetcher.fetch(certificate, issuer)).dump())
    except (OCSPFetchError, ValueError, OSError) as problem:
        problems.append(said(problem))
    try:
        crls += [one.dump() for one in await fetchers.crl_fetcher.fetch(certificate)]
    except (CRLFetchError, ValueError, OSError) as problem:
        problems.append(said(problem))
    keep_revocation(folder, wanted, crls, ocsps)
    return [] if crls or ocsps else problems
