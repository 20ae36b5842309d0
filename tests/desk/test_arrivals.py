"""Does a large file arrive piece by piece, go on where its line broke, and is it looked at by the worker?"""

import tracemalloc
from base64 import b64encode
from datetime import date, timedelta
from io import RawIOBase
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from bandolo.desk import clock
from bandolo.desk.actions.arrive import MOST_ARRIVING, add_pieces, begin_arrival
from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.give_file import Place
from bandolo.desk.actions.look_at_arrival import ABANDONED, FORGOTTEN, drop_abandoned, look_at_arrival
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Arrival, Attachment, Person, Representation
from bandolo.desk.outside.uploads import AT_ONCE, LARGEST, MEBIBYTE, Upload
from tests.desk.applying import an_open_call
from tests.desk.made import a_large_pdf, a_pdf, a_person, an_application, an_enterprise, logged_in

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"
PAPER = "campaign-screenshots"


@pytest.fixture
def person(db: None) -> Person:  # noqa: ARG001 - the transaction that is taken back
    return a_person(1)


@pytest.fixture
def draft(person: Person) -> Application:
    return an_application(an_open_call(), an_enterprise(1, person), person)


@pytest.fixture
def client(person: Person, draft: Application) -> Client:
    del draft
    return logged_in(person, "applicant")


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def metadata(**told: str) -> str:
    return ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in told.items())


