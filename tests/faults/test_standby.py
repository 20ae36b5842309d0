"""Does the line go on elsewhere when the machine of its database is gone, with nothing acknowledged lost?"""

import os
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from bandolo.intake.clock import wait_millis
from bandolo.intake.mac import KeyRing
from tests.faults.cluster import Cluster, standby_of
from tests.faults.load import Load
from tests.faults.sound import SOUND, look
from tests.faults.test_faults import SOME, announce_somewhere, nodes

pytestmark = pytest.mark.skipif(
    "FAULTS" not in os.environ, reason="two databases take long: make test-faults"
)
WAITS = "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)'"
IS_WAITED_FOR = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum' AND state = 'streaming'"


def either(primary: Cluster, standby: Cluster) -> str:
    """Where the intake reaches whichever of the two takes writes."""
    hosts = quote(f"{primary.socket},{standby.socket}", safe="")
    own = quote(str(primary.socket), safe="")
    return primary.url.replace(f"host={own}", f"host={hosts}") + "&target_session_attrs=read-write"


def wait_until_waited_for(primary: Cluster) -> None:
    """Until commits of the primary wait for its standby."""
    with psycopg.connect(primary.superuser, autocommit=True) as connection:
        for _ in range(500):
            row = connection.execute(IS_WAITED_FOR).fetchone()
            if row is not None and row[0]:
                return
            wait_millis(20)
    raise AssertionError("the primary waits for nobody")


def test_a_lost_primary_is_followed_by_its_synchronous_standby_without_loss(
    durable: Cluster, keys: Path, ring: KeyRing
) -> None:
    with standby_of(durable) as standby:
        durable.ask(WAITS)
        durable.ask("SELECT pg_reload_conf()")
        wait_until_waited_for(durable)
        with nodes(either(durable, standby), keys, 2) as running:
            announce_somewhere(running, ring)
            with Load(ring, lambda: [one.address for one in running]) as load:
                load.wait_for(SOME)
                durable.kill()
                standby.ask("SELECT pg_promote()")
                load.wait_for(SOME)
                load.stop()
        assert look(standby.url, load.acknowledged) == SOUND


def test_a_standby_that_nobody_waits_for_loses_what_was_acknowledged(
    durable: Cluster, keys: Path, ring: KeyRing
) -> None:
    with standby_of(durable) as standby, nodes(durable.url, keys, 1) as running:
        announce_somewhere(running, ring)
        standby.kill()
        with Load(ring, lambda: [running[0].address]) as load:
            load.wait_for(SOME)
            durable.kill()
            load.stop()
        standby.run()
        standby.ask("SELECT pg_promote()")
        assert look(standby.url, load.acknowledged).lost > SOME // 2
