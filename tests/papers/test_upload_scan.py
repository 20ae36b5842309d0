"""Is what a virus scanner says understood, and is its silence never taken for a clean file?"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bandolo.papers.upload_check import Admitted, check_upload
from bandolo.papers.upload_scan import Scanned, Scanner, scan
from tests.papers.made import a_pdf

LARGEST = 200_000
VIRUS = b"a pattern that this scanner calls a virus"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM as its manual has it: a NUL-ended command, pieces with lengths, one answer."""

    def handle(self) -> None:
        command = self.some(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        found = b""
        while size := struct.unpack("!I", self.some(4))[0]:
            if len(found) + size > LARGEST:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            found += self.some(size)
        if VIRUS in found:
            self.request.sendall(b"stream: Prova-Firma-1 FOUND\0")
        else:
            self.request.sendall(b"stream: OK\0")

    def some(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = self.request.recv(size - len(found))
            if not more:
                raise ConnectionError
            found += more
        return found


class Silent(socketserver.BaseRequestHandler):
    """Hangs up."""

    def handle(self) -> None:
        self.request.recv(10)


def serving(server: socketserver.BaseServer) -> Iterator[None]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def unix(tmp_path: Path) -> Iterator[Scanner]:
    place = str(tmp_path / "clamd")
    for _ in serving(socketserver.ThreadingUnixStreamServer(place, Clamd)):
        yield Scanner(place)


@pytest.fixture
def tcp() -> Iterator[Scanner]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
    for _ in serving(server):
        yield Scanner(f"127.0.0.1:{server.server_address[1]}")


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Scanner]:
    place = str(tmp_path / "silent")
    for _ in serving(socketserver.ThreadingUnixStreamServer(place, Silent)):
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
