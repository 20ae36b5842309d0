"""How is the watch over the intake started and ended?"""

import os
import secrets
import signal
from pathlib import Path
from threading import Event

from bandolo.cli.inputs import refuse
from bandolo.intake.keys import KeysError, read_ring, read_signer
from bandolo.intake.line import Standing
from bandolo.intake.send import AwayError, order
from bandolo.intake.ticket import Ticket, write_act, write_revocation, write_ticket
from bandolo.intake.watch import probe
from bandolo.intake.watch import watch as keep_watch

# The line that the watch looks at where no call is named: it was never open, so nobody can be in it. Its one
# act and its one ticket are the same at every start.
OWN_LINE, OWN_ID = "_watch", "0" * 32
# How long a node may take to begin, in seconds.
PATIENCE = 120


def watch(to: str, call: str | None, ledger: str) -> int:
    """Look with a ticket that never gets in, on a line of the watch's own or of a call, until told to end."""
    folder = os.environ.get("BANDOLO_KEYS") or refuse("BANDOLO_KEYS", "is not set: the folder of the keys")
    try:
        ring, signer = read_ring(Path(folder)), read_signer(Path(folder))
        line = call or OWN_LINE
        ticket = Ticket(
            call=line,
            edition="0",
            application="watch",
            seal=secrets.token_hex(16) if call else OWN_ID,
            enterprise="watch",
            requested=0,
            digest="0" * 64,
        )
        revocation = write_revocation(ring, line, ticket.application, ticket.seal)
        shut = write_act(ring, line, OWN_ID, Standing(opens=0, closes=1))
        if not order(to, line, revocation if call else shut, PATIENCE).is_done:
            refuse(line, f"{to} has no line for this call")
    except KeysError as problem:
        refuse("BANDOLO_KEYS", str(problem))
    except AwayError as problem:
        refuse(to, str(problem))
    ending = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ending.set())
    keep_watch(probe(to, line, write_ticket(ring, ticket)), Path(ledger), signer, ending.is_set)
    return 0
