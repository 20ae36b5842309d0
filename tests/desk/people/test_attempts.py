"""Are attempts at one account counted one after the other, and none lost that waits?"""

from threading import Thread

from django.db import connection

from bandolo.desk import clock
from bandolo.desk.actions.try_secret import Kind, try_secret


def test_two_that_prove_a_secret_at_once_both_come_in(committed: str) -> None:
    assert committed
    keys: dict[Kind, str] = {"person": "somebody"}
    assert try_secret(keys, lambda: None, clock.wall()) is None
    found: list[object] = []

    def later() -> None:
        found.append(try_secret(keys, lambda: "second", clock.wall()))
        connection.close()

    thread = Thread(target=later)

    def first() -> str:
        thread.start()
        with connection.cursor() as cursor:
            waiting = False
            while not waiting:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(
                    "SELECT count(*) > 0 FROM pg_stat_activity"
                    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                [waiting] = cursor.fetchone()
        return "first"

    assert try_secret(keys, first, clock.wall()) == "first"
    thread.join()
    assert found == ["second"]
