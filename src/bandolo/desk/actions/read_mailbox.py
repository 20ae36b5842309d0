"""How is the body's mailbox read, again and again, so that nothing is missed or taken in twice?"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.take_in_mail import take_in_mail
from bandolo.desk.models import Mailbox, ReceivedMail
from bandolo.desk.outside.post import FAULTS, fetched, is_folder, mailbox
from bandolo.papers.pec_fetch import Fetched, Place

# Readings that went well are of no use for longer.
KEPT = timedelta(days=1)


def read_soon(after: timedelta) -> None:
    """Let the mailbox be read after a while, if there is one and it is not read before that anyway."""
    at = clock.wall() + after
    waiting = _readings().filter(status=TaskResultStatus.READY, run_after__lte=at)
    if mailbox() and not waiting.exists():
        read_mailbox.using(run_after=at).enqueue()


@task()
def read_mailbox() -> None:
    """Take in what is new, and read again after a while.

    What keeps the mailbox from being read is told on the page of the post, and the next reading tries again.
    """
    read_soon(timedelta(seconds=settings.PEC_SECONDS))
    _readings().filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=clock.wall() - KEPT).delete()
    box, _ = Mailbox.objects.get_or_create(account=mailbox())
    known = frozenset(ReceivedMail.objects.values_list("name", flat=True)) if is_folder() else ()
    problem = ""
    try:
        for one in fetched(Place(box.validity, box.last), frozenset(known)):
            _take_in(box, one)
    except FAULTS as fault:
        problem = str(fault)[:1000] or type(fault).__name__
    Mailbox.objects.filter(id=box.id).update(read_at=clock.now(), problem=problem)


@transaction.atomic
def _take_in(box: Mailbox, one: Fetched) -> None:
    """Take in a message and move on in the mailbox, both or neither; two that read take turns."""
    held = Mailbox.objects.select_for_update().get(id=box.id)
    take_in_mail(one, clock.now())
    held.validity, held.last = one.place
    held.save(update_fields=["validity", "last"])


def _readings() -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.filter(task_path=read_mailbox.module_path)
