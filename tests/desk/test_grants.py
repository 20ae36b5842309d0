"""Does the database itself refuse what the application may not do?"""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from bandolo.desk.models.grants import APPEND_ONLY, grants

pytestmark = pytest.mark.django_db
RIGHTS = ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE")


def test_the_application_has_the_rights_of_the_table_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, string_agg(r, ', ' ORDER BY r)
            FROM pg_class c, unnest(%s::text[]) r
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                AND has_table_privilege(current_user, c.oid, r)
            GROUP BY c.relname""",
            [list(RIGHTS)],
        )
        held = {table: set(rights.split(", ")) for table, rights in cursor.fetchall()}
        cursor.execute(
            "SELECT current_user, count(*) FROM pg_class WHERE relowner = current_user::regrole GROUP BY 1"
        )
        assert cursor.fetchall() == []
    assert held == {table: set(rights.split(", ")) for table, rights in grants().items()}


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("words", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_cannot_be_changed(table: str, words: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words.format(table))


def test_the_clock_of_the_database_cannot_be_moved() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO clock_shift VALUES (true, '1 day')")
