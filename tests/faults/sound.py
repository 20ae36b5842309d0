"""Is a line sound: nothing acknowledged lost, nothing doubled, no gap, the order that of the receipts?"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import psycopg

from bandolo.intake.head import read_head
from bandolo.intake.log import receipt_in_log_faults, verify_log
from bandolo.intake.receipt import read_receipt, receipt_faults


class Found(NamedTuple):
    """What is wrong with a line."""

    lost: int
    doubled: int
    gaps: int
    disorder: int
    faults: tuple[str, ...]


SOUND = Found(0, 0, 0, 0, ())


def look(url: str, acknowledged: Mapping[str, bytes], checked: int = 200) -> Found:
    """Compare a line with all that it acknowledged, receipts by seal; of so many the proofs are checked."""
    # First what was acknowledged, then what is kept: a load may still be running.
    acknowledged = dict(acknowledged)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            """
            SELECT seal, number, (extract(epoch FROM at) * 1000000)::bigint
            FROM intake.submission ORDER BY position"""
        ).fetchall()
        lines = [
            text
            for (text,) in connection.execute(
                "SELECT text FROM intake.log ORDER BY position, part"
            ).fetchall()
        ]
    kept = {seal.hex: number for seal, number, _ in rows}
    numbers, instants = [number for _, number, _ in rows], [instant for _, _, instant in rows]
    said = {seal: json.loads(body)["number"] for seal, body in acknowledged.items()}
    receipts = [read_receipt(body) for body in list(acknowledged.values())[-checked:]]
    log, faults = verify_log(lines, [one.entry.position for one in receipts])
    for one in receipts:
        faults += receipt_faults(one) + receipt_in_log_faults(one, read_head(one.head.text), log)
    return Found(
        lost=sum(kept.get(seal) != number for seal, number in said.items()),
        doubled=len(numbers) - len(set(numbers)) + len(rows) - len(kept),
        gaps=sum(number != at for at, number in enumerate(numbers, start=1)),
        disorder=sum(a > b for a, b in pairwise(instants)),
        faults=tuple(str(one) for one in faults),
    )
