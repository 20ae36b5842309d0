"""Does an account of one's own open only what it may, and does the body let its own people in?"""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult
from stdnum.it import codicefiscale

from bandolo.desk import clock
from bandolo.desk.actions.admit import admit
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.claims import Identity
from bandolo.desk.models import Enterprise, Event, Mandate, Person, RecoveryCode, SecondFactor, StaffRole
from bandolo.desk.outside.invitation import Invitation, signed
from bandolo.desk.queries.roles import roles_of
from bandolo.desk.web.access import ACCESS, Access
from tests.desk.applying import edition_of
from tests.desk.made import CALLS, a_call, a_person, an_application, an_enterprise, logged_in

pytestmark = pytest.mark.django_db

BARE = "BNCLRA85T50F205"
BIANCHI = BARE + codicefiscale.calc_check_digit(BARE)
PASSWORD = "parola lunga davvero"  # noqa: S105 - of a person of the tests
TOLD = {"fiscal_code": BIANCHI, "given_name": "Laura", "family_name": "Bianchi", "email": "laura@example.org"}
CHOICE = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def allowed(db: None) -> Iterator[None]:  # noqa: ARG001 - a call is published in it
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    a_call("c24", "c24")
    with override_settings(PASSWORD_HASHERS=quick):
        yield


def written() -> str:
    """The last mail put in line, as it goes out; the address in it."""
    job = DBTaskResult.objects.order_by("-enqueued_at").first()
    assert job is not None
    send_mail.func(*job.args_kwargs["args"])
    text = str(mail.outbox[-1].body)
    found = re.search(r"http://testserver(\S+)", text)
    assert found is not None
    return found[1]


def with_account() -> Client:
    client = Client()
    client.post("/accesso/registrazione/", TOLD)
    client.post(written(), CHOICE)
    client.post("/accesso/password/", {"fiscal_code": BIANCHI, "password": PASSWORD})
    return client


def test_an_account_is_made_by_the_link_that_came_by_mail_once() -> None:
    answer = Client().post("/accesso/registrazione/", TOLD)
    assert "Abbiamo scritto" in answer.text
    assert Person.objects.count() == 0
    link = written()
    assert mail.outbox[-1].to == ["laura@example.org"]
    page = Client().post(link, {"password": "short", "again": "short"})
    assert (page.status_code, "12" in page.text) == (422, True)
    assert Client().post(link, {"password": PASSWORD, "again": "another"}).status_code == 422
    assert Client().post(link, CHOICE)["location"] == "/accesso/password/"
    assert (
        "già servito" in Client().post(link, {"password": "un’altra parola", "again": "un’altra parola"}).text
    )
    client = Client()
    client.post("/accesso/password/", {"fiscal_code": BIANCHI, "password": PASSWORD})
    assert "Laura Bianchi" in client.get("/scrivania/").text
    assert [one.what for one in Event.objects.all()] == ["choose_password"]


def test_a_person_whom_the_desk_knows_gets_no_account_by_mail() -> None:
    known = a_person(1)
    Person.objects.filter(id=known.id).update(fiscal_code=BIANCHI)
    assert "Abbiamo scritto" in Client().post("/accesso/registrazione/", TOLD).text
    assert written() == "/accesso/"
    # Nor by a link that was sent before the desk came to know the person.
    before = signed(Invitation(BIANCHI, "Laura", "Bianchi", "x@example.org", is_staff=False))
    assert Client().post(f"/accesso/nuova-password/{before}/", CHOICE).status_code == 422
    assert Person.objects.get().has_usable_password() is False


def test_a_link_is_of_the_desks_own_making_and_not_old() -> None:
    link = signed(Invitation(BIANCHI, "Laura", "Bianchi", "x@example.org", is_staff=False))
    assert Client().get(f"/accesso/nuova-password/{link}/").status_code == 200
    assert Client().get(f"/accesso/nuova-password/{link[:-1]}x/").status_code == 404
    with override_settings(SECRET_KEY="another key of the desk, long enough"):  # noqa: S106 - as above
        assert Client().get(f"/accesso/nuova-password/{link}/").status_code == 404


