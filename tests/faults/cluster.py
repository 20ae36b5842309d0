"""How does a test run a PostgreSQL of its own, on a disk and a clock that it commands?"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from bandolo.intake.clock import wait_millis
from bandolo.intake.schema import create_sql
from bandolo.server.postgres import SUPERUSER, Server, address, run_program, start, stop
from bandolo.server.postgres_files import Account, Files, give, open_files
from bandolo.server.postgres_roles import APPLICATION, INTAKE, OWNER, prepare

DATABASE = "bandolo"
SHIM = Path(__file__).with_name("shim.c")


@dataclass
class Cluster:
    """A PostgreSQL whose files, power and clock are in the hands of a test."""

    place: Files
    socket: Path
    url: str
    shim: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def synced(self) -> Path:
        """What a power cut would leave of the data."""
        return self.place.log / "synced"

    @property
    def full(self) -> Path:
        """While it exists, the disk is full."""
        return self.place.log / "full"

    @property
    def clock(self) -> Path:
        """The seconds that the clock of the server is ahead."""
        return self.place.log / "clock"

    def run(self) -> None:
        """Start the server and wait until it answers, however long it recovers."""
        account, data = self.place.account, self.place.data
        preloaded = {
            "LD_PRELOAD": str(self.shim),
            **({"SHADOW_OF": str(data), "SHADOW": str(self.synced)} if self.synced.exists() else {}),
            "FULL": str(self.full),
            "CLOCK": str(self.clock),
        }
        given = [f"--{name}={value}" for name, value in self.settings.items()]
        with (self.place.log / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.place.programs / "postgres"), "-D", str(data), *given],
                user=account.uid,
                group=account.gid,
                extra_groups=None if account.uid is None else [],
                env={"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC", **(preloaded if self.shim else {})},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not self._answers():
            raise AssertionError(f"the server never answered: see {self.place.log}")

    def _answers(self) -> bool:
        """Wait until it answers; False where it has ended, or takes too long."""
        for _ in range(600):
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None:
                    return False
                wait_millis(50)
            else:
                return True
        return False

    def revive(self) -> None:
        """Start it again, where it has given up by itself."""
        if not self._answers():
            self.run()

    def kill(self) -> None:
        """kill -9 of the server and of all its processes."""
        if self.process is None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGKILL)
        for one in family:
            if one.is_running():
                one.kill()
        self.process.wait()
        psutil.wait_procs(family, timeout=10)
        (self.place.data / "postmaster.pid").unlink(missing_ok=True)
        self.process = None

    def ask(self, statement: str) -> None:
        """Let the superuser say something to it."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def superuser(self) -> str:
        """Where its superuser reaches it."""
        return address(Server(self.place, 0, self.socket), "postgres", SUPERUSER)

    def cut_power(self) -> None:
        """Take the power away: what was never synced is gone."""
        self.kill()
        shutil.rmtree(self.place.data)
        shutil.copytree(self.synced, self.place.data)
        _give_all(self.place.data, self.place.account)
        self.place.data.chmod(0o700)
        # An empty folder holds nothing that could be lost; PostgreSQL wants to find those that it made.
        for name in (
            "pg_notify",
            "pg_stat_tmp",
            "pg_dynshmem",
            "pg_serial",
            "pg_snapshots",
            "pg_twophase",
            "pg_tblspc",
            "pg_replslot",
            "pg_stat",
            "pg_commit_ts",
            "pg_logical/snapshots",
            "pg_logical/mappings",
            "pg_wal/archive_status",
            "pg_wal/summaries",
            "pg_multixact/members",
            "pg_multixact/offsets",
            "pg_subtrans",
            "pg_xact",
        ):
            folder = self.place.data / name
            folder.mkdir(parents=True, exist_ok=True)
            give(folder, self.place.account)


@contextmanager
def cluster(
    template: Path,
    *,
    has_shim: bool = False,
    can_lose_power: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Cluster]:
    """A copy of a cluster with the tables of the intake, durable unless the settings say otherwise."""
    home = Path(tempfile.mkdtemp(prefix="bandolo-fault-"))
    try:
        for name in ("data", "log", "secrets"):
            shutil.copytree(template / name, home / name)
        home.chmod(0o711)
        _give_all(home / "data", open_files(template).account)
        place = open_files(home)
        _give_all(place.log, place.account)
        server = Server(place, 0, home / "run")
        one = Cluster(
            place,
            server.socket,
            address(server, DATABASE, INTAKE),
            _compile(home) if has_shim else None,
            {**(settings or {}), "unix_socket_directories": str(server.socket)},
        )
        if can_lose_power:
            # What is there now has been synced: the server was stopped cleanly.
            shutil.copytree(place.data, one.synced)
            _give_all(one.synced, place.account)
        one.run()
        try:
            yield one
        finally:
            one.kill()
    finally:
        shutil.rmtree(home)


@contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """A cluster that follows another, with a copy of its data, as `standby`."""
    home = Path(tempfile.mkdtemp(prefix="bandolo-fault-"))
    try:
        shutil.copytree(primary.place.secrets, home / "secrets")
        home.chmod(0o711)
        (home / "data").mkdir(mode=0o700)
        give(home / "data", primary.place.account)
        place = open_files(home)
        server = Server(place, 0, home / "run")
        from_primary = f"{primary.superuser}&application_name=standby"
        run_program(
            place, "pg_basebackup", f"--pgdata={place.data}", f"--dbname={from_primary}", "--checkpoint=fast"
        )
        (place.data / "standby.signal").touch()
        settings = {"primary_conninfo": from_primary, "unix_socket_directories": str(server.socket)}
        one = Cluster(place, server.socket, address(server, DATABASE, INTAKE), None, settings)
        one.run()
        try:
            yield one
        finally:
            one.kill()
    finally:
        shutil.rmtree(home)


def make_template(home: Path) -> None:
    """A stopped cluster with the tables of the intake, to copy from."""
    server = start(home, {"logging_collector": "off", "shared_buffers": "32MB"})
    prepare(server, DATABASE)
    with psycopg.connect(address(server, DATABASE, OWNER), autocommit=True) as owner:
        owner.execute(create_sql(INTAKE, APPLICATION).encode())
    stop(server)


def _give_all(folder: Path, account: Account) -> None:
    for one in (folder, *folder.rglob("*")):
        give(one, account)


def _compile(home: Path) -> Path:
    shim = home / "shim.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler is not None
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", shim, SHIM, "-ldl"], check=True)
    return shim
