"""How many questions does a page put to the database that lists things? As many for thirty as for one."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.enter_award_list import OutsideAct, enter_award_list
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.seat_committee import seat_committee
from bandolo.desk.models import Act, Application, CallAct, CallUpload, Claim, Edition, LedgerEntry, Person
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.roles import Role
from bandolo.rules.days import day_in_rome
from tests.desk.applying import edition_of
from tests.desk.made import a_call, a_person, an_enterprise, logged_in
from tests.desk.reviewed import sent

pytestmark = pytest.mark.django_db
FILE = b"# %d\n"


def amended(how_many: int) -> None:
    """A call with so many editions, acts of its course and events."""
    first = a_call("c26")
    for number in range(how_many):
        rules_of(edition_of("c26", bytes(first.content) + FILE % number).id)
        acted(first, number)


def acted(edition: Edition, number: int) -> None:
    officer = a_person(100 + number)
    CallAct.objects.create(
        call=edition.call,
        kind="budget",
        reference=f"Det. {number}",
        reason="x",
        effective=clock.now(),
        amount_cents=100,
        by=officer,
    )
    record_event("call", edition.call_id, "budget", Actor(officer, "officer"), clock.now(), {})


def prepared(how_many: int) -> None:
    """So many calls and files being prepared."""
    for number in range(how_many):
        rules_of(a_call("c26", f"c26-{number}").id)
        by = a_person(100 + number)
        content = FILE % number
        CallUpload.objects.create(
            content=content, sha256=sha256(content).hexdigest(), name="call.toml", by=by
        )


def working(how_many: int) -> None:
    """So many jobs that wait after a failure, run, and failed."""
    now = clock.wall()
    for status in ("READY", "RUNNING", "FAILED"):
        DBTaskResult.objects.bulk_create(
            DBTaskResult(
                status=status,
                args_kwargs={"args": [], "kwargs": {}},
                task_path="x.y",
                worker_ids=["w"],
                backend_name="default",
                run_after=now,
                started_at=now,
                finished_at=now,
                traceback="x",
            )
            for _ in range(how_many)
        )


def claimed(how_many: int) -> None:
    """So many who ask to act for an enterprise."""
    for number in range(how_many):
        person = a_person(100 + number)
        Claim.objects.create(
            person=person,
            enterprise=an_enterprise(number),
            capacity="representative",
            evidence_name="visura.pdf",
            evidence_sha256="0" * 64,
            until=None,
        )


def seated(how_many: int) -> None:
    """A committee with so many applications before it."""
    edition = a_call("vdi")
    members: list[Person] = [a_person(20 + number, "committee") for number in range(4)]
    approver = Actor(a_person(40, "approver"), "approver")
    day_before = clock.now() - timedelta(days=1)
    seat_committee(edition.call, members, a_person(30, "coordinator"), approver, day_before)
    for number in range(1, how_many + 1):
        application = sent(edition, number)
        application.state = "admissible"
        application.save()


def awarded(how_many: int) -> None:
    """So many projects that an act awarded, each with its commitment."""
    edition, approver = a_call("c26"), a_person(40, "approver")
    LedgerEntry.objects.create(call=edition.call, kind="fund", amount_cents=10**9)
    applications = [sent(edition, number) for number in range(1, how_many + 1)]
    Application.objects.update(state="admissible")
    now = clock.now()
    act = OutsideAct("7", day_in_rome(now), b"%PDF-1.7", a_person(41))
    approved = {one.id: {"grant": "100.00"} for one in applications}
    made = enter_award_list(edition.call, act, approved, Actor(approver, "approver"), now)
    assert isinstance(made, Act), made


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(
    ("fill", "role", "page", "questions"),
    [
        (amended, "officer", "/bandi/c26/", 11),
        (amended, "officer", "/bandi/c26/atti/", 15),
        (amended, "officer", "/istruttoria/bandi/c26/", 19),
        (prepared, "officer", "/istruttoria/bandi/", 11),
        (working, "administrator", "/lavori/", 11),
        (claimed, "officer", "/richieste/", 8),
        (seated, "approver", "/nucleo/vdi/", 20),
    ],
)
def test_a_page_puts_the_same_few_questions_however_much_it_lists(
    fill: Callable[[int], None], role: Role, page: str, questions: int, how_many: int
) -> None:
    fill(how_many)
    client = logged_in(a_person(1, role))
    assert client.get(page).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) == questions


AFTER_AWARD: Mapping[tuple[Role, str], int] = {
    ("officer", "/istruttoria/"): 13,
    ("officer", "/graduatorie/c26/"): 22,
    ("officer", "/graduatorie/c26/registri/"): 10,
    ("accountant", "/ragioneria/"): 13,
    ("accountant", "/ragioneria/bandi/c26/"): 13,
    ("accountant", "/ragioneria/recuperi/"): 9,
    ("officer", "/posta/"): 11,
    ("officer", "/trasparenza/"): 7,
}


@pytest.mark.parametrize("how_many", [1, 30])
def test_so_do_the_pages_after_the_award(how_many: int) -> None:
    awarded(how_many)
    clients = {
        "officer": logged_in(a_person(1, "officer")),
        "accountant": logged_in(a_person(2, "accountant")),
    }
    found = {}
    for role, page in AFTER_AWARD:
        assert clients[role].get(page).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            clients[role].get(page)
        found[role, page] = len(asked)
    assert found == AFTER_AWARD
