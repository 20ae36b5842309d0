"""Does a review find, ask, wait, cure, propose and decide as the call and the law say?"""

from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.answer_refusal_notice import answer_refusal_notice, resume_after_notice
from bandolo.desk.actions.answer_supplement import answer_supplement
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.give_file import Place, give_file
from bandolo.desk.actions.lapse_supplement import lapse_supplement, lapse_when_due
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.actions.send_refusal_notice import send_refusal_notice
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Application,
    Arrival,
    Edition,
    Field,
    FieldHistory,
    Finding,
    Review,
    Supplement,
)
from bandolo.desk.outside.registers import LocalRegister
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.dossier import Assessed, assessed_of, dossier_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.events import broken_at, events_of
from bandolo.desk.queries.review_terms import decision_clock
from bandolo.desk.queries.statement import statement_of
from tests.desk.made import a_call, a_pdf, logged_in
from tests.desk.reviewed import NOW, SENT, Office, a_call_with_notice, sent, tables_of

pytestmark = pytest.mark.django_db


def assessed(application: Application, now: datetime = NOW) -> Assessed:
    found, problems = assessed_of(application, statement_of(application), now)
    assert problems == []
    return cast("Assessed", found)


def taken(office: Office, edition: Edition, **facts: object) -> Application:
    application = sent(edition, tables=tables_of(edition.call.slug, **facts))
    take_for_review(application.id, office.officer, NOW)
    application.refresh_from_db()
    return application


def whats(application: Application) -> list[str]:
    return [event.what for event in events_of(application.id)]


def test_the_desk_says_of_the_example_what_the_command_line_says() -> None:
    found = assessed(sent(a_call()))
    assert found.checklist.answer == "admissible"
    assert (found.assessment.outcome.admitted_total, found.grant) == (1_340_000, 550_000)


def test_four_eyes_in_the_action_and_in_the_database() -> None:
    office = Office()
    application = taken(office, a_call())
    assert not isinstance(propose_outcome(application.id, "admissible", "", office.officer, NOW), Refusal)
    same = Actor(office.officer.person, "approver")
    assert isinstance(decide_outcome(application.id, "approve", "", same, NOW), Refusal)
    with pytest.raises(IntegrityError, match="review_four_eyes"), transaction.atomic():
        Review.objects.update(decided_by=office.officer.person, decided_outcome="admissible")
    back = decide_outcome(application.id, "return", "", office.approver, NOW)
    assert isinstance(back, Refusal)
    assert not isinstance(
        decide_outcome(application.id, "return", "guarda il sito", office.approver, NOW), Refusal
    )
    assert not isinstance(propose_outcome(application.id, "admissible", "", office.officer, NOW), Refusal)
    assert not isinstance(decide_outcome(application.id, "approve", "", office.approver, NOW), Refusal)
    application.refresh_from_db()
    assert application.state == "admissible"
    assert whats(application) == [
        *("submit", "take", "propose", "not_allowed", "return", "propose", "approve_admission")
    ]
    assert broken_at(application.id) is None


def test_an_officer_finds_otherwise_than_the_rules_only_with_a_reason() -> None:
    office = Office()
    application = taken(office, a_call())
    assert isinstance(record_finding(application.id, "durc", "failed", " ", office.officer, NOW), Refusal)
    assert isinstance(record_finding(application.id, "none", "passed", "", office.officer, NOW), Refusal)
    assert not isinstance(
        record_finding(application.id, "durc", "failed", "DURC irregolare", office.officer, NOW), Refusal
    )
    against = assessed(application).checklist.against
    assert [(one.rule.id, one.automatic, one.verdict) for one in against] == [("durc", True, False)]
    assert isinstance(propose_outcome(application.id, "admissible", "", office.officer, NOW), Refusal)
    record_finding(application.id, "durc", "passed", "", office.officer, NOW + timedelta(minutes=1))
    assert assessed(application).checklist.answer == "admissible"
    assert Finding.objects.count() == 2


