"""Can the application do nothing in the database but what it was granted?"""

import psycopg
import pytest

from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, OWNER, drop, prepare


def test_the_application_makes_nothing_and_reads_what_it_was_granted(postgres: Server, database: str) -> None:
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (n int)")
        owner.execute("CREATE TABLE other (n int)")
        owner.execute("GRANT SELECT, INSERT ON kept TO bandolo_app")
    with psycopg.connect(address(postgres, database, APPLICATION), autocommit=True) as application:
        application.execute("INSERT INTO kept VALUES (1)")
        assert application.execute("SELECT n FROM kept").fetchall() == [(1,)]
        for refused in (
            "UPDATE kept SET n = 2",
            "DELETE FROM kept",
            "TRUNCATE kept",
            "DROP TABLE kept",
            "CREATE TABLE mine (n int)",
            "CREATE TEMPORARY TABLE mine (n int)",
            "SELECT n FROM other",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(refused)


def test_databases_are_strangers_and_one_can_be_made_from_another(postgres: Server, database: str) -> None:
    copy = f"{database}_copy"
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS n")
    prepare(postgres, copy, template=database)
    prepare(postgres, copy, template=database)
    with psycopg.connect(address(postgres, copy, OWNER), autocommit=True) as owner:
        owner.execute("INSERT INTO kept VALUES (2)")
        assert owner.execute("SELECT count(*) FROM kept").fetchall() == [(2,)]
    drop(postgres, copy)
    drop(postgres, copy)
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchall() == [(1,)]
