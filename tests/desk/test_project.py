"""Is a project under way told of its terms, asked how far it has come, and varied by act only?"""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from bandolo.desk.actions.answer_progress import answer_progress
from bandolo.desk.actions.ask_progress import ask_progress
from bandolo.desk.actions.ask_variation import ask_variation
from bandolo.desk.actions.decide_variation import propose_variation, return_variation
from bandolo.desk.actions.import_register import import_register
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_milestone import record_milestone
from bandolo.desk.actions.remind import remind
from bandolo.desk.actions.tell_projects import tell_projects
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Act,
    Application,
    Award,
    Enterprise,
    Event,
    Field,
    LedgerEntry,
    Person,
    ProgressRequest,
    Reminder,
    Representation,
    Variation,
)
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import approved_of
from bandolo.desk.queries.project import project_of
from bandolo.desk.queries.variations import changeable, effect_of
from tests.desk.awarded import planned
from tests.desk.made import a_call, a_person, funds, logged_in
from tests.desk.reviewed import Office, sent, tables_of
from tests.desk.signing import adopted

pytestmark = pytest.mark.django_db

AWARDED = date(2026, 4, 20)
NOW = datetime(2026, 4, 27, 8, tzinfo=UTC)


class Under:
    """An award of a call, with who acts on it."""

    def __init__(self, call: str, cents: int = 500_000, dated: date = AWARDED, **facts: object) -> None:
        edition = a_call(call)
        self.office = Office()
        tables = planned() if call == "l12" else tables_of(call, **facts)
        self.application = sent(edition, 1, tables)
        self.owner = Actor(self.application.opened_by, "applicant", self.application.enterprise)
        funds(edition.call, 100_000_000)
        people = self.office.people
        act = Act.objects.create(
            call=edition.call,
            kind="ranking",
            number="7",
            dated=dated,
            content={},
            signed_sha256="0" * 64,
            prepared_by=people["officer"],
            adopted_by=people["approver"],
            adopted_at=NOW,
        )
        award = Award.objects.create(
            application=self.application, act=act, amount_cents=cents, state="effective", effective_at=NOW
        )
        LedgerEntry.objects.create(
            call=edition.call, award=award, kind="commitment", amount_cents=cents, act=act
        )
        Application.objects.filter(id=self.application.id).update(state="awarded")
        self.application.refresh_from_db()

    def events(self) -> list[str]:
        found = Event.objects.filter(dossier=self.application.id).order_by("seq")
        return [str(one) for one in found.values_list("what", flat=True)]


def standings(application: Application, now: datetime) -> dict[str, tuple[str, date | None]]:
    found = project_of(application, now)
    assert found is not None
    return {one.deadline.id: (one.standing, one.due.day if one.due else None) for one in found.posts}


def test_the_terms_of_the_call_of_2012_run_from_the_award_and_what_happened_meets_them() -> None:
    under = Under("l12", dated=date(2013, 1, 2))
    at = datetime(2013, 3, 1, 9, tzinfo=UTC)
    before = standings(under.application, at)
    # L12-4: the day of the award is the first of sixty.
    assert before["project-start"] == ("open", date(2013, 3, 2))
    assert before["project-end"] == ("open", date(2014, 1, 2))
    assert before["payments"] == before["report"] == ("awaited", None)
    noted = record_milestone(
        under.application.id, "first_invoice", date(2013, 2, 20), "fattura 118", under.office.officer, at
    )
    assert not isinstance(noted, Refusal), noted
    assert standings(under.application, at)["project-start"] == ("done", date(2013, 3, 2))
    late = datetime(2014, 1, 3, 9, tzinfo=UTC)
    assert standings(under.application, late)["project-end"] == ("missed", date(2014, 1, 2))
    record_milestone(
        under.application.id, "project_end", date(2013, 11, 15), "fattura 9", under.office.officer, late
    )
    after = standings(under.application, late)
    assert after["project-end"] == ("done", date(2014, 1, 2))
    assert after["report"] == ("open", date(2014, 1, 13))


def test_terms_before_the_award_and_of_the_applicant_are_not_among_them() -> None:
    under = Under("c26")
    assert set(standings(under.application, NOW)) == {"course"}


