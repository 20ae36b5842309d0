"""Can people ask about their data, and is what they ask answered in time, done or refused with the law?"""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.answer_data_request import answer_data_request
from bandolo.desk.actions.ask_data_request import ask_data_request
from bandolo.desk.actions.empty_dossier import destroy_unneeded, files_of
from bandolo.desk.actions.lift_restriction import lift_restriction
from bandolo.desk.actions.put_off_data_request import put_off_data_request
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, DataRequest, Event, EventDetail, Field, Person, SecondFactor
from bandolo.desk.outside.files import keep, kept
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.held import held_file, held_on
from bandolo.rules.rule import Words
from tests.desk.made import a_call, a_mandate, a_pdf, a_person, an_application, an_enterprise, logged_in
from tests.desk.reviewed import NOW, Office, sent

pytestmark = pytest.mark.django_db


def asked(
    person: Person, kind: str, application: Application | None = None, words: str = "perché", **changes: str
) -> DataRequest:
    made = ask_data_request(kind, application, words, changes, Actor(person, "applicant"), clock.now())
    assert isinstance(made, DataRequest), made
    return made


def answered(request: DataRequest, office: Office, outcome: str = "granted", answer: str = "") -> DataRequest:
    done = answer_data_request(request.id, outcome, answer, office.officer, clock.now())
    assert isinstance(done, DataRequest), done
    return done


def a_draft(person: Person) -> Application:
    application = an_application(a_call(), an_enterprise(1, person), person)
    Field.objects.create(
        application=application,
        path="fact/note",
        value="Bianchi",
        version=1,
        by=person,
        changed_at=clock.now(),
    )
    return application


def test_a_request_has_a_month_and_stands_in_the_chain_of_the_person() -> None:
    person = a_person(1)
    made = asked(person, "access")
    assert 28 <= (made.term - made.at.date()).days <= 31
    [event] = Event.objects.filter(dossier=person.id)
    assert (event.what, event.clauses[0]) == ("ask_data_request", "Reg. (UE) 2016/679, art. 15")
    again = ask_data_request("access", None, "", {}, Actor(person, "applicant"), clock.now())
    assert isinstance(again, Words)
    assert "già chiesto" in again.it


@pytest.mark.parametrize(
    ("kind", "words", "changes"),
    [
        ("other", "x", {}),
        ("rectification", " ", {}),
        ("objection", "", {}),
        ("rectification", "", {"email": "nessuna"}),
    ],
)
def test_what_says_too_little_is_not_asked(kind: str, words: str, changes: dict[str, str]) -> None:
    outcome = ask_data_request(kind, None, words, changes, Actor(a_person(1), "applicant"), clock.now())
    assert isinstance(outcome, Words)
    assert not DataRequest.objects.exists()


def test_access_gives_all_that_is_held_on_a_person_and_neither_secrets_nor_the_data_of_others() -> None:
    office, person, other = Office(), a_person(3), a_person(4)
    mandate = a_mandate(person, an_enterprise(1, other), other)
    mandate.evidence_sha256 = keep(a_pdf())
    mandate.save()
    SecondFactor.objects.create(person=person, sealed_secret="segreto")  # noqa: S106 - a made-up one
    theirs = an_application(a_call(), mandate.enterprise, other)
    rows = {"fiscal_code": person.fiscal_code, "pay": "1200.00"}
    for name, value in rows.items():
        path = f"record/worker/w1/{name}"
        Field.objects.create(
            application=theirs, path=path, value=value, version=1, by=person, changed_at=clock.now()
        )
    Field.objects.create(
        application=theirs, path="fact/a", value="altrui", version=1, by=other, changed_at=clock.now()
    )
    done = answered(asked(person, "access"), office)
    page = reverse("own_data_file", args=[done.id])
    taken = logged_in(person, "applicant").get(page)
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        found = json.loads(archive.read("dati.json"))
        assert archive.read(f"documenti/{mandate.evidence_sha256}") == a_pdf()
        text = b"".join(archive.read(name) for name in ("dati.json", "index.html"))
    assert found["person"]["fiscal_code"] == person.fiscal_code
    assert [one["id"] for one in found["rows"]["mandate"]] == [str(mandate.id)]
    assert {"table": "field", "as": "by"}.items() <= found["did"][0].items()
    [named] = found["named"]
    assert named["answers"] == {f"record/worker/w1/{name}": value for name, value in rows.items()}
    assert [one["what"] for one in found["events"]] == ["ask_data_request", "answer_data_request"]
    for hidden in (b"segreto", b"altrui", b"password", other.fiscal_code.encode()):
        assert hidden not in text
    assert logged_in(other, "applicant").get(page).status_code == 404


