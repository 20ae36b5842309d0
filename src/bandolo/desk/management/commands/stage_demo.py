"""What does the demo stand on: which calls, people and applications, on which day?

It is staged once, by the actions that people use. A second start finds it as it was left, its clock gone on.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from bandolo.desk import clock
from bandolo.desk.actions.publish_edition import publish_edition
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.clients import stage_clients
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reviews import stage_reviews
from bandolo.desk.models import Person
from bandolo.rules.load import load_call


class Command(BaseCommand):
    """`python -m bandolo.desk stage_demo`, as the owner."""

    help = "Stage the demo in a database that holds nothing yet."

    def add_arguments(self, parser: Any) -> None:
        """Take the folder of the calls."""
        parser.add_argument("--calls", type=Path, required=True)

    def handle(self, **options: Any) -> None:
        """Stage all or nothing; nothing where it is staged already."""
        if not settings.IS_DEMO:
            raise CommandError("only a demo is staged: BANDOLO_DEMO is not set")
        if Person.objects.exists():
            return
        files = sorted(options["calls"].glob("*/call.toml"))
        with transaction.atomic():
            _move_clock(_lively_instant(files))
            people = stage_people()
            stage_clients(clock.now())
            actor = Actor(people["officer"], "officer")
            for path in files:
                publish_edition(path.read_bytes(), path.name, "", actor, clock.now())
            stage_reviews(people, options["calls"], clock.now())


def _lively_instant(files: list[Path]) -> datetime:
    """Three fifths into the window of the call that closes last: it is open, the others have results."""
    windows = [window for path in files if (window := load_call(path).call.window) is not None]
    last = max(windows, key=lambda window: window.closes)
    return last.opens + (last.closes - last.opens) * 3 // 5


def _move_clock(to: datetime) -> None:
    with connection.cursor() as cursor:
        instant = to.astimezone(UTC)
        cursor.execute("INSERT INTO clock_shift (shift) VALUES (%s - clock_timestamp())", [instant])
