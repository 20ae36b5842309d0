"""Are jobs done with what asked for them, again where they fail, and seen where they fail for good?"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import psycopg
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.retry_job import TRIES, take_up_left, wait_after
from bandolo.desk.outside.presence import SEED, Presence, is_present
from bandolo.desk.queries.jobs import failed_jobs, job_counts, retried_jobs
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION
from tests.desk.made import a_person, logged_in

DONE: list[str] = []
HOLD = 77


@task
def note(what: str) -> None:
    """Do what can be done, and fail at what cannot."""
    if what == "impossible":
        raise ValueError(what)
    DONE.append(what)


@task
def held() -> None:
    """Tell that it has begun, and wait for a lock that a test holds."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY held, 'begun'")
        cursor.execute(f"SELECT pg_advisory_lock({HOLD}), pg_advisory_unlock({HOLD})")
    DONE.append("held")


def work() -> None:
    """Do all that is ready, once."""
    call_command("work", once=True, verbosity=0)


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
        assert [len(one.worker_ids) for one in retried_jobs()] == [tried]
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


def ended_with(worker: str) -> None:
    """Wait until the database has noticed that a worker ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, %s))", [worker, SEED])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", [worker, SEED])


def test_what_a_killed_worker_was_doing_is_done_at_once_by_the_next(committed: str, postgres: Server) -> None:
    DONE.clear()
    held.enqueue()
    environment = {
        **os.environ,
        "DATABASE_URL": address(postgres, committed, APPLICATION),
        "BANDOLO_SECRET_KEY": token_urlsafe(),
    }
    with psycopg.connect(address(postgres, committed, APPLICATION), autocommit=True) as watch:
        watch.execute(f"SELECT pg_advisory_lock({HOLD})")
        watch.execute("LISTEN held")
        words = [sys.executable, "-m", "bandolo.desk", "work", "--verbosity=0"]
        with subprocess.Popen(words, env=environment, cwd=Path(__file__).parents[2]) as worker:
            try:
                assert [one.payload for one in watch.notifies(timeout=60, stop_after=1)] == ["begun"]
                # It is alive, so nobody else does its job.
                work()
                assert (DONE, job_counts()) == ([], {TaskResultStatus.RUNNING: 1})
            finally:
                worker.kill()
    ended_with(DBTaskResult.objects.get().worker_ids[0])
    work()
    assert (DONE, job_counts()) == (["held"], {TaskResultStatus.SUCCESSFUL: 1})


def test_a_job_that_ends_its_workers_waits_and_fails_at_last(committed: str) -> None:
    assert committed
    note.enqueue("deadly")
    for tried in range(1, TRIES + 1):
        DBTaskResult.objects.update(
            status=TaskResultStatus.RUNNING, worker_ids=[f"gone-{n}" for n in range(tried)]
        )
        take_up_left("another")
        job = DBTaskResult.objects.get()
        wait = job.run_after - clock.wall()
        if tried == TRIES:
            assert (job.status, failed_jobs()) == (TaskResultStatus.FAILED, [job])
        elif tried == 1:
            assert (job.status, wait <= timedelta(0)) == (TaskResultStatus.READY, True)
        else:
            assert wait_after(tried - 1) - timedelta(minutes=1) < wait <= wait_after(tried - 1)
    assert "worker gone-5 ended" in failed_jobs()[0].traceback


def test_a_worker_holds_its_lock_again_where_its_connection_was_lost(committed: str) -> None:
    assert committed
    presence = Presence("one")
    presence.keep()
    presence.keep()
    assert is_present("one")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert not is_present("one")
    presence.keep()
    assert is_present("one")
    presence.end()
    ended_with("one")
    assert not is_present("one")


def test_sessions_that_ended_are_removed(committed: str) -> None:
    assert committed
    kept, gone = (Session(session_key=key, session_data="") for key in ("kept", "gone"))
    kept.expire_date, gone.expire_date = (clock.wall() + timedelta(hours=one) for one in (1, -1))
    Session.objects.bulk_create([kept, gone])
    work()
    assert [one.session_key for one in Session.objects.all()] == ["kept"]
