"""How does a test run nodes of the intake, and talk with them?"""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bandolo.intake.line import Standing
from bandolo.intake.mac import KeyRing
from bandolo.intake.run import LISTENING
from bandolo.intake.send import Answered, order, state_of, submit
from bandolo.intake.ticket import Ticket, write_act, write_ticket

# Instants far apart from now, in microseconds: 2001 and 2286.
LONG_AGO, FAR_AWAY = 10**15, 10**16
OPEN = Standing(opens=LONG_AGO, closes=FAR_AWAY)


@dataclass
class Node:
    """A node in a process of its own."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        """kill -9, unless it has ended; its end is waited for."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait()

    def say(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """One request, one answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@dataclass
class Desk:
    """What the desk of a call does with a node: it seals tickets, gives orders, sends."""

    node: Node
    ring: KeyRing
    call: str

    def announce(self, standing: Standing = OPEN) -> Answered:
        """Let an act set what holds for the line, which is made where there is none."""
        return self.order(self.act(standing))

    def act(self, standing: Standing = OPEN) -> str:
        """The token of an act of its own."""
        return write_act(self.ring, self.call, new_id(), standing)

    def ticket(self, requested: int = 1_000_00) -> Ticket:
        """A ticket of an application of its own."""
        return new_ticket(requested, self.call)

    def token(self, requested: int = 1_000_00) -> str:
        """The token of such a ticket."""
        return write_ticket(self.ring, self.ticket(requested))

    def submit(self, token: str, seconds: int = 30) -> Answered:
        """Send a ticket until there is an answer."""
        return submit(self.node.address, self.call, token, seconds)

    def order(self, token: str) -> Answered:
        """Send an order until there is an answer."""
        return order(self.node.address, self.call, token)

    def state(self) -> dict[str, Any]:
        """What all may see of the line."""
        return state_of(self.node.address, self.call)


def start_node(
    database: str, keys: Path, more: Mapping[str, str] | None = None, program: Iterable[str] = ()
) -> Node:
    """Start a node on any free port, and wait until it listens; `program` replaces the module that is run."""
    process = subprocess.Popen(
        [sys.executable, *(program or ("-m", "bandolo.cli", "intake", "--port", "0"))],
        env={
            **os.environ,
            "INTAKE_DATABASE_URL": database,
            "BANDOLO_KEYS": str(keys),
            "INTAKE_MAY_LOSE": "yes",
            **(more or {}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line.startswith(LISTENING), line
    return Node(process, line.removeprefix("intake: "))


def new_id() -> str:
    """32 hexadecimal digits that nothing else has."""
    return secrets.token_hex(16)


def new_ticket(requested: int = 1_000_00, call: str = "demo") -> Ticket:
    """A ticket of an application of its own."""
    return Ticket(
        call=call,
        edition="1",
        application=new_id(),
        seal=new_id(),
        enterprise=new_id(),
        requested=requested,
        digest=secrets.token_hex(32),
    )


def said(answered: Answered) -> dict[str, Any]:
    """The JSON of an answer."""
    found = json.loads(answered.body)
    assert isinstance(found, dict)
    return found
