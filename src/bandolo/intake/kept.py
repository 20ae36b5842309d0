"""What does a row of the database say: where a line stands, who is in it, which receipt belongs to an entry?

Pure: whoever asked the database hands its rows over.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from bandolo.intake.head import Head, SignedHead, write_head
from bandolo.intake.instants import to_micros
from bandolo.intake.line import Kind, Line
from bandolo.intake.receipt import read_entry, write_receipts
from bandolo.intake.ticket import standing_of
from bandolo.intake.tree import Peaks, grow, leaf_hash

HASH_BYTES = 32
Row = Mapping[str, Any]


def line_of(call: str, last: Row | None, act: str | None) -> Line:
    """Where a line stands by its last head, and by the text of the last act in it."""
    if last is None:
        return Line(call)
    return Line(
        call,
        size=last["size"],
        number=last["number"],
        total=last["total"],
        instant=to_micros(last["at"]),
        closed_by=last["closed_by"],
        standing=None if act is None else standing_of(read_entry(act).body),
        peaks=split_peaks(last["peaks"]),
    )


def known_of(rows: Iterable[tuple[UUID, Kind, int]]) -> dict[str, dict[Kind, int]]:
    """For each subject the positions of its entries, by kind."""
    known: dict[str, dict[Kind, int]] = {}
    for subject, kind, position in rows:
        known.setdefault(subject.hex, {})[kind] = position
    return known


def receipts_of(
    call: str, head: Row, before: Row | None, texts: Sequence[str], positions: Collection[int]
) -> dict[int, tuple[Kind, bytes]]:
    """The kinds and receipts of the positions that a batch has, the same to the byte as when it was made.

    `head` is that of the batch, with its `public` key, `before` the head before it, `texts` the batch's.
    """
    start, peaks = (before["size"], split_peaks(before["peaks"])) if before else (0, ())
    leaves = [leaf_hash(text.encode()) for text in texts]
    proofs = grow(start, peaks, leaves).proofs
    text = write_head(Head(call, head["size"], head["root"], to_micros(head["at"])))
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
    return {entry.position: (entry.kind, receipt) for entry, receipt in zip(entries, receipts, strict=True)}


def split_peaks(joined: bytes) -> Peaks:
    """The peaks that stand one after the other."""
    return tuple(joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES))
