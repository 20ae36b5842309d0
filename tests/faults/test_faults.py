"""Does the line stay sound when what carries it is killed, cut off, full or wrong about the time?"""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from bandolo.intake.clock import wait_millis
from bandolo.intake.mac import KeyRing
from tests.faults.cluster import Cluster, cluster
from tests.faults.load import Load
from tests.faults.sound import SOUND, look
from tests.intake.nodes import Desk, Node, said, start_node

# Acknowledgements awaited before and after a fault.
SOME = 150
DURABLE = {"INTAKE_MAY_LOSE": "no"}
needs_compiler = pytest.mark.skipif(
    not (shutil.which("cc") or shutil.which("gcc")),
    reason="no C compiler for what stands between disk and server",
)
# What no node may do: it answers first, and writes when it gets to it.
HASTY = """
import asyncio
from bandolo.intake.run import main
from bandolo.intake.store import Store
add = Store.add
async def late(self, *batch):
    async def write():
        await asyncio.sleep(0.2)
        await add(self, *batch)
    self.pending = [*getattr(self, "pending", []), asyncio.ensure_future(write())]
Store.add = late
main("127.0.0.1", 0)
"""


@contextmanager
def nodes(
    url: str, keys: Path, count: int, more: Mapping[str, str] = DURABLE, program: tuple[str, ...] = ()
) -> Iterator[list[Node]]:
    """So many nodes on a database; those that are in the list at the end are killed."""
    running = [start_node(url, keys, more, program) for _ in range(count)]
    try:
        yield running
    finally:
        for one in running:
            one.kill()


@contextmanager
def pressed(cluster: Cluster, keys: Path, ring: KeyRing, count: int = 2) -> Iterator[tuple[list[Node], Load]]:
    """Nodes on a cluster with an open line and a load on it."""
    with ExitStack() as stack:
        running = stack.enter_context(nodes(cluster.url, keys, count))
        announce_somewhere(running, ring)
        load = stack.enter_context(Load(ring, lambda: [one.address for one in running]))
        load.wait_for(SOME)
        yield running, load


def announce_somewhere(running: list[Node], ring: KeyRing) -> None:
    """Open the line at whichever node holds it."""
    for at in range(400):
        desk = Desk(running[at % len(running)], ring, "demo")
        if desk.node.say("POST", "/line/demo", desk.act().encode())[0] == 200:
            return
        wait_millis(20)
    raise AssertionError("no node holds the line")


def holder(running: list[Node]) -> int:
    """Which node holds the line."""
    for _ in range(400):
        for at, node in enumerate(running):
            if node.say("GET", "/health/demo")[0] == 200:
                return at
        wait_millis(20)
    raise AssertionError("no node holds the line")


def test_a_killed_node_is_taken_over_without_loss(
    durable: Cluster, keys: Path, ring: KeyRing, times: int
) -> None:
    with pressed(durable, keys, ring) as (running, load):
        for _ in range(times):
            dead = running.pop(holder(running))
            dead.kill()
            running.append(start_node(durable.url, keys, DURABLE))
            load.wait_for(SOME)
        load.stop()
    assert look(durable.url, load.acknowledged) == SOUND


def test_a_killed_standby_disturbs_nobody(durable: Cluster, keys: Path, ring: KeyRing, times: int) -> None:
    with pressed(durable, keys, ring) as (running, load):
        for _ in range(times):
            running.pop(1 - holder(running)).kill()
            running.append(start_node(durable.url, keys, DURABLE))
            load.wait_for(SOME)
        load.stop()
    assert look(durable.url, load.acknowledged) == SOUND


def test_a_killed_postgresql_loses_nothing(durable: Cluster, keys: Path, ring: KeyRing, times: int) -> None:
    with pressed(durable, keys, ring, count=1) as (_, load):
        for _ in range(times):
            durable.kill()
            durable.run()
            load.wait_for(SOME)
        load.stop()
    assert look(durable.url, load.acknowledged) == SOUND


