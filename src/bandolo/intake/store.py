"""What of a line stands in PostgreSQL, and how is a batch added to it so that it stays?

One connection is everything: it holds the advisory lock of the line and writes, so whoever lost the lock
cannot write either. A batch is one statement, hence one transaction.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import asyncpg

from bandolo.intake.head import Head, SignedHead, Signer, write_head
from bandolo.intake.instants import to_datetime, to_micros
from bandolo.intake.line import Kind, Line
from bandolo.intake.receipt import read_entry, write_receipts
from bandolo.intake.ticket import standing_of
from bandolo.intake.tree import Peaks, grow, leaf_hash

# The first of the two keys of the advisory lock; the second is the id of the line.
LOCK = 0x62616E64
HASH_BYTES = 32

# The sum keeps the planner, which has seen the table empty, from walking the whole line for a few seals.
_LOOK = """
    SELECT NULL::uuid, NULL, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    UNION ALL
    SELECT subject, kind, position
    FROM unnest($2::uuid[]) AS came (subject) JOIN intake.entry USING (subject) WHERE line + 0 = $1"""
_ADD = """
    WITH added AS (
        INSERT INTO intake.head (line, size, number, total, closed_by, at, root, peaks, key, signature)
        VALUES ($1, $3, $4, $5, $6, $2, $7, $8, $9, $10)
    )
    INSERT INTO intake.entry (line, at, position, number, kind, subject, text)
    SELECT $1, $2, split_part(text, '.', 3)::bigint, nullif(split_part(text, '.', 4), '0')::bigint,
           split_part(text, '.', 5), split_part(text, '.', 11)::uuid, text
    FROM string_to_table($11, E'\\n') AS text"""
_LAST = "SELECT * FROM intake.head WHERE line = $1 ORDER BY size DESC LIMIT 1"
_STANDING = "SELECT text FROM intake.entry WHERE line = $1 AND kind = 'act' ORDER BY position DESC LIMIT 1"
_HEAD_OF = """
    SELECT head.*, key.public FROM intake.head JOIN intake.key ON key.id = head.key
    WHERE line = $1 AND size >= $2 ORDER BY size LIMIT 1"""
_BEFORE = "SELECT size, peaks FROM intake.head WHERE line = $1 AND size < $2 ORDER BY size DESC LIMIT 1"
_TEXTS = (
    "SELECT text FROM intake.entry WHERE line = $1 AND position > $2 AND position <= $3 ORDER BY position"
)


class UndurableError(RuntimeError):
    """The server could forget what it has acknowledged."""


class Looked(NamedTuple):
    """The instant of the database, in microseconds, and the entries of those who came, by kind."""

    instant: int
    known: dict[str, dict[Kind, int]]


class Store:
    """The line of one call, behind one connection; `seconds` is how long any answer may take."""

    def __init__(self, connection: asyncpg.Connection, line: int, call: str, seconds: int) -> None:
        self.connection, self.line, self.call, self.seconds = connection, line, call, seconds

    async def is_held(self) -> bool:
        """Whether this connection has the lock of the line, taken just now where it was free."""
        return bool(
            await self.connection.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)", LOCK, self.line, timeout=self.seconds
            )
        )

    async def load(self, signer: Signer) -> Line:
        """Where the line stands; the public key of this node is published before it signs anything."""
        await self.connection.execute(
            "INSERT INTO intake.key (id, public) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            signer.key,
            signer.public,
            timeout=self.seconds,
        )
        last = await self.connection.fetchrow(_LAST, self.line, timeout=self.seconds)
        if last is None:
            return Line(self.call)
        act = await self.connection.fetchval(_STANDING, self.line, timeout=self.seconds)
        return Line(
            self.call,
            size=last["size"],
            number=last["number"],
            total=last["total"],
            instant=to_micros(last["at"]),
            closed_by=last["closed_by"],
            standing=None if act is None else standing_of(read_entry(act).body),
            peaks=split_peaks(last["peaks"]),
        )

    async def look(self, subjects: Sequence[str]) -> Looked:
        """The instant, and what the line has of some who came."""
        (_, _, instant), *rows = await self.connection.fetch(_LOOK, self.line, subjects, timeout=self.seconds)
        known: dict[str, dict[Kind, int]] = {}
        for subject, kind, position in rows:
            known.setdefault(subject.hex, {})[kind] = position
        return Looked(instant, known)

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """Keep a batch for good: its entries, and the head and state after it; durable when this returns.

        The columns are taken from the very texts that are hashed, so what is found is what is proved.
        """
        await self.connection.execute(
            _ADD,
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
        head = await self.connection.fetchrow(_HEAD_OF, self.line, position, timeout=self.seconds)
        before = await self.connection.fetchrow(_BEFORE, self.line, head["size"], timeout=self.seconds)
        start, peaks = (before["size"], split_peaks(before["peaks"])) if before else (0, ())
        rows = await self.connection.fetch(_TEXTS, self.line, start, head["size"], timeout=self.seconds)
        texts = [row["text"] for row in rows]
        leaves = [leaf_hash(text.encode()) for text in texts]
        proofs = grow(start, peaks, leaves).proofs
        text = write_head(Head(self.call, head["size"], head["root"], to_micros(head["at"])))
        signed = SignedHead(text, head["key"], head["signature"])
        wanted = [at for at in range(len(texts)) if start + at + 1 in positions]
        entries = [read_entry(texts[at]) for at in wanted]
        receipts = write_receipts(
            entries,
            [texts[at] for at in wanted],
            [leaves[at] for at in wanted],
            signed,
            head["public"],
            [proofs[at] for at in wanted],
        )
        return {
            entry.position: (entry.kind, receipt) for entry, receipt in zip(entries, receipts, strict=True)
        }


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


async def lines_of(connection: asyncpg.Connection) -> dict[str, int]:
    """The lines that there are: the id of each, by its call."""
    return {row["call"]: row["id"] for row in await connection.fetch("SELECT id, call FROM intake.line")}


async def add_line(connection: asyncpg.Connection, call: str) -> None:
    """A line for a call, unless it has one."""
    await connection.execute("INSERT INTO intake.line (call) VALUES ($1) ON CONFLICT DO NOTHING", call)


def split_peaks(joined: bytes) -> Peaks:
    """The peaks that stand one after the other."""
    return tuple(joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES))
