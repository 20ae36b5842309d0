"""Is an uploaded file judged by what it holds, and is what is wrong told with how to mend it?"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from bandolo.papers import upload_check, upload_pdf
from bandolo.papers.bounded import USUAL, Bounds, Stop, run
from bandolo.papers.bounded_records import Json, from_json, to_json
from bandolo.papers.signature_words import Finding
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.upload_check import (
    Admitted,
    Looked,
    Upload,
    check_upload,
    look_apart,
    room_left,
    size_findings,
)
from bandolo.papers.upload_kind import HEAD, Kind, kind_of
from bandolo.papers.upload_pdf import pdf_findings
from bandolo.papers.upload_scan import Scanned
from bandolo.papers.upload_words import size_words, upload_finding
from tests.papers.made import NOW, a_pdf, maker, signer

MIB = 1 << 20


@pytest.fixture(autouse=True)
def without_a_process_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked at here: that it is done apart and within bounds, one test and test_bounded show."""

    def here(
        check: str, arguments: Mapping[str, object], reads: Sequence[Path], bounds: Bounds
    ) -> Json | Stop:
        if bounds != USUAL:
            return run(check, arguments, reads, bounds)
        return look_apart(json.loads(json.dumps(to_json(arguments))))

    monkeypatch.setattr(upload_check, "run", here)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def uploaded(
    tmp_path: Path, data: bytes, name: str = "a.pdf", admitted: Admitted | None = None, **more: object
) -> Upload:
    path = tmp_path / "uploaded"
    path.write_bytes(data)
    return check_upload(path, name, admitted or Admitted(), **more)  # type: ignore[arg-type]


# --- Kinds ---


def signed() -> bytes:
    return sign_cades(b"x", [signer()], maker(), NOW)


KINDS = {
    b"%PDF-1.7\n": Kind.PDF,
    b"\n\n%PDF-1.4": Kind.PDF,
    b'<?xml version="1.0"?><a/>': Kind.XML,
    b"\xef\xbb\xbf<p:FatturaElettronica>": Kind.XML,
    b"<html><script>": Kind.OTHER,
    b"<svg onload=x>": Kind.OTHER,
    b"PK\x03\x04" + b"\0" * 26 + b"doc/a.pdf": Kind.ZIP,
    b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml": Kind.OFFICE,
    b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text": Kind.OFFICE,
    b"\xff\xd8\xff\xe0": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"II*\0": Kind.TIFF,
    b"7z\xbc\xaf\x27\x1c": Kind.PACKED,
    b"Rar!\x1a\x07": Kind.PACKED,
    b"MZ\x90": Kind.PROGRAM,
    b"\x7fELF": Kind.PROGRAM,
    b"#!/bin/sh": Kind.PROGRAM,
    b"From: a@b.it\r\nTo: c@d.it\r\n\r\nciao": Kind.MAIL,
    b"Ciao, mondo\n": Kind.TEXT,
    b"a;b\n1;2\n": Kind.TEXT,
    b"MInuti della riunione": Kind.TEXT,
    b"a\0b": Kind.OTHER,
    b"": Kind.OTHER,
}


@pytest.mark.parametrize("head", KINDS)
def test_a_kind_is_told_by_the_content(head: bytes) -> None:
    assert kind_of(head) is KINDS[head]


def test_a_signed_file_is_told_in_every_wrapping() -> None:

    data = signed()
    texts = [data, base64.b64encode(data), base64.encodebytes(base64.b64encode(data))]
    texts.append(b"-----BEGIN PKCS7-----\n" + base64.encodebytes(data))
    assert [kind_of(text[:HEAD]) for text in texts] == [Kind.P7M] * 4


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_words_and_a_media_type(kind: Kind) -> None:
    assert kind.words.it != kind.words.en
    assert "/" in kind.media_type


def test_a_name_that_says_otherwise_is_noted(tmp_path: Path) -> None:
    found = uploaded(tmp_path, a_pdf(), "preventivo.jpg")
    assert (found.kind, found.is_accepted, codes(found.findings)) == (
        Kind.PDF,
        True,
        ["named_otherwise", "not_scanned"],
    )
    assert "named_otherwise" not in codes(uploaded(tmp_path, a_pdf(), "C:\\x\\preventivo.v2").findings)