def test_who_was_cut_off_and_comes_back_writes_nothing(durable: Cluster, keys: Path, ring: KeyRing) -> None:
    with pressed(durable, keys, ring) as (running, load):
        first = holder(running)
        running[first].process.send_signal(signal.SIGSTOP)
        with psycopg.connect(durable.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            )
        gone = running.pop(first)
        load.wait_for(SOME)
        running.append(gone)
        gone.process.send_signal(signal.SIGCONT)
        load.wait_for(SOME)
        load.stop()
    assert look(durable.url, load.acknowledged) == SOUND


def test_whoever_acknowledges_before_the_commit_is_caught(
    durable: Cluster, keys: Path, ring: KeyRing
) -> None:
    with nodes(durable.url, keys, 1, program=("-c", HASTY)) as [node]:
        desk = Desk(node, ring, "demo")
        desk.announce()
        token = desk.token()
        answered = desk.submit(token)
        assert answered.is_done
        node.kill()
    found = look(durable.url, {token.split(".")[3]: answered.body})
    assert found.lost == 1


@needs_compiler
@pytest.mark.parametrize("fsync", ["on", "off"])
def test_a_power_cut_loses_nothing_unless_nothing_is_synced(
    fsync: str, template: Path, keys: Path, ring: KeyRing
) -> None:
    with cluster(template, has_shim=True, can_lose_power=True, settings={"fsync": fsync}) as one:
        more = {"INTAKE_MAY_LOSE": "no" if fsync == "on" else "yes"}
        with nodes(one.url, keys, 1, more) as [node]:
            Desk(node, ring, "demo").announce()
            with Load(ring, lambda: [node.address]) as load:
                load.wait_for(SOME)
                one.cut_power()
                load.stop()
        one.run()
        found = look(one.url, load.acknowledged)
        assert found == SOUND if fsync == "on" else found.lost > SOME // 2


def test_a_node_refuses_a_server_that_could_forget(template: Path, keys: Path, ring: KeyRing) -> None:
    with cluster(template, settings={"fsync": "off"}) as one, nodes(one.url, keys, 1) as [node]:
        desk = Desk(node, ring, "demo")
        assert desk.node.say("POST", "/line/demo", desk.act().encode())[0] == 503


@needs_compiler
@pytest.mark.parametrize("disk", ["wal", "base"] if "FAULTS" in os.environ else ["wal"])
def test_a_full_disk_is_told_and_loses_nothing(disk: str, template: Path, keys: Path, ring: KeyRing) -> None:
    with cluster(template, has_shim=True) as one, pressed(one, keys, ring, count=1) as (_, load):
        one.full.write_text(disk, encoding="ascii")
        before = load.others.get(503, 0)
        for _ in range(3000):
            if load.others.get(503, 0) > before:
                break
            if disk == "wal":
                # The log goes on in a new file, for which there is no room: PostgreSQL stops at once.
                with suppress(psycopg.Error):
                    one.ask("SELECT pg_switch_wal()")
            wait_millis(20)
        assert load.others.get(503, 0) > before
        one.full.unlink()
        one.revive()
        load.wait_for(SOME)
        load.stop()
        assert look(one.url, load.acknowledged) == SOUND


@needs_compiler
@pytest.mark.parametrize("step", [-3600, 3600])
def test_a_clock_that_steps_makes_no_wrong_order_and_no_wrong_opening(
    step: int, template: Path, keys: Path, ring: KeyRing
) -> None:
    with cluster(template, has_shim=True) as one, pressed(one, keys, ring, count=1) as ([node], load):
        one.clock.write_text(str(step), encoding="ascii")
        load.wait_for(SOME)
        desk = Desk(node, ring, "demo")
        last = said(desk.submit(desk.token()))["instant"]
        one.clock.write_text("0", encoding="ascii")
        load.wait_for(SOME)
        assert said(desk.submit(desk.token()))["instant"] >= last
        load.stop()
        assert look(one.url, load.acknowledged) == SOUND
