"""Does what was filled in become a PDF, signed, sealed, sent once, with its receipt?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.draw_up import draw_up
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.seal import seal
from bandolo.desk.actions.submit_application import submit_application
from bandolo.desk.management.staging.filling import attach_all, fill_in, sign
from bandolo.desk.models import Application, Attachment, Event, Person, Seal, Submission
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.hindrances import hindrances_of
from bandolo.desk.queries.told import told
from bandolo.papers.test_authority import YEAR, Authority, authority
from bandolo.papers.test_authority import Person as Certified
from bandolo.papers.test_authority_list import list_of
from bandolo.papers.test_authority_signs import sign_cades, sign_pades
from bandolo.papers.trust_list import verified
from bandolo.papers.trust_store import keep_list
from bandolo.rules.load import parse
from tests.desk.applying import an_open_call, call_text, edition_of
from tests.desk.made import CALLS, a_call, a_person, an_application, an_enterprise, logged_in

NOW = clock.wall()


@cache
def maker() -> Authority:
    return authority(NOW)


def example(name: str) -> dict[str, object]:
    return parse((CALLS / name / "example.toml").read_bytes(), "example.toml")


@pytest.fixture
def person(db: None) -> Person:  # noqa: ARG001 - the transaction that is taken back
    return a_person(1)


@pytest.fixture
def draft(person: Person) -> Application:
    return an_application(an_open_call(), an_enterprise(1, person), person)


@pytest.fixture
def actor(person: Person, draft: Application) -> Actor:
    return Actor(person, "applicant", draft.enterprise)


@pytest.fixture
def complete(draft: Application, actor: Actor) -> Application:
    now = clock.now()
    fill_in(draft, example("c26"), actor, now)
    attach_all(draft, example("c26"), actor, now)
    return draft


@pytest.fixture
def client(person: Person, draft: Application) -> Client:
    del draft
    return logged_in(person, "applicant")


def here(name: str, application: Application, *more: str) -> str:
    return reverse(f"application_{name}", args=[application.id, *more])


def signed_by(person: Person, content: bytes, form: str = "cades") -> SimpleUploadedFile:
    certified = Certified(person.given_name, person.family_name, person.fiscal_code)
    holder = maker().signer(certified, NOW - YEAR, NOW + YEAR)
    if form == "pades":
        return SimpleUploadedFile("domanda.pdf", sign_pades(content, holder, maker(), "Firma"))
    return SimpleUploadedFile("domanda.pdf.p7m", sign_cades(content, [holder], maker(), NOW))


def drawn_up(client: Client, application: Application) -> bytes:
    assert client.post(here("act", application, "draw_up")).status_code == 302
    return client.get(here("pdf", application)).content


def test_an_empty_application_is_told_all_that_is_missing(client: Client, draft: Application) -> None:
    page = client.get(here("check", draft)).text
    assert page.count("Manca la risposta:") > 20
    assert page.count("Manca il documento:") == 1
    assert "/parti/enterprise/#fact-size" in page
    answer = client.post(here("act", draft, "draw_up"))
    assert answer.status_code == 422
    assert "non è completa" in answer.text
    assert not Seal.objects.exists()


@pytest.mark.parametrize("form", ["cades", "pades"])
def test_from_draft_to_receipt(client: Client, complete: Application, person: Person, form: str) -> None:
    assert "Nulla da correggere" in client.get(here("check", complete)).text
    pdf = drawn_up(client, complete)
    assert pdf.startswith(b"%PDF-")
    answer = client.post(here("signed", complete), {"file": signed_by(person, pdf, form)})
    assert answer.status_code == 302, answer.text
    # No trusted list is there: the signature is never shown as verified.
    assert "firma non verificata" in client.get(here("check", complete)).text
    client.post(here("act", complete, "seal"))
    assert "chiusa e pronta: non inviata" in client.get(here("check", complete)).text
    assert client.post(here("submit", complete)).status_code == 302
    sent = Submission.objects.get()
    assert sent.number == 1
    page = client.get(here("check", complete)).text
    assert sent.instant.isoformat() in page
    receipt = client.get(here("receipt", complete))
    assert receipt.content.startswith(b"%PDF-")
    assert client.get(here("receipt", complete)).content == receipt.content
    # Sent twice, as by the back button: one place.
    client.post(here("submit", complete))
    assert Submission.objects.count() == 1
    assert broken_at(complete.id) is None
    whats = Event.objects.filter(dossier=complete.id).order_by("seq").values_list("what", flat=True)
    assert [one for one in whats if one not in ("edit", "attach")] == ["draw_up", "sign", "seal", "submit"]


def test_a_signature_is_verified_by_the_trusted_list(
    client: Client, complete: Application, person: Person, tmp_path: Path
) -> None:
    xml = list_of(maker(), NOW - timedelta(days=3), NOW - 2 * YEAR)
    keep_list(tmp_path, verified(xml, [maker().operator.der], NOW), xml)
    pdf = drawn_up(client, complete)
    with override_settings(TRUST=str(tmp_path)):
        client.post(here("signed", complete), {"file": signed_by(person, pdf)})
    found = Attachment.objects.get(document="signed-application", state__in=("verified", "not_verified"))
    signature = found.verdicts["answer"]["signatures"][0]
    assert (signature["intact"], signature["trusted"]) == (True, True)
    assert found.verdicts["verdict"] in ("valid", "unverified")


def test_what_does_not_fit_is_told_at_once(client: Client, complete: Application, person: Person) -> None:
    pdf = drawn_up(client, complete)
    page = here("signed", complete)
    stranger = client.post(page, {"file": signed_by(a_person(7), pdf)})
    assert stranger.status_code == 422
    assert "Manca una firma di chi poteva firmare" in stranger.text
    other = client.post(page, {"file": signed_by(person, pdf.replace(b"%PDF-1.7", b"%PDF-1.6"))})
    assert other.status_code == 422
    assert "non è quello generato" in other.text
    unsigned = client.post(page, {"file": SimpleUploadedFile("domanda.pdf", pdf)})
    assert unsigned.status_code == 422
    assert "alcuna firma digitale" in unsigned.text
    assert client.post(page, {}).status_code == 422
    assert Seal.objects.get(revoked_at=None).signed_sha256 == ""
    assert Event.objects.filter(dossier=complete.id, what="signed_refused").count() == 3
    refused = client.post(here("act", complete, "seal"))
    assert "Manca la domanda firmata" in refused.text


def test_what_changed_after_the_pdf_is_to_be_drawn_up_again(
    client: Client, complete: Application, person: Person
) -> None:
    pdf = drawn_up(client, complete)
    client.post(here("signed", complete), {"file": signed_by(person, pdf)})
    step = reverse("application_step", args=[complete.id, "project"])
    fields = {"edition": complete.edition_id, "v:fact/website": "1", "fact/website": "https://new.example"}
    client.post(step, fields)
    assert "cambiata dopo il PDF" in client.get(here("check", complete)).text
    refused = client.post(here("act", complete, "seal"))
    assert refused.status_code == 422
    assert "è cambiata dopo" in refused.text
    assert drawn_up(client, complete) != pdf
    assert not Attachment.objects.filter(document="signed-application", state="not_verified").exists()


def test_a_sealed_application_can_be_opened_again(
    client: Client, complete: Application, actor: Actor
) -> None:
    sign(complete, maker(), actor, clock.now())
    seal(complete, actor, clock.now())
    client.post(here("act", complete, "unseal"))
    complete.refresh_from_db()
    assert complete.state == "draft"
    assert open_seal(complete) is None


@pytest.mark.parametrize(("opens", "closes", "said"), [(5, 9, "restano pronte"), (-9, -5, "non riceve")])
def test_outside_the_window_nothing_is_received_and_the_refusal_is_recorded(
    person: Person, opens: int, closes: int, said: str
) -> None:
    now = clock.now()
    content = call_text("c26", now + timedelta(days=opens), now + timedelta(days=closes))
    application = an_application(edition_of("other", content), an_enterprise(4, person), person)
    actor = Actor(person, "applicant", application.enterprise)
    fill_in(application, example("c26"), actor, now)
    attach_all(application, example("c26"), actor, now)
    sign(application, maker(), actor, now)
    seal(application, actor, now)
    answer = logged_in(person, "applicant").post(here("submit", application))
    assert answer.status_code == 422
    assert said.replace("restano pronte", "resta pronta") in answer.text
    application.refresh_from_db()
    assert application.state == "sealed"
    assert Event.objects.filter(dossier=application.id, what="submit_refused").count() == 1


def test_sending_asks_for_level_two(complete: Application, person: Person) -> None:
    answer = logged_in(person, "applicant", level=1).post(here("submit", complete))
    assert answer.status_code == 302
    assert "level=2" in answer["location"]


def test_who_begins_twice_from_one_page_has_one_draft(client: Client, complete: Application) -> None:
    begin = reverse("application_begin", args=["c26"])
    id = client.get(begin).text.split('name="id" value="')[1].split('"')[0]
    sent = {"enterprise": complete.enterprise_id, "id": id}
    first, second = (client.post(begin, sent) for _ in range(2))
    assert first["location"] == second["location"]
    assert [str(one.id) for one in Application.objects.exclude(id=complete.id)] == [id]
    # An id that another application has opens nothing.
    person = a_person(77)
    other = an_enterprise(77, person)
    answer = logged_in(person, "applicant").post(begin, {"enterprise": other.id, "id": complete.id})
    assert (answer.status_code, Application.objects.count()) == (422, 2)


def test_a_later_application_never_destroys_an_earlier_one(
    client: Client, complete: Application, actor: Actor
) -> None:
    sign(complete, maker(), actor, clock.now())
    seal(complete, actor, clock.now())
    submit_application(complete, actor)
    begin = reverse("application_begin", args=["c26"])
    assert "la domanda n. 1" in client.get(begin).text
    client.post(begin, {"enterprise": complete.enterprise_id, "earlier": complete.id})
    second = Application.objects.exclude(id=complete.id).get()
    page = client.get(here("check", second)).text
    assert "Si ricevono tutte" in page
    assert "Conta la prima arrivata tra quelle ammissibili" in page
    attach_all(second, example("c26"), actor, clock.now())
    sign(second, maker(), actor, clock.now())
    seal(second, actor, clock.now())
    submit_application(second, actor)
    assert [*Submission.objects.order_by("number").values_list("application", "number")] == [
        (complete.id, 1),
        (second.id, 2),
    ]
    complete.refresh_from_db()
    assert complete.state == "submitted"
    refused = client.post(here("act", complete, "withdraw"))
    assert refused.status_code == 422
    client.post(here("act", complete, "withdraw"), {"sure": "yes"})
    complete.refresh_from_db()
    assert complete.state == "withdrawn"
    assert client.get(here("receipt", complete)).status_code == 200


@pytest.mark.parametrize("name", ["c24", "c26", "t50", "vdi", "vnm"])
def test_every_call_is_filled_in_from_its_example_and_lacks_nothing(name: str, person: Person) -> None:
    edition = a_call(name)
    application = an_application(edition, an_enterprise(6, person), person)
    window = rules_of(edition.id).window
    assert window is not None
    actor, then = Actor(person, "applicant", application.enterprise), window.opens + timedelta(days=1)
    fill_in(application, example(name), actor, then)
    attach_all(application, example(name), actor, then)
    found = told(application, then)
    against = hindrances_of(application, found, assessed(application, found, then))
    assert (against.unread, against.missing, against.papers, against.unable) == ({}, (), (), None)
    drawn = draw_up(application, actor, then)
    assert isinstance(drawn, Seal)


def test_those_who_send_at_once_get_one_number_each_without_a_gap(committed: str) -> None:
    del committed
    edition = an_open_call()
    ready = []
    for number in range(4):
        person = a_person(number)
        application = an_application(edition, an_enterprise(number + 1, person), person, "sealed")
        Seal.objects.create(application=application, digest="0" * 64, content={}, by=person)
        ready.append((application, Actor(person, "applicant", application.enterprise)))

    def send(one: tuple[Application, Actor]) -> object:
        try:
            return submit_application(*one)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(send, ready * 2))
    assert all(isinstance(one, Submission) for one in done)
    sent = Submission.objects.order_by("number")
    assert [one.number for one in sent] == [1, 2, 3, 4]
    instants = [one.instant for one in sent]
    assert instants == sorted(instants)
