"""Are acts and awards published as the law asks, and nothing of people beyond it?"""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from icalendar import Calendar

from bandolo.desk.models import Act, Award, CallAct, Edition, Enterprise, Publication
from tests.desk.made import a_call, a_person, an_application

pytestmark = pytest.mark.django_db
THIS_YEAR = datetime.now(UTC).year  # noqa: TID251 - what is published depends on the year of the database


def an_act(edition: Edition, year: int) -> Act:
    """An act adopted on 15 January of a year."""
    return Act.objects.create(
        call=edition.call,
        kind="ranking",
        number=f"Det. {year}",
        dated=date(year, 1, 15),
        content={},
        signed_sha256="1" * 64,
        prepared_by=a_person(50 + year % 40, "officer"),
        adopted_by=a_person(90 + year % 40, "approver"),
        adopted_at=datetime(year, 1, 15, tzinfo=UTC),
    )


def place(reference: str, name: str, amount: str, why: str, *clauses: str) -> dict[str, object]:
    """A row as an act that is adopted publishes it."""
    return {
        "position": 1,
        "reference": reference,
        "enterprise": name,
        "fiscal_code": "",
        "amount": amount,
        "why": {"it": why, "en": why},
        "clauses": list(clauses),
    }


def three_lists(edition: Edition) -> None:
    """One enterprise financed, a person's firm waiting, one not admitted."""
    firm = Enterprise.objects.create(fiscal_code="00000000001", name="=cmd()|Forno s.r.l.")
    act = an_act(edition, THIS_YEAR)
    application = an_application(edition, firm, a_person(1), "awarded")
    Award.objects.create(application=application, act=act, amount_cents=550000, cup="B11", state="granted")
    content = {
        "financed": [place("C26-1", firm.name, "5500.00", "Per intero")],
        "waiting": [place("C26-2", "Rossi Maria", "0.00", "Fondi esauriti")],
        "not_admitted": [place("C26-3", "Terza s.r.l.", "0.00", "DURC non regolare", "C26-B4")],
    }
    Publication.objects.create(
        call=edition.call, act=act, kind="lists", content=content, sha256="0" * 64, by=act.prepared_by
    )


def test_the_lists_name_who_is_financed_and_number_the_others() -> None:
    edition = a_call()
    three_lists(edition)
    page = Client().get("/bandi/c26/atti/").text
    for words in ("Ammesse e finanziate", "per esaurimento dei fondi", "Non ammesse", "C26-2", "C26-3"):
        assert words in page
    assert "Forno s.r.l." in page
    assert 'href="/bandi/c26/#c-C26-B4"' in page
    assert "Rossi" not in page
    assert "Terza" not in page


def test_the_csv_is_whole_and_no_cell_is_a_formula() -> None:
    edition = a_call()
    three_lists(edition)
    answer = Client().get("/bandi/c26/concessioni.csv")
    head, row = csv.reader(io.StringIO(answer.text))
    found = dict(zip(head, row, strict=True))
    assert found["beneficiario"] == "'=cmd()|Forno s.r.l."
    assert (found["importo_euro"], found["codice_fiscale"]) == ("5500.00", "00000000001")
    assert (found["data_atto"], found["stato"]) == (f"{THIS_YEAR}-01-15", "concesso")


def test_the_json_says_the_same() -> None:
    edition = a_call()
    three_lists(edition)
    body = Client().get("/bandi/c26/atti.json").json()
    assert [one["importo_euro"] for one in body["awards"]] == ["5500.00"]
    assert sorted(body["lists"]) == ["financed", "not_admitted", "waiting"]
    assert body["lists"]["waiting"][0]["beneficiary"] == ""


def test_what_is_not_adopted_or_older_than_five_years_does_not_stand_there() -> None:
    edition = a_call()
    an_act(edition, THIS_YEAR - 6)
    an_act(edition, THIS_YEAR - 5)
    draft = a_person(3, "officer")
    Act.objects.create(call=edition.call, kind="ranking", content={}, prepared_by=draft)
    acts = Client().get("/bandi/c26/atti.json").json()["acts"]
    assert [one["dated"] for one in acts] == [f"{THIS_YEAR - 5}-01-15"]


def test_an_edition_comes_byte_for_byte() -> None:
    edition = a_call()
    assert Client().get("/bandi/c26/edizioni/1/").content == bytes(edition.content)
    assert Client().get("/bandi/c26/edizioni/2/").status_code == 404


def test_the_calendar_holds_window_and_fixed_deadlines() -> None:
    edition = a_call()
    answer = Client().get("/bandi/c26/date.ics")
    assert answer["content-type"].startswith("text/calendar")
    events = {
        str(one["uid"]).partition(".")[0]: one for one in Calendar.from_ical(answer.content).walk("VEVENT")
    }
    assert events["closes"].decoded("dtstart").isoformat() == "2026-04-09T23:59:59+02:00"
    assert events["opens"].decoded("dtstart").isoformat() == "2026-02-05T09:00:00+01:00"
    days = [one.decoded("dtstart") for one in events.values()]
    assert date(2026, 6, 30) in days
    assert len(events["closes"].walk("VALARM")) == 1
    officer = a_person(1, "officer")
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    CallAct.objects.create(
        call=edition.call, kind="close", reference="x", reason="x", effective=at, by=officer
    )
    again = Calendar.from_ical(Client().get("/bandi/c26/date.ics").content)
    moved = {str(one["uid"]).partition(".")[0]: one.decoded("dtstart") for one in again.walk("VEVENT")}
    assert moved["closes"].astimezone(UTC).isoformat() == "2026-03-01T11:59:59+00:00"