def test_a_kind_that_the_call_does_not_admit_is_refused(tmp_path: Path) -> None:
    found = uploaded(tmp_path, b"MZ\x90", "fattura.pdf")
    assert (found.is_accepted, codes(found.findings)[0]) == (False, "kind_refused")
    assert "è un programma: qui si ammettono un PDF" in found.findings[0].words.it


# --- Sizes ---


@pytest.mark.parametrize(
    ("size", "others", "expected"),
    [
        (0, [], ["empty"]),
        (6_000_000, [], []),
        (6_000_001, [], ["too_large", "total_too_large"]),
        (1, [6_000_000], ["total_too_large"]),
        (1_000_000, [2_000_000, 3_000_000], []),
    ],
)
def test_sizes_are_counted_before_anything_is_sent(size: int, others: list[int], expected: list[str]) -> None:
    admitted = Admitted(largest=6_000_000, in_all=6_000_000)
    assert codes(size_findings(admitted, size, others)) == expected


def test_what_is_left_is_said() -> None:
    admitted = Admitted(in_all=6 * MIB)
    assert [room_left(admitted, [5 * MIB]), room_left(admitted, [7 * MIB])] == [MIB, 0]
    assert room_left(Admitted(), [5]) is None
    (found,) = size_findings(admitted, 2 * MIB, [5 * MIB])
    assert (
        found.words.it == "Con questo file gli allegati sono in tutto 7 MB, il massimo è 6 MB: restano 1 MB."
    )


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1023, "1023 byte"),
        (1024, "1 kB"),
        (1025, "1,1 kB"),
        (6 * MIB, "6 MB"),
        (6 * MIB + 1, "6,1 MB"),
        (50 * MIB, "50 MB"),
    ],
)
def test_a_size_is_rounded_up(size: int, words: str) -> None:
    assert size_words(size).it == words


def test_a_file_that_is_too_large_is_not_looked_at(tmp_path: Path) -> None:
    found = uploaded(tmp_path, a_pdf(), admitted=Admitted(largest=10))
    assert (found.kind, found.digest, found.scanned, codes(found.findings)) == (
        None,
        None,
        Scanned.NOT_SCANNED,
        ["too_large"],
    )


# --- PDFs ---


def pdf(change: object, **options: object) -> bytes:
    made = pikepdf.open(BytesIO(a_pdf()))
    change(made)  # type: ignore[operator]
    out = BytesIO()
    made.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def action(kind: str, **more: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(kind), **more)  # type: ignore[arg-type]


def opens(made: pikepdf.Pdf, kind: str, **more: object) -> None:
    made.Root.OpenAction = action(kind, **more)


ACTIVE = {
    "/JS, /JavaScript": lambda made: opens(made, "/JavaScript", JS="app.alert(1)"),
    "/Launch": lambda made: opens(made, "/Launch", F="cmd.exe"),
    "/SubmitForm": lambda made: opens(made, "/SubmitForm", F="https://example.org"),
    "/ImportData": lambda made: opens(made, "/ImportData", F="a.fdf"),
    "/XFA": lambda made: setattr(made.Root, "AcroForm", pikepdf.Dictionary(Fields=[], XFA="x")),
    "/RichMediaContent": lambda made: setattr(
        made.pages[0], "Annots", pikepdf.Array([pikepdf.Dictionary(RichMediaContent=pikepdf.Dictionary())])
    ),
}


@pytest.mark.parametrize("names", ACTIVE)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "in object streams"])
def test_a_pdf_that_acts_is_refused(tmp_path: Path, names: str, packed: bool) -> None:
    streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    found = uploaded(tmp_path, pdf(ACTIVE[names], object_stream_mode=streams))
    assert (found.is_accepted, codes(found.findings)[0]) == (False, "active_content")
    assert f"({names})" in found.findings[0].words.it


def test_a_script_deep_in_a_page_is_found() -> None:
    def hide(made: pikepdf.Pdf) -> None:
        inner = made.make_indirect(action("/JavaScript", JS=pikepdf.Stream(made, b"x")))
        button = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, AA=pikepdf.Dictionary(E=inner))
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(button)])

    assert codes(pdf_findings(pdf(hide))) == ["active_content"]


