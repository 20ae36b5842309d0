"""How does Hypothesis look for a case that breaks a property, and which PostgreSQL do tests work on?

One cluster serves a whole run, however many workers share it: the first that needs it starts it, the last
that used it stops it. Each test has databases of its own in it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from bandolo.server.postgres import Server, address, start, stop
from bandolo.server.postgres_roles import OWNER, drop, prepare

# No deadline: a property is right or wrong, however busy the machine that checks it.
settings.register_profile("bandolo", deadline=None, print_blob=True)
# `make fuzz`: minutes in place of seconds.
settings.register_profile("fuzz", parent=settings.get_profile("bandolo"), max_examples=20_000)
settings.load_profile("bandolo")

# What only a power cut could lose may be lost: the cluster does not outlive the run.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: some always wait for a browser, a process or a disk."""
    return (os.cpu_count() or 1) + 1


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder against the other workers of the run."""
    with (folder / "postgres.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all workers of the run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str, worker_id: str) -> Iterator[Server]:
    """The running cluster of this run. It forgets at a power cut: a test of durability starts its own."""
    shared = shared_folder(tmp_path_factory, worker_id)
    # Not below pytest's folder, which PostgreSQL's account may not enter.
    home = Path(tempfile.gettempdir()) / f"bandolo-{testrun_uid[:12]}"
    with locked(shared):
        server = start(home, FAST)
        user = shared / f"{worker_id}.uses-postgres"
        user.touch()
    yield server
    with locked(shared):
        user.unlink()
        if not list(shared.glob("*.uses-postgres")):
            stop(server)
            shutil.rmtree(home)


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The name of a new, empty database of the owner's, gone after the test."""
    name = f"test_{uuid4().hex[:16]}"
    prepare(postgres, name)
    yield name
    drop(postgres, name)


@pytest.fixture
def database_url(postgres: Server, database: str) -> str:
    """The URL by which the owner reaches a new, empty database."""
    return address(postgres, database, OWNER)
