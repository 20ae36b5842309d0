"""How does what the desk asks come to the line of a call: a ticket sent, a seal revoked, an act set?"""

from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import Connection

from bandolo.intake import here, send
from bandolo.intake.head import Signer
from bandolo.intake.keys import read_ring, read_signer, ring_stamp
from bandolo.intake.mac import KeyRing
from bandolo.intake.send import Answered, AwayError

# How long a person waits for a line that does not answer, in seconds; nothing is lost by trying again.
PATIENCE = 8


def ring() -> KeyRing:
    """The keys of tickets as they are now; KeysError where there are none."""
    folder = Path(settings.KEYS)
    return _ring(folder, ring_stamp(folder))


def submit(call: str, ticket: str) -> Answered:
    """Send a ticket: a receipt or a refusal, which stay. AwayError where nothing is known."""
    if settings.INTAKE:
        return _known(send.submit(settings.INTAKE, call, ticket, PATIENCE))
    with transaction.atomic():
        return _known(here.submit(_connection(), ring(), _signer(Path(settings.KEYS)), ticket))


def order(call: str, token: str) -> Answered:
    """Give an order to a line; what it answers. AwayError where nothing is known."""
    if settings.INTAKE:
        return _known(send.order(settings.INTAKE, call, token, PATIENCE))
    with transaction.atomic():
        return _known(here.order(_connection(), ring(), _signer(Path(settings.KEYS)), token))


def stage(token: str, is_order: bool, at: int) -> Answered:
    """What came to a line at an instant of the past, in microseconds: for whoever owns the tables."""
    do = here.order if is_order else here.submit
    with transaction.atomic():
        return _known(do(_connection(), ring(), _signer(Path(settings.KEYS)), token, at))


def receipt(call: str, position: int) -> bytes:
    """The receipt of an entry, the same to the byte as whoever sent it was given; LookupError for none."""
    return here.receipt(_connection(), call, position)


def _known(answered: Answered) -> Answered:
    """An answer of the line itself; what else a node says is no answer yet (a key that it has not read)."""
    if answered.status not in (HTTPStatus.OK, HTTPStatus.CONFLICT):
        raise AwayError(f"the intake answers with {answered.status}: {answered.body[:200]!r}")
    return answered


def _connection() -> "Connection[Any]":
    connection.ensure_connection()
    found: Connection[Any] = connection.connection
    return found


@lru_cache(maxsize=2)
def _ring(folder: Path, _: tuple[int, int]) -> KeyRing:
    return read_ring(folder)


@lru_cache(maxsize=1)
def _signer(folder: Path) -> Signer:
    return read_signer(folder)
