"""How does the intake look at itself from outside, each second, and keep what it saw?

A process of its own goes the way of an applicant: through the public address, with a ticket that was revoked
for this, so that address, proxy, node, line and database are all asked. The ledger is a file of its own,
synced at each minute: it has to be kept just when the database cannot.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bandolo.intake.clock import monotonic_micros, wait_millis, wall_micros
from bandolo.intake.head import Signer
from bandolo.intake.ledger import BEGINNING, MINUTE, Minute, digest_of, write_minute
from bandolo.intake.send import look_once

SECOND = 1_000_000
MILLI = 1_000
# An answer that takes longer is a failure to whoever waits, in milliseconds.
TOO_SLOW = 5_000


def watch(
    look: Callable[[], str | None], ledger: Path, signer: Signer, has_to_end: Callable[[], bool]
) -> None:
    """Look each second, write each minute, until told to end; `look` says what failed, if anything."""
    seen: list[tuple[int, str | None]] = []
    start = wall_micros() // MINUTE * MINUTE
    while not has_to_end():
        began = monotonic_micros()
        failed = look()
        took = (monotonic_micros() - began) // MILLI
        seen.append((took, failed or ("too_slow" if took > TOO_SLOW else None)))
        wait_millis(max(0, (SECOND - monotonic_micros() + began) // MILLI))
        now = wall_micros() // MINUTE * MINUTE
        if now != start:
            append(ledger, signer, minute_of(start, seen))
            start, seen = now, []
    if seen:
        append(ledger, signer, minute_of(start, seen))


def probe(address: str, call: str, ticket: str) -> Callable[[], str | None]:
    """A look that sends a revoked ticket, and says what kept it from its refusal."""

    def look() -> str | None:
        return look_once(address, call, ticket)

    return look


def minute_of(start: int, seen: list[tuple[int, str | None]]) -> Minute:
    """What the looks of a minute come to: milliseconds and failure of each."""
    why = [failed for _, failed in seen if failed is not None]
    return Minute(start, len(seen), len(why), max(took for took, _ in seen), tuple(dict.fromkeys(why)))


def append(ledger: Path, signer: Signer, minute: Minute) -> None:
    """Add a minute to a ledger, for good; a line cut short by a crash is left out."""
    lines = list(whole_lines(ledger))
    before = digest_of(lines[-1]) if lines else BEGINNING
    with ledger.open("r+b" if ledger.exists() else "x+b") as file:
        file.truncate(sum(len(line) for line in lines))
        file.seek(0, os.SEEK_END)
        file.write(write_minute(signer, minute, before).encode())
        file.flush()
        os.fsync(file.fileno())


def whole_lines(ledger: Path) -> Iterator[str]:
    """The lines of a ledger that were written to their end."""
    if ledger.exists():
        text = ledger.read_text(encoding="ascii")
        yield from (line for line in text.splitlines(keepends=True) if line.endswith("\n"))
