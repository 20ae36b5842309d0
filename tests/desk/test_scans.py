"""Is a file shown as unscanned where nobody scanned it, and one with a virus kept from everybody?"""

import socketserver
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bandolo.desk import clock
from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.hand_papers import hand_papers
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.scan_again import scan_again
from bandolo.desk.models import Application, Attachment, Event, HandedPaper, Person, ScannedFile
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.scans import is_quarantined
from tests.desk.applying import an_open_call
from tests.desk.awarded import as_enterprise
from tests.desk.made import a_pdf, a_person, an_application, an_enterprise, logged_in
from tests.desk.test_handed import ENDED, INVOICE, ready
from tests.papers.clamd import VIRUS, Clamd, serving

PAPER = "campaign-screenshots"
INFECTED = a_pdf() + VIRUS


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
def scanner(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.CLAMAV = str(tmp_path / "clamd")
    with serving(socketserver.ThreadingUnixStreamServer(settings.CLAMAV, Clamd)):
        yield


def sent(client: Client, draft: Application, content: bytes) -> int:
    page = reverse("application_documents", args=[draft.id])
    given = {"document": PAPER, "file": SimpleUploadedFile("a.pdf", content)}
    return client.post(page, given).status_code


def attached(draft: Application, content: bytes) -> Attachment:
    actor = Actor(draft.opened_by, "applicant", draft.enterprise)
    made = attach(draft, PAPER, Upload("a.pdf", content, "application/pdf"), None, actor, clock.now())
    assert isinstance(made, Attachment)
    return made


def test_without_a_scanner_every_file_says_that_it_was_not_scanned(
    client: Client, draft: Application
) -> None:
    assert sent(client, draft, a_pdf()) == 302
    page = client.get(reverse("application_documents", args=[draft.id])).text
    assert "non controllato con antivirus" in page
    assert ScannedFile.objects.get().state == "not_scanned"
    scan_again.func()
    assert ScannedFile.objects.get().state == "not_scanned"


@pytest.mark.usefixtures("scanner")
def test_a_scanner_is_asked_at_the_door(client: Client, draft: Application) -> None:
    assert sent(client, draft, a_pdf()) == 302
    page = reverse("application_documents", args=[draft.id])
    assert "antivirus: nulla trovato" in client.get(page).text
    answer = client.post(page, {"document": PAPER, "file": SimpleUploadedFile("b.pdf", INFECTED)})
    assert answer.status_code == 422
    assert "ha trovato Prova-Firma-1" in answer.text
    assert [one.state for one in ScannedFile.objects.all()] == ["clean"]


def test_a_virus_that_is_found_later_puts_the_file_in_quarantine(
    client: Client, draft: Application, request: pytest.FixtureRequest
) -> None:
    one, other = attached(draft, INFECTED), attached(draft, a_pdf())
    address = reverse("application_file", args=[draft.id, one.id])
    assert client.get(address).status_code == 200
    request.getfixturevalue("scanner")
    scan_again.func()
    for each in (one, other):
        each.refresh_from_db()
    assert (one.state, other.state) == ("refused", "not_verified")
    refused = client.get(address)
    assert (refused.status_code, VIRUS in refused.content) == (403, False)
    assert "quarantena" in refused.text
    event = Event.objects.get(dossier=draft.id, what="quarantine")
    assert event.detail.data["sha256"] == sha256(INFECTED).hexdigest()
    # It does not come back under another name, with or without the scanner.
    assert sent(client, draft, INFECTED) == 422
    scan_again.func()
    assert Event.objects.filter(what="quarantine").count() == 1


def test_what_was_found_infected_once_is_refused_while_the_scanner_is_away(
    client: Client, draft: Application
) -> None:
    attached(draft, INFECTED)
    ScannedFile.objects.update(state="infected")
    page = reverse("application_documents", args=[draft.id])
    answer = client.post(page, {"document": PAPER, "file": SimpleUploadedFile("b.pdf", INFECTED)})
    assert answer.status_code == 422
    assert "già trovato un virus" in answer.text
    assert is_quarantined(sha256(INFECTED).hexdigest())


@pytest.mark.django_db
def test_a_dropped_invoice_with_a_virus_counts_no_more(request: pytest.FixtureRequest) -> None:
    application = ready()
    file = Upload("fattura.xml", INVOICE + b"<!-- " + VIRUS + b" -->", "application/xml")
    hand_papers(application, [file], as_enterprise(application), ENDED)
    assert application.invoice_uses.filter(removed_at=None).count() == 1
    request.getfixturevalue("scanner")
    scan_again.func()
    assert not HandedPaper.objects.filter(removed_at=None).exists()
    assert not application.invoice_uses.filter(removed_at=None).exists()
