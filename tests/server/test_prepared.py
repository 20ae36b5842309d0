"""Is a database that was made ready known again, and no other taken for it?"""

import psycopg
import pytest

from bandolo.server import prepared
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import OWNER
from bandolo.server.prepared import is_prepared, mark_prepared, stamp_of

COMMANDS = (("prepare_database",), ("stage_demo", "--calls=calls"))


def test_a_database_is_known_by_what_made_it_ready(postgres: Server, database: str) -> None:
    stamp = stamp_of(COMMANDS)
    assert not is_prepared(postgres, stamp, database)
    with psycopg.connect(address(postgres, database, OWNER)) as connection:
        connection.execute("CREATE TABLE django_migrations (id int)")
    assert not is_prepared(postgres, stamp, database)
    mark_prepared(postgres, stamp, database)
    assert is_prepared(postgres, stamp, database)
    assert not is_prepared(postgres, stamp_of(COMMANDS[:1]), database)


@pytest.mark.parametrize("sources", [prepared.SOURCES[1:], (*prepared.SOURCES, "desk/flow.py")])
def test_other_sources_are_another_stamp(sources: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = stamp_of(COMMANDS)
    assert stamp_of(COMMANDS) == stamp
    monkeypatch.setattr(prepared, "SOURCES", sources)
    assert stamp_of(COMMANDS) != stamp
