"""Is a password or a code right, and may it be tried at all so soon after others failed?

The row of each key is locked while the secret is checked: attempts at one account come one after the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, TypeVar

from django.db import transaction

from bandolo.desk.attempts import FORGOTTEN, FREE, wait_after
from bandolo.desk.models import Attempt

Found = TypeVar("Found")
Kind = Literal["person", "address"]


@dataclass(frozen=True)
class Held:
    """Too many failed: the secret was not looked at; when it can be tried again."""

    until: datetime


@transaction.atomic
def try_secret(
    keys: Mapping[Kind, str], check: Callable[[], Found | None], wall: datetime
) -> Found | Held | None:
    """What `check` finds, None where it finds nothing, Held where it was not asked.

    `keys` say whose secret it is and from where it is tried. `wall` is this machine's clock.
    """
    rows = [(kind, _row(kind, key, wall)) for kind, key in sorted(keys.items())]
    held = [row.held_until for _, row in rows if row.held_until and row.held_until > wall]
    if held:
        return Held(max(held))
    found = check()
    for kind, row in rows:
        if found is None:
            _count(row, FREE[kind], wall)
        elif kind == "person":
            # A right password clears the person; an address could clear itself with an account of its own.
            # Kept, since another attempt may wait for the row.
            row.failures, row.held_until = 0, None
            row.save()
    return found


def _row(kind: Kind, key: str, wall: datetime) -> Attempt:
    digest = sha256(f"{kind}:{key}".encode()).hexdigest()
    Attempt.objects.bulk_create([Attempt(key=digest, last_at=wall)], ignore_conflicts=True)
    return Attempt.objects.select_for_update(of=("self",)).get(key=digest)


def _count(row: Attempt, free: int, wall: datetime) -> None:
    row.failures = 1 if wall - row.last_at > FORGOTTEN else row.failures + 1
    wait = wait_after(row.failures, free)
    row.held_until = wall + wait if wait > timedelta(0) else None
    row.last_at = wall
    row.save()
