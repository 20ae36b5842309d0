"""Is what a virus scanner says understood, and is its silence never taken for a clean file?"""

import socketserver
from collections.abc import Iterator
from pathlib import Path

import pytest

from bandolo.papers.upload_check import Admitted, check_upload
from bandolo.papers.upload_scan import Scanned, Scanner, scan
from tests.papers.clamd import LARGEST, VIRUS, Clamd, Silent, clamd, serving
from tests.papers.made import a_pdf


@pytest.fixture
def unix(tmp_path: Path) -> Iterator[Scanner]:
    place = str(tmp_path / "clamd")
    with serving(socketserver.ThreadingUnixStreamServer(place, Clamd)):
        yield Scanner(place)


@pytest.fixture
def tcp() -> Iterator[Scanner]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
    with serving(server):
        yield Scanner(f"127.0.0.1:{server.server_address[1]}")


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Scanner]:
    place = str(tmp_path / "silent")
    with serving(socketserver.ThreadingUnixStreamServer(place, Silent)):
        yield Scanner(place)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"ciao" * 40_000)
    return path


def test_a_clean_file_is_clean(unix: Scanner, tcp: Scanner, file: Path) -> None:
    assert [scan(file, one).state for one in (unix, tcp)] == [Scanned.CLEAN, Scanned.CLEAN]
    assert scan(file, unix).findings == ()


def test_a_virus_is_called_by_its_name(unix: Scanner, file: Path) -> None:
    file.write_bytes(b"x" * 70_000 + VIRUS)
    found = scan(file, unix)
    assert (found.state, found.findings[0].words.it) == (
        Scanned.INFECTED,
        "L'antivirus ha trovato Prova-Firma-1.",
    )


@pytest.mark.parametrize("size", [LARGEST + 1, 3_000_000])
def test_a_file_above_the_size_of_the_scanner_was_not_scanned(unix: Scanner, file: Path, size: int) -> None:
    file.write_bytes(bytes(size))
    assert scan(file, unix).state is Scanned.NOT_SCANNED


def test_silence_is_not_scanned(silent: Scanner, file: Path, tmp_path: Path) -> None:
    for one in (
        silent,
        Scanner(str(tmp_path / "nobody")),
        Scanner("127.0.0.1:9"),
        Scanner("here:there"),
        None,
    ):
        found = scan(file, one)
        assert (found.state, [finding.code for finding in found.findings]) == (
            Scanned.NOT_SCANNED,
            ["not_scanned"],
        )


def test_an_upload_says_what_the_scanner_said(unix: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(a_pdf())
    clean = check_upload(path, "a.pdf", Admitted(), scanner=unix)
    assert (clean.is_accepted, clean.scanned, clean.findings) == (True, Scanned.CLEAN, ())
    path.write_bytes(a_pdf() + VIRUS)
    infected = check_upload(path, "a.pdf", Admitted(), scanner=unix)
    assert (infected.is_accepted, infected.scanned) == (False, Scanned.INFECTED)
    unknown = check_upload(path, "a.pdf", Admitted())
    assert (unknown.is_accepted, unknown.scanned) == (True, Scanned.NOT_SCANNED)


def test_the_daemon_of_clamav_itself_is_understood(file: Path, tmp_path: Path) -> None:
    with clamd(tmp_path) as place:
        if place is None:
            pytest.skip("ClamAV's daemon is not installed (Debian: clamav-daemon)")
        assert scan(file, Scanner(place)).state is Scanned.CLEAN
        file.write_bytes(b"x" * 70_000 + VIRUS)
        found = scan(file, Scanner(place))
        assert (found.state, found.findings[0].words.it) == (
            Scanned.INFECTED,
            "L'antivirus ha trovato Prova-Firma-1.UNOFFICIAL.",
        )
        file.write_bytes(bytes(LARGEST + 1))
        assert scan(file, Scanner(place)).state is Scanned.NOT_SCANNED
