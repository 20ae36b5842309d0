"""How does a test press on a line from many connections, and tell what was acknowledged?"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from bandolo.intake.mac import KeyRing
from bandolo.intake.ticket import write_ticket
from tests.intake.nodes import new_ticket

# A moment, in milliseconds, before a connection that was cut is opened anew.
PAUSE = 20
LINES_OF_STATUS = 3


@dataclass
class Load:
    """Connections that send one new ticket after another, each until it is acknowledged."""

    ring: KeyRing
    addresses: Callable[[], Sequence[str]]
    connections: int = 16
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    others: dict[int, int] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Send no more, and forget what is under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(30)

    def wait_for(self, more: int) -> None:
        """Until so many more are acknowledged."""
        wanted = len(self.acknowledged) + more
        for _ in range(3000):
            if len(self.acknowledged) >= wanted:
                return
            self._stopping.wait(1 / 50)
        raise AssertionError(
            f"{len(self.acknowledged)} acknowledged, {wanted} awaited; other answers {self.others}"
        )

    async def _all(self) -> None:
        tasks = [asyncio.create_task(self._one(at)) for at in range(self.connections)]
        await asyncio.to_thread(self._stopping.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, at: int) -> None:
        # A cancellation that comes together with an answer is lost in `wait_for`: so they look themselves.
        while not self._stopping.is_set():
            ticket = new_ticket()
            token = write_ticket(self.ring, ticket)
            self.sent.add(ticket.seal)
            while ticket.seal not in self.acknowledged and not self._stopping.is_set():
                addresses = self.addresses()
                at += 1
                try:
                    await asyncio.wait_for(
                        self._session(addresses[at % len(addresses)], ticket.seal, token), 10
                    )
                except (OSError, EOFError, TimeoutError):
                    await asyncio.sleep(PAUSE / 1000)

    async def _session(self, address: str, seal: str, token: str) -> None:
        """Send over one connection as long as it answers with receipts; the first ticket is given."""
        parts = urlsplit(address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            status, body = await _post(reader, writer, token)
            if status == 200:
                self.acknowledged[seal] = body
            else:
                self.others[status] = self.others.get(status, 0) + 1
                await asyncio.sleep(PAUSE / 1000)
        finally:
            writer.close()


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> tuple[int, bytes]:
    writer.write(
        f"POST /submit/demo HTTP/1.1\r\nhost: x\r\ncontent-length: {len(token)}\r\n\r\n{token}".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length:")[2].split("\r\n")[0])
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)