def begun(client: Client, application: Application, length: int, **told: str) -> str:
    """The address of a file that was begun."""
    told = {"kind": "document", "document": PAPER, "name": "schermate.pdf", **told}
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata(**told)}
    answer = client.post(reverse("arrivals", args=[application.id]), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer["Location"]


def more(client: Client, address: str, offset: int, piece: bytes) -> tuple[int, str]:
    headers = {**TUS, "Upload-Offset": str(offset)}
    answer = client.patch(address, piece, content_type=OCTETS, headers=headers)
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def looked_at(address: str) -> Arrival:
    """The file once the worker has done what it was told to."""
    arrival = Arrival.objects.get(id=address.rstrip("/").rpartition("/")[2])
    told = DBTaskResult.objects.filter(task_path__endswith="look_at_arrival")
    assert [one.args_kwargs["args"] for one in told] == [[str(arrival.id)]]
    look_at_arrival.func(str(arrival.id))
    arrival.refresh_from_db()
    return arrival


def test_a_file_goes_on_where_its_line_broke_and_comes_to_its_place(
    client: Client, draft: Application, files: Path
) -> None:
    content = a_large_pdf(3_000_000)
    address = begun(client, draft, len(content), mark="schermate|3000000")
    assert more(client, address, 0, content[:1_500_000]) == (204, "1500000")
    # The page says how far it is and how to go on; whoever asks is told the next byte.
    page = client.get(reverse("application_documents", args=[draft.id])).text
    assert "Scegliere di nuovo lo stesso file per continuare" in page
    assert 'data-mark="schermate|3000000"' in page
    asked = client.head(address, headers=TUS)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("1500000", str(len(content)))
    # Sent twice, it counts once; what is not the next byte does not count.
    assert more(client, address, 0, content[:1_500_000])[0] == 409
    assert more(client, address, 1_500_001, content[1_500_001:])[0] == 409
    assert not Attachment.objects.exists()
    assert more(client, address, 1_500_000, content[1_500_000:]) == (204, str(len(content)))
    assert client.get(address).json()["state"] == "waiting"
    assert looked_at(address).state == "taken"
    one = Attachment.objects.get()
    assert (one.name, one.size, one.state) == ("schermate.pdf", len(content), "not_verified")
    download = client.get(reverse("application_file", args=[draft.id, one.id]))
    assert download.getvalue() == content
    # What stood in pieces is gone, and a second look changes nothing.
    assert not (files / "arriving").exists() or not any((files / "arriving").iterdir())
    look_at_arrival.func(address.rstrip("/").rpartition("/")[2])
    assert Attachment.objects.count() == 1


def test_a_file_of_somebody_who_no_longer_acts_comes_to_no_place(
    client: Client, draft: Application, files: Path
) -> None:
    content = a_large_pdf(100_000)
    address = begun(client, draft, len(content))
    assert more(client, address, 0, content)[0] == 204
    Representation.objects.update(until=date(2020, 1, 1))
    # The worker looks only now.
    arrival = looked_at(address)
    assert (arrival.state, Attachment.objects.exists()) == ("refused", False)
    assert not any((files / "arriving").iterdir())


def test_without_javascript_a_large_file_is_sent_as_any_other_and_looked_at_later(
    client: Client, draft: Application
) -> None:
    page = reverse("application_documents", args=[draft.id])
    file = SimpleUploadedFile("grande.pdf", a_large_pdf(AT_ONCE + 1))
    assert client.post(page, {"document": PAPER, "file": file}).status_code == 302
    assert not Attachment.objects.exists()
    assert "arrivato, in controllo" in client.get(page).text
    arrival = Arrival.objects.get()
    assert (arrival.received, arrival.state) == (arrival.size, "waiting")
    look_at_arrival.func(str(arrival.id))
    one = Attachment.objects.get()
    assert one.size > AT_ONCE
    assert b"".join(client.get(reverse("application_file", args=[draft.id, one.id]))) == a_large_pdf(
        AT_ONCE + 1
    )


def test_what_is_wrong_with_a_large_file_is_told_on_its_page_and_can_be_put_away(
    client: Client, draft: Application
) -> None:
    content = b"MZ\x90\0" + bytes(100)
    address = begun(client, draft, len(content))
    more(client, address, 0, content)
    assert looked_at(address).state == "refused"
    assert "è un programma" in client.get(address).json()["it"]
    page = client.get(reverse("application_documents", args=[draft.id])).text
    assert "è un programma" in page
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("length", "told", "status", "said"),
    [
        (LARGEST + 1, {}, 413, "il massimo è 50 MB"),
        (0, {}, 413, "Il file è vuoto"),
        (10, {"kind": "nowhere"}, 400, ""),
        (10, {"kind": "report"}, 413, ""),
    ],
)
def test_what_cannot_fit_is_refused_before_it_is_sent(
    client: Client, draft: Application, length: int, told: dict[str, str], status: int, said: str
) -> None:
    told = {"kind": "document", "document": PAPER, "name": "a.pdf", **told}
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata(**told)}
    answer = client.post(reverse("arrivals", args=[draft.id]), headers=headers)
    assert answer.status_code == status
    assert said in answer.text
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({**TUS, "Upload-Length": "x", "Upload-Metadata": metadata(kind="document")}, 400),
        ({**TUS, "Upload-Length": "9" * 40, "Upload-Metadata": metadata(kind="document")}, 400),
        ({**TUS, "Upload-Length": "9", "Upload-Metadata": "kind ???"}, 400),
        ({**TUS, "Upload-Length": "9"}, 400),
    ],
)
def test_what_is_no_tus_is_refused(
    client: Client, draft: Application, headers: dict[str, str], status: int
) -> None:
    assert client.post(reverse("arrivals", args=[draft.id]), headers=headers).status_code == status
    address = begun(client, draft, 9)
    assert client.patch(address, b"1", content_type=OCTETS).status_code == 412
    assert client.patch(address, b"1", content_type="text/plain", headers=TUS).status_code == 415
    assert more(client, address, 0, bytes(10))[0] == 413
    assert client.patch(address, b"1", content_type=OCTETS, headers=TUS).status_code == 400
    assert client.put(address, b"1").status_code == 405
    assert client.get(reverse("arrivals", args=[draft.id]))["Tus-Extension"] == "creation,termination"
    assert client.delete(address).status_code == 204
    assert not Arrival.objects.exists()


def test_nobody_else_sees_or_goes_on_with_a_file(client: Client, draft: Application) -> None:
    address = begun(client, draft, 9)
    stranger = logged_in(a_person(2), "applicant")
    assert stranger.get(address).status_code == 404
    assert more(stranger, address, 0, b"1")[0] == 404
    other = an_application(draft.edition, an_enterprise(3, a_person(3)), a_person(4))
    there = address.replace(str(draft.id), str(other.id))
    assert client.get(there).status_code == 404


def test_a_large_signed_application_is_checked_as_a_small_one(client: Client, draft: Application) -> None:
    # Nothing was drawn up: the very refusal that a small file gets at once.
    content = a_large_pdf(10)
    address = begun(client, draft, len(content), kind="signed", document="")
    more(client, address, 0, content)
    assert "Prima va generato il PDF" in looked_at(address).found["it"]
    assert "Prima va generato il PDF" in client.get(reverse("application_check", args=[draft.id])).text