def test_nothing_awarded_has_no_project() -> None:
    application = sent(a_call("c26"))
    assert project_of(application, NOW) is None
    page = logged_in(application.opened_by, "applicant").get(reverse("project", args=[application.id]))
    assert page.status_code == 404


def test_progress_is_asked_within_the_term_of_the_call_and_answered_once() -> None:
    under = Under("l12", dated=date(2013, 1, 2))
    at = datetime(2013, 5, 6, 9, tzinfo=UTC)
    asked = ask_progress(under.application.id, "A che punto siete?", None, under.office.officer, at)
    assert isinstance(asked, ProgressRequest), asked
    # L12-6: ten working days.
    assert asked.term is not None
    assert asked.term.astimezone(UTC) == datetime(2013, 5, 20, 22, tzinfo=UTC)
    again = ask_progress(under.application.id, "Di nuovo", None, under.office.officer, at)
    assert isinstance(again, Refusal)
    told = answer_progress(under.application.id, 123_456, "Due serre su tre.", under.owner, at)
    assert isinstance(told, ProgressRequest), told
    assert (told.spent_cents, told.work_done, told.answered_by) == (
        123_456,
        "Due serre su tre.",
        under.owner.person,
    )
    assert isinstance(answer_progress(under.application.id, 1, "x", under.owner, at), Refusal)
    assert under.events()[-2:] == ["ask_progress", "answer_progress"]


def test_where_a_call_sets_no_term_the_officer_states_one() -> None:
    under = Under("c26")
    for days in (None, 0, 61):
        refused = ask_progress(under.application.id, "A che punto?", days, under.office.officer, NOW)
        assert isinstance(refused, Refusal)
    asked = ask_progress(under.application.id, "A che punto?", 5, under.office.officer, NOW)
    assert isinstance(asked, ProgressRequest), asked
    # Five working days from 27 April 2026, 1 May being a holiday: up to the end of 5 May.
    assert asked.term is not None
    assert asked.term.astimezone(UTC) == datetime(2026, 5, 5, 22, tzinfo=UTC)


def a_change(under: Under) -> dict[str, Any]:
    found = changeable(under.application, "supplier")
    one = next(one for one in found if one.fact.id == "supplier_name")
    return {one.path: "Rete Nuova s.r.l."}


def ask(under: Under, changes: dict[str, Any], *, is_made: bool = False) -> Variation | Refusal:
    return ask_variation(
        under.application.id, "supplier", "Il fornitore ha chiuso.", changes, is_made, under.owner, NOW
    )


def test_a_variation_is_asked_before_the_cost_with_reasons_and_changes_something() -> None:
    under = Under("c26")
    change = a_change(under)
    made = ask(under, change, is_made=True)
    assert isinstance(made, Refusal)
    assert under.events()[-1] == "not_allowed"
    assert isinstance(ask(under, {}), Refusal)
    assert isinstance(ask(under, {"fact/nothing": 1}), Refusal)
    mute = ask_variation(under.application.id, "supplier", " ", change, False, under.owner, NOW)
    assert isinstance(mute, Refusal)
    asked = ask(under, change)
    assert isinstance(asked, Variation), asked
    assert asked.changes == change
    assert isinstance(ask(under, change), Refusal), "one at a time"


def test_a_variation_is_decided_by_the_act_that_another_person_signs() -> None:
    under = Under("c26")
    change = a_change(under)
    [path] = change
    asked = ask(under, change)
    assert isinstance(asked, Variation), asked
    office = under.office
    none = propose_variation(
        under.application.id, "authorised", "Stesse prestazioni.", None, office.officer, NOW
    )
    assert isinstance(none, Refusal)
    proposed = propose_variation(
        under.application.id,
        "authorised",
        "Stesse prestazioni.",
        office.people["approver"],
        office.officer,
        NOW,
    )
    assert isinstance(proposed, Variation), proposed
    act = proposed.act
    assert act is not None
    back = return_variation(under.application.id, "Manca il preventivo.", office.approver, NOW)
    assert isinstance(back, Variation), back
    again = propose_variation(
        under.application.id, "authorised", "Con preventivo.", office.people["approver"], office.officer, NOW
    )
    assert isinstance(again, Variation), again
    assert again.act is not None
    assert again.act != act
    adopted(again.act, office, "12")
    again.refresh_from_db()
    assert (again.proposed_outcome, again.decided_by) == ("authorised", office.people["approver"])
    stands = Field.objects.get(application=under.application, path=path)
    assert (stands.value, stands.version) == ("Rete Nuova s.r.l.", 2)


