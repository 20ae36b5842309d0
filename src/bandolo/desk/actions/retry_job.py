"""When is a job tried again that failed, or whose worker ended while it did it?"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.outside.presence import is_present

# A job is tried so often, each time after a longer wait: 30 s, 2 min, 8 min, 32 min, about two hours.
TRIES = 6
FIRST_WAIT = 30


class WorkerEndedError(RuntimeError):
    """The worker of a job ended before the job did."""


def wait_after(failures: int) -> timedelta:
    """How long a job waits after so many failures, from one up."""
    return timedelta(seconds=FIRST_WAIT * 4 ** (failures - 1))


def retry_job(job: "DBTaskResult[Any, Any]", wait: timedelta) -> None:
    """Put a job that failed in line again, its failure kept beside it, if it has tries left."""
    if len(job.worker_ids) < TRIES:
        job.status = TaskResultStatus.READY
        job.run_after = clock.wall() + wait
        job.save(update_fields=["status", "run_after"])


def take_up_left(worker: str) -> None:
    """Put in line again what runs with nobody to run it; `worker` asks, and does nothing just now.

    At once the first time: a worker may well end for a reason that has nothing to do with the job. From the
    second time on it waits as if it had failed, for it may be the job that ends its workers.
    """
    for one in DBTaskResult.objects.running().only("id", "worker_ids"):
        last = one.worker_ids[-1]
        if last != worker and is_present(last):
            continue
        with transaction.atomic():
            held = DBTaskResult.objects.running().filter(id=one.id, worker_ids=one.worker_ids)
            job = held.select_for_update(skip_locked=True).first()
            if job is not None:
                job.set_failed(WorkerEndedError(f"worker {last} ended while it did this"))
                tries = len(job.worker_ids)
                retry_job(job, wait_after(tries - 1) if tries > 1 else timedelta(0))