def test_a_pdf_with_links_is_kept(tmp_path: Path) -> None:
    data = pdf(lambda made: opens(made, "/URI", URI="https://example.org"))
    found = uploaded(tmp_path, data)
    assert (found.is_accepted, found.digest, found.size) == (
        True,
        hashlib.sha256(data).hexdigest(),
        len(data),
    )


def test_a_pdf_with_attachments_is_kept_and_noted(tmp_path: Path) -> None:
    def attach(made: pikepdf.Pdf) -> None:
        made.attachments["a.xml"] = b"<a/>"

    found = uploaded(tmp_path, pdf(attach))
    assert (found.is_accepted, codes(found.findings)) == (True, ["attachments", "not_scanned"])


@pytest.mark.parametrize("user", ["", "segreto"])
def test_an_encrypted_pdf_is_refused_with_the_reason(tmp_path: Path, user: str) -> None:
    found = uploaded(tmp_path, pdf(lambda _: None, encryption=pikepdf.Encryption(owner="a", user=user)))
    assert (found.is_accepted, codes(found.findings)[0]) == (False, "encrypted")


def test_a_damaged_pdf_is_refused(tmp_path: Path) -> None:
    assert codes(uploaded(tmp_path, b"%PDF-1.7\n%%EOF").findings)[0] == "unreadable"


def test_what_acts_is_found_in_a_signed_envelope(tmp_path: Path) -> None:
    inner = pdf(ACTIVE["/Launch"])
    data = sign_cades(sign_cades(inner, [signer()], maker(), NOW), [signer()], maker(), NOW)
    found = uploaded(tmp_path, data, "a.pdf.p7m")
    assert (found.kind, codes(found.findings)[0]) == (Kind.P7M, "active_content")
    assert uploaded(tmp_path, sign_cades(a_pdf(), [signer()], maker(), NOW), "a.p7m").is_accepted
    assert uploaded(tmp_path, signed(), "a.p7m").is_accepted


# --- Bounds ---


def test_a_check_that_was_stopped_refuses(tmp_path: Path) -> None:
    found = uploaded(tmp_path, a_pdf(), bounds=Bounds(answer=10))
    assert (found.is_accepted, found.kind, codes(found.findings)) == (
        False,
        None,
        ["check_stopped", "not_scanned"],
    )


LOOKED = {
    "text": (b"ciao" * 2000, []),
    "a PDF": (a_pdf(), []),
    "a PDF that acts": (pdf(ACTIVE["/Launch"]), ["active_content"]),
    "an encrypted PDF": (
        pdf(lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b")),
        ["encrypted"],
    ),
    "a PDF with restrictions": (
        pdf(lambda _: None, encryption=pikepdf.Encryption(owner="a", user="")),
        ["encrypted"],
    ),
    "a damaged PDF": (b"%PDF-1.7", ["unreadable"]),
    "a signed PDF": (sign_cades(a_pdf(), [signer()], maker(), NOW), []),
    "a signed text": (signed(), []),
    "an empty archive": (b"PK\x05\x06" + bytes(18), []),
    "a program": (b"MZ\x90", ["kind_refused"]),
}


@pytest.mark.parametrize("what", LOOKED)
def test_looking_needs_no_process(tmp_path: Path, what: str) -> None:
    data, expected = LOOKED[what]
    path = tmp_path / "a"
    path.write_bytes(data)
    kinds = tuple(kind for kind in Kind if kind is not Kind.PROGRAM)
    arguments = to_json({"path": str(path), "admitted": Admitted(kinds=kinds)})
    assert isinstance(arguments, dict)
    looked = from_json(Looked, look_apart(arguments))
    assert (codes(looked.findings), looked.digest) == (expected, hashlib.sha256(data).hexdigest())


def test_a_pdf_of_too_many_objects_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_pdf, "MOST_OBJECTS", 1)
    assert codes(pdf_findings(a_pdf())) == ["unreadable"]


def test_a_pdf_of_objects_beyond_the_depth_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_pdf, "DEEPEST", 1)
    nested = pdf(lambda made: setattr(made.Root, "A", pikepdf.Array([pikepdf.Array([pikepdf.Array([1])])])))
    assert codes(pdf_findings(nested)) == ["unreadable"]


def test_a_finding_says_how_to_mend_it() -> None:
    mend = upload_finding("too_large", "1", "2").mend
    assert mend is not None
    assert "Ridurre" in mend.it
