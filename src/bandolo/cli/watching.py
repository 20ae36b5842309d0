"""How is the watch over the intake started and ended?"""

import os
import secrets
import signal
from pathlib import Path
from threading import Event

from bandolo.cli.inputs import refuse
from bandolo.intake.keys import KeysError, read_ring, read_signer
from bandolo.intake.send import AwayError, order
from bandolo.intake.ticket import Ticket, write_revocation, write_ticket
from bandolo.intake.watch import probe
from bandolo.intake.watch import watch as keep_watch


def watch(to: str, call: str, ledger: str) -> int:
    """Revoke a ticket made for this, then look with it until told to stop."""
    folder = os.environ.get("BANDOLO_KEYS") or refuse("BANDOLO_KEYS", "is not set: the folder of the keys")
    try:
        ring, signer = read_ring(Path(folder)), read_signer(Path(folder))
        ticket = Ticket(
            call=call,
            edition="0",
            application="watch",
            seal=secrets.token_hex(16),
            enterprise="watch",
            requested=0,
            digest="0" * 64,
        )
        if not order(to, call, write_revocation(ring, call, ticket.application, ticket.seal)).is_done:
            refuse(call, f"{to} has no line for this call")
    except KeysError as problem:
        refuse("BANDOLO_KEYS", str(problem))
    except AwayError as problem:
        refuse(to, str(problem))
    ending = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ending.set())
    keep_watch(probe(to, call, write_ticket(ring, ticket)), Path(ledger), signer, ending.is_set)
    return 0
