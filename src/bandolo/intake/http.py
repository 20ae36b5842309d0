"""How does a connection speak HTTP/1.1: which requests does it bring, and what may a client do to it?

One connection has one request at a time under way; what it sends meanwhile waits, up to a limit. Who is too
slow, too large or not understood is told so once and let go.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, cast

import httptools

# A request of click day has some 500 bytes; an act and a browser's headers fit well.
LARGEST_REQUEST = 16_384
# How long a request may take to arrive, an answer to be taken, a connection to be idle, in microseconds.
SLOWEST_REQUEST = 10_000_000
LONGEST_IDLE = 75_000_000

STATUS = {
    200: "200 OK",
    303: "303 See Other",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    408: "408 Request Timeout",
    409: "409 Conflict",
    413: "413 Content Too Large",
    503: "503 Service Unavailable",
}
JSON = "application/json; charset=utf-8"


class Request(NamedTuple):
    """What a client asks: `path` without its query, `body` as it came."""

    method: bytes
    path: bytes
    body: bytes


def response(status: int, body: bytes, kind: str = JSON, more: str = "") -> bytes:
    """The bytes of an answer; `more` are lines of headers, each with its end."""
    return (
        f"HTTP/1.1 {STATUS[status]}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n"
        f"cache-control: no-store\r\nx-content-type-options: nosniff\r\n{more}\r\n"
    ).encode() + body


class Connection(asyncio.Protocol):
    """A connection, from accept to close."""

    __slots__ = (
        "_body",
        "_handle",
        "_held",
        "_most",
        "_parser",
        "_path",
        "_received",
        "_transport",
        "_watched",
        "busy",
        "is_slow",
        "now",
        "since",
    )

    def __init__(
        self,
        handle: Callable[["Connection", Request], None],
        watched: set["Connection"],
        now: Callable[[], int],
        most: int,
    ) -> None:
        self._handle, self._watched, self.now, self._most = handle, watched, now, most
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._path, self._body, self._held, self._received = b"", b"", b"", 0
        self.busy, self.is_slow, self.since = False, False, 0

    # What the transport calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to watch how long it takes."""
        self._transport, self.since = cast("asyncio.Transport", transport), self.now()
        self._watched.add(self)
        if len(self._watched) > self._most:
            self.refuse(503, b'{"error":"too_many_connections"}\n')

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # the reason changes nothing
        """Forget it; what it has put in line goes on."""
        self._transport = None
        self._watched.discard(self)

    def data_received(self, data: bytes) -> None:
        """Read on, or hold what comes before the last answer has left."""
        if self.busy:
            self._held += data
            if len(self._held) > LARGEST_REQUEST:
                self.close()
            return
        if not self._received:
            self.since = self.now()
        self._received += len(data)
        if self._received > LARGEST_REQUEST:
            self.refuse(413, b'{"error":"too_large"}\n')
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.refuse(400, b'{"error":"malformed"}\n')
        except httptools.HttpParserError:
            if self._transport is not None and not self._transport.is_closing():
                self.refuse(400, b'{"error":"malformed"}\n')

    def eof_received(self) -> bool:
        """A client that says no more may still be waiting for its answer."""
        return self.busy

    def pause_writing(self) -> None:
        """The client does not take its answers."""
        self.is_slow, self.since = True, self.now()

    def resume_writing(self) -> None:
        """The client takes its answers again."""
        self.is_slow = False

    # What the parser calls.

    def on_url(self, url: bytes) -> None:
        """The path comes, maybe in pieces."""
        self._path += url

    def on_body(self, body: bytes) -> None:
        """The body comes, maybe in pieces."""
        self._body += body

    def on_message_complete(self) -> None:
        """A request is whole: hand it over, or hold it where one is under way."""
        request = Request(self._parser.get_method(), self._path.partition(b"?")[0], self._body)
        self._path, self._body, self._received = b"", b"", 0
        if self.busy:
            # Requests sent in one piece behind another are not waited for: nobody we know sends them.
            self.refuse(400, b'{"error":"pipelined"}\n')
            return
        self.busy = True
        self._handle(self, request)

    # What the handler calls.

    def answer(self, data: bytes) -> None:
        """Send the answer to the request under way."""
        transport = self._transport
        if transport is None or not self.busy:
            return
        transport.write(data)
        if not self._parser.should_keep_alive():
            self.close()
            return
        self.busy, self.since = False, self.now()
        if self._held:
            held, self._held = self._held, b""
            self.data_received(held)

    def refuse(self, status: int, body: bytes) -> None:
        """Say why, and let the connection go."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(response(status, body, more="connection: close\r\n"))
        self.close()

    def close(self) -> None:
        """Let the connection go once what was written has left."""
        if self._transport is not None:
            self._transport.close()

    def look_after(self, now: int) -> None:
        """Let go who takes too long; called every second."""
        waited = now - self.since
        if self.is_slow and waited > SLOWEST_REQUEST:
            if self._transport is not None:
                self._transport.abort()
        elif not self.busy and waited > (SLOWEST_REQUEST if self._received else LONGEST_IDLE):
            if self._received:
                self.refuse(408, b'{"error":"too_slow"}\n')
            else:
                self.close()
