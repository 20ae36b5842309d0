"""How does a program send a ticket or an order, and how often does it try?

The desk uses it within a request, a person by `bandolo submit`. Every try is safe: a seal has one place.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from bandolo.intake.clock import monotonic_micros, wait_millis
from bandolo.intake.line import REFUSALS

ACCEPTED, UNKNOWN_LINE, REFUSED, AWAY = 200, 404, 409, 503
MILLI, SECOND = 1_000, 1_000_000
# The longest wait between two tries, in milliseconds; each wait is drawn at random below its bound.
FIRST_WAIT, LONGEST_WAIT = 200, 8_000
SECONDS_A_TRY = 20
LARGEST_ANSWER = 65_536


class Answered(NamedTuple):
    """What the intake said: the status of HTTP, and a receipt (of an entry, of a refusal) or an error."""

    status: int
    body: bytes

    @property
    def is_done(self) -> bool:
        """Whether what was asked has come to pass."""
        return self.status == ACCEPTED

    @property
    def refusal(self) -> str | None:
        """Why it was refused for good or for now: a kind of entry; None where it was not."""
        outcome = json.loads(self.body).get("outcome") if self.status == REFUSED else None
        return outcome if outcome in REFUSALS else None


class AwayError(RuntimeError):
    """The intake could not be reached in time: nothing is known, and asking again is safe."""


def submit(address: str, call: str, ticket: str, seconds: int = 30) -> Answered:
    """Send a ticket to an intake such as https://domande.example.it; AwayError after so many seconds."""
    return _send(f"{address}/submit/{quote(call)}", ticket, seconds)


def order(address: str, call: str, token: str, seconds: int = 30) -> Answered:
    """Send an order of the desk: a revocation, a withdrawal, an act; AwayError after so many seconds."""
    return _send(f"{address}/line/{quote(call)}", token, seconds)


def look_once(address: str, call: str, ticket: str) -> str | None:
    """What fails for an applicant just now; None where the intake answers a ticket, even by a refusal."""
    try:
        answered = _post(f"{address}/submit/{quote(call)}", ticket)
    except (OSError, HTTPException) as problem:
        return f"unreachable: {type(problem).__name__}"
    if answered.is_done or answered.refusal is not None:
        return None
    return f"status: {answered.status}"


def state_of(address: str, call: str, seconds: int = 30) -> dict[str, str]:
    """What all may see of a line: the time of the server, when it opens; AwayError after so many seconds."""
    answered = _send(f"{address}/state/{quote(call)}", None, seconds)
    if not answered.is_done:
        raise AwayError(f"{address} has no line for {call}: it answers with {answered.status}")
    said: dict[str, str] = json.loads(answered.body)
    return said


def wait_for_opening(now: int, opens: int, seconds: int) -> None:
    """Let the time go by until a line opens, a moment longer at random; AwayError beyond so many seconds."""
    left = opens - now
    if left > seconds * SECOND:
        raise AwayError(f"it opens in {left // SECOND} seconds only: come back, or wait with more patience")
    if left > 0:
        wait_millis(left // MILLI + secrets.randbelow(FIRST_WAIT))


def waits(draw: Callable[[int], int] = secrets.randbelow) -> Iterator[int]:
    """Milliseconds between one try and the next: growing at random, so that thousands do not come at once."""
    bound = FIRST_WAIT
    while True:
        yield bound // 2 + draw(bound)
        bound = min(bound * 2, LONGEST_WAIT)


def _send(url: str, token: str | None, seconds: int) -> Answered:
    end = monotonic_micros() + seconds * SECOND
    for wait in waits():
        try:
            answered = _post(url, token)
        except (OSError, HTTPException) as problem:
            said = str(problem) or type(problem).__name__
        else:
            if answered.status != AWAY:
                return answered
            said = "it is away for now"
        if monotonic_micros() + wait * MILLI > end:
            raise AwayError(f"no answer of {url} in {seconds} seconds: {said}; asking again is safe")
        wait_millis(wait)
    raise AssertionError("the waits never end")


def _post(url: str, token: str | None) -> Answered:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        raise ValueError(f"an address is such as https://domande.example.it, not {url!r}")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=SECONDS_A_TRY)
    try:
        if token is None:
            connection.request("GET", parts.path)
        else:
            connection.request("POST", parts.path, token.encode(), {"content-type": "text/plain"})
        response: HTTPResponse = connection.getresponse()
        return Answered(response.status, response.read(LARGEST_ANSWER))
    finally:
        connection.close()
