"""How does a call of the demo open once more, in a moment, with a ticket that waits for it?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bandolo.desk import clock
from bandolo.desk.management.staging.clients import BAKER
from bandolo.desk.management.staging.opening import stage_opening
from bandolo.desk.management.staging.people import STAFF
from bandolo.desk.models import Person


class Command(BaseCommand):
    """`python -m bandolo.desk stage_opening --calls FOLDER --seconds 120`, as the owner, with no node."""

    help = "Reopen a call of the demo in so many seconds, and seal an application to it."

    def add_arguments(self, parser: Any) -> None:
        """Take the folder of the calls, and how soon."""
        parser.add_argument("--calls", type=Path, required=True)
        parser.add_argument("--seconds", type=int, required=True)

    def handle(self, **options: Any) -> None:
        """Stage it, and say who holds the ticket."""
        if not settings.IS_DEMO:
            raise CommandError("only a demo is staged: BANDOLO_DEMO is not set")
        codes = {code: role for role, _, _, code in STAFF}
        staff = {codes[one.fiscal_code]: one for one in Person.objects.filter(fiscal_code__in=codes)}
        until = timedelta(seconds=options["seconds"])
        with transaction.atomic():
            baker = Person.objects.get(fiscal_code=BAKER[2])
            call = stage_opening(options["calls"], staff, baker, until, clock.now())
            if call is None:
                raise CommandError("no call of the demo is over: none can be opened again")
        self.stdout.write(f"{call.slug}: {baker}")
