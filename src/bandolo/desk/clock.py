"""What time is it? The database says, so that all processes of all machines share one clock.

`desk_now()` is the database's `clock_timestamp()`. A row in `clock_shift`, which only the owner can write and
which a body's own desk never has, moves it: the demo stands on a day when there is something to see.
"""

from calendar import timegm
from datetime import UTC, datetime

from django.db import connection
from django.db.models import DateField, DateTimeField, Func


class DeskNow(Func):
    """The database's own instant, as the default of a column."""

    function = "desk_now"
    template = "%(function)s()"
    output_field = DateTimeField()


class DeskToday(Func):
    """The day in Rome, in a query."""

    template = "(desk_now() AT TIME ZONE 'Europe/Rome')::date"
    output_field = DateField()


def now() -> datetime:
    """The present instant to the microsecond, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk_now()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def wall() -> datetime:
    """The instant of this machine's own clock, for what only waits: jobs and sessions."""
    return datetime.now(UTC)


def wall_seconds() -> int:
    """The same in whole seconds since 1970, as sessions keep it."""
    return timegm(wall().utctimetuple())
