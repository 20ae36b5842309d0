"""Does the whole desk start, answer, survive what ends its parts, and end cleanly?"""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bandolo.server.environment import desk_environment, owner_environment
from bandolo.server.postgres import start, stop

PATIENCE = 180
CALLS = Path(__file__).parents[2] / "calls"


@pytest.fixture
def home() -> Iterator[Path]:
    outer = Path(tempfile.mkdtemp(prefix="bandolo-"))
    outer.chmod(0o711)
    yield outer / "home"
    if (outer / "home" / "data" / "postmaster.pid").exists():
        stop(start(outer / "home"))
    shutil.rmtree(outer)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answer(port: int, path: str = "/") -> str:
    """The page, once the server takes connections; each try waits for the last to be refused."""
    for _ in range(PATIENCE * 10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as page:
                return str(page.read().decode())
        except urllib.error.HTTPError as problem:
            if problem.code != 503:
                raise
        except OSError:
            pass
        # Nobody writes there: a pause until the next try.
        reader, writer = socket.socketpair()
        select.select([reader], [], [], 1 / 10)
        reader.close()
        writer.close()
    raise TimeoutError


def started(home: Path, port: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "bandolo.cli", "demo", "--port", str(port)]
    # One call: that the whole demo is staged is another test's.
    calls = home.parent / "calls"
    shutil.copytree(CALLS / "c26", calls / "c26")
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "BANDOLO_HOME": str(home), "BANDOLO_CALLS": str(calls)}
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)


def below(process: psutil.Process, word: str) -> psutil.Process:
    """The process with a word in its command line among those that a process started."""
    return next(one for one in process.children() if word in one.cmdline())


def test_the_demo_starts_survives_kill_9_of_its_parts_and_ends_cleanly(home: Path) -> None:
    port = free_port()
    running = started(home, port)
    try:
        assert answer(port).count("<article") == 1
        supervisor = psutil.Process(running.pid)
        web = below(supervisor, "granian")
        for one in (web, *web.children(recursive=True)):
            one.kill()
        assert "<article" in answer(port)
        assert below(supervisor, "granian").pid != web.pid
        worker = below(supervisor, "work")
        database = start(home)
        psutil.Process(database.pid).kill()
        assert "<article" in answer(port)
        assert start(home).pid != database.pid
        family = [*supervisor.children(recursive=True)]
        assert worker.pid
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
        psutil.wait_procs(family, timeout=PATIENCE)
        assert [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
        assert not (home / "data" / "postmaster.pid").exists()
    finally:
        running.kill()
        running.wait()


def test_the_desk_does_not_know_the_owners_password(home: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql://bandolo_app:a@db/x",
        "DATABASE_OWNER_URL": "postgresql://owner:b@db/x",
    }
    desk, owner = desk_environment(given, home, None), owner_environment(given, home, None)
    assert (desk["DATABASE_URL"], "DATABASE_OWNER_URL" in desk) == (given["DATABASE_URL"], False)
    assert owner["DATABASE_URL"] == given["DATABASE_OWNER_URL"]
    assert desk["BANDOLO_HOME"] == str(home)
