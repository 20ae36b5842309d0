"""Does a worker still run that took a job?

A worker holds a lock of the database on a connection of its own: however it ends, the database lets go of it.
"""

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

# Advisory locks of other things have other seeds.
SEED = 2
_LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, %s))"
_IS_FREE = "SELECT pg_try_advisory_xact_lock_shared(hashtextextended(%s, %s))"
# A machine that vanished is given up after a minute; a connection within one machine has no such delay.
_NOTICED = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


class Presence:
    """What tells others that a worker runs."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def keep(self) -> None:
        """Hold the lock, again where the connection was lost; OperationalError where no database answers."""
        if self._connection.connection is not None and self._connection.is_usable():
            return
        self._connection.close()
        with self._connection.cursor() as cursor:
            cursor.execute(_NOTICED)
            cursor.execute(_LOCK, [self._worker, SEED])

    def end(self) -> None:
        """Let go of it."""
        self._connection.close()


def is_present(worker: str) -> bool:
    """Whether a worker runs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IS_FREE, [worker, SEED])
        is_free: bool = cursor.fetchone()[0]
    return not is_free
