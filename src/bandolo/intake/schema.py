"""Which tables does the intake need, and who may do what with them?"""

from functools import cache
from importlib.resources import files

FILE = "schema.sql"
# How the room's tables are taken away again: by the owner, where there is nothing to keep.
DROP = "DROP SCHEMA intake CASCADE"


def create_sql(writer: str, reader: str, clock: str = "clock_timestamp()") -> str:
    """The statements that make the tables, once, run by their owner; both roles exist and own nothing.

    `writer` is whom nodes of the intake log in as, `reader` whom the desk does; they may be one. `clock` is
    the expression that tells what time it is.
    """
    return _text().format(writer=_quoted(writer), reader=_quoted(reader), clock=clock.replace("'", "''"))


@cache
def _text() -> str:
    return (files(__package__) / FILE).read_text(encoding="utf-8")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
