"""Which jobs wait, run, are done or failed?"""

from typing import Any

from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MOST_SHOWN = 100
Job = DBTaskResult[Any, Any]


def job_counts() -> dict[str, int]:
    """How many jobs are in each state."""
    counted = DBTaskResult.objects.order_by().values_list("status").annotate(Count("id"))
    return dict(counted)


def failed_jobs() -> list[Job]:
    """The jobs that failed after all their tries, the newest first."""
    return list(DBTaskResult.objects.failed().order_by("-finished_at")[:MOST_SHOWN])


def retried_jobs() -> list[Job]:
    """The jobs that failed and are tried again, the next first."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(traceback="")
    return list(waiting.order_by("run_after")[:MOST_SHOWN])


def running_jobs() -> list[Job]:
    """The jobs that are being done, the longest first."""
    return list(DBTaskResult.objects.running().order_by("started_at")[:MOST_SHOWN])
