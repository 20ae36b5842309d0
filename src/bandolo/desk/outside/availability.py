"""Which minutes has the watch over the intake kept, and can they be believed?"""

from bisect import bisect_left
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

from bandolo.intake.instants import to_micros
from bandolo.intake.ledger import Minute, minute_at, read_part

_NEVER = 1 << 63


class Watched(NamedTuple):
    """The minutes of a time, and what is wrong in their lines of the ledger."""

    minutes: tuple[Minute, ...]
    wrong: tuple[str, ...]


def watched(since: datetime, until: datetime, publics: tuple[bytes, ...]) -> Watched:
    """What the ledger holds from one instant to another, signed by one of the keys of the receipts."""
    place: Path = settings.AVAILABILITY
    if not place.exists():
        return Watched((), ())
    with place.open("rb") as file:
        start, end = _offset(file, to_micros(since)), _offset(file, to_micros(until))
        file.seek(start)
        text = file.read(end - start).decode("ascii", "replace")
    minutes, wrong = read_part(text.splitlines(keepends=True), publics)
    return Watched(tuple(minutes), tuple(wrong))


def _offset(file: BinaryIO, at: int) -> int:
    """Where the first line from an instant on begins; by halves, as the file grows for years."""
    place = bisect_left(range(file.seek(0, 2)), at, key=partial(_minute_from, file))
    file.seek(max(0, place - 1))
    if place:
        file.readline()
    return file.tell()


def _minute_from(file: BinaryIO, place: int) -> int:
    """The instant of the first line that begins at or after a place; what cannot be read is passed over."""
    file.seek(max(0, place - 1))
    if place:
        file.readline()
    for line in file:
        if (found := minute_at(line.decode("ascii", "replace"))) is not None:
            return found
    return _NEVER


def ledger() -> bytes | None:
    """The whole file, as it stands; None where nobody watches."""
    place: Path = settings.AVAILABILITY
    return place.read_bytes() if place.exists() else None
