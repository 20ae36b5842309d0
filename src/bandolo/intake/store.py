"""What of a line stands in PostgreSQL, and how is a batch added to it so that it stays?

One connection holds the advisory lock of the line and writes, so whoever lost the lock cannot write either. A
batch is one statement, hence one transaction. Another connection only looks, while a batch is on its way.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import asyncpg

from bandolo.intake.head import SignedHead, Signer
from bandolo.intake.instants import to_datetime
from bandolo.intake.kept import known_of, line_of, receipts_of
from bandolo.intake.line import Kind, Line
from bandolo.intake.statements import (
    ADD,
    BEFORE,
    HEAD_OF,
    KEY,
    LAST,
    LINES,
    LOCK,
    LOOK,
    NEW_LINE,
    STANDING,
    TEXTS,
)


class UndurableError(RuntimeError):
    """The server could forget what it has acknowledged."""


class Looked(NamedTuple):
    """The instant of the database, in microseconds, and the entries of those who came, by kind."""

    instant: int
    known: dict[str, dict[Kind, int]]


class Store:
    """The line of one call, behind one connection that holds and writes it, and one that looks.

    `seconds` is how long any answer may take.
    """

    def __init__(
        self, connection: asyncpg.Connection, looking: asyncpg.Connection, line: int, call: str, seconds: int
    ) -> None:
        self.connection, self.looking = connection, looking
        self.line, self.call, self.seconds = line, call, seconds

    async def load(self, signer: Signer) -> Line:
        """Where the line stands; the public key of this node is published before it signs anything."""
        await self.connection.execute(KEY, signer.key, signer.public, timeout=self.seconds)
        last = await self.connection.fetchrow(LAST, self.line, timeout=self.seconds)
        act = last and await self.connection.fetchval(STANDING, self.line, timeout=self.seconds)
        return line_of(self.call, last, act)

    async def now(self) -> int:
        """The instant, in microseconds, as the connection that holds the line tells it."""
        (_, _, instant), *_ = await self.connection.fetch(LOOK, self.line, (), timeout=self.seconds)
        return int(instant)

    async def look(self, subjects: Sequence[str]) -> Looked:
        """The instant, and what the line has of some who came, while a batch may be on its way."""
        (_, _, instant), *rows = await self.looking.fetch(LOOK, self.line, subjects, timeout=self.seconds)
        return Looked(instant, known_of(rows))

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """Keep a batch for good: its entries, and the head and state after it; durable when this returns.

        The columns are taken from the very texts that are hashed, so what is found is what is proved.
        """
        await self.connection.execute(
            ADD,
            self.line,
            to_datetime(line.instant),
            line.size,
            line.number,
            line.total,
            line.closed_by,
            root,
            b"".join(line.peaks),
            head.key,
            head.signature,
            "\n".join(texts),
            timeout=self.seconds,
        )

    async def receipts(self, positions: Collection[int]) -> dict[int, tuple[Kind, bytes]]:
        """The kinds and receipts of entries made before, the same to the byte as when they were made."""
        found: dict[int, tuple[Kind, bytes]] = {}
        for position in sorted(positions):
            if position not in found:
                found |= await self._receipts_of_batch(position, positions)
        return found

    async def _receipts_of_batch(
        self, position: int, positions: Collection[int]
    ) -> dict[int, tuple[Kind, bytes]]:
        """Those of the positions that stand in the batch of one of them."""
        head = await self.connection.fetchrow(HEAD_OF, self.line, position, timeout=self.seconds)
        before = await self.connection.fetchrow(BEFORE, self.line, head["size"], timeout=self.seconds)
        start = before["size"] if before else 0
        rows = await self.connection.fetch(TEXTS, self.line, start, head["size"], timeout=self.seconds)
        return receipts_of(self.call, head, before, [row["text"] for row in rows], positions)


async def connect(address: str, *, requires_fsync: bool, seconds: int) -> asyncpg.Connection:
    """A connection that writes; UndurableError where the server would lose what it has acknowledged."""
    connection = await asyncpg.connect(
        address,
        timeout=seconds,
        server_settings={
            "application_name": "bandolo intake",
            # Plans are made once, before the tables have grown: by the indexes, whatever the statistics say.
            "jit": "off",
            "enable_seqscan": "off",
            "enable_hashjoin": "off",
            "enable_mergejoin": "off",
            # A writer that nobody hears of any more gives its lock free.
            "tcp_keepalives_idle": "5",
            "tcp_keepalives_interval": "1",
            "tcp_keepalives_count": "5",
            "tcp_user_timeout": "10000",
        },
    )
    said = await connection.fetchrow(
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()"
    )
    if said[2]:
        await connection.close()
        raise UndurableError("this server is a standby: name the primary")
    if requires_fsync and (said[0] != "on" or said[1] in ("off", "local")):
        await connection.close()
        raise UndurableError(f"fsync is {said[0]}, synchronous_commit {said[1]}: both have to be on")
    return connection


async def is_held(connection: asyncpg.Connection, line: int, seconds: int) -> bool:
    """Whether a connection has the lock of a line, taken just now where it was free."""
    question = "SELECT pg_try_advisory_lock($1, $2)"
    return bool(await connection.fetchval(question, LOCK, line, timeout=seconds))


async def lines_of(connection: asyncpg.Connection) -> dict[str, int]:
    """The lines that there are: the id of each, by its call."""
    return {row["call"]: row["id"] for row in await connection.fetch(LINES)}


async def add_line(connection: asyncpg.Connection, call: str) -> None:
    """A line for a call, unless it has one."""
    await connection.execute(NEW_LINE, call)
