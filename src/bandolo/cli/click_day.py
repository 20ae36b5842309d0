"""How are a node of the intake, its keys and a client for tickets worked from the command line?"""

import json
import os
import sys
from pathlib import Path

import psycopg

from bandolo.cli.inputs import STANDARD_INPUT, refuse
from bandolo.cli.page import Page, plain
from bandolo.intake.instants import read_micros
from bandolo.intake.keys import (
    KeysError,
    end_ticket_key,
    make_keys,
    read_ring,
    read_signer,
    rotate_ticket_key,
)
from bandolo.intake.run import main
from bandolo.intake.send import Answered, AwayError, state_of, wait_for_opening
from bandolo.intake.send import submit as send_ticket

REFUSED = 1
CALL_FIELD, FIELDS = 2, 11
TICKET_BYTES = 2_000


def intake(host: str, port: int) -> int:
    """Run a node until it is told to stop."""
    for name in ("DATABASE_URL", "BANDOLO_KEYS"):
        if not os.environ.get(name) and not (
            name == "DATABASE_URL" and os.environ.get("INTAKE_DATABASE_URL")
        ):
            refuse(
                name, "is not set: the intake needs the address of its database and the folder of its keys"
            )
    try:
        main(host, port)
    except KeysError as problem:
        refuse("BANDOLO_KEYS", str(problem))
    return 0


def keys(folder: str, rotate: bool, end: str | None) -> int:
    """Make, rotate or end keys, and print what may be known of them."""
    place = Path(folder)
    try:
        make_keys(place)
        if rotate:
            rotate_ticket_key(place)
        if end is not None:
            end_ticket_key(place, end)
        ring, signer = read_ring(place), read_signer(place)
    except KeysError as problem:
        refuse(folder, str(problem))
    for id in ring.keys:
        signs = "  signs" if id.decode() == ring.newest else ""
        sys.stdout.write(f"tickets   {id.decode()}{signs}\n")
    sys.stdout.write(f"receipts  {signer.key}  public {signer.public.hex()}\n")
    return 0


def log(call: str) -> int:
    """Print the public log of a line."""
    url = os.environ.get("INTAKE_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not url:
        refuse("DATABASE_URL", "is not set: the log is read from the database")
    query = "SELECT text FROM intake.log WHERE call = %s ORDER BY position, part"
    found = False
    with psycopg.connect(url) as connection, connection.cursor("log") as cursor:
        for (line,) in cursor.execute(query, (call,)):
            sys.stdout.write(f"{line}\n")
            found = True
    if not found:
        refuse(call, "no line has this call")
    return 0


def submit(ticket: str, to: str, out: str | None, patience: int, lang: str) -> int:
    """Wait for the opening, send a ticket until there is an answer, keep the receipt; 1 for a refusal."""
    page, token = Page(lang), _token(ticket)
    call = token.split(".")[CALL_FIELD]
    try:
        state = state_of(to, call, patience)
        opens = state.get("resumes") or state.get("opens")
        if opens:
            _say(page, state["now"], opens)
            wait_for_opening(read_micros(state["now"]), read_micros(opens), patience)
        answered = send_ticket(to, call, token, patience)
    except AwayError as problem:
        refuse(to, str(problem))
    except ValueError as problem:
        refuse("--to", str(problem))
    return _keep(page, answered, out)


def _say(page: Page, now: str, opens: str) -> None:
    words = (f"ora del server {now}, apre {opens}", f"server time {now}, opens {opens}")
    sys.stderr.write(plain(page.say(words)) + "\n")


def _token(ticket: str) -> str:
    if ticket == STANDARD_INPUT:
        text = sys.stdin.read(TICKET_BYTES)
    elif ticket.startswith("T1."):
        text = ticket
    else:
        text = Path(ticket).read_text(encoding="ascii", errors="replace")[:TICKET_BYTES]
    token = text.strip()
    if not token.startswith("T1.") or len(token.split(".")) != FIELDS:
        refuse(ticket[:40], f"a ticket starts with T1. and has {FIELDS} fields between dots")
    return token


def _keep(page: Page, answered: Answered, out: str | None) -> int:
    if answered.refusal is None and not answered.is_done:
        refuse("ticket", json.loads(answered.body).get("right", f"answered with {answered.status}"))
    if out is None:
        sys.stdout.write(answered.body.decode())
    else:
        Path(out).write_bytes(answered.body)
    if answered.refusal is not None:
        sys.stderr.write(page.say((f"rifiutata: {answered.refusal}", f"refused: {answered.refusal}")) + "\n")
        return REFUSED
    return 0