def test_what_stands_in_it_is_escaped() -> None:
    person = a_person(1)
    person.family_name = "<script>"
    person.save()
    with zipfile.ZipFile(BytesIO(held_file(person, clock.now()))) as archive:
        assert b"<script>" not in archive.read("index.html")
    assert held_on(person)["person"]["family_name"] == "<script>"


def test_rectification_writes_the_persons_own_data_once_it_is_granted() -> None:
    office, person = Office(), a_person(3)
    made = asked(person, "rectification", words="", family_name="Bianchi", email="b@example.org")
    answered(made, office)
    person.refresh_from_db()
    assert (person.family_name, person.email) == ("Bianchi", "b@example.org")


def test_what_was_never_sent_is_erased_at_once_and_its_chain_holds() -> None:
    office, person = Office(), a_person(3)
    application = a_draft(person)
    made = asked(person, "erasure", application)
    files = files_of(application)
    answered(made, office)
    destroy_unneeded(files)
    application.refresh_from_db()
    assert application.state == "disposed"
    assert not Field.objects.filter(application=application).exists()
    assert broken_at(application.id) is None
    last = Event.objects.filter(dossier=application.id).latest("seq")
    assert (last.what, last.clauses) == ("erase", ["Reg. (UE) 2016/679, art. 17"])
    assert not EventDetail.objects.filter(event__dossier=application.id).exclude(event=last).exists()


def test_what_was_sent_is_kept_by_law_and_the_refusal_says_law_and_day() -> None:
    office = Office()
    application = sent(a_call("c24"))
    person = application.opened_by
    made = asked(person, "erasure", application)
    open_yet = answer_data_request(made.id, "granted", "", office.officer, clock.now())
    assert isinstance(open_yet, Words)
    assert "non è concluso" in open_yet.it
    Application.objects.filter(id=application.id).update(state="lapsed", state_since=NOW)
    done = answered(made, office, "refused")
    assert done.clauses[1:] == ["Reg. (UE) 2016/679, art. 17, par. 3, lett. b", "c.c., art. 2220"]
    assert "2 marzo 2036" in done.answer
    assert "Garante" in done.answer
    # The whole of the person's data is held by the same dossier.
    whole = answer_data_request(asked(person, "erasure").id, "granted", "", office.officer, clock.now())
    assert isinstance(whole, Words)
    assert "2 marzo 2036" in whole.it
    assert Field.objects.filter(application=application).exists()


def test_a_person_whom_nothing_holds_is_taken_away_and_comes_in_no_more() -> None:
    office, person = Office(), a_person(3)
    an_enterprise(1, person)
    first = answered(asked(person, "access"), office)
    answered(asked(person, "erasure"), office)
    code = person.fiscal_code
    person.refresh_from_db()
    assert (person.given_name, person.email, person.is_active) == ("—", "", False)
    assert code not in json.dumps(held_on(person))
    assert broken_at(person.id) is None
    destroy_unneeded([first.paper_sha256])
    with pytest.raises(FileNotFoundError):
        kept(first.paper_sha256)
    staff = answer_data_request(
        asked(office.people["approver"], "erasure").id, "granted", "", office.officer, clock.now()
    )
    assert isinstance(staff, Words)


