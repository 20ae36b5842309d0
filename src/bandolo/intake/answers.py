"""What does a node answer to each request: a ticket, an order of the desk, a look at the clock?"""

import json
from functools import lru_cache

from bandolo.intake.clock import monotonic_micros
from bandolo.intake.http import Connection, Request, response
from bandolo.intake.instants import show_micros
from bandolo.intake.line import WANTED, Item, Kind
from bandolo.intake.mac import ForgedError
from bandolo.intake.node import Node
from bandolo.intake.ticket import read_order, read_submission
from bandolo.intake.waiting import HTML, WAITING_PAGE, page_headers, receipt_page
from bandolo.intake.writer import Writer

RETRY = "retry-after: 1\r\n"
FORM = b"ticket="
MALFORMED = response(400, b'{"error":"malformed","right":"the body is a ticket as the desk wrote it"}\n')
FORGED = response(403, b'{"error":"forged","right":"a ticket that this office has signed, unchanged"}\n')
OTHER_CALL = response(400, b'{"error":"other_call","right":"the address names the call of the ticket"}\n')
WAITING = response(200, WAITING_PAGE, HTML, page_headers(WAITING_PAGE))
NOT_FOUND = response(404, b'{"error":"not_found"}\n')
NO_LINE = response(
    404, b'{"error":"no_line","right":"the address names a call that this office has announced"}\n'
)
NOT_ALLOWED = response(405, b'{"error":"method"}\n', more="allow: GET, POST\r\n")
NOT_SUBMITTED = response(
    409, b'{"error":"not_submitted","right":"only what has been submitted is withdrawn"}\n'
)
AWAY = response(
    503, b'{"error":"away","right":"try again: nothing is lost, and a place is given once"}\n', more=RETRY
)


@lru_cache(maxsize=4096)
def _receipt_head(status: int, length: int) -> bytes:
    """The head of an answer that carries a receipt; receipts have few lengths."""
    return response(status, b"\0" * length)[:-length]


class Reply:
    """A connection that waits for its answer."""

    __slots__ = ("connection", "is_page", "verb")

    def __init__(self, connection: Connection, verb: str, is_page: bool) -> None:
        self.connection, self.verb, self.is_page = connection, verb, is_page

    def reply(self, kind: Kind | None, receipt: bytes) -> None:
        """Send a receipt: 200 for what was asked, 409 for a refusal."""
        if kind is None:
            self.connection.answer(NOT_SUBMITTED)
            return
        status = 200 if kind == WANTED[self.verb] else 409
        if self.is_page:
            page = receipt_page(receipt)
            self.connection.answer(response(status, page, HTML, page_headers(page)))
        else:
            self.connection.answer(_receipt_head(status, len(receipt)) + receipt)

    def send_away(self) -> None:
        """Send 503: nothing is known."""
        self.connection.answer(AWAY)


class Answers:
    """What a node answers, request by request."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def handle(self, connection: Connection, request: Request) -> None:
        """Answer a request, or put it in line."""
        _, _, rest = request.path.partition(b"/")
        place, _, call = rest.partition(b"/")
        if request.method == b"POST" and place == b"submit":
            self._submit(connection, call, request.body)
        elif request.method == b"POST" and place == b"line":
            self._order(connection, call, request.body)
        elif request.method == b"GET":
            self._show(connection, place, call.decode("ascii", "replace"))
        else:
            connection.answer(NOT_ALLOWED if place in (b"submit", b"line") else NOT_FOUND)

    def _submit(self, connection: Connection, path: bytes, body: bytes) -> None:
        is_page = body.startswith(FORM)
        try:
            call, item = read_submission(self.node.ring, body.removeprefix(FORM).strip())
        except ForgedError:
            self._refuse(connection, "forged", FORGED)
        except ValueError:
            self._refuse(connection, "malformed", MALFORMED)
        else:
            self._put(Reply(connection, "submit", is_page), call, path, item)

    def _order(self, connection: Connection, path: bytes, body: bytes) -> None:
        try:
            call, item = read_order(self.node.ring, body.strip())
        except ForgedError:
            self._refuse(connection, "forged", FORGED)
        except ValueError:
            self._refuse(connection, "malformed", MALFORMED)
        else:
            if item.verb == "act" and call == path and call.decode() not in self.node.writers:
                self.node.want_line(call.decode())
                connection.answer(AWAY)
            else:
                self._put(Reply(connection, item.verb, is_page=False), call, path, item)

    def _put(self, reply: Reply, call: bytes, path: bytes, item: Item) -> None:
        if call != path:
            self._refuse(reply.connection, "other_call", OTHER_CALL)
            return
        name = call.decode()
        writer = self.node.writers.get(name)
        if writer is not None:
            writer.put(item, reply)
        else:
            answer = self._none(name)
            self._refuse(reply.connection, "away" if answer is AWAY else "no_line", answer)

    def _none(self, call: str) -> bytes:
        """The answer for a line that this node does not hold: of another node, of no node yet, of no call."""
        return NO_LINE if self.node.writers and call not in self.node.writers else AWAY

    def _refuse(self, connection: Connection, why: str, answer: bytes) -> None:
        self.node.counts[why] += 1
        connection.answer(answer)

    def _show(self, connection: Connection, place: bytes, call: str) -> None:
        """What can be looked at: the waiting page, the state of a line, the health of the node."""
        writer = self.node.writers.get(call)
        if place == b"submit":
            connection.answer(WAITING)
        elif place == b"state":
            connection.answer(self._none(call) if writer is None else response(200, _json(_state(writer))))
        elif place == b"health" and not call:
            lines = {name: one is not None for name, one in self.node.writers.items()}
            said = {"lines": lines, "connections": len(self.node.connections), "counts": self.node.counts}
            connection.answer(response(200, _json(said)))
        elif place == b"health":
            connection.answer(self._none(call) if writer is None else response(200, b'{"holds":true}\n'))
        else:
            connection.answer(NOT_FOUND)


def _state(writer: Writer) -> dict[str, object]:
    """What people who wait want to know; all of it is public."""
    now, standing = monotonic_micros() + writer.offset, writer.line.standing
    pause = None if standing is None else standing.pause_at(now)
    return {
        "call": writer.line.call,
        "now": show_micros(now),
        "opens": None if standing is None else show_micros(standing.opens),
        "closes": None if standing is None else show_micros(standing.closes),
        "is_suspended": pause is not None,
        "resumes": show_micros(pause.end) if pause is not None and pause.end else None,
        "closed_by": writer.line.closed_by or None,
        "accepted": writer.line.number,
        "key": writer.signer.public.hex(),
    }


def _json(said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"
