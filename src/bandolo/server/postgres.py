"""How is the embedded PostgreSQL started, found, watched and stopped?

One cluster to a home. It listens on a socket in a private folder and on no network port, so that nothing
can collide and nobody else can knock; every connection needs a password (SCRAM, RFC 7677). It runs on by
itself: who starts it a second time finds it running; after a kill -9 or a power cut, the next start waits
for the recovery.
"""

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlencode

import psutil

from bandolo.server.postgres_files import PORT, Files, give, open_files, password, socket_folder

SUPERUSER = "postgres"
# Seconds: recovery takes as long as it takes, so this only bounds a wait for something that never comes.
PATIENCE = 7 * 24 * 3600
# Seconds that a process has to end by itself, before it is made to.
GRACE = 2
_PID_LINE, _SOCKET_LINE, _STATUS_LINE = 0, 4, 7
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


class PostgresError(Exception):
    """PostgreSQL did not do what it was asked; the message holds what it said."""


@dataclass(frozen=True)
class Server:
    """A running cluster: its files, its process, the folder of its socket."""

    place: Files
    pid: int
    socket: Path


def start(home: Path, settings: Mapping[str, str] = _NO_SETTINGS) -> Server:
    """Start the cluster of a home and wait until it answers; make it first, where there is none.

    `settings` are parameters of PostgreSQL beside Bandolo's own; those of a cluster that runs already stay.
    Raises PostgresError with the end of the log.
    """
    place = open_files(home)
    with _alone(place):
        running = _running(place)
        if running is not None:
            return running
        if not place.data.exists():
            _make(place)
        _end_orphans(place)
        _configure(place, settings)
        _control(place, "start", "--log", str(place.log / "start.log"))
        started = _running(place)
    if started is None:
        raise PostgresError(f"PostgreSQL ended at once: see {place.log}")
    return started


def stop(server: Server) -> None:
    """End the cluster after its transactions were cut and its files closed; nothing if it ended already."""
    place = server.place
    with _alone(place):
        if _running(place) is not None:
            _control(place, "stop", "--mode", "fast")
        if server.socket.parent != place.home and server.socket.exists():
            shutil.rmtree(server.socket)


def address(server: Server, database: str, role: str) -> str:
    """The URL by which a role reaches a database of the cluster, password included."""
    secret = quote(password(server.place, role), safe="")
    where = urlencode({"host": str(server.socket), "port": PORT})
    return f"postgresql://{quote(role, safe='')}:{secret}@/{quote(database, safe='')}?{where}"


def run_program(place: Files, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs as the cluster's account; what it printed, or PostgresError."""
    done = subprocess.run(
        [str(place.programs / program), *arguments],
        user=place.account.uid,
        group=place.account.gid,
        extra_groups=None if place.account.uid is None else [],
        cwd=place.log,
        env={"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode != 0:
        raise PostgresError(f"{program}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


@contextmanager
def _alone(place: Files) -> Iterator[None]:
    """Hold the home's lock; it ends with its process, however that ends."""
    with (place.home / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running(place: Files) -> Server | None:
    """The cluster if it runs: PostgreSQL writes process, socket and status into one file."""
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, socket, status = int(lines[_PID_LINE]), lines[_SOCKET_LINE], lines[_STATUS_LINE].strip()
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if status != "ready" or pid not in _processes(place):
        return None
    return Server(place, pid, Path(socket))


def _processes(place: Files) -> dict[int, psutil.Process]:
    """The processes that work in the cluster's folder, as all of PostgreSQL's do."""
    data = str(place.data.resolve())
    found = psutil.process_iter(["name", "cwd"])
    return {one.pid: one for one in found if one.info["name"] == "postgres" and one.info["cwd"] == data}


def _end_orphans(place: Files) -> None:
    """After a kill -9 of the first process, end those that it left: until then no other can begin.

    Its lock files go too. PostgreSQL would heed them while its id is taken, as it is where nobody reaps the
    dead (a container without an init) or where another program has got the number.
    """
    orphans = list(_processes(place).values())
    for last_word in (signal.SIGQUIT, signal.SIGKILL):
        for orphan in orphans:
            with suppress(psutil.NoSuchProcess):
                orphan.send_signal(last_word)
        _, orphans = psutil.wait_procs(orphans, timeout=GRACE)
    if _processes(place):
        raise PostgresError(f"processes that do not end still work in {place.data}")
    lock = place.data / "postmaster.pid"
    if lock.exists():
        socket = lock.read_text(encoding="utf-8").splitlines()[_SOCKET_LINE : _SOCKET_LINE + 1]
        for folder in socket:
            (Path(folder) / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        lock.unlink()


def _make(place: Files) -> None:
    """Make a cluster beside its place and move it there whole: one cut short is never taken for one."""
    new, secret = place.log / "new", place.log / "password"
    if new.exists():
        shutil.rmtree(new)
    secret.write_text(password(place, SUPERUSER), encoding="ascii")
    secret.chmod(0o600)
    give(secret, place.account)
    try:
        run_program(
            place,
            "initdb",
            f"--pgdata={new}",
            f"--username={SUPERUSER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--set=password_encryption=scram-sha-256",
        )
    finally:
        secret.unlink()
    with (new / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("include 'bandolo.conf'\n")
    new.rename(place.data)


def _configure(place: Files, settings: Mapping[str, str]) -> None:
    own = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket_folder(place)),
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_directory": str(place.log),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "timezone": "UTC",
        **settings,
    }
    path = place.data / "bandolo.conf"
    lines = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in own.items())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    give(path, place.account)


def _control(place: Files, *arguments: str) -> None:
    try:
        run_program(place, "pg_ctl", *arguments, "--wait", f"--timeout={PATIENCE}", f"--pgdata={place.data}")
    except PostgresError as problem:
        said = place.log / "start.log"
        end = said.read_text(encoding="utf-8", errors="replace")[-2000:] if said.exists() else ""
        raise PostgresError(f"{problem}\n{end}".strip()) from None
