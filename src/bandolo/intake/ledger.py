"""For how long was the intake out of order, and what does that give back to applicants?

The ledger has a line for each minute, each signed and bound to the one before, so that no minute can be
changed or left out. A fault is a minute in which a look from outside failed; a minute without a line is one
in which nobody looked.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from bandolo.intake.head import Signer, is_signed
from bandolo.intake.instants import read_micros, show_micros
from bandolo.intake.line import Standing

FORMAT = "bandolo-availability-1"
MINUTE = 60_000_000
BEGINNING = "0" * 64
_FIELDS = ("format", "minute", "looks", "failed", "slowest", "why", "before")


class Minute(NamedTuple):
    """A minute: its first instant, how many looks and failures, the slowest answer in ms, why it failed."""

    start: int
    looks: int
    failed: int
    slowest: int
    why: tuple[str, ...] = ()


class Span(NamedTuple):
    """A time of faults, in microseconds since 1970: its first instant, and the first after it."""

    start: int
    end: int


def write_minute(signer: Signer, minute: Minute, before: str) -> str:
    """The line of a minute; `before` is the digest of the line before it, `BEGINNING` for the first."""
    said = json.dumps(
        {
            "format": FORMAT,
            "minute": show_micros(minute.start),
            "looks": minute.looks,
            "failed": minute.failed,
            "slowest": minute.slowest,
            "why": list(minute.why),
            "before": before,
        },
        separators=(",", ":"),
    )
    return f"{said} {signer.sign(said)}\n"


def digest_of(line: str) -> str:
    """What the next line is bound to."""
    return sha256(line.rstrip("\n").encode()).hexdigest()


def read_ledger(lines: Iterable[str], public: bytes) -> tuple[list[Minute], list[str]]:
    """The minutes of a ledger and all that is wrong in it, by line."""
    minutes, faults, before = list[Minute](), list[str](), BEGINNING
    for at, line in enumerate(lines, start=1):
        try:
            minutes.append(_read_minute(line, public, before))
        except ValueError as problem:
            faults.append(f"line {at}: {problem}")
        before = digest_of(line)
    return minutes, faults


def minute_at(line: str) -> int | None:
    """The first instant of the minute of a line, unverified; None where the line cannot be read."""
    try:
        return read_micros(json.loads(line.rpartition(" ")[0])["minute"])
    except (ValueError, KeyError, TypeError):
        return None


def read_part(lines: Sequence[str], publics: Iterable[bytes]) -> tuple[list[Minute], list[str]]:
    """Neighbouring minutes of a ledger and all that is wrong in them, by line; some microseconds a line.

    Each line is bound to the one before, so the signature of the last, by one of the keys, vouches for all.
    """
    minutes, faults, before = list[Minute](), list[str](), ""
    for at, line in enumerate(lines, start=1):
        try:
            minutes.append(_minute_of(line.rstrip("\n").rpartition(" ")[0], before))
        except ValueError as problem:
            faults.append(f"line {at}: {problem}")
        before = digest_of(line)
    if lines:
        text, _, signature = lines[-1].rstrip("\n").rpartition(" ")
        if not any(is_signed(public, text, signature) for public in publics):
            faults.append("the last line: no key of the receipts has signed it")
    return minutes, faults


def _read_minute(line: str, public: bytes, before: str) -> Minute:
    text, _, signature = line.rstrip("\n").rpartition(" ")
    if not is_signed(public, text, signature):
        raise ValueError("the signature does not fit")
    return _minute_of(text, before)


def _minute_of(text: str, before: str) -> Minute:
    """The minute of a text that is bound to the line with a digest; the empty digest is not compared."""
    said = json.loads(text)
    if tuple(said) != _FIELDS or said["format"] != FORMAT:
        raise ValueError(f'a line has "format": "{FORMAT}" and {len(_FIELDS) - 1} more keys')
    if before and said["before"] != before:
        raise ValueError("it is bound to another line than the one before it")
    return Minute(
        read_micros(said["minute"]), said["looks"], said["failed"], said["slowest"], tuple(said["why"])
    )


def faults_within(minutes: Sequence[Minute], standing: Standing) -> list[Span]:
    """The times of fault while a window was open: whole minutes, neighbours joined, cut at its ends."""
    spans: list[Span] = []
    for minute in minutes:
        start, end = max(minute.start, standing.opens), min(minute.start + MINUTE, standing.closes)
        if not minute.failed or start >= end:
            continue
        if spans and spans[-1].end == start:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def extended(standing: Standing, minutes: Sequence[Minute]) -> Standing:
    """What an act could set: the window longer by all that it was out of order."""
    lost = sum(end - start for start, end in faults_within(minutes, standing))
    return replace(standing, closes=standing.closes + lost)
