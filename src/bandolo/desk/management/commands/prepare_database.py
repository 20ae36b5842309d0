"""How does a database become the desk's: all tables, and the application's rights on each?"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg import sql

from bandolo.desk.models.grants import grants

APPLICATION = "bandolo_app"


class Command(BaseCommand):
    """`python -m bandolo.desk prepare_database`, as the owner; it can be run again at any time."""

    help = "Migrate, then grant the application what models/grants.py says and nothing else."
    # The pages are no concern of the tables: to import them takes as long as to make those.
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django names and types it

    def add_arguments(self, parser: Any) -> None:
        """Take the name of the application's role."""
        parser.add_argument("--role", default=APPLICATION)

    def handle(self, **options: Any) -> None:
        """Migrate and grant."""
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        role = sql.Identifier(options["role"])
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
            for table, rights in grants().items():
                words = sql.SQL(rights)
                cursor.execute(
                    sql.SQL("GRANT {} ON TABLE {} TO {}").format(words, sql.Identifier(table), role)
                )
            cursor.execute("COMMIT")
