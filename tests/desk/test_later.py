"""Does the desk tell the rules what was approved, happened and was reported, for every call?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_milestone import record_milestone
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.submitted import paths_of
from bandolo.desk.models import Application, Event, Field, LedgerEntry, Milestone
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import approved_of, later_of, so_far_of
from bandolo.rules.deadlines import Due
from bandolo.rules.money import read_cents
from tests.desk.awarded import APPROVED, awarded, awarded_elsewhere, awarded_in_2019
from tests.desk.made import a_call, a_person, an_enterprise
from tests.desk.reviewed import NOW, Office, sent, tables_of

pytestmark = pytest.mark.django_db
REPORTED = datetime(2014, 1, 20, 9, tzinfo=UTC)
NOT_REPORTED = ("cost", "attached", "approved", "call", "at")


def said(application: Application, tables: dict[str, object], **facts: object) -> None:
    """What the example of a call reports, as if it had been typed."""
    told = {key: one for key, one in tables.items() if key not in NOT_REPORTED}
    paths = paths_of({**told, "facts": {**tables["facts"], **facts}})  # type: ignore[dict-item]
    Field.objects.filter(application=application, path__in=paths).delete()
    Field.objects.bulk_create(
        Field(
            application=application,
            path=path,
            value=value,
            version=1,
            by=application.opened_by,
            changed_at=NOW,
        )
        for path, value in paths.items()
    )


def test_the_digital_call_grants_at_reporting_what_its_example_says() -> None:
    application = awarded_elsewhere(Office())
    assert approved_of(application) == APPROVED
    said(application, tables_of("l12"))
    later = later_of(application, "reporting", REPORTED)
    assert later.problems == ()
    assert later.assessment is not None
    assert later.consequences is not None
    outcome = later.assessment.outcome
    # 6,400 of goods, 9,000 of consulting: advertising does not count.
    admitted_lines = {one.id: one.admitted for one in outcome.lines}
    assert (admitted_lines["goods"], admitted_lines["consulting"]) == (640_000, 900_000)
    assert [one.admission.id for one in outcome.refused if one.verdict is False] == [
        "consulting-for-the-project"
    ]
    events = later.so_far.events
    assert (events["award"], events["project_end"]) == (date(2013, 1, 2), date(2013, 11, 15))
    dues = {one.deadline.id: one.day for one in later.consequences.dates if isinstance(one, Due)}
    # L12-4 and L12-33 count the first day.
    assert (dues["project-start"], dues["report"]) == (date(2013, 3, 2), date(2014, 1, 13))


@pytest.mark.parametrize("call", ["c24", "c26", "vdi", "vnm"])
def test_what_an_act_awards_is_what_it_approved(call: str) -> None:
    application = awarded_in_2019(Office()) if call == "vdi" else awarded(call, Office())
    approved = approved_of(application)
    parts = [read_cents(approved[name]) or 0 for name in ("grant", "premium", "loan")]
    assert sum(parts) == application.award.amount_cents
    lines = {line.id for line in rules_of(application.edition_id).lines}
    assert set(approved["lines"]) == lines
    now = datetime(2019, 12, 2, 9, tzinfo=UTC) if call == "vdi" else clock.now()
    later = later_of(application, "payment", now)
    assert later.problems == ()
    assert later.read.approved["approved.grant"] == parts[0]
    assert later.so_far.events["award"] == application.award.act.dated


def test_the_soft_loan_stands_beside_the_grant() -> None:
    approved = approved_of(awarded("vnm", Office()))
    assert read_cents(approved["loan"])
    assert read_cents(approved["grant"])


def test_what_is_released_is_no_longer_approved() -> None:
    application = awarded_elsewhere(Office())
    LedgerEntry.objects.create(
        call=application.call,
        award=application.award,
        kind="release",
        amount_cents=250_000,
        act=application.award.act,
    )
    assert approved_of(application)["grant"] == "10000.00"
    assert approved_of(application)["lines"] == APPROVED["lines"]


def test_an_officer_records_what_happened_with_its_evidence() -> None:
    office = Office()
    application = awarded_elsewhere(office)
    on = date(2013, 2, 20)
    made = record_milestone(application.id, "first_invoice", on, "prot. 118/2013", office.officer, NOW)
    assert isinstance(made, Milestone)
    assert so_far_of(application).events["first_invoice"] == on
    corrected = date(2013, 2, 21)
    record_milestone(application.id, "first_invoice", corrected, "prot. 119/2013", office.officer, NOW)
    assert so_far_of(application).events["first_invoice"] == corrected
    assert application.milestones.count() == 2


def test_the_desk_itself_records_what_it_saw() -> None:
    application = awarded_elsewhere(Office())
    made = record_milestone(application.id, "progress_requested", date(2013, 5, 2), "", Actor(None), NOW)
    assert isinstance(made, Milestone)
    assert (made.by, so_far_of(application).events["progress_requested"]) == (None, date(2013, 5, 2))


@pytest.mark.parametrize(
    ("event", "on", "evidence", "words"),
    [
        ("no_such_event", date(2013, 2, 20), "prot. 1", "the call knows no such event"),
        ("first_invoice", NOW.date() + timedelta(days=1), "prot. 1", "it cannot be of a day to come"),
        ("first_invoice", date(2013, 2, 20), "  ", "write the protocol or paper that shows it"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_the_reason(
    event: str, on: date, evidence: str, words: str
) -> None:
    office = Office()
    application = awarded_elsewhere(office)
    refused = record_milestone(application.id, event, on, evidence, office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert refused.words.en == words
    assert application.milestones.count() == 0


def test_before_the_award_nothing_happens_after_it() -> None:
    office = Office()
    edition = a_call("l12")
    person = a_person(7)
    application = sent(edition, 1, {"facts": {"measure": "B"}, "cost": []}, an_enterprise(7, person))
    refused = record_milestone(application.id, "first_invoice", NOW.date(), "prot. 1", office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert Event.objects.filter(dossier=application.id, what="not_allowed").count() == 1
    assert approved_of(application) == {}


def test_what_cannot_be_read_is_left_out_and_told() -> None:
    application = awarded_elsewhere(Office())
    tables = tables_of("l12")
    said(application, {**tables, "invoice": [{"number": "1"}, *tables["invoice"]]})
    later = later_of(application, "reporting", REPORTED)
    assert [*later.assessed.left_out] == ["record/invoice/0001"]
    assert later.assessment is not None


def test_every_day_and_paper_that_the_desk_attests_is_known_to_it() -> None:
    """A call that asks the desk for a fact it does not know would wait for it for ever."""
    known = {"files_bytes", "request_signed", "in_award_list"}
    unknown = {"c24": {"course_attended_by", "course_started_on", "test_done"}}
    unknown |= {"c26": {"execution_ends", "course_done", "test_done"}, "vnm": {"execution_ends"}}
    unknown |= {"t50": {"sent_in_time"}}
    for name in ("c24", "c26", "l12", "t50", "vdi", "vnm"):
        asked = [one for one in rules_of(a_call(name).id).facts if one.attested_by[0] in ("system", "body")]
        left = {one.id for one in asked if not one.tells and one.id not in known}
        assert left == unknown.get(name, set()), name
