"""Is each event of a dossier bound to the one before it?

The digest of an event covers all that it says and the digest before it: an event that is changed, dropped
or moved breaks every digest after it. Personal data stand apart, bound by a salted digest: when the term of
keeping ends they are removed and the chain still holds.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

# The digest before the first.
ROOT = "0" * 64


@dataclass(frozen=True)
class Link:
    """What an event says: `at` in UTC to the microsecond, ids as text, digests as 64 hexadecimal digits."""

    dossier: str
    seq: int
    who: str | None
    for_whom: str | None
    role: str
    at: datetime
    what: str
    clauses: tuple[str, ...]
    data: str
    previous: str


def canonical(value: object) -> bytes:
    """One spelling of a JSON value: keys in order, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def data_digest(salt: str, data: Mapping[str, object]) -> str:
    """The digest of an event's data; its salt keeps few possible data from being guessed."""
    return sha256(salt.encode() + canonical(data)).hexdigest()


def digest_of(link: Link) -> str:
    """The digest of an event, which the next one names."""
    said = {**asdict(link), "at": link.at.isoformat(timespec="microseconds"), "clauses": [*link.clauses]}
    return sha256(canonical(said)).hexdigest()


def first_break(links: Iterable[tuple[Link, str]]) -> int | None:
    """Of a dossier's events in order, with their digests as stored: where the chain first breaks."""
    kept = list(links)
    for place, (link, digest) in enumerate(kept, start=1):
        if link.seq != place or digest_of(link) != digest:
            return place
    if kept and kept[0][0].previous != ROOT:
        return 1
    for (_, digest), (link, _) in pairwise(kept):
        if link.previous != digest:
            return link.seq
    return None
