"""How is a node of the intake started, here or by whoever needs one?"""

import logging
import os
import sys
from pathlib import Path

import uvloop

from bandolo.intake.answers import Answers
from bandolo.intake.keys import read_ring, read_signer
from bandolo.intake.node import Node, serve
from bandolo.intake.settings import Settings

# What a starter waits for on standard output: the address follows.
LISTENING = "intake: http://"


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; KeysError where the keys cannot be used."""
    node = Node(settings, read_ring(settings.keys), read_signer(settings.keys))
    uvloop.run(serve(node, Answers(node).handle, _tell))


def main(host: str, port: int) -> None:
    """Serve as the environment says: DATABASE_URL (or INTAKE_DATABASE_URL) and BANDOLO_KEYS."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    named = os.environ
    run(
        Settings(
            database=named.get("INTAKE_DATABASE_URL") or named["DATABASE_URL"],
            keys=Path(named["BANDOLO_KEYS"]),
            host=host,
            port=port,
            requires_fsync=named.get("INTAKE_MAY_LOSE") != "yes",
        )
    )


def _tell(host: str, port: int) -> None:
    sys.stdout.write(f"{LISTENING}{f'[{host}]' if ':' in host else host}:{port}\n")
    sys.stdout.flush()
