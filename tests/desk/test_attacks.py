"""Does the desk hold where people guess, press twice, or sit on both sides of the table?"""

from datetime import date

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.ask_progress import ask_progress
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.grant_mandate import Delegate, grant_mandate
from bandolo.desk.actions.mend_transfer import mend_transfer
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.revoke_mandate import revoke_mandate
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Entry, Field, Finding, Mandate, PaymentOrder, Review, Transfer
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.events import events_of
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.typed import NotUnderstoodError, typed_value
from bandolo.desk.web.people.entering import Way, enter
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words
from tests.desk.made import a_call, a_mandate, a_person, an_enterprise, code, logged_in
from tests.desk.paying import INPS_IBAN, Paying, reported
from tests.desk.reviewed import NOW, Office, sent
from tests.desk.signing import Signing
from tests.desk.test_project import NOW as AWARDED
from tests.desk.test_project import Under, a_change

pytestmark = pytest.mark.django_db


def test_who_acts_for_the_enterprise_does_nothing_to_its_application_for_the_body() -> None:
    office, edition = Office(), a_call()
    own = an_enterprise(1, office.people["officer"])
    application = sent(edition, enterprise=own)
    refused = take_for_review(application.id, office.officer, NOW)
    assert isinstance(refused, Refusal)
    assert "art. 6-bis" in refused.words.it
    assert [one.what for one in events_of(application.id)][-1] == "not_allowed"
    assert Review.objects.count() == 0

    other = sent(edition, 2)
    assert isinstance(take_for_review(other.id, office.officer, NOW), Review)
    propose_outcome(other.id, "admissible", "", office.officer, NOW)
    a_mandate(office.people["approver"], other.enterprise, other.opened_by)
    refused = decide_outcome(other.id, "approve", "", office.approver, NOW)
    assert isinstance(refused, Refusal)
    assert "art. 6-bis" in refused.words.it


def test_whoever_had_a_hand_in_the_review_does_not_approve_it() -> None:
    office, application = Office(), sent(a_call())
    both = a_person(50, "officer", "approver")
    take_for_review(application.id, office.officer, NOW)
    rule = rules_of(application.edition_id).requirements[0].id
    found = record_finding(application.id, rule, "passed", "", Actor(both, "officer"), NOW)
    assert isinstance(found, Finding)
    propose_outcome(application.id, "admissible", "", office.officer, NOW)
    refused = decide_outcome(application.id, "approve", "", Actor(both, "approver"), NOW)
    assert isinstance(refused, Refusal)
    assert "un'altra persona" in refused.words.it
    assert isinstance(decide_outcome(application.id, "approve", "", office.approver, NOW), Review)


def test_who_comes_in_more_surely_has_another_session_than_before() -> None:
    person = a_person(1)
    request = RequestFactory().get("/")
    request.session = SessionStore()
    keys: list[str] = []
    for level in (1, 2):
        enter(request, person, Way("demo", level))
        keys.append(str(request.session.session_key))
    assert keys[0] != keys[1]
    assert not SessionStore().exists(keys[0])
    assert [(one.session, one.ended_at is None) for one in Entry.objects.order_by("level")] == [
        (keys[0], False),
        (keys[1], True),
    ]


def test_an_act_that_is_sent_twice_changes_the_funds_once() -> None:
    call = a_call().call
    officer = logged_in(a_person(1, "officer"))
    told = {"kind": "budget", "reference": "Determinazione 7", "reason": "x", "amount": "1.000,00"}
    answers = [officer.post("/istruttoria/bandi/c26/atti/", told) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 422]
    assert "già registrato" in answers[1].text
    assert funds_of(call).budget == 100_000
    assert officer.post("/istruttoria/bandi/c26/atti/", {**told, "reference": "n. 8"}).status_code == 302
    assert funds_of(call).budget == 200_000


def test_a_mandate_that_is_granted_twice_ends_at_one_word() -> None:
    owner, now = a_person(1), clock.now()
    enterprise = an_enterprise(1, owner)
    actor, told = Actor(owner, "applicant", enterprise), Delegate(code(2), "Ada", "Neri", None, None)
    first, second = (grant_mandate(enterprise, told, actor, day_in_rome(now), now) for _ in range(2))
    assert isinstance(first, Mandate)
    assert first == second
    assert revoke_mandate(first, actor, now)
    assert not enterprises_of(first.person, "consultant").exists()
    third = grant_mandate(enterprise, told, actor, day_in_rome(now), now)
    assert isinstance(third, Mandate)
    assert third != first