def test_a_cut_needs_a_reason_and_the_rules_count_no_more_than_it() -> None:
    office = Office()
    application = taken(office, a_call())
    before = assessed(application)
    line = before.items[0]
    assert line.claim == 720_000
    more = admit_line(application.id, line.path, 720_001, "di più", office.officer, NOW)
    assert isinstance(more, Refusal)
    assert isinstance(admit_line(application.id, line.path, 500_000, "", office.officer, NOW), Refusal)
    assert isinstance(admit_line(application.id, "cost/none", 1, "perché", office.officer, NOW), Refusal)
    cut = admit_line(application.id, line.path, 500_000, "voce non pertinente", office.officer, NOW)
    assert not isinstance(cut, Refusal)
    after = assessed(application)
    assert after.items[0].counted == 500_000
    # The limits of the call had left 13,400 of 15,500 claimed; of 13,300 they now leave 12,400.
    assert (before.assessment.outcome.admitted_total, after.assessment.outcome.admitted_total) == (
        1_340_000,
        1_240_000,
    )


def test_what_a_register_says_goes_before_what_was_declared() -> None:
    office = Office()
    application = taken(office, a_call())
    LocalRegister("durc").take(
        "fiscal_code;checked_on;protocol;durc_regular\n00000000001;2026-02-20;INPS-7;no\n"
    )
    page = logged_in(office.people["officer"]).get(f"/istruttoria/{application.id}/registri/durc/")
    assert "INPS-7" in page.text
    assert isinstance(
        record_register_check(
            application.id, "durc", date(2026, 3, 9), "x", {"durc_regular": False}, office.officer, NOW
        ),
        Refusal,
    )
    answer = logged_in(office.people["officer"]).post(
        f"/istruttoria/{application.id}/registri/durc/",
        {"checked_on": "2026-02-20", "protocol": "INPS-7", "durc_regular": "no"},
    )
    assert answer.status_code == 302
    assert [one.rule.id for one in assessed(application).checklist.against] == ["durc"]
    [shown] = [one for one in dossier_of(application, NOW, "it").facts if one.fact.id == "durc_regular"]
    assert (shown.declared, shown.found_by) == ("True", "durc")


def test_a_supplement_reopens_only_what_was_asked_and_stops_the_clock() -> None:
    office = Office()
    application = taken(office, a_call(), markets=["DE"])
    asked = ask_supplement(
        application.id, "own-term", 10, "manca il dato", {"fact/markets": "Mercati"}, office.officer, NOW
    )
    assert isinstance(asked, Supplement)
    # Ten days from 2 March 2026, the first not counted: to the end of 12 March in Rome.
    assert asked.term == datetime(2026, 3, 12, 23, tzinfo=UTC)
    Supplement.objects.filter(id=asked.id).update(at=NOW)
    rules = rules_of(application.edition_id)
    suspended = decision_clock(rules, SENT, application.supplements.all(), NOW)
    assert suspended is not None
    assert suspended.is_suspended
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    other = answer_supplement(application.id, {"fact/size": "micro"}, enterprise, NOW)
    assert isinstance(other, Refusal)
    late = answer_supplement(application.id, {"fact/markets": ["US"]}, enterprise, asked.term)
    assert isinstance(late, Refusal)
    answered = answer_supplement(
        application.id, {"fact/markets": ["US", "DE"]}, enterprise, NOW + timedelta(days=3)
    )
    assert isinstance(answered, Supplement)
    assert Field.objects.get(application=application, path="fact/markets").version == 2
    history = FieldHistory.objects.filter(application=application, path="fact/markets").order_by("version")
    assert [one.value for one in history] == [["DE"], ["US", "DE"]]
    running = decision_clock(rules, SENT, application.supplements.all(), NOW + timedelta(days=3))
    plain = decision_clock(rules, SENT, [], NOW)
    assert running is not None
    assert plain is not None
    assert (running.found.day - plain.found.day).days == 3  # type: ignore[union-attr]
    application.refresh_from_db()
    assert application.state == "review"


def test_the_term_of_the_call_counts_working_days() -> None:
    office = Office()
    application = taken(office, a_call("vdi"))
    # VDI-36: seven working days; from Thursday 18 April 2019, over Easter and 25 April, to 2 May (1 May too).
    thursday = datetime(2019, 4, 18, 9, tzinfo=UTC)
    asked = ask_supplement(
        application.id, "supplement", None, "x", {"fact/project_aims": "Obiettivi"}, office.officer, thursday
    )
    assert isinstance(asked, Supplement)
    assert asked.term == datetime(2019, 5, 2, 22, tzinfo=UTC)


