"""How fast does a server answer tickets, and is every answer right?

python -m bench.intake.press PORT KEYS CALL CONNECTIONS TICKETS TWICE receipts|status PACE [CERTIFICATE]

It sends so many new tickets, and so many of them a second time, over connections opened beforehand, on this
machine alone; it prints one line of JSON. With a certificate it speaks TLS, and trusts that one alone.
"""

import json
import resource
import secrets
import select
import socket
import ssl
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bandolo.intake.head import is_signed, read_head
from bandolo.intake.keys import read_ring
from bandolo.intake.receipt import read_receipt
from bandolo.intake.ticket import Ticket, write_ticket
from bandolo.intake.tree import is_included

HOST = "127.0.0.1"
PATIENCE = 60
MILLI = 1000


class Press(NamedTuple):
    """Tickets sent, their answers, how long each waited, how long it all took; in seconds."""

    sent: list[str]
    answers: list[bytes]
    waited: list[float]
    seconds: float


def request(path: str, body: str) -> bytes:
    """A request of a client that keeps its connection."""
    return f"POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


# long: one loop that does no more than it must, so that the client is not what is measured
def press(
    port: int, path: str, tokens: list[str], connections: int, pace: int = 0, certificate: str = ""
) -> Press:
    """Send every token once over so many connections, each waiting for its answer before the next.

    `pace` bounds the answers a second, 0 does not; where there is a `certificate`, they speak TLS.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    requests = [request(path, one) for one in tokens]
    poll, sockets = select.epoll(), {}
    for _ in range(min(connections, len(requests))):
        one = open_socket(port, certificate)
        sockets[one.fileno()] = one
        poll.register(one.fileno(), select.EPOLLIN)
    left = iter(range(len(requests)))
    at: dict[int, int] = {}
    since: dict[int, float] = {}
    parts: dict[int, bytes] = {}
    answers, waited, done = [b""] * len(requests), [0.0] * len(requests), 0
    clock = time.perf_counter
    began = clock()
    for place, one in sockets.items():
        at[place], since[place] = next(left), clock()
        one.send(requests[at[place]])
    while done < len(requests):
        if clock() - began > PATIENCE:
            raise TimeoutError(f"{done} of {len(requests)} answered in {PATIENCE} seconds")
        if pace and done > pace * (clock() - began):
            time.sleep(1 / MILLI)
            continue
        for place, _ in poll.poll(1, 1024):
            data = parts.pop(place, b"") + received(sockets[place])
            head, _, body = data.partition(b"\r\n\r\n")
            if len(body) < length_of(head) or not head:
                parts[place] = data
                continue
            waited[at[place]], answers[at[place]], done = clock() - since[place], data, done + 1
            following = next(left, None)
            if b"onnection: close" in head:
                poll.unregister(place)
                sockets.pop(place).close()
                if following is None:
                    continue
                one = open_socket(port, certificate)
                place = one.fileno()  # noqa: PLW2901  # the connection goes on as another
                sockets[place] = one
                poll.register(place, select.EPOLLIN)
            if following is not None:
                at[place], since[place] = following, clock()
                sockets[place].send(requests[following])
    seconds = clock() - began
    for one in sockets.values():
        one.close()
    return Press(tokens, answers, waited, seconds)


def open_socket(port: int, certificate: str = "") -> socket.socket:
    """A connection to a server of this machine, in TLS where it has a certificate."""
    one = socket.create_connection((HOST, port), timeout=PATIENCE)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not certificate:
        return one
    return trusting(certificate).wrap_socket(one, server_hostname=HOST)


@cache
def trusting(certificate: str) -> ssl.SSLContext:
    """What trusts one certificate, in a file."""
    return ssl.create_default_context(cafile=certificate)


def received(one: socket.socket) -> bytes:
    """What has come: TLS may hold more than it gives at once, of which nobody would be told."""
    data = one.recv(65536)
    while isinstance(one, ssl.SSLSocket) and one.pending():
        data += one.recv(65536)
    return data


def length_of(head: bytes) -> int:
    """The length of the body that a head announces."""
    found = head.lower().find(b"content-length:")
    return int(head[found + 15 : found + 30].split(b"\r")[0]) if found >= 0 else 0


def wrong(done: Press) -> list[str]:
    """What is wrong: each answer is the receipt of its ticket, proved, the same for the same ticket."""
    found, bodies, signed = list[str](), dict[str, bytes](), set[str]()
    for token, answer in zip(done.sent, done.answers, strict=True):
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            found.append(head[:60].decode())
            continue
        receipt = read_receipt(body)
        signature = receipt.head.text + receipt.head.signature
        if signature not in signed and is_signed(receipt.public, receipt.head.text, receipt.head.signature):
            signed.add(signature)
        said = read_head(receipt.head.text)
        if (
            signature not in signed
            or not token.startswith(f"{receipt.entry.body}.")
            or not is_included(receipt.leaf, receipt.entry.position - 1, said.size, receipt.proof, said.root)
            or bodies.setdefault(token, body) != body
        ):
            found.append(body[:200].decode())
    return found


def tokens_of(keys: Path, call: str, count: int, twice: int) -> list[str]:
    """New tickets, some of them a second time, somewhere behind the first."""
    ring = read_ring(keys)
    tokens = [
        write_ticket(
            ring,
            Ticket(
                call=call,
                edition="1",
                application=secrets.token_hex(16),
                seal=secrets.token_hex(16),
                enterprise=secrets.token_hex(16),
                requested=1_000_000,
                digest=secrets.token_hex(32),
            ),
        )
        for _ in range(count)
    ]
    step = max(count // twice, 1) if twice else count + 1
    return [
        again
        for at, one in enumerate(tokens)
        for again in ((one, tokens[at // 2]) if at % step == 1 else (one,))
    ]


def main() -> None:
    """Press as the command line says, check, print."""
    port, keys, call, connections, count, twice, checks, pace, *certificate = sys.argv[1:]
    done = press(
        int(port),
        f"/submit/{call}",
        tokens_of(Path(keys), call, int(count), int(twice)),
        int(connections),
        int(pace),
        *certificate,
    )
    waited = sorted(done.waited)
    print(
        json.dumps(
            {
                "rate": len(done.sent) / done.seconds,
                "seconds": done.seconds,
                "p50": waited[len(waited) // 2] * MILLI,
                "p99": waited[len(waited) * 99 // 100] * MILLI,
                "wrong": len(wrong(done))
                if checks == "receipts"
                else sum(b" 200 " not in one[:16] for one in done.answers),
            }
        )
    )


if __name__ == "__main__":
    main()