def test_what_was_given_up_is_cleaned_up_and_what_waits_is_not(
    client: Client, draft: Application, files: Path
) -> None:
    now = clock.now()
    halfway, whole = begun(client, draft, 10), begun(client, draft, 4)
    more(client, halfway, 0, b"12345")
    more(client, whole, 0, b"%PDF")
    assert drop_abandoned(now + ABANDONED - timedelta(minutes=1)) == 0
    assert drop_abandoned(now + ABANDONED + timedelta(minutes=1)) == 1
    left = Arrival.objects.get()
    assert left.state == "waiting"
    assert [one.name for one in (files / "arriving").iterdir()] == [str(left.id)]
    look_at_arrival.func(str(left.id))
    drop_abandoned(now + FORGOTTEN + timedelta(minutes=1))
    assert not Arrival.objects.exists()


@pytest.mark.usefixtures("files")
def test_a_piece_at_rest_says_nothing_where_files_are_sealed(
    client: Client, draft: Application, files: Path, settings: Settings
) -> None:
    settings.FILES_KEYS = ["11" * 32]
    address = begun(client, draft, len(a_pdf()))
    more(client, address, 0, a_pdf())
    [piece] = [one for one in files.rglob("*") if one.is_file()]
    assert b"%PDF" not in piece.read_bytes()
    assert looked_at(address).state == "taken"


def test_a_file_whose_pieces_are_gone_is_asked_again(client: Client, draft: Application, files: Path) -> None:
    address = begun(client, draft, 9)
    more(client, address, 0, b"12345")
    more(client, address, 5, b"6789")
    for piece in files.rglob("*000005"):
        piece.unlink()
    assert "non è arrivato intero" in looked_at(address).found["it"]


def test_a_line_that_breaks_within_a_request_costs_one_piece(draft: Application, person: Person) -> None:
    actor, now = Actor(person, "applicant", draft.enterprise), clock.now()
    arrival = begin_arrival(draft, Place("document", PAPER), "a.pdf", "", 30, actor, now)
    assert isinstance(arrival, Arrival)
    assert add_pieces(arrival.id, 0, [bytes(10), bytes(10)], now) == 20
    arrival.refresh_from_db()
    assert (arrival.received, arrival.state) == (20, "arriving")
    assert add_pieces(arrival.id, 20, [bytes(11)], now) is None


def test_only_so_many_come_at_once(draft: Application, person: Person) -> None:
    actor, now = Actor(person, "applicant", draft.enterprise), clock.now()
    for _ in range(MOST_ARRIVING):
        assert isinstance(begin_arrival(draft, Place("document", PAPER), "a", "", 9, actor, now), Arrival)
    assert isinstance(begin_arrival(draft, Place("document", PAPER), "a", "", 9, actor, now), Refusal)


class Zeros(RawIOBase):
    """A body of so many bytes, none of which is there before it is read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = self.left if size < 0 else min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_process_that_serves_pages_holds_a_piece_and_not_the_file(
    client: Client, draft: Application, files: Path
) -> None:
    size = 30 * MEBIBYTE
    address = begun(client, draft, size)
    body: dict[str, Any] = {
        "wsgi.input": Zeros(size),
        "CONTENT_LENGTH": str(size),
        "CONTENT_TYPE": OCTETS,
        "HTTP_UPLOAD_OFFSET": "0",
    }
    tracemalloc.start()
    answer = client.generic("PATCH", address, headers=TUS, **body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer["Upload-Offset"] == str(size)
    assert sum(one.stat().st_size for one in files.rglob("*") if one.is_file()) == size
    assert peak < 5 * MEBIBYTE


def test_an_edition_sealed_meanwhile_takes_no_file(client: Client, draft: Application) -> None:
    address = begun(client, draft, len(a_pdf()))
    more(client, address, 0, a_pdf())
    Application.objects.filter(id=draft.id).update(state="sealed")
    assert looked_at(address).state == "refused"
    assert not Attachment.objects.exists()


def test_the_same_file_small_and_large_stands_once(
    client: Client, draft: Application, person: Person
) -> None:
    actor, now = Actor(person, "applicant", draft.enterprise), clock.now()
    attach(draft, PAPER, Upload("a.pdf", a_pdf(), "application/pdf"), None, actor, now)
    address = begun(client, draft, len(a_pdf()))
    more(client, address, 0, a_pdf())
    assert looked_at(address).state == "taken"
    assert Attachment.objects.count() == 1
