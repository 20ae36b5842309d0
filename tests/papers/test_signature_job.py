"""Is a file verified apart from its caller, with what is known of revocations, and in bounded memory?"""

import random
from pathlib import Path

import pytest

from bandolo.papers.bounded import MEBIBYTE, Bounds
from bandolo.papers.bounded_records import from_json, to_json
from bandolo.papers.signature_job import verify_apart, verify_file
from bandolo.papers.signature_records import Revocation, Verdict, Verification
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_list import TrustError
from bandolo.papers.trust_store import keep_list, keep_revocation, kept_trust
from tests.papers.made import DAY, NOW, a_pdf, codes, generated, italian_list, maker, signer, trust

LARGE = 50_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep_list(tmp_path / "trust", trust().lists[0], italian_list())
    return tmp_path / "trust"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.p7m"
    path.write_bytes(sign_cades(a_pdf(), [signer()], maker(), NOW))
    return path


def test_a_file_is_valid_once_its_signer_is_known_not_to_be_revoked(file: Path, folder: Path) -> None:
    found = verify_apart(file, NOW, folder, generated=generated(a_pdf()))
    assert (found.verdict, codes(found)) == (
        Verdict.UNVERIFIED,
        [["revocation_not_checked", "time_not_attested"]],
    )
    (wanted,) = found.signatures[0].wanted
    keep_revocation(folder, wanted, [maker().crl(NOW)], [])
    assert verify_apart(file, NOW, folder).verdict is Verdict.VALID
    keep_revocation(folder, wanted, [maker().crl(NOW, [(signer(), NOW - DAY)])], [])
    assert verify_apart(file, NOW, folder).signatures[0].revocation is Revocation.REVOKED


def test_the_check_itself_looks_again_with_what_is_known(file: Path, folder: Path) -> None:
    arguments = {
        "path": str(file),
        "at": NOW,
        "trust": str(folder),
        "detached": None,
        "generated": generated(a_pdf()),
    }
    raw = to_json(arguments)
    assert isinstance(raw, dict)
    first = from_json(Verification, verify_file(raw))
    assert (first.verdict, first.prefix is not None) == (Verdict.UNVERIFIED, True)
    (wanted,) = first.signatures[0].wanted
    keep_revocation(folder, wanted, [], [maker().ocsp(signer(), NOW)])
    assert from_json(Verification, verify_file(raw)).verdict is Verdict.VALID
    alone = from_json(Verification, verify_file({**raw, "trust": None}))
    assert codes(alone) == [["no_trusted_list", "time_not_attested"]]


def test_without_a_folder_nothing_is_valid(file: Path) -> None:
    assert codes(verify_apart(file, NOW, None)) == [["no_trusted_list", "time_not_attested"]]


def test_a_signature_apart_from_its_document(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "text").write_bytes(b"x")
    (tmp_path / "text.p7m").write_bytes(sign_cades(b"x", [signer()], maker(), NOW, detached=True))
    found = verify_apart(tmp_path / "text.p7m", NOW, folder, tmp_path / "text")
    assert found.signatures[0].intact


def test_a_file_that_is_not_there_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verify_apart(tmp_path / "nothing", NOW, folder)


def test_a_list_changed_since_it_was_kept_is_said(file: Path, folder: Path) -> None:
    (folder / "IT.xml").write_bytes(italian_list() + b" ")
    with pytest.raises(TrustError, match="has changed since"):
        verify_apart(file, NOW, folder)


@pytest.mark.parametrize("record", ["{", "{}", '{"territory": 1}'])
def test_a_record_that_is_none_is_said(folder: Path, record: str) -> None:
    (folder / "IT.json").write_text(record)
    with pytest.raises(TrustError, match="import the list again"):
        kept_trust(folder)


def test_a_check_that_was_stopped_is_said_and_leaves_the_file_open(file: Path, folder: Path) -> None:
    found = verify_apart(file, NOW, folder, bounds=Bounds(answer=10))
    assert ([one.code for one in found.findings], found.verdict) == (["check_stopped"], Verdict.UNVERIFIED)


def test_a_large_file_is_verified_in_bounded_memory(tmp_path: Path, folder: Path) -> None:
    content = random.Random(5).randbytes(LARGE)  # noqa: S311  # bytes that no packing makes smaller
    path = tmp_path / "large.p7m"
    path.write_bytes(sign_cades(content, [signer()], maker(), NOW))
    del content
    # All that Python and the libraries map is in it too: the file itself lies in it once, unread.
    found = verify_apart(path, NOW, folder, bounds=Bounds(memory=256 * MEBIBYTE))
    assert (found.signatures[0].intact, found.content and found.content.size) == (True, LARGE)
