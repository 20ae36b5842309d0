"""Which applications stand in line, as a file lists them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bandolo.rules.build import Path, Reading, Tables, build, nearest
from bandolo.rules.call import Call
from bandolo.rules.facts import Value, read_value
from bandolo.rules.money import Cents
from bandolo.rules.ranking import Entry
from bandolo.rules.score import PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One application in line: `admissible` is left out where it is not decided yet; `grant` in euro.

    `enterprise` and `undertaking` are any names that tell them apart; each stands alone without them.
    `score` holds the points that the ranking orders by: total, or the id of a criterion or an area;
    `members` what each member of a group has of the grant.
    """

    id: str
    submitted_at: datetime
    number: int
    grant: Cents
    admissible: bool | None = None
    enterprise: str | None = None
    undertaking: str | None = None
    facts: Tables | None = None
    score: Mapping[str, Cents] | None = None
    members: Mapping[str, Cents] | None = None
    reasons: tuple[str, ...] = ()


def read_entries(call: Call, raw: object, path: Path) -> tuple[tuple[Entry, ...], list[tuple[Path, str]]]:
    """The entries of a list of tables, and every problem with its place; usable only where there is none."""
    reading = Reading()
    listings: Sequence[Listing] = build(reading, tuple[Listing, ...], raw, path) or ()
    found = reading.problems
    ids = [listing.id for listing in listings]
    found += [
        ((*path, at, "id"), f'"{id}" is there twice') for at, id in enumerate(ids) if ids.index(id) < at
    ]
    entries = tuple(
        Entry(
            id=one.id,
            enterprise=one.enterprise or one.id,
            undertaking=one.undertaking or one.enterprise or one.id,
            submitted_at=one.submitted_at,
            number=one.number,
            admissible=one.admissible,
            grant=one.grant,
            facts={
                **_read_facts(call, one.facts or {}, (*path, at, "facts"), found),
                **{f"{PREFIX}{name}": points for name, points in (one.score or {}).items()},
            },
            reasons=one.reasons,
            members=one.members or {},
        )
        for at, one in enumerate(listings)
    )
    return entries, found


def _read_facts(
    call: Call, raw: Mapping[str, Any], path: Path, found: list[tuple[Path, str]]
) -> Mapping[str, Value]:
    known = {fact.id: fact for fact in call.facts if not fact.of}
    values = {}
    for key, one in raw.items():
        if key not in known:
            found.append(((*path, key), f'unknown fact "{key}"; {nearest(key, known)}'))
            continue
        try:
            values[key] = read_value(known[key], one)
        except ValueError as problem:
            found.append(((*path, key), str(problem)))
    return values