def test_a_document_can_be_given_and_the_one_before_is_kept() -> None:
    office = Office()
    application = taken(office, a_call())
    asked = {"document/budget": "Budget"}
    ask_supplement(application.id, "own-term", 5, "illeggibile", asked, office.officer, NOW)
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    file = Upload("b.pdf", b"%PDF-1.4 nuovo", "application/pdf")
    place = Place("supplement", "budget")
    assert isinstance(give_file(application, place, file, enterprise, NOW, NOW), Arrival)
    assert not isinstance(answer_supplement(application.id, {}, enterprise, NOW), Refusal)
    kept = application.attachments.filter(document="budget").order_by("at")
    assert [one.state for one in kept] == ["replaced", "not_verified"]
    assert kept[0].replaced_by_id == kept[1].id
    # What its signatures are worth is found as of any paper.
    assert [one["code"] for one in kept[1].verdicts["findings"]] == ["unreadable"]


def test_a_request_without_an_answer_lapses_by_itself_and_twice_does_no_harm() -> None:
    office = Office()
    application = taken(office, a_call())
    now = clock.now()
    ask_supplement(
        application.id, "own-term", 1, "x", {"fact/markets": "M"}, office.officer, now - timedelta(9)
    )
    assert DBTaskResult.objects.filter(task_path__endswith="lapse_when_due").count() == 1
    early = lapse_supplement(application.id, office.officer, now - timedelta(days=9))
    assert isinstance(early, Refusal)
    lapse_when_due.func(str(application.id))
    lapse_when_due.func(str(application.id))
    application.refresh_from_db()
    assert application.state == "review"
    assert whats(application).count("lapse_supplement") == 1