def test_a_refused_variation_leaves_everything_as_it_was() -> None:
    under = Under("c26")
    change = a_change(under)
    [path] = change
    before = Field.objects.get(application=under.application, path=path).value
    ask(under, change)
    office = under.office
    proposed = propose_variation(
        under.application.id, "refused", "Altre prestazioni.", office.people["approver"], office.officer, NOW
    )
    assert isinstance(proposed, Variation), proposed
    assert proposed.act is not None
    adopted(proposed.act, office, "12")
    assert Field.objects.get(application=under.application, path=path).value == before
    assert isinstance(ask(under, change), Variation), "it may be asked again"


def test_what_a_variation_does_is_shown_before_it_is_sent_and_never_raises_the_award() -> None:
    under = Under("c26", cents=300_000)
    costs = {
        one.path: "99999.00" for one in changeable(under.application, "costs") if one.fact.id == "amount"
    }
    effect = effect_of(under.application, costs, NOW)
    assert (effect.grant_before, effect.grant_after, effect.problems) == (300_000, 300_000, ())
    assert effect.admitted_after > effect.admitted_before
    less = dict.fromkeys(costs, "1.00")
    assert effect_of(under.application, less, NOW).grant_after == 0
    page = logged_in(under.application.opened_by, "applicant").post(
        reverse("project_variation", args=[under.application.id, "costs"]), {**less, "see": "1"}
    )
    assert page.status_code == 200
    assert "Che cosa cambia" in page.text
    assert not Variation.objects.exists()


def test_reminders_come_thirty_seven_and_one_days_before_and_once_each() -> None:
    under = Under("c26")
    # The course ends by 30 June 2026 (C26-F1).
    told = [
        (day, one.deadline, one.due_on, one.days)
        for day in range(1, 66)
        for one in remind(under.application, NOW + timedelta(days=day))
    ]
    due = date(2026, 6, 30)
    assert told == [(34, "course", due, 30), (57, "course", due, 7), (63, "course", due, 1)]
    assert Reminder.objects.count() == 3


def test_a_reminder_missed_while_nothing_ran_is_made_up_for_by_the_nearest() -> None:
    under = Under("c26")
    Person.objects.update(email="anna@example.org")
    [one] = remind(under.application, datetime(2026, 6, 26, 9, tzinfo=UTC))
    assert one.days == 7
    [last] = remind(under.application, datetime(2026, 6, 30, 9, tzinfo=UTC))
    assert last.days == 1
    mails = DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs", flat=True)
    assert [each["args"][1] for each in mails] == ["Mancano 4 giorni / 4 days left", "Scade oggi / Due today"]


def test_no_reminder_goes_to_somebody_who_no_longer_acts() -> None:
    under, heir = Under("c26"), a_person(70)
    Person.objects.update(email="prima@example.org")
    Representation.objects.update(until=date(2026, 5, 1))
    enterprise = under.application.enterprise
    Representation.objects.create(person=heir, enterprise=enterprise, since=date(2026, 5, 2), evidence="R.I.")
    Person.objects.filter(id=heir.id).update(email="dopo@example.org")
    remind(under.application, datetime(2026, 6, 26, 9, tzinfo=UTC))
    assert DBTaskResult.objects.get().args_kwargs["args"][0] == "dopo@example.org"


def test_the_calendar_holds_the_terms_that_can_be_counted() -> None:
    under = Under("l12", dated=date(2013, 1, 2))
    page = logged_in(under.application.opened_by, "applicant").get(
        reverse("project_calendar", args=[under.application.id])
    )
    found = Calendar.from_ical(page.content)
    events: list[Any] = list(found.walk("VEVENT"))
    days = {str(one["uid"]).partition(".")[0]: one["dtstart"].dt for one in events}
    assert days["project-start"] == date(2013, 3, 2)
    assert "progress" not in days


