"""Which rates does the intake reach beside its peers, in one run on one machine?

`make bench-intake`; exit 1 where a target is missed. ROUNDS=5 and TICKETS=60000 say how often and how much.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from statistics import median

import psycopg
from rich.console import Console
from rich.table import Table

from bandolo.intake.keys import make_keys, read_ring
from bandolo.intake.line import Standing
from bandolo.intake.run import LISTENING
from bandolo.intake.schema import create_sql
from bandolo.intake.send import order
from bandolo.intake.ticket import write_act
from bandolo.server.postgres import Server, address, start, stop
from bandolo.server.postgres_files import password
from bandolo.server.postgres_roles import APPLICATION, INTAKE, OWNER, prepare
from bench.intake.press import open_socket

ROUNDS = int(os.environ.get("ROUNDS", "5"))
TICKETS = int(os.environ.get("TICKETS", "60000"))
CLIENTS = (1, 2, 4, 8, 16, 32, 64, 128)
SECONDS = 2
DATABASE = "bandolo"
CALL = "demo"
ROW = (
    "INSERT INTO peer_row (seal, text) VALUES (gen_random_uuid(), "
    "'T1.k1.demo.0123456789abcdef0123456789abcdef.1."
    "0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef.-.1000000."
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef');"
)
PEERS = """
CREATE TABLE peer_row (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), seal uuid NOT NULL UNIQUE, text text NOT NULL);
CREATE TABLE peer_line (call text PRIMARY KEY, number bigint NOT NULL);
CREATE TABLE peer_entry (number bigint PRIMARY KEY, at timestamptz NOT NULL,
    seal uuid NOT NULL UNIQUE, text text NOT NULL);
