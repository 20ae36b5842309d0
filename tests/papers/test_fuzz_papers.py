"""Does any file make a reader of papers raise, hang, or call valid what nobody signed?

A few cases run with the other tests; `make fuzz` runs them for as long as it is told.
"""

import base64
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from bandolo.papers.signature_ber import BerError, one_by_one, open_envelope
from bandolo.papers.signature_records import Verdict
from bandolo.papers.test_authority_signs import sign_cades, sign_pades, sign_xades
from bandolo.papers.trust_list import TrustError, verified
from bandolo.papers.upload_archive import ArchiveLimits
from bandolo.papers.upload_check import Admitted, look
from bandolo.papers.upload_kind import Kind
from tests.papers.fuzzing import digests, mutilated
from tests.papers.made import LUCA, NOW, a_pdf, checked, italian_list, maker, signer
from tests.papers.test_signature_cades import pem
from tests.papers.test_signature_xades import DS, INVOICE, WHOLE
from tests.papers.test_upload import ACTIVE, pdf
from tests.papers.test_upload_archive import archive

CASES = int(os.environ.get("BANDOLO_FUZZ", "15"))
FUZZED = settings(
    max_examples=CASES,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)


@cache
def envelopes() -> list[bytes]:
    one = sign_cades(b"testo", [signer()], maker(), NOW, stamped_at=NOW)
    two = sign_cades(one, [signer(), signer(LUCA)], maker(), NOW)
    return [one, two, base64.b64encode(one), pem(two)]


@cache
def pdfs() -> list[bytes]:
    one = sign_pades(a_pdf(), signer(), maker(), "Uno", stamped_at=NOW)
    return [one, sign_pades(one, signer(LUCA), maker(), "Due")]


@cache
def documents() -> list[bytes]:
    return [sign_xades(INVOICE, signer(), maker())]


@cache
def archives() -> list[bytes]:
    acting = [pdf(change) for change in ACTIVE.values()]
    return [archive({"a.pdf": acting[0], "b/c.zip": archive({"d": b"x" * 100})}), *acting]


@cache
def signed_in(seeds: Callable[[], list[bytes]], folder: Path) -> set[str | None]:
    """The digests of what is signed in good files."""
    return {digest for seed in seeds() for digest in digests(checked(folder, seed))}


@FUZZED
@given(data=st.deferred(lambda: mutilated(envelopes())))
def test_envelopes(tmp_path: Path, data: bytes) -> None:
    assert digests(checked(tmp_path, data)) <= signed_in(envelopes, tmp_path)


@FUZZED
@given(data=st.deferred(lambda: mutilated(pdfs())))
def test_signed_pdfs(tmp_path: Path, data: bytes) -> None:
    assert digests(checked(tmp_path, data)) <= signed_in(pdfs, tmp_path)


@FUZZED
@given(data=st.deferred(lambda: mutilated(documents())))
def test_signed_documents(tmp_path: Path, data: bytes) -> None:
    if checked(tmp_path, data).verdict is Verdict.VALID:
        root = etree.fromstring(data)
        for one in list(root.iter(f"{DS}Signature")):
            root.remove(one)
        assert etree.tostring(root, method="c14n") == WHOLE


@FUZZED
@given(data=st.deferred(lambda: mutilated([italian_list()])))
def test_trusted_lists(data: bytes) -> None:
    try:
        record = verified(data, [maker().operator.der], NOW)
    except TrustError:
        return
    assert record.left_out == ()


@FUZZED
@given(data=st.deferred(lambda: mutilated(archives())))
def test_uploads(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    looked = look(path, Admitted(kinds=tuple(Kind), archive=ArchiveLimits(size=1_000_000)))
    assert (looked.size, sum(one.size for one in looked.entries) <= 1_000_000) == (len(data), True)


@FUZZED
@given(data=st.one_of(st.binary(max_size=300), st.deferred(lambda: mutilated(envelopes()))))
def test_outer_levels(data: bytes) -> None:
    try:
        envelope = open_envelope(data)
    except BerError:
        return
    for start, stop in envelope.pieces or ():
        assert 0 <= start <= stop <= len(data)
    try:
        one_by_one(envelope.rest)
    except BerError:
        return


@pytest.mark.parametrize("depth", [30, 1000, 100_000])
def test_elements_one_in_another_are_not_followed_without_end(tmp_path: Path, depth: int) -> None:
    for data in (b"0\x80" * depth, b"0\x84\x7f\xff\xff\xff" * depth, b"$\x80" * depth):
        assert not checked(tmp_path, data).signatures
