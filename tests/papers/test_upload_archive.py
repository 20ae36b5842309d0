"""Is an archive walked only so far, and is each way to harm who opens it refused?"""

import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from bandolo.papers.upload_archive import ArchiveLimits, Walked, is_unsafe, walk
from bandolo.papers.upload_check import Admitted, check_upload, look
from bandolo.papers.upload_kind import Kind
from tests.papers.made import a_pdf
from tests.papers.test_upload import ACTIVE, pdf

LIMITS = ArchiveLimits()


def archive(files: Mapping[str, bytes], packed: bool = True) -> bytes:
    out = BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def walked(tmp_path: Path, data: bytes, limits: ArchiveLimits = LIMITS) -> Walked:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    return walk(path, limits, lambda _kind, _data: ())


def codes(found: Walked) -> list[str]:
    return [one.code for one in found.findings]


def test_the_files_of_an_archive_are_listed_with_their_kinds(tmp_path: Path) -> None:
    inner = archive({"c.pdf": a_pdf()})
    found = walked(tmp_path, archive({"a.pdf": a_pdf(), "b/": b"", "b/d.zip": inner}))
    assert [(one.name, one.kind) for one in found.entries] == [
        ("a.pdf", Kind.PDF),
        ("b/d.zip", Kind.ZIP),
        ("b/d.zip/c.pdf", Kind.PDF),
    ]
    assert codes(found) == []


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "\\\\server\\a",
        "C:\\a",
        "C:a",
        "..\\a",
        "a\nb",
        "a/\u202eb",
        "",
        "a\0",
    ],
)
def test_a_name_that_leads_out_is_unsafe(name: str) -> None:
    assert is_unsafe(name)


@pytest.mark.parametrize("name", ["a.pdf", "cartella/fattura n. 1 (copia).pdf", "perché..pdf", "a/..b"])
def test_a_usual_name_is_safe(name: str) -> None:
    assert not is_unsafe(name)


@pytest.mark.parametrize("name", ["../../a.pdf", "/a.pdf", "C:/a.pdf"])
def test_an_archive_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert codes(walked(tmp_path, archive({name: b"x"}))) == ["archive_unsafe_name"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("a")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert codes(walked(tmp_path, out.getvalue())) == ["archive_unsafe_name"]


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    assert codes(walked(tmp_path, archive({"a.pdf": b"1", "A.PDF": b"2"}))) == ["archive_twice"]


def test_an_archive_too_deep_is_refused(tmp_path: Path) -> None:
    data = a_pdf()
    for _ in range(3):
        data = archive({"a": data})
    assert codes(walked(tmp_path, data)) == ["archive_too_deep"]
    assert codes(walked(tmp_path, data, replace(LIMITS, deep=3))) == []


def test_an_archive_with_itself_inside_ends(tmp_path: Path) -> None:
    data = archive({"a": b"x"})
    for _ in range(30):
        data = archive({"a": data, "b": data}, packed=False) if len(data) < 10_000 else archive({"a": data})
    assert codes(walked(tmp_path, data)) == ["archive_too_deep"]


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    data = archive({f"{one}.txt": b"x" for one in range(6)})
    assert codes(walked(tmp_path, data, replace(LIMITS, files=5))) == ["archive_too_many"]
    assert codes(walked(tmp_path, data, replace(LIMITS, files=6))) == []


@pytest.mark.parametrize("limits", [replace(LIMITS, size=1_000_000), replace(LIMITS, ratio=100)])
def test_a_bomb_is_not_opened_to_its_end(tmp_path: Path, limits: ArchiveLimits) -> None:
    data = archive({"a": bytes(10_000_000)})
    assert len(data) < 20_000
    assert codes(walked(tmp_path, data, limits)) == ["archive_too_large"]


def test_files_are_counted_together(tmp_path: Path) -> None:
    data = archive({str(one): bytes(400_000) for one in range(3)})
    limits = replace(LIMITS, size=1_000_000, ratio=10_000)
    assert codes(walked(tmp_path, data, limits)) == ["archive_too_large"]


def lying(size: int) -> bytes:
    """An archive whose file has 5,000 bytes, and says another number in both places."""
    data = bytearray(archive({"a": bytes(5000)}))
    central = data.index(b"PK\x01\x02")
    for place in (22, central + 24):
        data[place : place + 4] = struct.pack("<I", size)
    return bytes(data)


def test_a_size_that_is_a_lie_is_told(tmp_path: Path) -> None:
    assert codes(walked(tmp_path, lying(10))) == ["archive_lies"]
    assert codes(walked(tmp_path, lying(5000), replace(LIMITS, ratio=1000))) == []


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", archive({"a": b"x" * 100})[:-30], b"", b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    assert codes(walked(tmp_path, data)) == ["unreadable"]


def test_bytes_changed_in_an_archive_are_told(tmp_path: Path) -> None:
    data = bytearray(archive({"a": b"testo" * 10}, packed=False))
    data[data.index(b"testo")] ^= 1
    assert codes(walked(tmp_path, bytes(data))) == ["unreadable"]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(archive({"a": b"x"}))
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    assert codes(walked(tmp_path, bytes(data))) == ["encrypted"]


def test_files_inside_are_judged_as_others_are(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"ok.pdf": a_pdf(), "bad.pdf": pdf(ACTIVE["/Launch"]), "x.exe": b"MZ\x90"}))
    found = check_upload(path, "a.zip", Admitted(kinds=(Kind.ZIP,)))
    assert [one.code for one in found.findings] == ["inside", "inside", "not_scanned"]
    assert look(path, Admitted(kinds=(Kind.ZIP,))).findings == found.findings[:2]
    assert "bad.pdf: Il file contiene elementi attivi (/Launch)" in found.findings[0].words.it
    assert "x.exe: Il file è un programma" in found.findings[1].words.it


def test_an_office_document_with_macros_is_refused(tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    path = tmp_path / "a.docx"
    path.write_bytes(archive(parts))
    office = Admitted(kinds=(Kind.OFFICE,))
    assert check_upload(path, "a.docx", office).is_accepted
    path.write_bytes(archive({**parts, "word/vbaProject.bin": b"\xd0\xcf"}))
    found = check_upload(path, "a.docx", office)
    assert (found.is_accepted, "VBA" in found.findings[0].words.it) == (False, True)
    assert look(path, office).findings == found.findings[:1]