def test_a_restriction_stops_the_officers_work_until_it_is_lifted_and_the_person_told() -> None:
    office = Office()
    application = sent(a_call("c24"))
    person = application.opened_by
    person.email = "p@example.org"
    person.save()
    made = answered(asked(person, "restriction", application), office)
    refused = take_for_review(application.id, office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert "art. 18" in refused.words.it
    assert isinstance(lift_restriction(made.id, " ", office.officer, clock.now()), Words)
    lifted = lift_restriction(made.id, "Verificato: i dati sono esatti.", office.officer, clock.now())
    assert isinstance(lifted, DataRequest)
    assert not isinstance(take_for_review(application.id, office.officer, NOW), Refusal)
    assert isinstance(lift_restriction(made.id, "ancora", office.officer, clock.now()), Words)
    told = DBTaskResult.objects.filter(task_path__endswith="send_mail")
    assert [one.args_kwargs["args"][0] for one in told] == ["p@example.org"] * 2


def test_it_is_put_off_once_with_its_reason_within_the_month() -> None:
    office, person = Office(), a_person(3)
    made = asked(person, "objection")
    first = made.term
    assert isinstance(put_off_data_request(made.id, "", office.officer, clock.now()), Words)
    late = clock.now() + timedelta(days=40)
    assert isinstance(put_off_data_request(made.id, "Molti archivi.", office.officer, late), Words)
    done = put_off_data_request(made.id, "Molti archivi.", office.officer, clock.now())
    assert isinstance(done, DataRequest)
    assert 59 <= (done.term - first).days <= 62
    assert isinstance(put_off_data_request(made.id, "Ancora.", office.officer, clock.now()), Words)


def test_nobody_answers_their_own_nor_twice_nor_refuses_without_a_reason() -> None:
    office, person = Office(), a_person(3)
    own = asked(office.people["officer"], "access")
    assert isinstance(answer_data_request(own.id, "granted", "", office.officer, clock.now()), Words)
    with pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
        DataRequest.objects.filter(id=own.id).update(
            outcome="granted", answered_by=office.people["officer"], answered_at=clock.now()
        )
    # Who acts for the enterprise would hold the office's work on it.
    application = sent(a_call("c24"))
    shared = asked(application.opened_by, "restriction", application)
    a_mandate(office.people["officer"], application.enterprise, application.opened_by)
    refused = answer_data_request(shared.id, "granted", "", office.officer, clock.now())
    assert isinstance(refused, Words)
    assert "art. 6-bis" in refused.it
    made = asked(person, "objection")
    for outcome, actor in (("refused", office.officer), ("granted", office.approver), ("", office.officer)):
        assert isinstance(answer_data_request(made.id, outcome, "", actor, clock.now()), Words)
    answered(made, office, "refused", "Il trattamento è un obbligo di legge.")
    assert isinstance(answer_data_request(made.id, "granted", "", office.officer, clock.now()), Words)


def test_the_pages_ask_and_answer_and_lose_nothing_that_was_typed() -> None:
    office, person = Office(), a_person(3)
    application = a_draft(person)
    client, officer = logged_in(person, "applicant"), logged_in(office.people["officer"], "officer")
    own, office_page = reverse("own_data"), reverse("data_requests")
    assert client.get(own).status_code == 200
    refused = client.post(own, {"words": "scritto da me"})
    assert (refused.status_code, "scritto da me" in refused.text) == (422, True)
    body = {"kind": "erasure", "application": str(application.id), "words": "non serve più"}
    assert client.post(own, body).status_code == 302
    made = DataRequest.objects.get()
    assert made.application == application
    shown = officer.get(office_page)
    assert "non serve più" in shown.text
    step = reverse("data_request_step", args=[made.id, "risposta"])
    assert officer.post(step, {"words": ""}).status_code == 422
    assert officer.post(step, {"outcome": "granted"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "disposed"
    assert "Accolta" in client.get(own).text
    # Another's application is not taken for one's own.
    other = a_person(9)
    logged_in(other, "applicant").post(own, {**body, "kind": "restriction"})
    assert DataRequest.objects.get(person=other).application is None


def test_the_page_of_a_dossier_shows_what_was_asked_on_it() -> None:
    office = Office()
    application = sent(a_call("c24"))
    answered(asked(application.opened_by, "restriction", application, "Il dato è contestato."), office)
    shown = logged_in(office.people["officer"], "officer").get(reverse("dossier", args=[application.id]))
    assert "Il dato è contestato." in shown.text
    assert "istruttoria è ferma" in shown.text
