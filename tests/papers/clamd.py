"""Which virus scanners do tests ask? One of their own that speaks clamd's protocol, and clamd where it is."""

import shutil
import socketserver
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

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


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """A server for as long as it is needed."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def clamd(folder: Path) -> Iterator[str | None]:
    """The socket of ClamAV's own daemon, which knows one virus: ours; None where it is not installed."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        yield None
        return
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Prova-Firma-1:0:*:{VIRUS.hex()}\n")
    place, settings = folder / "clamd.socket", folder / "clamd.conf"
    settings.write_text(
        f"Foreground yes\nLocalSocket {place}\nDatabaseDirectory {folder / 'signatures'}\n"
        f"StreamMaxLength {LARGEST}\nSelfCheck 0\n"
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(settings)], stdout=log, stderr=log)
        try:
            for _ in range(600):
                assert process.poll() is None, (folder / "log").read_text()
                if place.exists():
                    break
                Event().wait(1 / 20)
            yield str(place)
        finally:
            process.terminate()
            process.wait(30)
