"""How does a node of the intake run: which lines does it hold, who takes over, how does it stop?"""

import asyncio
import gc
import logging
import resource
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

import asyncpg

from bandolo.intake.clock import monotonic_micros
from bandolo.intake.head import Signer
from bandolo.intake.http import Connection
from bandolo.intake.keys import KeysError, read_ring, ring_stamp
from bandolo.intake.mac import KeyRing
from bandolo.intake.settings import Settings
from bandolo.intake.store import Store, add_line, connect, is_held, lines_of
from bandolo.intake.writer import Writer

BACKLOG = 65_535
# How often a node that does not hold a line asks for it, in milliseconds.
ASK_MILLIS = 200
SECOND = 1

logger = logging.getLogger(__name__)


class Node:
    """One process of the intake; several share a database, and each line has one of them that writes it."""

    def __init__(self, settings: Settings, ring: KeyRing, signer: Signer) -> None:
        self.settings, self.ring, self.signer = settings, ring, signer
        # The lines that there are, with the writer of those that this node holds.
        self.writers: dict[str, Writer | None] = {}
        self.counts: Counter[str] = Counter()
        self.connections: set[Connection] = set()
        self._stamp = ring_stamp(settings.keys)
        self._wanted: set[str] = set()
        self._is_stopping = False
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def want_line(self, call: str) -> None:
        """Make a line for a call of which an act has come and which has none, within a second."""
        self._wanted.add(call)

    async def keep_lines(self) -> None:
        """Look every second which lines there are, and see to each of them, until told to stop."""
        while not self._is_stopping:
            try:
                connection = await self._connect()
                try:
                    while not self._is_stopping:
                        await self._find_lines(connection)
                        await asyncio.sleep(ASK_MILLIS / 1000)
                finally:
                    connection.terminate()
            except Exception as problem:  # noqa: BLE001  # whatever it was, the node looks again
                logger.warning("no database: %s: %s", type(problem).__name__, problem)
                await asyncio.sleep(ASK_MILLIS / 1000)

    async def _connect(self) -> asyncpg.Connection:
        return await connect(
            self.settings.database,
            requires_fsync=self.settings.requires_fsync,
            seconds=self.settings.database_seconds,
        )

    async def _find_lines(self, connection: asyncpg.Connection) -> None:
        while self._wanted:
            await add_line(connection, next(iter(self._wanted)))
            self._wanted.pop()
        for call, line in (await lines_of(connection)).items():
            if call not in self._tasks:
                self.writers[call] = None
                self._tasks[call] = asyncio.create_task(self._keep_line(call, line))

    async def _keep_line(self, call: str, line: int) -> None:
        """Ask for a line until this node holds it, write it as long as it does, and begin again."""
        while not self._is_stopping:
            try:
                connection = await self._connect()
                try:
                    await self._hold(connection, call, line)
                finally:
                    self.writers[call] = None
                    connection.terminate()
            except Exception as problem:  # noqa: BLE001  # whatever it was, the line is asked for again
                logger.warning("line %s: %s: %s", call, type(problem).__name__, problem)
                await asyncio.sleep(ASK_MILLIS / 1000)

    async def _hold(self, connection: asyncpg.Connection, call: str, line: int) -> None:
        while not await is_held(connection, line, self.settings.database_seconds):
            if self._is_stopping:
                return
            await asyncio.sleep(ASK_MILLIS / 1000)
        looking = await self._connect()
        try:
            store = Store(connection, looking, line, call, self.settings.database_seconds)
            writer = Writer(store, await store.load(self.signer), self.signer)
            await writer.tell_time()
            if not self._is_stopping:
                self.writers[call] = writer
                logger.info("line %s: held from entry %d on", call, writer.line.size)
                await writer.run()
        finally:
            looking.terminate()

    async def look_after(self) -> None:
        """Every second let go of connections that take too long, and look whether the keys have changed."""
        while not self._is_stopping:
            await asyncio.sleep(SECOND)
            self._read_keys()
            now = monotonic_micros()
            for connection in tuple(self.connections):
                connection.look_after(now)

    def _read_keys(self) -> None:
        """Take up keys of tickets that were added or ended; a file that cannot be read changes nothing."""
        try:
            stamp = ring_stamp(self.settings.keys)
            if stamp != self._stamp:
                self.ring, self._stamp = read_ring(self.settings.keys), stamp
        except KeysError as problem:
            logger.warning("keys: %s", problem)

    async def stop(self) -> None:
        """Answer those who wait, and give the lines free."""
        self._is_stopping = True
        for writer in self.writers.values():
            if writer is not None:
                writer.stop()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


async def serve(
    node: Node, handle: Callable[[Connection, Any], None], told: Callable[[str, int], None]
) -> None:
    """Listen until SIGTERM or SIGINT; `told` hears the address once connections are taken."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopping.set)
    server = await loop.create_server(
        lambda: Connection(handle, node.connections, monotonic_micros, node.settings.most_connections),
        node.settings.host,
        node.settings.port,
        backlog=BACKLOG,
    )
    tasks = [asyncio.create_task(node.keep_lines()), asyncio.create_task(node.look_after())]
    told(*server.sockets[0].getsockname()[:2])
    # What is there now stays: the collector need not look at it again while thousands wait.
    gc.collect()
    gc.freeze()
    await stopping.wait()
    server.close()
    await node.stop()
    for task in tasks:
        task.cancel()
    for connection in tuple(node.connections):
        connection.close()
