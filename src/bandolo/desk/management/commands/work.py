"""How are jobs done in the background: again after a failure, and whoever else ends?"""

import logging
from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from importlib import import_module
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.keep_trust import fetch_trust
from bandolo.desk.actions.look_at_arrival import drop_abandoned
from bandolo.desk.actions.look_for_grounds import look_for_grounds
from bandolo.desk.actions.read_mailbox import read_soon
from bandolo.desk.actions.remind import remind_of_terms
from bandolo.desk.actions.retry_job import retry_job, take_up_left, wait_after
from bandolo.desk.actions.scan_again import scan_again
from bandolo.desk.actions.set_standing import mend_standings
from bandolo.desk.actions.take_in import take_in, take_in_missed, take_in_withdrawals
from bandolo.desk.models import Application
from bandolo.desk.outside.presence import Presence
from bandolo.desk.queries.grounds_to_weigh import LOOKED_AT
from bandolo.intake.keys import KeysError
from bandolo.rules.days import day_in_rome

# How often sessions that ended are removed.
SWEEP = timedelta(hours=1)
# How often every line is compared with what it should hold; of what has come, how many places in one
# transaction, and in how many of those before it is the turn of the jobs again.
MEND, MOST_TAKEN_IN, MOST_IN_A_ROW = timedelta(minutes=1), 500, 10

logger = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """A worker that tries again later what failed, takes up what others left undone, and tidies up."""

    def __init__(self, interval: int) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._presence = Presence(self.worker_id)
        self._swept: datetime | None = None
        self._mended: datetime | None = None
        self._fetched: datetime | None = None
        self._reminded: date | None = None

    def work(self, *, once: bool) -> None:
        """Do all that is ready, and what comes until a signal, unless `once`."""
        never = Event()
        read_soon(timedelta(0))
        try:
            while self.running:
                self._presence.keep()
                take_up_left(self.worker_id)
                self._sweep()
                self._follow_lines()
                self.run()
                if once:
                    return
                never.wait(self.interval)
        finally:
            self._presence.end()

    def run_task(self, db_task_result: "DBTaskResult[Any, Any]") -> None:
        """Do one job; where it fails, see to it that it is tried again."""
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            retry_job(db_task_result, wait_after(len(db_task_result.worker_ids)))

    def _sweep(self) -> None:
        now = clock.wall()
        if self._swept is None or now - self._swept >= SWEEP:
            self._swept = now
            import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
            drop_abandoned(clock.now())
            if settings.CLAMAV:
                scan_again.enqueue()
        fetches = settings.TRUST and settings.TRUST_HOURS and not settings.DEMO_KEYS
        if fetches and (
            self._fetched is None or now - self._fetched >= timedelta(hours=settings.TRUST_HOURS)
        ):
            self._fetched = now
            fetch_trust.enqueue()
        today = day_in_rome(clock.now())
        if self._reminded != today and Application.objects.filter(state__in=LOOKED_AT).exists():
            self._reminded = today
            remind_of_terms.enqueue()
            look_for_grounds.enqueue()

    def _follow_lines(self) -> None:
        """Take in what has come to the lines; now and then see that each holds what it should."""
        now = clock.wall()
        try:
            if self._mended is None or now - self._mended >= MEND:
                self._mended = now
                mend_standings()
            take_in_withdrawals(clock.now())
            for _ in range(MOST_IN_A_ROW):
                if not take_in(MOST_TAKEN_IN):
                    break
            take_in_missed(MOST_TAKEN_IN)
        except KeysError:
            logger.exception("the lines cannot be told apart from forgeries")


class Command(BaseCommand):
    """`python -m bandolo.desk work`: jobs of django-tasks-db, with patience."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long to rest where nothing waits, and whether to end then."""
        parser.add_argument("--interval", type=int, default=1, help="seconds between two looks")
        parser.add_argument("--once", action="store_true", help="do what is ready, then end")

    def handle(self, **options: Any) -> None:
        """Run until a signal ends it."""
        if options["verbosity"] == 0:
            logging.getLogger("django_tasks").setLevel(logging.CRITICAL)
            logging.getLogger("django_tasks_db").setLevel(logging.CRITICAL)
        worker = Worker(options["interval"])
        if not options["once"]:
            worker.configure_signals()
        worker.work(once=options["once"])
