"""For how long was the line out of order while a call was open, and until when could an act extend it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bandolo.desk.models import Call
from bandolo.desk.outside.availability import Watched, watched
from bandolo.desk.queries.public_log import public_keys
from bandolo.desk.queries.tickets import line_standing
from bandolo.intake.instants import to_datetime
from bandolo.intake.ledger import extended, faults_within
from bandolo.intake.line import Standing

# What everybody is shown at once; a certificate goes back to the opening of its call.
SHOWN = timedelta(days=31)
LONGEST = timedelta(days=400)


@dataclass(frozen=True)
class Fault:
    """A time in which the line did not answer as it should, by whole minutes, and why."""

    start: datetime
    end: datetime
    why: tuple[str, ...]


@dataclass(frozen=True)
class Availability:
    """What the watch has seen: minutes looked at, times of fault, and what is wrong in its ledger."""

    minutes: int
    faults: tuple[Fault, ...]
    wrong: tuple[str, ...]


def availability(now: datetime) -> Availability:
    """What it has seen of late, by the clock of the wall: the newest fault first."""
    found = _watched(now - SHOWN, now)
    always = Standing(opens=0, closes=1 << 60)
    return Availability(len(found.minutes), tuple(reversed(_faults(found, always))), found.wrong)


def calls_hit(faults: Sequence[Fault]) -> list[Call]:
    """The calls that were open in one of the faults: whoever was kept out of them is given a certificate."""
    hit: list[Call] = []
    for call in Call.objects.filter(editions__isnull=False).distinct().order_by("slug") if faults else ():
        standing = line_standing(call)
        if standing is not None and any(
            to_datetime(standing.opens) < one.end and one.start < to_datetime(standing.closes)
            for one in faults
        ):
            hit.append(call)
    return hit


def faults_of(call: Call, now: datetime) -> tuple[tuple[Fault, ...], datetime | None]:
    """The faults while a call was open, and until when an act could extend it; None where there were none."""
    standing = line_standing(call)
    if standing is None:
        return (), None
    opens, closes = to_datetime(standing.opens), to_datetime(standing.closes)
    until = min(now, closes)
    found = _watched(max(opens, until - LONGEST), until)
    faults = _faults(found, standing)
    return faults, to_datetime(extended(standing, found.minutes).closes) if faults else None


def _watched(since: datetime, until: datetime) -> Watched:
    return watched(since, until, tuple(bytes.fromhex(one) for one in public_keys().values()))


def _faults(found: Watched, standing: Standing) -> tuple[Fault, ...]:
    reasons = {one.start: one.why for one in found.minutes}
    return tuple(
        Fault(
            to_datetime(span.start),
            to_datetime(span.end),
            tuple(
                dict.fromkeys(w for at, why in reasons.items() if span.start <= at < span.end for w in why)
            ),
        )
        for span in faults_within(found.minutes, standing)
    )