def test_pages_of_the_project_show_it_to_each_side() -> None:
    under = Under("c26")
    ask(under, a_change(under))
    owner = logged_in(under.application.opened_by, "applicant")
    page = owner.get(reverse("project", args=[under.application.id]))
    terms = [one.words.it for one in rules_of(under.application.edition_id).deadlines if one.id == "course"]
    assert [words in unescape(page.text) for words in terms] == [True]
    answer = owner.post(
        reverse("project_progress", args=[under.application.id]), {"spent": "mille", "work_done": "fatto"}
    )
    assert answer.status_code == 422
    long = {"spent": "1", "work_done": "a" * 10_001}
    ask_progress(under.application.id, "A che punto?", 10, under.office.officer, NOW)
    answer = owner.post(reverse("project_progress", args=[under.application.id]), long)
    assert (answer.status_code, "troppo lungo" in answer.text) == (422, True)
    officer = logged_in(under.office.people["officer"], "officer")
    shown = officer.get(reverse("officer_project", args=[under.application.id]))
    assert "Rete Nuova s.r.l." in shown.text
    stranger = logged_in(a_person(77), "applicant")
    assert stranger.get(reverse("project", args=[under.application.id])).status_code == 404


def test_a_change_authorised_is_what_is_approved_from_then_on() -> None:
    under = Under("c26")
    paths = [one.path for one in changeable(under.application, "costs") if one.fact.id == "amount"]
    changes = {paths[0]: "1000.00"}
    asked = ask_variation(under.application.id, "costs", "Meno annunci.", changes, False, under.owner, NOW)
    assert isinstance(asked, Variation), asked
    office = under.office
    proposed = propose_variation(
        under.application.id, "authorised", "Va bene.", office.people["approver"], office.officer, NOW
    )
    assert isinstance(proposed, Variation), proposed
    assert proposed.act is not None
    adopted(proposed.act, office, "15")
    [line] = {
        one.item.partition(" ")[0] for one in changeable(under.application, "costs") if one.path == paths[0]
    }
    assert approved_of(under.application)["lines"][line] == "1000.00"


def test_who_attended_the_course_is_imported_once_for_all_projects() -> None:
    under = Under("c24", dated=date(2024, 5, 20))
    at = datetime(2024, 7, 15, 9, tzinfo=UTC)
    code = "01234560157"
    Enterprise.objects.filter(id=under.application.enterprise_id).update(fiscal_code=code)
    table = (
        "fiscal_code,checked_on,protocol,course_attended_by,course_ended_on,test_done\n"
        f"{code},2024-07-12,corso 3,referent,2024-07-11,yes\n"
    )
    officer = under.office.officer
    assert import_register("body", table.encode(), officer, at) == 1
    assert standings(under.application, at)["course"] == ("open", date(2024, 7, 31))
    assert (tell_projects("body", officer, at), tell_projects("body", officer, at)) == (1, 0)
    assert standings(under.application, at)["course"] == ("done", date(2024, 7, 31))


def test_an_officer_reads_what_changes_in_words_and_proposes_on_the_page() -> None:
    under = Under("c26")
    assert isinstance(ask(under, a_change(under)), Variation)
    officer = logged_in(under.office.people["officer"], "officer")
    page = reverse("officer_project", args=[under.application.id])
    shown = officer.get(page).text
    signer = under.office.people["approver"]
    assert f'<option value="{signer.id}">{signer}</option>' in shown
    assert "ragione sociale del fornitore" in shown
    assert "<code>record/" not in shown
    body = {"outcome": "authorised", "reason": "Stesse prestazioni.", "signer": str(signer.id)}
    assert officer.post(f"{page}variazione/", body).status_code == 302
    proposed = Variation.objects.get()
    assert (proposed.proposed_outcome, proposed.act is not None) == ("authorised", True)
    assert reverse("act", args=[under.application.call.slug, proposed.act_id]) in officer.get(page).text