def test_the_annual_fee_is_cured_in_the_days_that_the_request_names() -> None:
    office = Office()
    application = taken(office, a_call(), annual_fee_paid=False)
    refused = propose_outcome(application.id, "refused", "", office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert "integrazione" in refused.words.it
    asked = {"fact/annual_fee_paid": "Diritto annuale"}
    without = ask_supplement(application.id, "fee-cure", None, "diritto 2025", asked, office.officer, NOW)
    assert isinstance(without, Refusal)
    cure = ask_supplement(application.id, "fee-cure", 15, "diritto 2025", asked, office.officer, NOW)
    assert isinstance(cure, Supplement)
    assert cure.term == datetime(2026, 3, 17, 23, tzinfo=UTC)
    lapse_supplement(application.id, office.officer, cure.term)
    assert not isinstance(
        propose_outcome(application.id, "refused", "non regolarizzato", office.officer, cure.term), Refusal
    )


def test_where_the_call_declares_it_a_notice_comes_before_a_refusal() -> None:
    office = Office()
    application = taken(office, a_call_with_notice(), durc_regular=False)
    first = propose_outcome(application.id, "refused", "", office.officer, NOW)
    assert isinstance(first, Refusal)
    assert "10-bis" in first.words.it
    notice = send_refusal_notice(application.id, "DURC irregolare", office.officer, NOW)
    assert not isinstance(notice, Refusal)
    assert notice.term == datetime(2026, 3, 12, 23, tzinfo=UTC)
    assert isinstance(resume_after_notice(application.id, office.officer, NOW), Refusal)
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    assert isinstance(answer_refusal_notice(application.id, "x", enterprise, notice.term), Refusal)
    assert not isinstance(answer_refusal_notice(application.id, "è regolare", enterprise, NOW), Refusal)
    assert not isinstance(propose_outcome(application.id, "refused", "", office.officer, NOW), Refusal)


def test_where_the_call_is_a_competition_no_notice_is_sent() -> None:
    office = Office()
    application = taken(office, a_call(), durc_regular=False)
    assert isinstance(send_refusal_notice(application.id, "x", office.officer, NOW), Refusal)
    assert not isinstance(propose_outcome(application.id, "refused", "", office.officer, NOW), Refusal)


def test_what_is_not_allowed_in_a_state_is_refused_and_recorded() -> None:
    office = Office()
    application = sent(a_call())
    refused = propose_outcome(application.id, "admissible", "", office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert whats(application) == ["submit", "not_allowed"]


def test_the_page_shows_all_and_a_refused_form_keeps_what_was_typed() -> None:
    office = Office()
    application = taken(office, a_call())
    client = logged_in(office.people["officer"])
    address = f"/istruttoria/{application.id}/"
    page = client.get(address)
    assert page.status_code == 200
    assert "13.400,00\xa0€" in page.text or "13.400,00 €" in page.text
    line = {"form": "line-cost/0001", "line": "cost/0001", "admitted": "5.000,x", "reason": "non pertinente"}
    again = client.post(f"{address}fai/voce/", line)
    assert again.status_code == 422
    assert "5.000,x" in again.text
    assert "non pertinente" in again.text
    assert client.post(f"{address}fai/voce/", {**line, "admitted": "5.000,00"}).status_code == 302
    assert client.get(f"{address}allegati/{application.attachments.all()[0].id}/").content.startswith(b"%PDF")


def test_an_enterprise_answers_on_its_page_and_others_find_none() -> None:
    office = Office()
    edition = a_call()
    application = taken(office, edition)
    other = sent(edition, 2)
    now = clock.now()
    asked = {"fact/markets": "Mercati", "document/budget": "Budget"}
    supplement = ask_supplement(application.id, "own-term", 10, "chiarire", asked, office.officer, now)
    assert isinstance(supplement, Supplement)
    address = f"/domande/{application.id}/integrazione/"
    client = logged_in(application.opened_by)
    assert "chiarire" in client.get(address).text
    letter = client.get(f"/domande/{application.id}/lettere/{supplement.id}/")
    assert letter.content.startswith(b"%PDF")
    assert logged_in(other.opened_by).get(address).status_code == 404
    for content, word in ((b"", "vuoto"), (b"%PDF-1.4 nuovo", "danneggiato")):
        file = SimpleUploadedFile("budget.pdf", content)
        refused = client.post(address, {"fact/markets": "US, CA", "document/budget": file})
        assert refused.status_code == 422
        assert word in refused.text
        assert "US, CA" in refused.text
    file = SimpleUploadedFile("budget.pdf", a_pdf())
    answer = client.post(address, {"fact/markets": "US, CA", "document/budget": file})
    assert answer.status_code == 302
    assert Field.objects.get(application=application, path="fact/markets").value == ["US", "CA"]


def test_a_job_that_comes_before_the_term_comes_again() -> None:
    office = Office()
    application = taken(office, a_call())
    now = clock.now()
    ask_supplement(application.id, "own-term", 5, "x", {"fact/markets": "M"}, office.officer, now)
    lapse_when_due.func(str(application.id))
    jobs = DBTaskResult.objects.filter(task_path__endswith="lapse_when_due")
    assert [one.run_after is not None and one.run_after > clock.wall() for one in jobs] == [True, True]
    application.refresh_from_db()
    assert application.state == "supplement"


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_worklist_takes_the_same_few_questions_however_long_it_is(how_many: int) -> None:
    office = Office()
    edition = a_call()
    for number in range(1, how_many + 1):
        take_for_review(sent(edition, number).id, office.officer, NOW)
    rules_of(edition.id)
    client = logged_in(office.people["officer"])
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/istruttoria/")
    assert page.text.count("/istruttoria/") - 1 >= how_many
    # Session, person, instant; applications, submissions, supplements, reviews; calls and their acts;
    # how many are in each state; grounds of revocation to weigh; roles are a union.
    assert len([one for one in asked if one["sql"].startswith("SELECT")]) == 11


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_dossier_takes_the_same_questions_however_much_is_in_it(how_many: int) -> None:
    office = Office()
    tables = tables_of("c26")
    tables["cost"] = [{**tables["cost"][0]} for _ in range(how_many)]
    application = sent(a_call(), tables=tables)
    take_for_review(application.id, office.officer, NOW)
    for number in range(1, how_many + 1):
        admit_line(application.id, f"cost/{number:04}", 100_000, "ridotta", office.officer, NOW)
    with CaptureQueriesContext(connection) as asked:
        dossier_of(application, NOW, "it")
    assert len(asked) == 20
