"""What may everybody see of the line of a call: numbers, instants, leaves, signed heads, and no name?"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from bandolo.intake.tree import consistency_proof

# Lines that are read at once for the file.
CHUNK = 5_000
_ENTRIES = """
    SELECT position, number, kind, at, leaf FROM intake.public_entry
    WHERE call = %s AND position <= %s ORDER BY position DESC LIMIT %s"""
_HEADS = """
    SELECT head.size, encode(head.root, 'hex'), head.at, head.key, head.signature
    FROM intake.head JOIN intake.line ON line.id = head.line
    WHERE line.call = %s AND head.size <= %s ORDER BY head.size DESC LIMIT %s"""
_KEYS = "SELECT id, encode(public, 'hex') FROM intake.key ORDER BY first_used_at, id"
_LOG = """
    SELECT position, part, text FROM intake.log
    WHERE call = %s AND (position > %s OR (position = %s AND part > %s))
      AND position <= %s ORDER BY position, part"""
_LEAVES = "SELECT leaf FROM intake.public_entry WHERE call = %s AND position <= %s ORDER BY position"


class PublicEntry(NamedTuple):
    """A leaf of the log; `number` is that of an accepted application, None for all else."""

    position: int
    number: int | None
    kind: str
    at: datetime
    leaf: str


class PublicHead(NamedTuple):
    """A head as it was signed: the root of the log at a size, in hexadecimal."""

    size: int
    root: str
    at: datetime
    key: str
    signature: str


def entries(call: str, until: int, most: int) -> list[PublicEntry]:
    """Of a log the last entries up to a position, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [call, until, most])
        return [PublicEntry(*row) for row in cursor.fetchall()]


def heads(call: str, until: int, most: int) -> list[PublicHead]:
    """Of a log the last heads up to a size, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [call, until, most])
        return [PublicHead(*row) for row in cursor.fetchall()]


def public_keys() -> dict[str, str]:
    """The keys that have signed heads, in hexadecimal, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        return dict(cursor.fetchall())


def log_lines(call: str, size: int) -> Iterator[str]:
    """The file of a log up to a size (docs/click-day.md), some thousand lines at a time."""
    position, part = -1, -1
    while position < size:
        with connection.cursor() as cursor:
            cursor.execute(_LOG, [call, position, position, part, min(max(position, 0) + CHUNK, size)])
            rows = cursor.fetchall()
        yield "".join(f"{text}\n" for _, _, text in rows)
        position, part = rows[-1][:2] if rows else (size, 0)


def growth_proof(call: str, earlier: int, later: int) -> list[str]:
    """What proves that the log of a size grew to that of a later one (RFC 9162, 2.1.4), in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [call, later])
        leaves = [bytes.fromhex(leaf) for (leaf,) in cursor.fetchall()]
    return [one.hex() for one in consistency_proof(leaves, earlier)]
