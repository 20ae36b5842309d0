"""Are jobs done with what asked for them, again where they fail, and seen where they fail for good?"""

from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.management.commands.work import TRIES, wait_after
from bandolo.desk.queries.jobs import failed_jobs, job_counts
from tests.desk.made import a_person, logged_in

DONE: list[str] = []


@task
def note(what: str) -> None:
    """Do what can be done, and fail at what cannot."""
    if what == "impossible":
        raise ValueError(what)
    DONE.append(what)


def work() -> None:
    """Do all that is ready, once."""
    call_command("work", batch=True, startup_delay=False, verbosity=0, interval=0)


def make_due() -> None:
    DBTaskResult.objects.update(run_after=clock.wall())


def test_a_job_is_there_only_if_what_asked_for_it_is(committed: str) -> None:
    DONE.clear()
    assert committed
    with transaction.atomic():
        note.enqueue("kept")
    with transaction.atomic():
        note.enqueue("taken back")
        transaction.set_rollback(True)
    work()
    assert DONE == ["kept"]
    assert job_counts() == {TaskResultStatus.SUCCESSFUL: 1}


def test_a_job_that_fails_is_tried_again_later_and_at_last_shown(committed: str) -> None:
    assert committed
    note.enqueue("impossible")
    for tried in range(1, TRIES):
        work()
        job = DBTaskResult.objects.get()
        assert (job.status, len(job.worker_ids)) == (TaskResultStatus.READY, tried)
        assert wait_after(tried) - timedelta(minutes=1) < job.run_after - clock.wall() <= wait_after(tried)
        work()
        assert len(DBTaskResult.objects.get().worker_ids) == tried
        make_due()
    work()
    [failed] = failed_jobs()
    assert len(failed.worker_ids) == TRIES

    auditor, administrator = logged_in(a_person(1, "auditor")), logged_in(a_person(2, "administrator"))
    assert "ValueError: impossible" in auditor.get("/lavori/").text
    again = f"/lavori/{failed.id}/ripeti/"
    assert auditor.post(again).status_code == 403
    assert administrator.post(again).status_code == 302
    assert administrator.post(again).status_code == 404
    assert job_counts() == {TaskResultStatus.READY: 1}


def test_what_a_killed_worker_left_is_taken_up(committed: str) -> None:
    DONE.clear()
    assert committed
    note.enqueue("left")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=clock.wall() - timedelta(minutes=14)
    )
    work()
    assert DONE == []
    DBTaskResult.objects.update(started_at=clock.wall() - timedelta(minutes=16))
    work()
    assert DONE == ["left"]
