"""Did these very sources make the embedded database ready already, so that a start need not do it again?

The answer is kept where it can only be lost together with what it speaks of: as the comment on the table of
the migrations.
"""

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import DATABASE, OWNER

# What decides on tables, rights and the first rows.
SOURCES = ("desk/models", "desk/migrations", "desk/management", "intake/schema.py", "intake/schema.sql")
PACKAGES = ("django", "django-tasks-db")


def stamp_of(commands: Sequence[Sequence[str]]) -> str:
    """What stands for these commands, the sources that they run and their packages; hexadecimal."""
    own = Path(__file__).parents[1]
    files = [path for name in SOURCES for path in (own / name, *sorted((own / name).rglob("*")))]
    digest = sha256(repr([[*map(list, commands)], [version(name) for name in PACKAGES]]).encode())
    for path in files:
        if path.suffix in {".py", ".sql"}:
            digest.update(f"{path.relative_to(own)} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared(server: Server, stamp: str, database: str = DATABASE) -> bool:
    """Whether the database was made ready under this stamp."""
    question = "SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')"
    with psycopg.connect(address(server, database, OWNER)) as connection:
        return connection.execute(question).fetchone() == (stamp,)


def mark_prepared(server: Server, stamp: str, database: str = DATABASE) -> None:
    """Remember that it was."""
    with psycopg.connect(address(server, database, OWNER)) as connection:
        connection.execute(
            sql.SQL("COMMENT ON TABLE public.django_migrations IS {}").format(sql.Literal(stamp))
        )