INSERT INTO peer_line VALUES ('demo', 0);
"""
# Name, at least or at most, the limit.
TARGETS = (
    ("times pgbench", "at least", 1.5),
    ("times Django", "at least", 40),
    ("times null store", "at least", 0.5),
    ("p99 at 256, ms", "at most", 30),
    ("p99 at 4,096, ms", "at most", 400),
    ("20,000 over 4,096, s", "at most", 1),
    ("memory, MB", "at most", 200),
    ("answers that are wrong", "at most", 0),
)


def main() -> int:
    """Measure every round all cases one after the other; print medians and targets."""
    home = Path(tempfile.mkdtemp(prefix="bandolo-bench-"))
    home.chmod(0o711)
    keys = home / "keys"
    make_keys(keys)
    server = start(home, {"max_connections": "200", "logging_collector": "off"})
    try:
        prepare_tables(server)
        rounds = [one_round(server, keys, at) for at in range(ROUNDS)]
    finally:
        stop(server)
        rmtree(home)
    return report(rounds)


def prepare_tables(server: Server) -> None:
    """The tables of the intake and of its peers, durable as they come."""
    prepare(server, DATABASE)
    with psycopg.connect(address(server, DATABASE, OWNER), autocommit=True) as owner:
        owner.execute(create_sql(INTAKE, APPLICATION).encode())
        owner.execute(PEERS.encode())
        said = owner.execute("SHOW fsync").fetchone(), owner.execute("SHOW synchronous_commit").fetchone()
    if said != (("on",), ("on",)):
        raise SystemExit("the server is not durable")


def one_round(server: Server, keys: Path, at: int) -> dict[str, float]:
    """Every case once; pgbench before and after, so that no one has the quieter minute."""
    found: dict[str, float] = {}
    for clients in CLIENTS[: len(CLIENTS) // 2]:
        found[f"pgbench, {clients}"] = pgbench(server, keys, clients)
    with node(server, keys, f"{CALL}-{at}") as (port, pid):
        for connections in (256, 4096):
            said = press(port, keys, f"{CALL}-{at}", connections, TICKETS)
            found |= {
                f"intake, {connections}": said["rate"],
                f"p50 {connections}": said["p50"],
                f"p99 {connections}": said["p99"],
            }
            found["wrong"] = found.get("wrong", 0) + said["wrong"]
        said = press(port, keys, f"{CALL}-{at}", 4096, 20_000)
        found["burst"], found["memory"] = said["seconds"], memory(pid)
        found["wrong"] += said["wrong"]
    with node(server, keys, f"{CALL}-{at}", "bench.intake.null_node") as (port, _):
        found["null store, 256"] = press(port, keys, f"{CALL}-{at}", 256, TICKETS, "status")["rate"]
    with django(server, keys) as port:
        found["Django, 16"] = press(port, keys, CALL, 16, 3_000, "status")["rate"]
    for clients in CLIENTS[len(CLIENTS) // 2 :]:
        found[f"pgbench, {clients}"] = pgbench(server, keys, clients)
    return found


def pgbench(server: Server, keys: Path, clients: int) -> float:
    """Single-row inserts a second, each its own durable transaction."""
    script = keys / "row.sql"
    script.write_text(ROW, encoding="ascii")
    done = subprocess.run(  # noqa: S603
        [
            str(server.place.programs / "pgbench"),
            *("-n", "-M", "prepared", "-j", str(min(2, clients)), "-c", str(clients), "-T", str(SECONDS)),
            *("-f", str(script), address(server, DATABASE, OWNER)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    rates = re.findall(r"tps = ([\d.]+)", done.stdout)
    if not rates:
        raise SystemExit(done.stdout + done.stderr)
    return float(rates[-1])


@contextmanager
def node(server: Server, keys: Path, call: str, module: str = "") -> Iterator[tuple[int, int]]:
    """The port and the process of a node with an open line."""
    environment = {
        **os.environ,
        "INTAKE_DATABASE_URL": address(server, DATABASE, INTAKE),
        "BANDOLO_KEYS": str(keys),
    }
    program = ("-m", module, "0") if module else ("-m", "bandolo.cli", "intake", "--port", "0")
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if process.stdout is None:
        raise SystemExit("no output")
    at = process.stdout.readline().strip().removeprefix(LISTENING.removesuffix("http://"))
    act = write_act(read_ring(keys), call, os.urandom(16).hex(), Standing(opens=10**15, closes=10**16))
    order(at, call, act)
    try:
        yield int(at.rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextmanager
def django(server: Server, keys: Path) -> Iterator[int]:
    """The port of gunicorn with four sync workers and the ordinary view."""
    with open_free() as port:
        pass
    environment = {
        **os.environ,
        "BANDOLO_KEYS": str(keys),
        "PEER_DATABASE": DATABASE,
        "PEER_USER": OWNER,
        "PEER_PASSWORD": password(server.place, OWNER),
        "PEER_HOST": str(server.socket),
    }
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "-w", "4", "-b", f"127.0.0.1:{port}", "bench.intake.django_view"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def open_free() -> Iterator[int]:
    """A port that was free a moment ago."""
    import socket  # noqa: PLC0415

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


def wait_for_port(port: int) -> None:
    """Until somebody listens."""
    import time  # noqa: PLC0415

    for _ in range(200):
        try:
            open_socket(port).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the peer never listened")


def press(
    port: int, keys: Path, call: str, connections: int, count: int, checks: str = "receipts"
) -> dict[str, float]:
    """What the client measured, in a process of its own."""
    twice = count // 50 if checks == "receipts" else 0
    done = subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "bench.intake.press", str(port), str(keys), call),
            *(str(connections), str(count), str(twice), checks),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def memory(pid: int) -> float:
    """The memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def report(rounds: list[dict[str, float]]) -> int:
    """Print the medians and the targets; 1 where one is missed."""
    console = Console(width=100)
    console.print(
        f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds"
    )
    table = Table("case", "median", "least", "most")
    for case in rounds[0]:
        values = [one[case] for one in rounds]
        table.add_row(case, *(f"{one:,.1f}" for one in (median(values), min(values), max(values))))
    console.print(table)

    def ratio(peer: str) -> float:
        return median(one["intake, 256"] / one[peer] for one in rounds)

    best = [max(value for case, value in one.items() if case.startswith("pgbench")) for one in rounds]
    reached = (
        median(one["intake, 256"] / peer for one, peer in zip(rounds, best, strict=True)),
        ratio("Django, 16"),
        ratio("null store, 256"),
        median(one["p99 256"] for one in rounds),
        median(one["p99 4096"] for one in rounds),
        median(one["burst"] for one in rounds),
        max(one["memory"] for one in rounds),
        sum(one["wrong"] for one in rounds),
    )
    verdicts = Table("target", "", "limit", "reached", "")
    missed = 0
    for (name, side, limit), value in zip(TARGETS, reached, strict=True):
        holds = value >= limit if side == "at least" else value <= limit
        missed += not holds
        verdicts.add_row(name, side, f"{limit:g}", f"{value:,.2f}", "" if holds else "missed")
    console.print(verdicts)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
