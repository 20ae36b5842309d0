"""How are jobs done in the background: again after a failure, and whoever else ends?"""

from datetime import timedelta
from typing import Any

from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock

# A job is tried so often, each time after a longer wait: 30 s, 2 min, 8 min, 32 min, about two hours.
TRIES = 6
FIRST_WAIT = 30
# Longer than any job takes: what runs for longer belonged to a worker that was killed.
LONGEST_RUN = timedelta(minutes=15)


def wait_after(failures: int) -> timedelta:
    """How long a job waits after so many failures, from one up."""
    return timedelta(seconds=FIRST_WAIT * 4 ** (failures - 1))


class PatientWorker(db_worker.Worker):
    """A worker that tries again later what failed, and takes up what another left undone."""

    def run(self) -> None:
        """Take up what was left undone, then do jobs as they come."""
        left = DBTaskResult.objects.running().filter(started_at__lt=clock.wall() - LONGEST_RUN)
        left.update(status=TaskResultStatus.READY)
        super().run()

    def run_task(self, db_task_result: "DBTaskResult[Any, Any]") -> None:
        """Do one job; where it fails and has tries left, put it in line again, its failure kept beside it."""
        super().run_task(db_task_result)
        tries = len(db_task_result.worker_ids)
        if db_task_result.status == TaskResultStatus.FAILED and tries < TRIES:
            db_task_result.status = TaskResultStatus.READY
            db_task_result.run_after = clock.wall() + wait_after(tries)
            db_task_result.save(update_fields=["status", "run_after"])


class Command(db_worker.Command):
    """`python -m bandolo.desk work`: the worker of django-tasks-db, with patience."""

    def handle(self, **options: Any) -> None:
        """Run until a signal ends it."""
        # The command makes its worker by this name.
        db_worker.Worker = PatientWorker  # type: ignore[misc]
        super().handle(**options)
