"""How is a job that failed for good put in line once more?"""

from uuid import UUID

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock


def repeat_job(job: UUID) -> bool:
    """Make a failed job ready, with all its tries before it; whether there was one."""
    failed = DBTaskResult.objects.failed().filter(id=job)
    ready = {"status": TaskResultStatus.READY, "run_after": clock.wall(), "worker_ids": []}
    return failed.update(**ready) == 1
