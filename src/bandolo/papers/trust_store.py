"""Where are the trusted lists, and what is known of revocations, kept between one check and the next?

A folder: for each territory the list as it was signed and its record; beside them revocation lists and OCSP
answers, each named by the certificate that it was asked for.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bandolo.papers.bounded_records import from_json, to_json
from bandolo.papers.signature_records import Wanted
from bandolo.papers.signature_standing import Evidence
from bandolo.papers.trust_list import ListRecord, Trust, TrustError, trust_of

_REVOCATIONS = "revocations"


def keep_list(folder: Path, record: ListRecord, xml: bytes) -> None:
    """Keep a list that was verified, in the place of the one of the same territory."""
    folder.mkdir(parents=True, exist_ok=True)
    # The record goes last: a list without its record is not read.
    _write(folder / f"{record.territory}.xml", xml)
    _write(folder / f"{record.territory}.json", json.dumps(to_json(record), indent=2).encode())


def kept_trust(folder: Path) -> Trust:
    """What the lists of a folder name; TrustError where one was changed since it was kept."""
    found = []
    for place in sorted(folder.glob("*.json")):
        try:
            record = from_json(ListRecord, json.loads(place.read_bytes()))
            found.append((record, place.with_suffix(".xml").read_bytes()))
        except (OSError, ValueError) as problem:
            raise TrustError(f"{place.name}: {problem}; import the list again") from problem
    return trust_of(found)


def keep_revocation(folder: Path, wanted: Wanted, crls: Iterable[bytes], ocsps: Iterable[bytes]) -> None:
    """Keep what was learned about a certificate, in the place of what was known before."""
    (folder / _REVOCATIONS).mkdir(parents=True, exist_ok=True)
    for ending, texts in (("crl", crls), ("ocsp", ocsps)):
        for text in texts:
            _write(folder / _REVOCATIONS / f"{_name(wanted)}.{ending}", text)


def kept_evidence(folder: Path, wanted: Iterable[Wanted]) -> Evidence:
    """What is known about certificates."""
    places = [folder / _REVOCATIONS / _name(one) for one in wanted]
    return Evidence(
        crls=tuple(place.read_bytes() for place in _there(places, ".crl")),
        ocsps=tuple(place.read_bytes() for place in _there(places, ".ocsp")),
    )


def _there(places: Iterable[Path], ending: str) -> list[Path]:
    return [place for place in (one.with_suffix(ending) for one in places) if place.is_file()]


def _name(wanted: Wanted) -> str:
    return hashlib.sha256(base64.b64decode(wanted.certificate)).hexdigest()


def _write(place: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)
