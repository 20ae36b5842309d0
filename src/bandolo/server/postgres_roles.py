"""Which roles and which databases does the cluster have?

`bandolo_owner` owns the tables and changes them in migrations. `bandolo_app`, which the desk works as, owns
nothing: what it may do stands in the grants of the migrations, so that the database itself refuses the rest.
`bandolo_intake`, which takes applications in, owns nothing either and can do less still.
"""

from typing import LiteralString

import psycopg
from psycopg import Connection, sql

from bandolo.server.postgres import SUPERUSER, Server, address
from bandolo.server.postgres_files import password

OWNER = "bandolo_owner"
APPLICATION = "bandolo_app"
INTAKE = "bandolo_intake"
DATABASE = "bandolo"


def prepare(server: Server, database: str = DATABASE, template: str = "template0") -> None:
    """Make the roles and a database of the owner's where they are missing."""
    with psycopg.connect(address(server, "postgres", SUPERUSER), autocommit=True) as connection:
        # Two that prepare at once take turns; the lock ends with the connection.
        connection.execute("SELECT pg_advisory_lock(hashtext('bandolo prepare'))")
        for role in (OWNER, APPLICATION, INTAKE):
            _make_role(connection, role, password(server.place, role))
        if not _has(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            names = (sql.Identifier(name) for name in (database, OWNER, template))
            connection.execute(made.format(*names))
            connection.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
            )
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                    *(sql.Identifier(name) for name in (database, APPLICATION, INTAKE))
                )
            )


def drop(server: Server, database: str) -> None:
    """Remove a database with all that is in it, whoever is connected."""
    with psycopg.connect(address(server, "postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def _make_role(connection: Connection, role: str, secret: str) -> None:
    if not _has(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(made.format(sql.Identifier(role), sql.Literal(secret)))


def _has(connection: Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
