"""What does the demo stand on: which calls, people and applications, on which day?

It is staged once, by the actions that people use. A second start finds it as it was left, its clock gone on.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from bandolo.desk import clock
from bandolo.desk.actions.publish_edition import CallFile, publish_edition
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.applications import SENT, WRITING, stage_applications
from bandolo.desk.management.staging.clients import stage_clients
from bandolo.desk.management.staging.controls import stage_controls
from bandolo.desk.management.staging.judged import stage_judged
from bandolo.desk.management.staging.opening import stage_opening
from bandolo.desk.management.staging.payments import stage_payments
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reports import first_day, reports_only, stage_reports
from bandolo.desk.management.staging.reviews import stage_reviews
from bandolo.desk.management.staging.revocations import stage_revocation
from bandolo.desk.models import Call, Enterprise, Person
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.committee import has_committee
from bandolo.desk.roles import Role
from bandolo.rules.load import load_call, parse
from bandolo.rules.windows import Window

EVE = timedelta(days=2)
# How long after its first start a call of the demo opens: time to look around, and to find the ticket.
OPENS_IN = timedelta(minutes=10)


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
        with transaction.atomic():
            _live_through(options["calls"])


def _live_through(folder: Path) -> None:
    """Publish each call on the eve of its window; the clock only goes forward, as it does for people."""
    files = sorted(folder.glob("*/call.toml"))
    windows = {path: load_call(path).call.window for path in files}
    opening = {path: window for path, window in windows.items() if window is not None}
    timed = sorted(opening, key=lambda path: opening[path].opens)
    earliest = {path: first_day(_example(path)) for path in files if reports_only(load_call(path).call)}
    _set_clock(min([*earliest.values(), opening[timed[0]].opens - EVE]))
    staff, enterprises = stage_people(), stage_clients(clock.now())
    office = Actor(staff["officer"], "officer")
    writers = [enterprises["applicant"], enterprises["consultant"]]
    for path in earliest:
        _publish(path, office)
        clients = Enterprise.objects.filter(representations__person=enterprises["applicant"])
        others = Enterprise.objects.exclude(id__in=clients).order_by("rea")
        call = Call.objects.get(slug=path.parent.name)
        listed = [clients.order_by("rea")[0], *others[:4]]
        stage_payments(staff, *stage_reports(staff, listed, call, folder, _set_clock))
    for path in (*(path for path in files if path not in opening and path not in earliest), *timed):
        if path in opening:
            _set_clock(opening[path].opens - EVE)
        _publish(path, office)
        if path == timed[0]:
            _set_clock(opening[path].opens + EVE)
            stage_applications(writers, folder, SENT, clock.now())
            _judge_those_with_committee(staff, folder)
    _set_clock(_lively_instant(list(opening.values())))
    stage_reviews(staff, folder, clock.now())
    stage_revocation(staff)
    stage_controls(staff)
    stage_applications(writers, folder, WRITING, clock.now())
    stage_opening(folder, staff, enterprises["applicant"], OPENS_IN, clock.now())


def _publish(path: Path, office: Actor) -> None:
    file = CallFile(path.read_bytes(), path.name, _cases_of(path.parent))
    publish_edition(file, "", office, clock.now())


def _example(path: Path) -> dict[str, Any]:
    return parse((path.parent / "example.toml").read_bytes(), "example.toml")


def _judge_those_with_committee(staff: Mapping[Role, Person], folder: Path) -> None:
    for call in Call.objects.all():
        if has_committee(last_rules(call)):
            stage_judged(staff, folder, call, _set_clock)


def _cases_of(folder: Path) -> dict[str, str]:
    """The worked cases of a call, by the name of their file."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("cases/*.toml"))}


def _lively_instant(windows: list[Window]) -> datetime:
    """Three fifths into the window of the call that closes last: it is open, the others have results."""
    last = max(windows, key=lambda window: window.closes)
    return last.opens + (last.closes - last.opens) * 3 // 5


def _set_clock(to: datetime) -> None:
    with connection.cursor() as cursor:
        instant = to.astimezone(UTC)
        cursor.execute(
            "INSERT INTO clock_shift (shift) VALUES (%s - clock_timestamp()) "
            "ON CONFLICT (is_set) DO UPDATE SET shift = excluded.shift",
            [instant],
        )