def test_where_no_call_allows_it_there_are_no_accounts() -> None:
    file = (CALLS / "c24" / "call.toml").read_bytes()
    edition_of("c24", file.replace(b"own_accounts = true", b"own_accounts = false"))
    assert Client().post("/accesso/registrazione/", TOLD).status_code == 404
    assert "registrazione" not in Client().get("/accesso/password/").text


def test_a_wrong_code_is_said_beside_its_field() -> None:
    page = Client().post("/accesso/registrazione/", {**TOLD, "fiscal_code": "BNCLRA"})
    assert page.status_code == 422
    assert "16 segni" in page.text.split('id="id_fiscal_code_error"')[1]
    assert 'value="laura@example.org"' in page.text


@pytest.mark.parametrize(("file", "is_open"), [("c24", True), ("c26", False)])
def test_an_account_is_enough_for_the_calls_that_allow_it_alone(
    file: str, is_open: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ACCESS["application"]
    monkeypatch.setitem(ACCESS, "application", Access(row.who, "read", "application", level=2))
    client = with_account()
    person = Person.objects.get()
    made = an_application(a_call(file, "another"), an_enterprise(1, person), person)
    answer = client.get(f"/domande/{made.id}/")
    assert answer.headers.get("location", "").startswith("/accesso/?level=2") is not is_open
    other = an_application(a_call("c24", "theirs"), an_enterprise(2, a_person(3)), a_person(4))
    assert client.get(f"/domande/{other.id}/").status_code == 302


def test_a_stronger_proof_ends_an_account_that_anybody_may_have_made() -> None:
    client = with_account()
    assert client.get("/scrivania/").status_code == 200
    owner = a_person(1)
    enterprise = an_enterprise(1, owner)
    names = {"fiscal_code": BIANCHI, "given_name": "Laura", "family_name": "Bianchi"}
    refused = logged_in(owner).post(f"/imprese/{enterprise.id}/deleghe/", names)
    assert (refused.status_code, "solo con credenziali proprie" in refused.text) == (422, True)
    admit(Identity(BIANCHI, False, "Laura", "Bianchi", "", 2), clock.now())
    assert client.get("/scrivania/").status_code == 302
    assert (
        client.post("/accesso/password/", {"fiscal_code": BIANCHI, "password": PASSWORD}).status_code == 422
    )
    assert logged_in(owner).post(f"/imprese/{enterprise.id}/deleghe/", names).status_code == 302
    assert Mandate.objects.get().enterprise == Enterprise.objects.get()
    assert "end_own_account" in [one.what for one in Event.objects.all()]


def add(*more: str) -> str:
    out = StringIO()
    names = [
        f"--code={BIANCHI}",
        "--given=Laura",
        "--family=Bianchi",
        "--email=l@example.org",
        "--role=officer",
    ]
    call_command("add_staff", *names, *more, stdout=out)
    return "/" + out.getvalue().strip().split("/", 3)[3]


def test_the_body_adds_its_people_and_takes_away_what_they_lost() -> None:
    link = add()
    assert Client().post(link, CHOICE).status_code == 302
    assert Client().post(link, {"password": "un’altra parola", "again": "un’altra parola"}).status_code == 422
    person = Person.objects.get()
    assert roles_of(person) == ("officer",)
    client = Client()
    told = {"fiscal_code": BIANCHI, "password": PASSWORD}
    assert client.post("/accesso/password/", told)["location"] == "/accesso/codice/nuovo/"
    SecondFactor.objects.create(person=person, sealed_secret="x")  # noqa: S106 - none
    RecoveryCode.objects.create(person=person, code_sha256="0" * 64)
    again = add("--reset")
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count(), StaffRole.objects.count()) == (
        0,
        0,
        1,
    )
    assert Client().post("/accesso/password/", told).status_code == 422
    assert Client().post(again, CHOICE).status_code == 302
    with pytest.raises(CommandError, match="16 signs"):
        call_command(
            "add_staff", "--code=X", "--given=L", "--family=B", "--email=l@example.org", "--role=officer"
        )
