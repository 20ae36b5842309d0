"""Does a person read what happened, whatever happens?"""

import pytest
from django.db import OperationalError
from django.test import Client

from bandolo.desk.web.public import calls
from tests.desk.made import a_person, logged_in


@pytest.mark.django_db
def test_each_page_says_what_happened_in_both_languages() -> None:
    client = logged_in(a_person(1))
    assert "Pagina non trovata" in client.get("/nessuna/").text
    assert "Page not found" in client.get("/nessuna/", headers={"accept-language": "en"}).text
    refused = client.get("/lavori/")
    assert (refused.status_code, "spetta a un altro ruolo" in refused.text) == (403, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "status", "told"),
    [(OperationalError("away"), 503, "Torniamo subito"), (KeyError("x"), 500, "Qualcosa non ha funzionato")],
)
def test_what_breaks_is_told_without_the_database(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, status: int, told: str
) -> None:
    def breaks(_: object) -> None:
        raise problem

    monkeypatch.setattr(calls, "published_calls", breaks)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, told in answer.text) == (status, True)
    assert answer.headers.get("retry-after") == ("10" if status == 503 else None)


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_kindly() -> None:
    answer = Client(enforce_csrf_checks=True).post("/lingua/", {"language": "en"})
    assert (answer.status_code, "Il modulo è scaduto" in answer.text) == (403, True)


@pytest.mark.django_db
def test_pages_let_no_script_of_others_run() -> None:
    policy = Client().get("/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stated", "status", "told"),
    [
        ({"CONTENT_LENGTH": str(64 * 1024 * 1024 + 1)}, 413, "al massimo 64 MB"),
        ({"CONTENT_LENGTH": "9" * 5000}, 413, "al massimo 64 MB"),
        ({"CONTENT_LENGTH": "-1"}, 413, "al massimo 64 MB"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411, "Content-Length"),
    ],
)
def test_a_body_that_nobody_will_read_is_refused_unread(
    stated: dict[str, str], status: int, told: str
) -> None:
    answer = Client().generic("POST", "/lingua/", b"language=en", **stated)  # type: ignore[arg-type]
    assert (answer.status_code, told in answer.text) == (status, True)


@pytest.mark.django_db
def test_a_session_that_no_database_can_look_up_is_nobodys() -> None:
    client = Client()
    client.cookies["bandolo_session"] = "abc\0defghijk"
    assert client.get("/").status_code == 200
    assert client.get("/scrivania/")["location"].startswith("/accesso/")
