"""Does a password let in only together with its device, only at the right pace, and a code only once?"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings
from pyotp import TOTP

from bandolo.desk import clock
from bandolo.desk.attempts import FREE, LONGEST, wait_after
from bandolo.desk.models import Attempt, Entry, Event, Person, RecoveryCode, SecondFactor
from bandolo.desk.outside.sealing import opened
from bandolo.desk.roles import Role
from bandolo.desk.second_factor import new_secret, step_of
from bandolo.desk.web.people.entering import ENTRY
from tests.desk.made import a_person, code

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Passwords are digested quickly here: how well is Django's affair."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


PASSWORD = "a long pass phrase"  # noqa: S105 - of a person of the tests


def with_password(number: int = 1, *roles: Role) -> Person:
    person = a_person(number, *roles)
    person.set_password(PASSWORD)
    person.save()
    return person


def say(client: Client, person: Person, password: str = PASSWORD, **more: str) -> "Answer":
    told = {"fiscal_code": person.fiscal_code.lower(), "password": password, "next": "/lavori/", **more}
    return client.post("/accesso/password/", told)


def bound(client: Client, person: Person) -> tuple[str, list[str]]:
    """Bind a device in the way that people do: its secret, and the recovery codes shown."""
    say(client, person)
    page = client.get("/accesso/codice/nuovo/")
    secret = page.text.split("<code>")[1].split("</code>")[0]
    assert "data:image/svg+xml" in page.text
    assert client.post("/accesso/codice/nuovo/", {"code": "000000"}).status_code == 422
    shown = client.post("/accesso/codice/nuovo/", {"code": TOTP(secret).at(clock.wall())})
    codes = [part.split("</code>")[0] for part in shown.text.split("<code>")[1:]]
    assert len(codes) == 10
    return secret, codes


def next_code(secret: str) -> str:
    """A code that was not used yet, though its time has just come."""
    return TOTP(secret).at(clock.wall() + timedelta(seconds=30))


def test_staff_bind_a_device_the_first_time_and_need_it_ever_after() -> None:
    person = with_password(1, "administrator")
    first = Client()
    secret, _ = bound(first, person)
    assert first.get("/lavori/").status_code == 200
    assert first.session[ENTRY]["level"] == 2
    assert opened(SecondFactor.objects.get().sealed_secret) == secret
    assert secret not in SecondFactor.objects.get().sealed_secret
    again = Client()
    assert say(again, person)["location"] == "/accesso/codice/"
    assert again.get("/lavori/").status_code == 302
    # A bound device cannot be exchanged by whoever knows the password.
    assert again.get("/accesso/codice/nuovo/")["location"] == "/accesso/password/"
    assert again.post("/accesso/codice/", {"code": "123"}).status_code == 422
    assert again.post("/accesso/codice/", {"code": next_code(secret)})["location"] == "/lavori/"
    assert again.get("/lavori/").status_code == 200
    assert [one.what for one in Event.objects.order_by("seq")] == ["set_second_factor"]


def test_a_code_counts_once() -> None:
    person = with_password(1, "administrator")
    secret, _ = bound(Client(), person)
    code = next_code(secret)
    answers = []
    for client in (Client(), Client()):
        say(client, person)
        answers.append(client.post("/accesso/codice/", {"code": code}).status_code)
    assert answers == [302, 422]


def test_a_recovery_code_stands_in_once() -> None:
    person = with_password(1, "administrator")
    _, codes = bound(Client(), person)
    typed = f"{codes[3][:5].lower()}-{codes[3][5:]}"
    answers = []
    for client in (Client(), Client()):
        say(client, person)
        answers.append(client.post("/accesso/codice/", {"code": typed}).status_code)
    assert answers == [302, 422]
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9
    assert not RecoveryCode.objects.filter(code_sha256=codes[0]).exists()
    assert [one.what for one in Event.objects.order_by("seq")] == ["set_second_factor", "use_recovery_code"]


def test_whoever_has_no_role_in_the_body_comes_in_by_the_password_at_the_lowest_level() -> None:
    person = with_password(1)
    client = Client()
    assert say(client, person)["location"] == "/lavori/"
    assert client.session[ENTRY]["level"] == 1
    assert Entry.objects.get().way == "local"
    assert client.get("/lavori/").status_code == 403


def test_the_second_page_is_nobodys_without_the_first() -> None:
    for address in ("/accesso/codice/", "/accesso/codice/nuovo/"):
        assert Client().get(address)["location"] == "/accesso/password/"
        assert Client().post(address, {"code": "000000"})["location"] == "/accesso/password/"


def test_the_two_factors_belong_together_in_time() -> None:
    person = with_password(1, "administrator")
    client = Client()
    say(client, person)
    session = client.session
    session["half"] = {**session["half"], "at": session["half"]["at"] - 601}
    session.save()
    assert client.get("/accesso/codice/nuovo/")["location"] == "/accesso/password/"


def test_attempts_at_a_person_slow_down_and_a_held_one_is_not_looked_at() -> None:
    person, other = with_password(1), with_password(2)
    client = Client()
    for _ in range(FREE["person"]):
        assert "non corretti" in say(client, person, "wrong").text
    held = say(client, person)
    assert (held.status_code, "Troppi tentativi" in held.text) == (422, True)
    # From another address too: it is the person that is held. Others are not.
    assert say(Client(REMOTE_ADDR="192.0.2.7"), person).status_code == 422
    assert say(client, other).status_code == 302
    past = clock.wall() - timedelta(seconds=1)
    Attempt.objects.filter(key=sha256(f"person:{person.fiscal_code}".encode()).hexdigest()).update(
        held_until=past
    )
    assert say(Client(), person).status_code == 302
    found = Attempt.objects.get(key=sha256(f"person:{person.fiscal_code}".encode()).hexdigest())
    assert (found.failures, found.held_until) == (0, None)


def test_a_person_who_is_not_there_is_answered_like_one_who_is() -> None:
    here, away = with_password(1), Person(fiscal_code=code(2))
    answers = [say(Client(), one, "wrong") for one in (here, away)]
    texts = {
        one.text.replace(who.fiscal_code.lower(), "").split("csrf")[0]
        for one, who in zip(answers, (here, away), strict=True)
    }
    assert len(texts) == 1
    for _ in range(FREE["person"]):
        say(Client(), away, "wrong")
    assert "Troppi tentativi" in say(Client(), away).text


def test_one_address_that_tries_many_people_is_held_whatever_proxy_it_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FREE, "address", 3)
    with_password(1)
    client = Client(REMOTE_ADDR="192.0.2.9")
    for number in range(FREE["address"]):
        client.post(
            "/accesso/password/",
            {"fiscal_code": f"X{number}", "password": "y"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )
    assert "Troppi tentativi" in client.post("/accesso/password/", {"fiscal_code": "Z", "password": "y"}).text
    told = {"fiscal_code": "Z", "password": "y"}
    assert "non corretti" in Client(REMOTE_ADDR="192.0.2.10").post("/accesso/password/", told).text
    # Behind a proxy that the body names, the client is whom the proxy saw.
    with override_settings(PROXIES=[ip_network("192.0.2.0/24")]):
        answer = client.post("/accesso/password/", told, headers={"x-forwarded-for": "1.2.3.4, 198.51.100.1"})
        assert "non corretti" in answer.text


def test_the_wait_doubles_up_to_its_longest() -> None:
    waits = [wait_after(failures, 5) // timedelta(seconds=1) for failures in (0, 4, 5, 6, 7, 10, 1000)]
    assert waits == [0, 0, 30, 60, 120, 900, 900]
    assert timedelta(minutes=15) == LONGEST


def test_a_code_of_a_step_away_is_taken_and_of_two_is_not() -> None:
    secret, wall = new_secret(), clock.wall()
    now = TOTP(secret).timecode(wall)
    shown = {off: TOTP(secret).at(wall + timedelta(seconds=30 * off)) for off in (-2, -1, 0, 1, 2)}
    taken = {off: step_of(secret, code, wall, 0) for off, code in shown.items()}
    assert taken == {-2: None, -1: now - 1, 0: now, 1: now + 1, 2: None}
    assert step_of(secret, TOTP(secret).at(wall), wall, now) is None
