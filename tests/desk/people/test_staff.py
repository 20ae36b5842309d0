"""Can an administrator give roles and end them, for the right days, and nobody else?"""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from stdnum.it import codicefiscale

from bandolo.desk import clock
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.models import Event, Person, StaffRole
from bandolo.desk.queries.roles import roles_of
from bandolo.rules.days import day_in_rome, end_of_day
from tests.desk.made import a_person, logged_in

pytestmark = pytest.mark.django_db
BARE = "VRDGPP85T50F205"
VERDI = BARE + codicefiscale.calc_check_digit(BARE)
TOLD = {
    "fiscal_code": VERDI,
    "given_name": "Giuseppe",
    "family_name": "Verdi",
    "email": "verdi@example.org",
    "role": "officer",
}


@pytest.fixture
def administrator() -> Person:
    return a_person(1, "administrator")


@pytest.fixture
def client(administrator: Person) -> Client:
    return logged_in(administrator)


def test_a_person_gets_a_role_and_a_mail_and_loses_the_role(client: Client, administrator: Person) -> None:
    assert client.post("/persone/nuovo-ruolo/", TOLD)["location"] == "/persone/"
    made = Person.objects.get(fiscal_code=VERDI)
    [held] = made.staff_roles.all()
    assert (roles_of(made), held.given_by, held.until) == (("officer",), administrator, None)
    [job] = DBTaskResult.objects.all()
    send_mail.func(*job.args_kwargs["args"])
    assert mail.outbox[-1].to == ["verdi@example.org"]
    link = "/" + str(mail.outbox[-1].body).split("://testserver/")[1].split()[0]
    assert "Giuseppe Verdi" in Client().get(link).text
    assert "Giuseppe Verdi" in client.get("/persone/").text
    assert client.post(f"/persone/ruoli/{held.id}/fine/").status_code == 302
    assert roles_of(made) == ("applicant",)
    assert (
        "Il ruolo è già finito"
        in client.post(f"/persone/ruoli/{held.id}/fine/", follow=True).content.decode()
    )
    assert [one.what for one in Event.objects.filter(dossier=made.id).order_by("seq")] == [
        "add_staff",
        "end_role",
    ]


def test_a_role_is_held_from_the_first_day_to_the_last_one_included(client: Client) -> None:
    today = day_in_rome(clock.now())
    days = {
        "since": (today + timedelta(days=2)).isoformat(),
        "until": (today + timedelta(days=4)).isoformat(),
    }
    assert client.post("/persone/nuovo-ruolo/", {**TOLD, **days}).status_code == 302
    made = Person.objects.get(fiscal_code=VERDI)
    [held] = made.staff_roles.all()
    assert (held.since, held.until) == (
        end_of_day(today + timedelta(days=1)),
        end_of_day(today + timedelta(days=4)),
    )
    assert roles_of(made) == ("applicant",)
    twice = client.post("/persone/nuovo-ruolo/", {**TOLD, "since": days["until"]})
    assert (twice.status_code, "ha già questo ruolo" in twice.text) == (422, True)
    after = (today + timedelta(days=5)).isoformat()
    assert client.post("/persone/nuovo-ruolo/", {**TOLD, "since": after}).status_code == 302
    # What has not begun yet ends as it begins.
    client.post(f"/persone/ruoli/{held.id}/fine/")
    held.refresh_from_db()
    assert held.until == held.since


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"fiscal_code": "VRDGPP"}, "16 segni"),
        ({"role": "king"}, "king"),
        (
            {"since": date(2030, 1, 2).isoformat(), "until": date(2030, 1, 1).isoformat()},
            "prima del primo giorno",
        ),
        ({"given_name": "x" * 101}, "100"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    client: Client, changed: dict[str, str], told: str
) -> None:
    page = client.post("/persone/nuovo-ruolo/", {**TOLD, **changed})
    assert (page.status_code, told in page.text, "verdi@example.org" in page.text) == (422, True, True)
    assert StaffRole.objects.count() == 1


def test_nobody_gives_themselves_a_role_and_one_administrator_stays(
    client: Client, administrator: Person
) -> None:
    own = BARE[:6] + "86T50F205"
    code = own + codicefiscale.calc_check_digit(own)
    Person.objects.filter(id=administrator.id).update(fiscal_code=code)
    mine = client.post("/persone/nuovo-ruolo/", {**TOLD, "fiscal_code": code})
    assert (mine.status_code, "Nessuno dà un ruolo a sé stesso" in mine.text) == (422, True)
    [held] = administrator.staff_roles.all()
    end = f"/persone/ruoli/{held.id}/fine/"
    assert "ultimo amministratore" in client.post(end, follow=True).content.decode()
    a_person(2, "administrator")
    client.post(end)
    assert roles_of(administrator) == ("applicant",)
    assert client.get("/persone/").status_code == 403


def test_an_auditor_reads_and_writes_nothing() -> None:
    auditor = logged_in(a_person(3, "auditor"))
    page = auditor.get("/persone/")
    assert (page.status_code, "Dai un ruolo" in page.text) == (200, False)
    assert auditor.post("/persone/nuovo-ruolo/", TOLD).status_code == 403


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_takes_the_same_few_questions_however_many_there_are(client: Client, how_many: int) -> None:
    for number in range(how_many):
        a_person(10 + number, "officer")
    client.get("/persone/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/persone/").text.count("<tr>") == how_many + 2
    assert len(asked) == 9
