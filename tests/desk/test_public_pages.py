"""Do the public pages show what is published, in both languages, in few questions to the database?"""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bandolo.desk.models import CallAct
from bandolo.desk.queries.calls import course_of
from bandolo.desk.queries.editions import rules_of
from tests.desk.made import a_call, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_calls_takes_the_same_few_questions_however_many_there_are(how_many: int) -> None:
    editions = [a_call("c26", f"c26-{number}") for number in range(how_many)]
    for edition in editions:
        rules_of(edition.id)
    with CaptureQueriesContext(connection) as asked:
        page = Client().get("/")
    assert page.status_code == 200
    assert page.content.count(b"<article") == how_many
    # The instant, the calls, their acts; around them the transaction that only reads.
    assert [one["sql"].split()[0] for one in asked] == [
        *("SAVEPOINT", "SET", "SELECT", "SELECT", "SELECT", "RELEASE")
    ]


def test_a_page_is_italian_unless_english_is_asked_for() -> None:
    a_call()
    client = Client()
    assert "Contributi alle imprese" in client.get("/").text
    assert "Grants for enterprises" in client.get("/", headers={"accept-language": "en"}).text
    answer = client.post("/lingua/", {"language": "en", "next": "/bandi/c26/"})
    assert answer["location"] == "/bandi/c26/"
    assert '<html lang="en">' in client.get("/bandi/c26/").text
    assert (
        client.post("/lingua/", {"language": "it", "next": "https://elsewhere.example/"})["location"] == "/"
    )


def test_a_call_that_is_not_there_is_not_found() -> None:
    assert Client().get("/bandi/none/").status_code == 404


OPEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_course_of_a_call_follows_its_acts() -> None:
    edition = a_call()
    officer = a_person(1, "officer")
    rules = rules_of(edition.id)

    def act(kind: str, at: datetime, closes: datetime | None = None) -> CallAct:
        return CallAct(
            call=edition.call, kind=kind, reason="x", reference="x", effective=at, closes=closes, by=officer
        )

    first, second, third = (datetime(2026, 2, day, tzinfo=UTC) for day in (10, 12, 14))
    assert course_of(rules, [], OPEN).state == "open"
    assert course_of(rules, [act("close", first)], OPEN).state == "closed"
    assert course_of(rules, [act("close", datetime(2026, 3, 2, tzinfo=UTC))], OPEN).state == "open"
    assert course_of(rules, [act("close", first), act("reopen", second)], OPEN).state == "open"
    assert course_of(rules, [act("suspend", first)], OPEN).state == "suspended"
    again = course_of(rules, [act("suspend", first), act("reopen", second, third)], OPEN)
    assert (again.state, again.closes) == ("closed", third)
