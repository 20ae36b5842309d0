"""Which jobs wait, run, are done or failed?"""

from typing import Any

from django.db.models import Count
from django_tasks_db.models import DBTaskResult

MOST_SHOWN = 100


def job_counts() -> dict[str, int]:
    """How many jobs are in each state."""
    counted = DBTaskResult.objects.order_by().values_list("status").annotate(Count("id"))
    return dict(counted)


def failed_jobs() -> list[DBTaskResult[Any, Any]]:
    """The jobs that failed after all their tries, the newest first."""
    return list(DBTaskResult.objects.failed().order_by("-finished_at")[:MOST_SHOWN])
