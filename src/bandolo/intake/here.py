"""How does a line go on inside a transaction of somebody else's, where no node holds it?

Whoever stages a demo, or a test, has the rights of a node and its own transaction: the line is locked until
that ends, and what is decided is kept or taken back with all else in it. A node waits meanwhile.
"""

from typing import Any
from uuid import UUID

from psycopg import Connection, RawCursor
from psycopg.rows import dict_row

from bandolo.intake.head import Head, Signer, sign_head
from bandolo.intake.instants import to_datetime
from bandolo.intake.kept import known_of, line_of, receipts_of
from bandolo.intake.line import NOTHING, WANTED, Entry, Item, Kind, Line, entry_texts, settle
from bandolo.intake.mac import KeyRing
from bandolo.intake.send import ACCEPTED, REFUSED, UNKNOWN_LINE, Answered
from bandolo.intake.statements import (
    ADD,
    BEFORE,
    FIND,
    HEAD_OF,
    KEY,
    LAST,
    LOOK,
    NEW_LINE,
    STANDING,
    TEXTS,
    WAIT,
)
from bandolo.intake.ticket import read_order, read_submission
from bandolo.intake.tree import grow, leaf_hash

NO_LINE = Answered(UNKNOWN_LINE, b'{"error":"no_line"}')
NOT_SUBMITTED = Answered(REFUSED, b'{"error":"not_submitted"}')
Rows = RawCursor[dict[str, Any]]


def submit(
    connection: "Connection[Any]", ring: KeyRing, signer: Signer, ticket: str, at: int | None = None
) -> Answered:
    """What a node would answer to a ticket; `at` is an instant of the past, in microseconds, to be staged."""
    call, item = read_submission(ring, ticket.encode())
    return _decide(connection, signer, call.decode(), item, at)


def order(
    connection: "Connection[Any]", ring: KeyRing, signer: Signer, token: str, at: int | None = None
) -> Answered:
    """What a node would answer to an order of the desk."""
    call, item = read_order(ring, token.encode())
    return _decide(connection, signer, call.decode(), item, at)


def receipt(connection: "Connection[Any]", call: str, position: int) -> bytes:
    """The receipt of an entry, the same to the byte as whoever came to the line was given."""
    with RawCursor(connection, row_factory=dict_row) as rows:
        found = rows.execute(FIND, (call,)).fetchone()
        if found is None:
            raise LookupError(f"no line of {call}")
        return _receipt(rows, found["id"], call, position)[1]


def _decide(connection: "Connection[Any]", signer: Signer, call: str, item: Item, at: int | None) -> Answered:
    with RawCursor(connection, row_factory=dict_row) as rows:
        if item.verb == "act":
            rows.execute(NEW_LINE, (call,))
        found = rows.execute(FIND, (call,)).fetchone()
        if found is None:
            return NO_LINE
        id = found["id"]
        rows.execute(WAIT, (id,))
        last = rows.execute(LAST, (id,)).fetchone()
        act = rows.execute(STANDING, (id,)).fetchone()
        line = line_of(call, last, act["text"] if act else None)
        now, *known = rows.execute(LOOK, (id, [UUID(item.subject)])).fetchall()
        instant = max(now["position"] if at is None else at, line.instant)
        has = known_of((one["subject"], one["kind"], one["position"]) for one in known)
        settled = settle(line, [item], has, instant)
        if settled.answers == (NOTHING,):
            return NOT_SUBMITTED
        if settled.entries:
            _keep(rows, id, signer, settled.line._replace(instant=instant), settled.entries)
        kind, receipt = _receipt(rows, id, call, settled.answers[0])
        return Answered(ACCEPTED if kind == WANTED[item.verb] else REFUSED, receipt)


def _keep(rows: Rows, id: int, signer: Signer, line: Line, entries: tuple[Entry, ...]) -> None:
    texts = entry_texts(line.call, entries, line.instant)
    grown = grow(line.size, line.peaks, [leaf_hash(text.encode()) for text in texts])
    head = sign_head(signer, Head(line.call, grown.size, grown.root, line.instant))
    rows.execute(KEY, (signer.key, signer.public))
    before = (id, to_datetime(line.instant), grown.size, line.number, line.total, line.closed_by)
    after = (grown.root, b"".join(grown.peaks), head.key, head.signature, "\n".join(texts))
    rows.execute(ADD, (*before, *after))


def _receipt(rows: Rows, id: int, call: str, position: int) -> tuple[Kind, bytes]:
    head = rows.execute(HEAD_OF, (id, position)).fetchone()
    if head is None:
        raise LookupError(f"no entry {position} of {call}")
    before = rows.execute(BEFORE, (id, head["size"])).fetchone()
    texts = rows.execute(TEXTS, (id, before["size"] if before else 0, head["size"])).fetchall()
    return receipts_of(call, head, before, [one["text"] for one in texts], [position])[position]
