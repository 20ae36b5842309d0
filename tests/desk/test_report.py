"""Is a report of expenses made in its steps, judged as the call says, and sent once and in time?"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from bandolo.desk.actions.change_records import remove_record
from bandolo.desk.actions.pass_report_step import pass_report_step
from bandolo.desk.actions.save_fields import Typed
from bandolo.desk.actions.save_report import save_report
from bandolo.desk.actions.send_report import send_report
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.reporting import drawn_up, report_all, signed, type_facts, type_record
from bandolo.desk.models import Application, Event, Field, Report
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.later import later_of
from bandolo.desk.queries.report_findings import found_of_facts, is_iban, is_same_name, items_of
from bandolo.desk.queries.report_now import lacks_of, report_now
from bandolo.server.postgres import Server
from tests.desk.awarded import as_enterprise, awarded, awarded_elsewhere
from tests.desk.made import a_person, logged_in
from tests.desk.reporting import shift_clock
from tests.desk.reviewed import NOW, Office, tables_of

ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)
# L12-33 with the first day counted: 60 days from 15 November 2013 end with 13 January 2014.
LAST = datetime(2014, 1, 13, 22, 59, 50, tzinfo=UTC)
AFTER = datetime(2014, 1, 13, 23, 0, 1, tzinfo=UTC)
STEPS = ("end-date", "bank-details", "technical-report", "cost-items", "invoices-and-payslips")


def page_of(application: Application, id: str) -> str:
    return f"/domande/{application.id}/progetto/rendiconto/fasi/{id}/"


def complete(application: Application) -> list[str]:
    at = report_now(application, ENDED)
    return [one.page.id for one in at.pages if one.is_complete]


@pytest.mark.django_db
def test_the_steps_open_in_order_and_lead_to_the_request() -> None:
    application = awarded_elsewhere(Office())
    at = report_now(application, ENDED)
    assert [one.is_open for one in at.pages] == [True, False, False, False, False, False]
    refused = type_facts(application, {"bank_name": "Banca"}, ENDED)
    assert isinstance(refused, Refusal)
    report_all(application, tables_of("l12"), ENDED)
    assert complete(application) == [*STEPS]
    at = report_now(application, ENDED)
    assert [one for one in lacks_of(at) if one.blocks] == []
    assert drawn_up(application, ENDED).pdf_sha256
    client = logged_in(application.opened_by, "applicant")
    for page in at.pages:
        assert client.get(page_of(application, page.page.id)).status_code == 200


@pytest.mark.django_db
def test_the_end_date_is_fixed_once_it_is_entered() -> None:
    application = awarded_elsewhere(Office())
    type_facts(application, {"project_ended_on": "2013-11-15", "documents_ready": True}, ENDED)
    assert pass_report_step(application, "end-date", as_enterprise(application), ENDED) == {
        "end_date_entered_on": "2013-11-20"
    }
    changed = Typed("fact/project_ended_on", 1, ("16/11/2013",))
    saved = save_report(
        application, [changed], str(application.edition_id), as_enterprise(application), ENDED
    )
    assert isinstance(saved, Refusal)
    assert Field.objects.get(application=application, path="fact/project_ended_on").value == "2013-11-15"
    again = pass_report_step(application, "end-date", as_enterprise(application), ENDED)
    assert isinstance(again, Refusal)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ended", "entered"),
    [("2014-01-03", datetime(2014, 1, 3, 9, tzinfo=UTC)), ("2013-11-25", ENDED)],
    ids=["after-the-last-day", "before-the-project-has-ended"],
)
def test_an_end_date_out_of_the_call_is_refused_with_the_reason_and_kept(
    ended: str, entered: datetime
) -> None:
    application = awarded_elsewhere(Office())
    type_facts(application, {"project_ended_on": ended, "documents_ready": True}, entered)
    refused = pass_report_step(application, "end-date", as_enterprise(application), entered)
    assert isinstance(refused, Refusal)
    assert "2014" in refused.words.en or "2013" in refused.words.en
    assert Event.objects.filter(dossier=application.id, what="pass_step_refused").count() == 1
    assert Field.objects.get(application=application, path="fact/project_ended_on").value == ended


@pytest.mark.django_db
def test_below_seventy_percent_the_fifth_step_stays_shut_and_says_by_how_much() -> None:
    application = awarded_elsewhere(Office())
    tables = tables_of("l12")
    report_all(application, {**tables, "invoice": tables["invoice"][:1], "worker_month": []}, ENDED)
    assert complete(application) == [*STEPS[:-1]]
    answer = logged_in(application.opened_by, "applicant").get(page_of(application, STEPS[-1]))
    # 17,500.00 are 70% of the 25,000.00 approved; 6,400.00 are there.
    assert "Mancano 11.100,00" in answer.text
    answer = logged_in(application.opened_by, "applicant").get(page_of(application, "payment-request-sent"))
    assert "si apre quando le precedenti sono complete" in answer.text
    # With two more invoices of the same kind it opens.
    for number in (1, 2):
        more = {**tables["invoice"][0], "number": f"9{number}", "amount": Decimal("5550.00")}
        type_record(application, "invoice", more, ENDED)
    assert complete(application) == [*STEPS]


@pytest.mark.django_db
def test_technical_report_asks_the_sections_of_its_measure() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    at = report_now(application, ENDED)
    page = at.page_now("technical-report")
    assert page is not None
    asked = {fact.id for fact in at.asked(page.page)}
    assert len(asked) == 8
    assert asked & {"efficiency_gained", "partners_involved"} == set()


def edited(application: Application, tables: Mapping[str, Any], **changes: object) -> list[list[str]]:
    """The clauses found against each invoice where the first says something else."""
    first = {**tables["invoice"][0], **changes}
    report_all(application, {**tables, "invoice": [first, *tables["invoice"][1:]]}, ENDED)
    items = items_of(report_now(application, ENDED), ENDED)
    return [sorted({clause for one in item.found for clause in one.clauses}) for item in items]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "clauses"),
    [
        ({"paid_by": "cash"}, ["L12-19"]),
        ({"dated": "2012-09-28"}, ["L12-15"]),
        ({"reason_cites_invoice": False}, ["L12-19"]),
        ({"aided_elsewhere": True}, ["L12-16"]),
        ({"paid_on": "2014-02-20"}, ["L12-8"]),
        ({}, []),
    ],
    ids=["cash", "of-before", "proof-without-number", "aided", "paid-late", "fine"],
)
def test_bad_invoices_get_a_finding_with_its_clause_and_are_kept(
    changes: dict[str, object], clauses: list[str]
) -> None:
    application = awarded_elsewhere(Office())
    found = edited(application, tables_of("l12"), **changes)
    assert found[0] == clauses
    assert found[1] == []
    assert len(found) == 7


@pytest.mark.django_db
def test_the_same_invoice_twice_counts_once() -> None:
    application = awarded_elsewhere(Office())
    tables = tables_of("l12")
    report_all(application, {**tables, "invoice": [*tables["invoice"], tables["invoice"][0]]}, ENDED)
    items = items_of(report_now(application, ENDED), ENDED)
    twice = items[4]
    assert (twice.claim, twice.counted) == (640_000, 0)
    assert [one.clauses for one in twice.found] == [("L12-16",)]
    later = later_of(application, "reporting", ENDED)
    assert later.assessment is not None
    assert {one.id: one.admitted for one in later.assessment.outcome.lines}["goods"] == 640_000


@pytest.mark.django_db
def test_staff_by_the_month_and_the_hour_with_what_is_wrong_beside_it() -> None:
    application = awarded_elsewhere(Office())
    tables = tables_of("l12")
    months = tables["worker_month"]
    too_many = {**months[0], "month": "2013-06-01", "on_project": 31, "worked": 21}
    report_all(application, {**tables, "worker_month": [*months, months[0], too_many]}, ENDED)
    staff = [one for one in items_of(report_now(application, ENDED), ENDED) if one.kind == "worker_month"]
    # L12-25: 95.23 a day x 10; 100.00 x 12; 3,050.00 / 160 hours is 19.06 x 60.
    assert [one.counted for one in staff] == [95_230, 120_000, 114_360, 0, 0]
    assert [bool(one.found) for one in staff] == [False, False, False, True, True]
    assert [{clause for found in one.found for clause in found.clauses} for one in staff[3:]] == [
        {"L12-24", "L12-25", "L12-27"}
    ] * 2


@pytest.mark.django_db
def test_what_a_refused_cost_takes_from_the_grant_is_told() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    items = items_of(report_now(application, ENDED), ENDED)
    # The advertising of 1,000.00 is half paid.
    assert [(one.number, one.takes) for one in items if one.takes is not None] == [(3, 50_000)]


@pytest.mark.django_db
def test_account_and_holder_are_checked() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    assert found_of_facts(report_now(application, ENDED)) == {}
    for path, text in (("fact/iban", "IT64Y0542811101000000123456"), ("fact/account_holder", "Rossi Mario")):
        typed = [Typed(path, 1, (text,))]
        save_report(application, typed, str(application.edition_id), as_enterprise(application), ENDED)
    found = found_of_facts(report_now(application, ENDED))
    assert {path: [one.clauses for one in listed] for path, listed in found.items()} == {
        "fact/iban": [("L12-31", "L12-34")],
        "fact/account_holder": [("L12-31", "L12-34")],
    }


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("IT60 X054 2811 1010 0000 0123 456", True),
        # A right pair of check digits on a wrong CIN.
        ("IT64Y0542811101000000123456", False),
        ("IT60X054281110100000012345", False),
        ("Banca", False),
    ],
)
def test_an_iban_is_read_whole(text: str, fits: bool) -> None:
    assert is_iban(text) is fits


def test_names_are_one_whatever_their_signs() -> None:
    assert is_same_name("SERRA DIGITALE S.R.L.", "Serra Digitale srl")
    assert not is_same_name("Serra Digitale srl", "Serra srl")


@pytest.mark.django_db
def test_papers_are_listed_by_invoice_and_month_with_what_is_missing() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED, without=("time-sheet", "service-contracts"))
    lacks = lacks_of(report_now(application, ENDED))
    named = [one.paper.id for one in lacks if one.paper]
    assert named == ["service-contracts", "time-sheet", "time-sheet", "time-sheet"]


@pytest.mark.django_db
def test_a_record_that_is_taken_away_takes_its_papers_along() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    given = application.attachments.filter(state__in=ATTACHED)
    record = given.exclude(record="").order_by("record")[0].record
    others = given.exclude(record=record).count()
    kind, _, id = record.partition("/")
    assert remove_record(application, kind, id, as_enterprise(application), ENDED, "edit_report") is None
    assert (given.filter(record=record).count(), given.count()) == (0, others)


@pytest.mark.django_db
def test_what_is_not_of_the_report_cannot_be_typed_there() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    typed = [Typed("fact/measure", 1, ("A",)), Typed("fact/files_bytes", 1, ("1",))]
    assert isinstance(
        save_report(application, typed, str(application.edition_id), as_enterprise(application), ENDED),
        Refusal,
    )
    assert Field.objects.get(application=application, path="fact/measure").value == "C"


@pytest.mark.django_db
@pytest.mark.parametrize("call", ["c26", "vnm"])
def test_a_call_without_steps_has_one_page(call: str) -> None:
    application = awarded(call, Office())
    at = report_now(application, NOW)
    assert [one.page.id for one in at.pages] == ["report"]
    page = logged_in(application.opened_by, "applicant").get(page_of(application, "report"))
    assert page.status_code == 200
    line = at.rules.lines[0].id
    id = type_record(application, "invoice", {"line": line, "number": "1", "amount": "100.00"}, NOW)
    page = logged_in(application.opened_by, "applicant").get(page_of(application, "report"))
    assert f"record-invoice-{id}" in page.text


@pytest.mark.django_db
def test_another_persons_report_is_not_found_and_none_is_before_the_award() -> None:
    application = awarded_elsewhere(Office())
    stranger = logged_in(a_person(55), "applicant")
    assert stranger.get(page_of(application, "end-date")).status_code == 404
    own = logged_in(application.opened_by, "applicant")
    for state in ("review", "disposed"):
        application.state = state
        application.save()
        assert own.get(page_of(application, "end-date")).status_code == 404


def ready(postgres: Server, database: str, moment: datetime) -> Application:
    """A report with its signed request, and the clock at a moment."""
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    assert isinstance(signed(application, drawn_up(application, ENDED), ENDED), Report)
    shift_clock(postgres, database, moment)
    return application


def test_sent_in_time_it_has_its_number_once(postgres: Server, committed: str) -> None:
    application = ready(postgres, committed, LAST - timedelta(minutes=5))
    sent = send_report(application, as_enterprise(application))
    assert isinstance(sent, Report), sent
    assert (sent.number, send_report(application, as_enterprise(application))) == (1, sent)
    application.refresh_from_db()
    assert application.state == "reported"
    later = later_of(application, "reporting", LAST)
    assert later.so_far.events["report_registered"] == sent.sent_at
    assert later.consequences is not None
    assert [one.verdict for one in later.consequences.report] == [True] * 6
    client = logged_in(application.opened_by, "applicant")
    receipt = client.get(f"/domande/{application.id}/progetto/rendiconto/ricevuta.pdf")
    assert receipt.content.startswith(b"%PDF")
    changed = type_record_refused(application)
    assert isinstance(changed, Refusal)


def type_record_refused(application: Application) -> object:
    typed = [Typed("fact/comments", 1, ("Dopo.",))]
    return save_report(application, typed, str(application.edition_id), as_enterprise(application), LAST)


def test_a_second_late_it_is_refused_with_the_term_and_kept(postgres: Server, committed: str) -> None:
    application = ready(postgres, committed, AFTER)
    refused = send_report(application, as_enterprise(application))
    assert isinstance(refused, Refusal)
    assert "13 January 2014" in refused.words.en
    application.refresh_from_db()
    assert application.state == "awarded"
    kept = Report.objects.get(application=application, replaced_at=None)
    assert (kept.number, kept.sent_at) == (None, None)
    assert kept.late_at is not None
    assert {clause for why in kept.late_why for clause in why["clauses"]} == {"L12-8", "L12-33"}
    assert Event.objects.filter(dossier=application.id, what="report_late").count() == 1
    page = logged_in(application.opened_by, "applicant").get(page_of(application, "end-date"))
    assert "Inviata fuori termine" in page.text


def test_what_changed_after_the_request_is_to_be_drawn_up_again(postgres: Server, committed: str) -> None:
    application = ready(postgres, committed, LAST - timedelta(hours=1))
    type_record_refused(application)
    refused = send_report(application, as_enterprise(application))
    assert isinstance(refused, Refusal)
    assert "has changed" in refused.words.en
    assert isinstance(signed(application, drawn_up(application, ENDED), ENDED), Report)
    assert isinstance(send_report(application, as_enterprise(application)), Report)
    assert Report.objects.filter(application=application).count() == 2


def test_two_who_send_at_once_get_one_number(postgres: Server, committed: str) -> None:
    application = ready(postgres, committed, LAST - timedelta(hours=1))
    done: list[object] = []

    def send() -> None:
        done.append(send_report(application, as_enterprise(application)))
        connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.number for one in done if isinstance(one, Report)} == {1}
    assert len(done) == 4
    assert Event.objects.filter(dossier=application.id, what="send_report").count() == 1


def test_an_unsigned_request_is_not_sent(postgres: Server, committed: str) -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    drawn_up(application, ENDED)
    shift_clock(postgres, committed, LAST - timedelta(hours=1))
    refused = send_report(application, as_enterprise(application))
    assert isinstance(refused, Refusal)
    assert "signed" in refused.words.en
