"""Do database, web and worker run, and do they end together?

Whichever ends by itself is started again; a signal ends all of them, web and worker before the database.
"""

import logging
import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bandolo.server.postgres import Server

logger = logging.getLogger("bandolo.server")

# Seconds: a process that ends again and again is started again this slowly.
REST = 1
# What a person waits for goes first, above all while everything starts at once.
AFTER_PAGES = ("nice", "-n", "10")
# Seconds that a process has to end by itself.
GRACE = 20


@dataclass(frozen=True)
class Program:
    """A process that must run: its name, its words, its environment."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Watch:
    """What runs now: a process of each program, and the database's."""

    selector: selectors.BaseSelector
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)


def run(programs: Sequence[Program], server: Server | None, restart: Callable[[], Server]) -> None:
    """Run the programs until a signal says to end; `restart` brings the embedded database back."""
    with selectors.DefaultSelector() as selector, _signals(selector):
        watch = _Watch(selector)
        try:
            if server is not None:
                _watch_database(watch, server)
            for program in programs:
                _start(watch, program)
            while _go_on(watch, restart):
                pass
        finally:
            _end(watch)


def _start(watch: _Watch, program: Program) -> None:
    process = subprocess.Popen(program.words, env=dict(program.environment), stdin=subprocess.DEVNULL)
    watch.processes[program.name] = process
    watch.selector.register(os.pidfd_open(process.pid), selectors.EVENT_READ, program)


def _watch_database(watch: _Watch, server: Server) -> None:
    watch.selector.register(os.pidfd_open(server.pid), selectors.EVENT_READ, server)


def _go_on(watch: _Watch, restart: Callable[[], Server]) -> bool:
    """Wait for the next that happens and see to it; False once a signal came."""
    for key, _ in watch.selector.select():
        if key.data is None:
            return False
        watch.selector.unregister(key.fileobj)
        os.close(key.fd)
        if isinstance(key.data, Server):
            logger.error("the database ended: it is started again")
            _watch_database(watch, restart())
        else:
            status = watch.processes.pop(key.data.name).wait()
            logger.error("%s ended with %s: it is started again", key.data.name, status)
            if _is_told_to_end(watch):
                return False
            _start(watch, key.data)
    return True


def _is_told_to_end(watch: _Watch) -> bool:
    """Rest a moment before a process is started again; whether a signal came meanwhile."""
    return any(key.data is None for key, _ in watch.selector.select(REST))


def _end(watch: _Watch) -> None:
    for process in watch.processes.values():
        process.terminate()
    for process in watch.processes.values():
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _signals(selector: selectors.BaseSelector) -> Iterator[None]:
    """Let SIGINT and SIGTERM be read by the selector, beside the processes."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = signal.set_wakeup_fd(writer.fileno())
    handlers = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    selector.register(reader, selectors.EVENT_READ, None)
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(before)
        reader.close()
        writer.close()
