"""Does the embedded PostgreSQL start, keep what it was told, and come back after whatever ended it?"""

import os
import select
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from bandolo.server.postgres import PostgresError, Server, address, start, stop
from bandolo.server.postgres_files import home_of
from bandolo.server.postgres_roles import APPLICATION, DATABASE, INTAKE, OWNER, prepare
from tests.conftest import FAST

# As in earnest: what ends it with violence must find all that was committed.
DURABLE = {"max_connections": "20"}


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for a cluster, stopped and removed after the test."""
    outer = Path(tempfile.mkdtemp(prefix="bandolo-"))
    outer.chmod(0o711)
    yield outer / "home"
    for place in sorted(outer.rglob("postmaster.pid")):
        stop(start(place.parents[1]))
    shutil.rmtree(outer)


def wait_for_end(server: Server, seconds: int | None = None) -> bool:
    """Wait until the cluster's first process has ended, at most so long; whether it has (Linux)."""
    try:
        process = os.pidfd_open(server.pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], seconds)[0])
    finally:
        os.close(process)


def as_owner(server: Server) -> psycopg.Connection:
    return psycopg.connect(address(server, DATABASE, OWNER), autocommit=True)


def numbers(server: Server) -> list[tuple[int]]:
    with as_owner(server) as connection:
        return connection.execute("SELECT n FROM kept ORDER BY n").fetchall()


def keep(server: Server, *kept: int) -> None:
    with as_owner(server) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.cursor().executemany("INSERT INTO kept VALUES (%s)", [(one,) for one in kept])


def test_what_was_kept_is_there_after_a_restart(home: Path) -> None:
    server = start(home, DURABLE)
    prepare(server)
    keep(server, 1, 2)
    stop(server)
    assert wait_for_end(server, 0)
    again = start(home)
    prepare(again)
    assert numbers(again) == [(1,), (2,)]
    assert again.pid != server.pid


def test_after_kill_9_what_was_committed_is_there_and_nothing_else(home: Path) -> None:
    server = start(home, DURABLE)
    prepare(server)
    keep(server, 1)
    with closing(as_owner(server)) as first, closing(as_owner(server)) as busy:
        first.execute("BEGIN")
        first.execute("INSERT INTO kept VALUES (2)")
        held = busy.info.backend_pid
        # One process hangs on to the cluster after its first one is gone.
        os.kill(held, signal.SIGSTOP)
        psutil.Process(server.pid).kill()
        assert wait_for_end(server)
        # A busy machine stops a process when it next looks at it.
        while psutil.Process(held).status() != psutil.STATUS_STOPPED:
            os.sched_yield()
        again = start(home, DURABLE)
    assert numbers(again) == [(1,)]


def test_starting_what_runs_finds_it(home: Path) -> None:
    server = start(home, FAST)
    assert start(home) == server
    assert not wait_for_end(server, 0)


def test_many_that_start_one_cluster_at_once_get_one(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        servers = list(pool.map(lambda _: start(home, FAST), range(4)))
        assert servers == [servers[0]] * 4
        list(pool.map(prepare, servers))
    assert numbers_of_roles(servers[0]) == [(APPLICATION,), (INTAKE,), (OWNER,)]


def numbers_of_roles(server: Server) -> list[tuple[str]]:
    with as_owner(server) as connection:
        found = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'bandolo%' ORDER BY 1")
        return found.fetchall()


def test_clusters_do_not_collide_and_open_no_port(home: Path) -> None:
    one, other = start(home, FAST), start(home.parent / "other", FAST)
    prepare(one)
    prepare(other)
    keep(one, 1)
    keep(other, 2)
    assert (numbers(one), numbers(other)) == ([(1,)], [(2,)])
    assert [psutil.Process(server.pid).net_connections("inet") for server in (one, other)] == [[], []]


def test_a_cluster_that_was_cut_short_in_its_making_is_made_anew(home: Path) -> None:
    place = start(home, FAST).place
    stop(start(home))
    place.data.rename(place.log / "new")
    (place.log / "new" / "PG_VERSION").unlink()
    server = start(home, FAST)
    prepare(server)
    assert numbers_of_roles(server) == [(APPLICATION,), (INTAKE,), (OWNER,)]
    assert not (place.log / "new").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one_beside(home: Path) -> None:
    server = start(home / ("long" * 20), FAST)
    prepare(server)
    assert server.socket.parent == Path(tempfile.gettempdir())
    assert server.socket.stat().st_mode & 0o777 == 0o700
    stop(server)
    assert not server.socket.exists()
    stop(server)


def test_what_postgres_refuses_is_told(home: Path) -> None:
    with pytest.raises(PostgresError, match="max_connections"):
        start(home, {"max_connections": "it's many"})
    assert start(home, FAST).place.home == home


def test_nobody_enters_without_the_password(home: Path) -> None:
    server = start(home, FAST)
    prepare(server)
    wrong = address(server, DATABASE, OWNER).replace(f"{OWNER}:", f"{OWNER}:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert (server.place.secrets.stat().st_mode & 0o777) == 0o700
    assert {one.stat().st_mode & 0o777 for one in server.place.secrets.iterdir()} == {0o600}


def test_the_home_is_where_it_was_named_or_where_its_account_can_go(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert home_of(tmp_path, str(tmp_path / "named")) == tmp_path / "named"
    beside = home_of(tmp_path, None)
    if os.geteuid() == 0:
        assert beside.parent == Path("/var/lib")
        assert home_of(Path("/"), None) == Path("/.bandolo")
    else:
        assert beside == tmp_path / ".bandolo"