def test_rubbish_in_the_forms_of_a_review_is_refused_with_what_was_typed() -> None:
    office, application = Office(), sent(a_call())
    take_for_review(application.id, office.officer, NOW)
    officer = logged_in(office.people["officer"])
    place = f"/istruttoria/{application.id}/fai/"
    rule = rules_of(application.edition_id).requirements[0].id
    told = {"requirement": rule, "verdict": "failed", "form": f"find-{rule}"}
    too_long = officer.post(f"{place}verifica/", {**told, "reason": "x" * 4001})
    assert (too_long.status_code, "troppo lungo" in too_long.text) == (422, True)
    assert "x" * 4001 in too_long.text
    days = officer.post(f"{place}integrazione/", {"days": "9" * 5000, "reason": "x", "form": "ask"})
    assert days.status_code == 422
    assert officer.post(f"{place}verifica/", {**told, "reason": "a\0b"}).status_code == 302
    assert Finding.objects.get().reason == "ab"
    assert officer.get("/istruttoria/?call=%00&state=%00").status_code == 200


def test_who_acts_for_the_enterprise_moves_none_of_its_money_for_the_body() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    payment = office.approved(application, now)
    act = prepare_payment_act(application.call, [payment.id], office.people["approver"], office.officer, now)
    assert isinstance(act, Act)
    [transfer] = payment.transfers.all()
    signed = Signing(office).cades(kept(act.pdf_sha256))
    for person in office.people.values():
        a_mandate(person, application.enterprise, application.opened_by)
    refused = [
        prepare_payment_act(application.call, [payment.id], a_person(60, "approver"), office.officer, now),
        adopt_act(act.id, "1", now.date(), signed, office.approver, now),
        mend_transfer(transfer.id, INPS_IBAN, "PEC", office.accountant, now),
        order_transfers([transfer.id], now.date(), office.accountant, now),
        enter_award_codes(application.id, "", "1", office.accountant, now),
    ]
    assert ["art. 6-bis" in one.it for one in refused if isinstance(one, Words)] == [True] * len(refused)


def test_nobody_sends_money_to_an_account_that_they_put_in_place_of_another() -> None:
    office, now = Paying(), clock.now()
    payment = office.approved(reported(a_call("l12")), now)
    office.authorised([payment], now)
    [one] = payment.transfers.all()
    assert isinstance(mend_transfer(one.id, INPS_IBAN, "PEC", office.accountant, now), Transfer)
    refused = order_transfers([one.id], now.date(), office.accountant, now)
    assert isinstance(refused, Words)
    assert "un'altra persona" in refused.it
    other = Actor(a_person(60, "accountant"), "accountant")
    assert isinstance(order_transfers([one.id], now.date(), other, now), PaymentOrder)


def test_no_shared_cache_keeps_what_a_person_saw_and_no_disk_what_they_took_away() -> None:
    a_call()
    officer = logged_in(a_person(1, "officer"))
    assert officer.get(reverse("desk"))["Cache-Control"] == "private"
    assert officer.get(reverse("register_cup", args=["c26"]))["Cache-Control"] == "private, no-store"
    assert not Client().get(reverse("home")).has_header("Cache-Control")


def test_what_no_column_takes_and_a_day_of_no_calendar_are_refused_with_what_was_typed() -> None:
    under = Under("c26")
    application, long = under.application, "x" * 40_000
    officer = logged_in(under.office.people["officer"])
    place = reverse("officer_project", args=[application.id])
    # A year of two digits: counted from there, no page of the project could be shown any more.
    noted = {"event": "award", "on": "0026-04-25", "evidence": "prot. 1"}
    asked = {"reason": long, "days": "5"}
    # It ends a wait that never began.
    ended = {**noted, "event": "office_reopened", "on": "2026-04-25"}
    for step, body in (
        ("fatto", noted),
        ("fatto", ended),
        ("fatto", {**noted, "evidence": long}),
        ("avanzamento", asked),
    ):
        assert officer.post(f"{place}{step}/", body).status_code == 422
    ask_progress(application.id, "A che punto siete?", 5, under.office.officer, AWARDED)
    owner = logged_in(application.opened_by, "applicant")
    own = reverse("project", args=[application.id])
    told = owner.post(f"{own}avanzamento/", {"spent": "1,00", "work_done": long})
    assert (told.status_code, long in told.text) == (422, True)
    wanted = {path: str(value) for path, value in a_change(under).items()}
    kind = reverse("project_variation", args=[application.id, "costs"])
    varied = owner.post(kind, {**wanted, "reason": long, "before": "1", "send": "1"})
    assert (varied.status_code, long in varied.text) == (422, True)


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_a_day_that_no_term_can_be_counted_from_shuts_no_page(day: str) -> None:
    under = Under("l12", dated=date(2013, 1, 2))
    application, owner = under.application, under.application.opened_by
    told = {"application": application, "path": "fact/project_ended_on", "by": owner, "version": 1}
    Field.objects.create(value=day, changed_at=AWARDED, **told)
    pages = {"project": owner, "report": owner, "revocation": under.office.people["officer"]}
    seen = {
        name: logged_in(who).get(reverse(name, args=[application.id])).status_code
        for name, who in pages.items()
    }
    assert seen == {"project": 200, "report": 302, "revocation": 200}
    fact = next(one for one in rules_of(application.edition_id).facts if one.id == "project_ended_on")
    with pytest.raises(NotUnderstoodError):
        typed_value(fact, [day])
