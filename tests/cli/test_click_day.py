"""Do the commands of click day make keys, send a ticket, write the log and verify a receipt?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bandolo.intake.keys import make_keys, read_ring
from bandolo.intake.line import Standing
from bandolo.intake.schema import create_sql
from bandolo.intake.send import order
from bandolo.intake.ticket import Ticket, write_act, write_ticket
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, INTAKE, OWNER
from tests.cli.running import refused, run, shown

CALL = "demo"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys."""
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def node(postgres: Server, database: str, keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a node started by its command, with an open line."""
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        owner.execute(create_sql(INTAKE, APPLICATION).encode())
    monkeypatch.setenv("DATABASE_URL", address(postgres, database, INTAKE))
    process = subprocess.Popen(
        [sys.executable, "-m", "bandolo.cli", "intake", "--port", "0"],
        env={**os.environ, "BANDOLO_KEYS": str(keys), "INTAKE_MAY_LOSE": "yes"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    at = process.stdout.readline().strip().removeprefix("intake: ")
    act = write_act(read_ring(keys), CALL, uuid4().hex, Standing(opens=10**15, closes=10**16))
    assert order(at, CALL, act).is_done
    yield at
    process.terminate()
    assert process.wait() == 0
    process.stdout.close()


def token(keys: Path) -> str:
    """A ticket of the call."""
    ticket = Ticket(
        call=CALL,
        edition="1",
        application=uuid4().hex,
        seal=uuid4().hex,
        enterprise=uuid4().hex,
        requested=100,
        digest="0f" * 32,
    )
    return write_ticket(read_ring(keys), ticket)


def test_keys_are_made_listed_rotated_and_ended(tmp_path: Path) -> None:
    folder = str(tmp_path / "keys")
    made = shown(run("keys", folder)).splitlines()
    assert made[0] == "tickets   k1  signs"
    assert made[1].startswith("receipts  ")
    assert shown(run("keys", folder)).splitlines() == made
    assert shown(run("keys", folder, "--rotate")).splitlines()[:2] == ["tickets   k1", "tickets   k2  signs"]
    assert shown(run("keys", folder, "--end", "k1")).splitlines()[:1] == ["tickets   k2  signs"]
    assert "rotate first" in refused(run("keys", folder, "--end", "k2"))


def test_a_ticket_is_sent_and_its_receipt_holds_in_the_log(node: str, keys: Path, tmp_path: Path) -> None:
    ticket, receipt, log = tmp_path / "ticket.txt", tmp_path / "receipt.json", tmp_path / "log.txt"
    ticket.write_text(token(keys), encoding="ascii")
    sent = run("submit", str(ticket), "--to", node, "--out", str(receipt))
    assert (sent.exit_code, sent.stdout) == (0, "")
    assert run("submit", ticket.read_text("ascii"), "--to", node).stdout == receipt.read_text("ascii")
    log.write_text(run("log", CALL).stdout, encoding="ascii")
    public = run("keys", str(keys)).stdout.split()[-1]
    said = shown(run("receipt", "verify", str(receipt), "--log", str(log), "--key", public, "--lang", "en"))
    assert said.splitlines()[:2] == ["The receipt holds.", "  number 1"]
    assert said.splitlines()[-1] == "  it is in the log, which is whole"
    other = run("receipt", "verify", str(receipt), "--key", "00" * 32)
    assert (other.exit_code, other.stdout.splitlines()[0]) == (1, "LA RICEVUTA NON VALE")
    log.write_text(log.read_text("ascii").replace("entry 2 1", "entry 2 2"), encoding="ascii")
    assert run("receipt", "verify", str(receipt), "--log", str(log)).exit_code == 1


def test_a_refusal_is_kept_and_told(node: str, keys: Path, tmp_path: Path) -> None:
    act = write_act(read_ring(keys), CALL, uuid4().hex, Standing(opens=10**14, closes=10**15))
    assert order(node, CALL, act).is_done
    receipt = tmp_path / "refusal.json"
    sent = run("submit", token(keys), "--to", node, "--out", str(receipt), "--lang", "en")
    assert (sent.exit_code, sent.stderr.splitlines()[-1]) == (1, "refused: closed")
    said = shown(run("receipt", "verify", str(receipt), "--lang", "en"))
    assert "  outcome closed (refusal)" in said.splitlines()


def test_what_cannot_be_sent_or_read_is_told(node: str, tmp_path: Path) -> None:
    make_keys(tmp_path / "strange")
    assert "unchanged" in refused(run("submit", token(tmp_path / "strange"), "--to", node))
    assert "T1." in refused(run("submit", "-", "--to", node, given=b"hello"))
    assert "has no line" in refused(
        run("submit", token(tmp_path / "strange").replace(CALL, "x"), "--to", node)
    )
    assert "no line has this call" in refused(run("log", "nobody"))
    assert "64 hexadecimal digits" in refused(run("receipt", "verify", "-", "--key", "x", given=b"{}"))
    assert '"format"' in refused(run("receipt", "verify", "-", given=b"{}"))


def test_a_node_needs_a_database_and_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("INTAKE_DATABASE_URL", raising=False)
    assert "DATABASE_URL" in refused(run("intake"))
    assert "DATABASE_URL" in refused(run("log", "demo"))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nowhere")
    monkeypatch.setenv("BANDOLO_KEYS", str(tmp_path))
    assert "makes keys" in refused(run("intake"))
    nowhere = ("--to", "http://127.0.0.1:9", "--patience", "0")
    assert "asking again is safe" in refused(run("submit", "T1" + ".x" * 10, *nowhere))
