"""Does a person come in by a real identity provider, as whom and as surely as it says, and out again?"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from bandolo.desk import clock
from bandolo.desk.models import Entry, Person
from bandolo.desk.outside.identity import BACK_CHANNEL, FAULTS, client, ended, providers
from bandolo.desk.web.access import ACCESS, Access
from bandolo.desk.web.people.entering import ENTRY
from tests.desk.made import a_person
from tests.desk.people.conftest import ROSSI, TWIN
from tests.desk.people.walk import Door, LogoutDesk, Walk, asked

SIGNED_WITH = "id_token_signing_alg_values_supported"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door")]


def test_the_desk_asks_with_a_challenge_a_state_a_nonce_and_a_level() -> None:
    first, second = (asked(Walk().leave_for()) for _ in range(2))
    assert first["code_challenge_method"] == "S256"
    assert first["acr_values"].split()[0] == "https://www.spid.gov.it/SpidL2"
    assert "https://www.spid.gov.it/SpidL1" not in first["acr_values"]
    assert (len(first["state"]), len(first["code_challenge"])) == (43, 43)
    assert {first[one] == second[one] for one in ("state", "nonce", "code_challenge")} == {False}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("spid", ROSSI),
        ("bare", ROSSI),
        ("listed", ROSSI),
        ("twin", TWIN),
        ("own-name", ROSSI),
        ("german", "TINDE-12345678901"),
        ("eidas", "AT/IT/ABC+123/=="),
    ],
)
def test_a_person_is_who_the_claims_name_in_whatever_form(who: str, code: str) -> None:
    walk = Walk()
    answer = walk.come_in(who, next="/scrivania/?a=1")
    assert (answer.status_code, answer["location"]) == (302, "/scrivania/?a=1")
    page = walk.desk.get("/scrivania/")
    assert "Mario Rossi" in page.text
    person = Person.objects.get()
    assert (person.fiscal_code, person.is_foreign) == (code, who in {"german", "eidas"})
    entry = Entry.objects.get()
    assert (entry.person, entry.way, entry.level, entry.subject) == (person, "demo", 2, who)
    assert entry.sid != ""


def test_two_forms_of_one_code_are_one_person() -> None:
    for who in ("spid", "bare"):
        Walk().come_in(who)
    assert Person.objects.get().fiscal_code == ROSSI


@pytest.mark.parametrize("who", ["wrong", "nobody"])
def test_whoever_has_no_valid_code_does_not_come_in(who: str) -> None:
    walk = Walk()
    answer = walk.come_in(who)
    assert answer.status_code == 403
    assert "codice fiscale valido" in answer.text
    assert walk.desk.get("/scrivania/").status_code == 302
    assert Person.objects.count() == 0


def test_an_answer_counts_once_and_only_where_it_was_asked_for() -> None:
    walk = Walk()
    back = walk.choose(walk.leave_for(), "spid", 2)
    other = Client().get(back)
    assert (other.status_code, "non è stato chiesto da questa finestra" in other.text) == (403, True)
    assert walk.desk.get(back).status_code == 302
    again = walk.desk.get(back)
    assert (again.status_code, "già stato usato" in again.text) == (403, True)
    assert Entry.objects.count() == 1
    # Whoever was in still is.
    assert walk.desk.get("/scrivania/").status_code == 200


def test_an_answer_under_another_state_or_another_code_is_refused() -> None:
    walk = Walk()
    back = walk.choose(walk.leave_for(), "spid", 2)
    first, second = asked(walk.leave_for())["state"], asked(back)["state"]
    assert first != second
    # The code of one question with the state of another: its challenge does not fit (RFC 7636, 4.6).
    crossed = walk.desk.get(back.replace(second, first))
    assert crossed.status_code == 403
    assert (
        walk.desk.get("/accesso/via/demo/ritorno/", {"state": second, "code": "made-up"}).status_code == 403
    )
    assert Entry.objects.count() == 0


def test_a_token_with_another_nonce_is_refused() -> None:
    walk = Walk()
    back = walk.choose(walk.leave_for(), "spid", 2)
    session = walk.desk.session
    key = next(one for one in list(session.keys()) if one.startswith("_state_demo_"))
    kept = session[key]
    session[key] = {**kept, "data": {**kept["data"], "nonce": "another"}}
    session.save()
    assert walk.desk.get(back).status_code == 403
    assert Entry.objects.count() == 0


def test_whoever_declines_is_told_and_can_try_again() -> None:
    walk = Walk()
    answer = walk.come_in("not-there", next="/scrivania/")
    assert answer.status_code == 403
    assert "/accesso/via/demo/?level=1&amp;next=/scrivania/" in answer.text


def test_a_step_asks_for_its_level_and_checks_what_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCESS, "role", Access(ACCESS["role"].who, "write", level=2))
    walk = Walk()
    walk.come_in("spid", level=1)
    here = "/scrivania/"
    sent = walk.desk.post("/ruolo/", {"role": "applicant"}, headers={"referer": here})
    assert (sent.status_code, sent["location"]) == (302, "/accesso/?level=2&next=%2Fscrivania%2F")
    assert "accesso di livello 2" in walk.desk.get(sent["location"]).text
    way = walk.leave_for(level="2", next=here)
    assert asked(way)["prompt"] == "login"
    refused = walk.desk.get(walk.choose(way, "spid", 1))
    assert (refused.status_code, "livello 2; siete entrati con il livello 1" in refused.text) == (403, True)
    # The first session goes on, as little sure as it was.
    assert walk.desk.session[ENTRY]["level"] == 1
    raised = walk.desk.get(walk.choose(walk.leave_for(level="2", next=here), "spid", 2))
    assert raised["location"] == here
    assert walk.desk.post("/ruolo/", {"role": "applicant"}).status_code == 302
    assert walk.desk.session[ENTRY]["level"] == 2


def test_the_work_of_the_body_asks_for_two_factors() -> None:
    staff = a_person(1, "officer")
    Person.objects.filter(id=staff.id).update(fiscal_code=ROSSI)
    walk = Walk()
    walk.come_in("spid", level=1)
    assert "impresa" in walk.desk.get("/scrivania/").text
    walk.come_in("spid", level=2)
    assert "funzionario istruttore" in walk.desk.get("/scrivania/").text


def test_the_session_is_a_new_one_and_keeps_nothing_of_another_person() -> None:
    walk = Walk()
    walk.come_in("spid")
    first = walk.desk.session
    first["enterprise"] = str(uuid4())
    first.save()
    walk.come_in("twin")
    assert walk.desk.session.session_key != first.session_key
    assert "enterprise" not in walk.desk.session
    assert not Session.objects.filter(session_key=first.session_key).exists()


def test_a_way_out_of_the_desk_is_not_followed() -> None:
    answer = Walk().come_in("spid", next="https://elsewhere.example/")
    assert answer["location"] == "/scrivania/"


def test_who_logs_out_here_logs_out_there(door: Door) -> None:
    walk = Walk()
    walk.come_in("spid")
    key = walk.desk.session.session_key
    sent = walk.desk.post("/uscita/")
    assert sent["location"].startswith(f"{door.issuer}/session/end?")
    assert asked(sent["location"])["post_logout_redirect_uri"] == "http://testserver/"
    assert not Session.objects.filter(session_key=key).exists()
    assert Entry.objects.get().ended_at is not None
    assert walk.desk.get("/scrivania/").status_code == 302


def test_who_logs_out_there_is_out_here(door: Door, logout_desk: LogoutDesk) -> None:
    walk, other = Walk(), Walk()
    walk.come_in("spid")
    other.come_in("spid")
    hint = walk.desk.session[ENTRY]["hint"]
    page = walk.browser.get(f"{door.issuer}/session/end", params={"id_token_hint": hint}, timeout=20)
    secret = page.text.split('name="xsrf" value="')[1].split('"')[0]
    done = walk.browser.post(
        f"{door.issuer}/session/end/confirm",
        {"xsrf": secret, "logout": "yes"},
        timeout=20,
        allow_redirects=False,
    )
    assert done.status_code == 303, done.text
    token = logout_desk.said.get(timeout=20)
    # The provider itself says so, from outside every session and form of the desk.
    strict = Client(enforce_csrf_checks=True)
    altered = token[:-8] + ("A" * 8)
    assert strict.post("/accesso/via/demo/fine/", {"logout_token": altered}).status_code == 400
    assert strict.post("/accesso/via/demo/fine/", {"logout_token": hint}).status_code == 400
    assert walk.desk.get("/scrivania/").status_code == 200
    assert strict.post("/accesso/via/demo/fine/", {"logout_token": token}).status_code == 200
    assert walk.desk.get("/scrivania/").status_code == 302
    assert other.desk.get("/scrivania/").status_code == 200


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_proves_nothing_is_refused_whatever_the_provider_says(algorithm: str) -> None:
    one = providers()["demo"]
    Walk().come_in("spid")
    metadata = client(one).load_server_metadata()
    metadata[SIGNED_WITH] = ["none", "HS256", "RS256"]
    now = clock.wall_seconds()
    claims = {
        "iss": metadata["issuer"],
        "aud": one.client_id,
        "sub": "spid",
        "nonce": "n",
        "iat": now,
        "exp": now + 60,
        "jti": "j",
    }
    logout = {**claims, "events": {BACK_CHANNEL: {}}}
    del logout["nonce"]
    with pytest.raises(FAULTS):
        ended(one, unproven(algorithm, logout, one.client_secret))
    with pytest.raises(FAULTS):
        client(one).parse_id_token({"id_token": unproven(algorithm, claims, one.client_secret)}, nonce="n")


def unproven(algorithm: str, claims: Mapping[str, object], secret: str) -> str:
    """A token with no signature, or one made with the secret that the desk has too."""

    def part(content: bytes) -> str:
        return urlsafe_b64encode(content).rstrip(b"=").decode()

    signed = (
        part(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()) + "." + part(json.dumps(claims).encode())
    )
    proof = b"" if algorithm == "none" else hmac.digest(secret.encode(), signed.encode(), "sha256")
    return f"{signed}.{part(proof)}"


def test_a_session_ends_when_it_is_left_alone_or_too_old() -> None:
    walk = Walk()
    walk.come_in("spid")
    for key, seconds in (("seen", settings.SESSION_IDLE), ("since", settings.SESSION_COOKIE_AGE)):
        session = walk.desk.session
        entry = session[ENTRY]
        session[ENTRY] = {**entry, key: entry[key] - seconds + 30}
        session.save()
        assert walk.desk.get("/scrivania/").status_code == 200
        session = walk.desk.session
        session[ENTRY] = {**entry, key: entry[key] - seconds - 1}
        session.save()
        assert walk.desk.get("/scrivania/")["location"].startswith("/accesso/?next=")
        walk.come_in("spid")


def test_a_provider_that_the_body_does_not_use_is_not_found() -> None:
    assert Client().get("/accesso/via/other/").status_code == 404
    assert Client().post("/accesso/via/other/fine/").status_code == 404


def test_a_provider_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    one = providers()["demo"]
    client(one).server_metadata.clear()
    monkeypatch.setattr(client(one), "_server_metadata_url", "http://127.0.0.1:9/none")
    answer = Client().get("/accesso/via/demo/", {"next": "/scrivania/"})
    assert (answer.status_code, "non ha risposto" in answer.text) == (403, True)
