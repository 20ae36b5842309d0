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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from statistics import median
from urllib.request import urlopen

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
from bench.intake.ports import free_port, wait_for_port
from bench.intake.proxy import proxy

ROUNDS = int(os.environ.get("ROUNDS", "5"))
TICKETS = int(os.environ.get("TICKETS", "60000"))
CLIENTS = (1, 2, 4, 8, 16, 32, 64, 128)
SECONDS = 2
FORGED = 10_000
DATABASE, NULL_DATABASE = "bandolo", "bandolo_null"
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
    ("beside forgers, of the rate", "at least", 0.5),
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
        swept = sweep(server, keys)
        best = max(swept, key=swept.__getitem__)
        rounds = [one_round(server, keys, at, best) for at in range(ROUNDS)]
    finally:
        stop(server)
        rmtree(home)
    return report(swept, rounds)


def prepare_tables(server: Server) -> None:
    """The tables of the intake and of its peers, durable as they come."""
    for database in (DATABASE, NULL_DATABASE):
        prepare(server, database)
        with psycopg.connect(address(server, database, OWNER), autocommit=True) as owner:
            owner.execute(create_sql(INTAKE, APPLICATION).encode())
    with psycopg.connect(address(server, DATABASE, OWNER), autocommit=True) as owner:
        owner.execute(PEERS.encode())
        said = owner.execute("SHOW fsync").fetchone(), owner.execute("SHOW synchronous_commit").fetchone()
    if said != (("on",), ("on",)):
        raise SystemExit("the server is not durable")


def sweep(server: Server, keys: Path) -> dict[int, float]:
    """What pgbench reaches with each number of clients."""
    return {clients: pgbench(server, keys, clients) for clients in CLIENTS}


def one_round(server: Server, keys: Path, at: int, clients: int) -> dict[str, float]:
    """Every case once, each peer between two runs of the intake: a ratio compares neighbours."""
    found: dict[str, float] = {}
    call = f"{CALL}-{at}"
    # A node without a store has a database of its own, so that it takes no line from the other.
    forgetful = node(server, keys, call, NULL_DATABASE, "bench.intake.null_node")
    with node(server, keys, call) as (port, pid):
        with forgetful as (null, _), django(server, keys) as other:
            peers: tuple[tuple[str, Callable[[], float]], ...] = (
                (f"pgbench, {clients}", partial(pgbench, server, keys, clients)),
                ("null store, 256", partial(rate, null, keys, call, 256, TICKETS)),
                ("Django, 16", partial(rate, other, keys, CALL, 16, 1_500)),
            )
            said = press(port, keys, call, 256, TICKETS)
            runs = [said]
            for name, peer in peers:
                found[name] = peer()
                runs.append(press(port, keys, call, 256, TICKETS))
                found[f"times {name}"] = (runs[-2]["rate"] + runs[-1]["rate"]) / 2 / found[name]
        with proxy(port) as behind:
            if behind is not None:
                through = press(behind.port, keys, call, 256, TICKETS, certificate=behind.certificate)
                found["wrong through TLS"] = through["wrong"]
                found |= {f"through TLS, 256, {name}": through[name] for name in ("rate", "p50", "p99")}
                runs.append(press(port, keys, call, 256, TICKETS))
        found |= {f"intake 256, {name}": median(one[name] for one in runs) for name in ("rate", "p50", "p99")}
        with forgers(port, keys, call):
            beside = press(port, keys, call, 256, TICKETS)
        found["beside forgers"] = beside["rate"] / runs[-1]["rate"]
        said, burst = press(port, keys, call, 4096, TICKETS), press(port, keys, call, 4096, 20_000)
        found |= {f"intake 4096, {name}": said[name] for name in ("rate", "p50", "p99")}
        found |= {"burst, s": burst["seconds"], "memory, MB": memory(pid)}
        found["wrong"] = sum(one["wrong"] for one in (*runs, beside, said, burst))
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
def node(
    server: Server, keys: Path, call: str, database: str = DATABASE, module: str = ""
) -> Iterator[tuple[int, int]]:
    """The port and the process of a node with an open line."""
    environment = {
        **os.environ,
        "INTAKE_DATABASE_URL": address(server, database, INTAKE),
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
    port = free_port()
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


def press(
    port: int,
    keys: Path,
    call: str,
    connections: int,
    count: int,
    checks: str = "receipts",
    certificate: str = "",
) -> dict[str, float]:
    """What the client measured, in a process of its own."""
    twice = count // 50 if checks == "receipts" else 0
    done = subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "bench.intake.press", str(port), str(keys), call),
            *(str(connections), str(count), str(twice), checks, "0"),
            *([certificate] if certificate else []),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def forgers(port: int, keys: Path, call: str) -> Iterator[None]:
    """Ten thousand forged tickets a second, signed by keys of nobody, for as long as the block lasts."""
    strange = keys.with_name("strange")
    make_keys(strange)
    words = (str(port), str(strange), call, "64", str(FORGED * 20), "0", "status", str(FORGED))
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "bench.intake.press", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    refused = counted(port)
    while counted(port) == refused:
        if process.poll() is not None:
            raise SystemExit("nobody forged anything")
    try:
        yield
    finally:
        process.kill()
        process.wait()


def counted(port: int) -> int:
    """How many forged tickets a node has refused."""
    with urlopen(f"http://127.0.0.1:{port}/health") as answer:  # this machine's
        return int(json.load(answer)["counts"].get("forged", 0))


def rate(port: int, keys: Path, call: str, connections: int, count: int) -> float:
    """Answers a second of a peer, whose receipts nobody checks."""
    return press(port, keys, call, connections, count, "status")["rate"]


def memory(pid: int) -> float:
    """The memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def report(swept: Mapping[int, float], rounds: Sequence[Mapping[str, float]]) -> int:
    """Print the medians and the targets; 1 where one is missed."""
    console = Console(width=100)
    said = platform.python_version(), os.cpu_count(), os.getloadavg()[0], ROUNDS
    console.print("Python {}, {} cores, load {:.1f} at the end, {} rounds".format(*said))
    console.print("pgbench: " + ", ".join(f"{clients}: {rate:,.0f}" for clients, rate in swept.items()))
    table = Table("case", "median", "least", "most")
    middle = {case: median(one[case] for one in rounds) for case in rounds[0]}
    for case, value in middle.items():
        values = [one[case] for one in rounds]
        table.add_row(case, *(f"{one:,.2f}" for one in (value, min(values), max(values))))
    console.print(table)
    reached = (
        *(value for case, value in middle.items() if case.startswith("times pgbench")),
        middle["times Django, 16"],
        middle["times null store, 256"],
        middle["beside forgers"],
        middle["intake 256, p99"],
        middle["intake 4096, p99"],
        middle["burst, s"],
        max(one["memory, MB"] for one in rounds),
        sum(one["wrong"] + one.get("wrong through TLS", 0) for one in rounds),
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
