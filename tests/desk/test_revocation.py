"""Is an award taken back for its grounds, with notice and answer, to the cent, and only once?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_revocation import answer_revocation
from bandolo.desk.actions.drop_revocation import drop_revocation
from bandolo.desk.actions.prepare_revocation import prepare_revocation
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Act,
    Award,
    Event,
    LedgerEntry,
    Payment,
    PaymentOrder,
    Recovery,
    Revocation,
    Transfer,
)
from bandolo.desk.queries.award_account import AwardAccount, award_account, taken
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.funds import Funds, funds_of
from bandolo.desk.queries.revocation_grounds import proposed_grounds
from bandolo.desk.queries.revocations import marks_of
from bandolo.rules.days import day_in_rome
from bandolo.rules.returning import PaidPart
from bandolo.rules.rule import Words
from tests.desk.granted import awarded, found, paid
from tests.desk.made import a_call, logged_in
from tests.desk.reviewed import Office, tables_of
from tests.desk.signing import adopted

pytestmark = pytest.mark.django_db
NOBODY = {"course_attended_by": "nobody", "test_done": False}


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def award(office: Office) -> Award:
    return awarded(a_call("c24"), office)


def start(award: Award, office: Office, amount: int | None = None, **more: object) -> Revocation:
    chosen = Start(("ground/course-missed",), amount, "Il corso non risulta seguito.", 15, 90, **more)  # type: ignore[arg-type]
    made = start_revocation(award.application_id, chosen, office.officer, clock.now())
    assert isinstance(made, Revocation), made
    return made


def revoked(award: Award, office: Office, amount: int | None = None, **more: object) -> Act:
    """An award taken back, from the start to the adopted act."""
    began = start(award, office, amount, **more)
    owner = Actor(award.application.opened_by, "applicant", award.application.enterprise)
    said = answer_revocation(award.application_id, "Ero malato.", None, owner, clock.now())
    assert isinstance(said, Revocation), said
    act = prepare_revocation(
        award.application_id, "Non basta.", 60, office.people["approver"], office.officer, clock.now()
    )
    assert isinstance(act, Act), act
    done = adopted(act, office, f"R{began.at.microsecond}")
    award.refresh_from_db()
    award.application.refresh_from_db()
    return done


def test_the_rules_propose_what_the_facts_show(award: Award, office: Office) -> None:
    before = {one.id: one.verdict for one in proposed_grounds(award.application, clock.now())}
    assert before["ground/course-missed"] is None
    # The day of the course has passed, and nobody told that it was attended.
    assert before["deadline/course"] is True
    found(award, office, NOBODY)
    [first] = [
        one for one in proposed_grounds(award.application, clock.now()) if one.id.startswith("ground/")
    ]
    assert (first.id, first.verdict, first.extent, first.clauses) == (
        "ground/course-missed",
        True,
        "total",
        ("C24-F1", "C24-F2"),
    )
    assert first.reasons != ()


def test_a_term_that_revokes_is_proposed_once_it_is_missed(office: Office) -> None:
    tables = tables_of("l12")
    del tables["facts"]["end_date_entered_on"]
    long_ago = day_in_rome(clock.now()) - timedelta(days=400)
    award = awarded(a_call("l12"), office, tables=tables, dated=long_ago)
    found_ones = {one.id: one for one in proposed_grounds(award.application, clock.now())}
    assert found_ones["deadline/end-date-entry"].verdict is True
    assert "deadline/progress" not in found_ones


def test_a_revocation_before_payment_frees_all_and_ends_the_dossier(award: Award, office: Office) -> None:
    act = revoked(award, office)
    assert (award.state, award.application.state) == ("revoked", "lapsed")
    assert award_account(award).stands == 0
    assert funds_of(award.application.call) == Funds(600_000, 0)
    assert not Recovery.objects.exists()
    event = Event.objects.get(dossier=award.application_id, what="revoke")
    assert event.clauses == ["C24-F1", "C24-F2"]
    assert (act.revocation.outcome, broken_at(award.application_id)) == ("revoked", None)


def test_a_part_that_was_never_paid_leaves_the_dossier_where_it_is(award: Award, office: Office) -> None:
    revoked(award, office, 100_000)
    assert (award.state, award.application.state) == ("effective", "awarded")
    assert award_account(award).stands == 500_000


def test_what_was_paid_comes_back_gross_and_is_set_free_as_it_does(award: Award, office: Office) -> None:
    paid(award, 576_000, 24_000)
    revoked(award, office)
    assert award.application.state == "recovery"
    recovery = Recovery.objects.get(award=award)
    assert recovery.principal_cents == 600_000
    assert recovery.parts == [{"cents": 600_000, "paid_on": day_in_rome(clock.now()).isoformat()}]
    assert recovery.due_on == day_in_rome(clock.now()) + timedelta(days=60)
    assert not LedgerEntry.objects.filter(award=award, kind="release").exists()


def test_an_advance_comes_back_though_the_project_is_under_way(award: Award, office: Office) -> None:
    paid(award, 200_000, state="awarded")
    revoked(award, office)
    assert award.application.state == "recovery"
    assert Recovery.objects.get(award=award).principal_cents == 200_000
    assert award_account(award).stands == 200_000


def test_a_false_declaration_marks_the_enterprise_for_two_years(award: Award, office: Office) -> None:
    act = revoked(award, office, is_false_declaration=True)
    assert act.dated is not None
    enterprise = award.application.enterprise
    [mark] = marks_of(enterprise, act.dated)
    assert mark.until.year == act.dated.year + 2
    assert marks_of(enterprise, mark.until + timedelta(days=1)) == []
    later = awarded(a_call("c26"), office, 2, enterprise=enterprise)
    page = logged_in(office.people["officer"], "officer").get(reverse("dossier", args=[later.application_id]))
    assert "Dichiarazioni false: nessun beneficio fino" in page.text
    assert act.number in page.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"grounds": ()}, "almeno un motivo"),
        ({"grounds": ("ground/none",)}, "almeno un motivo"),
        ({"amount_cents": 600_000}, "meno di 6.000,00 €"),
        ({"amount_cents": 0}, "meno di 6.000,00 €"),
        ({"reason": " "}, "i fatti"),
        ({"days_to_answer": None}, "in giorni"),
        ({"days_to_answer": 30, "days_to_conclude": 20}, "in giorni"),
        ({"days_to_conclude": 999}, "in giorni"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_would_be_right(
    award: Award, office: Office, change: dict[str, object], says: str
) -> None:
    asked = Start(
        **{  # type: ignore[arg-type]
            "grounds": ("ground/course-missed",),
            "amount_cents": None,
            "reason": "Perché.",
            "days_to_answer": 15,
            "days_to_conclude": 90,
            **change,
        }
    )
    outcome = start_revocation(award.application_id, asked, office.officer, clock.now())
    assert isinstance(outcome, Refusal)
    assert says in outcome.words.it
    assert not Revocation.objects.exists()


def test_only_one_procedure_is_under_way_and_another_can_follow(award: Award, office: Office) -> None:
    start(award, office)
    again = Start(("ground/course-missed",), None, "Ancora.", 15, 90)
    refused = start_revocation(award.application_id, again, office.officer, clock.now())
    assert isinstance(refused, Refusal)
    dropped = drop_revocation(award.application_id, "Il referente ha seguito.", office.officer, clock.now())
    assert isinstance(dropped, Revocation)
    assert award.application.state == "awarded"
    start(award, office)
    assert Revocation.objects.count() == 2


def test_the_act_waits_for_the_answer_or_the_end_of_its_term(award: Award, office: Office) -> None:
    began = start(award, office)
    approver = office.people["approver"]

    def prepared(days: int) -> Act | Words:
        at = clock.now() + timedelta(days=days)
        return prepare_revocation(award.application_id, "Confermo.", 60, approver, office.officer, at)

    assert isinstance(prepared(0), Words)
    assert isinstance(prepared(17), Act)
    assert began.term is not None
    late = answer_revocation(
        award.application_id,
        "Tardi.",
        None,
        Actor(award.application.opened_by, "applicant", award.application.enterprise),
        began.term,
    )
    assert isinstance(late, Refusal)


def test_an_act_that_no_longer_fits_what_is_paid_is_not_adopted(award: Award, office: Office) -> None:
    start(award, office)
    at = clock.now() + timedelta(days=17)
    act = prepare_revocation(
        award.application_id, "Confermo.", 60, office.people["approver"], office.officer, at
    )
    assert isinstance(act, Act)
    paid(award, 600_000)
    with pytest.raises(AssertionError, match="cambiato quanto è pagato"):
        adopted(act, office)
    award.refresh_from_db()
    assert (award.state, award_account(award).stands) == ("effective", 600_000)


def test_what_was_paid_last_comes_back_first() -> None:
    day = day_in_rome(clock.now())
    account = AwardAccount(1000, (PaidPart(300, day), PaidPart(500, day + timedelta(days=9))), 0)
    assert account.unpaid == 200
    part = taken(account, 600)
    assert (part.released, part.parts) == (200, (PaidPart(400, day + timedelta(days=9)),))
    whole = taken(account, 1000)
    assert (whole.released, whole.to_return) == (200, 800)
    with pytest.raises(ValueError, match="1001 cents of an award"):
        taken(account, 1001)


def test_the_pages_show_the_grounds_and_take_the_answer_with_its_paper(award: Award, office: Office) -> None:
    found(award, office, NOBODY)
    officer = logged_in(office.people["officer"], "officer")
    page = reverse("revocation", args=[award.application_id])
    assert "Le regole del bando propongono la revoca" in officer.get(page).text
    wrong = officer.post(f"{page}avvio/", {"extent": "partial", "amount": "mille", "reason": "Perché."})
    assert (wrong.status_code, "1.234,56" in wrong.text, "Perché." in wrong.text) == (422, True, True)
    body = {"ground": "ground/course-missed", "extent": "total", "reason": "Non ha seguito."}
    body |= {"days_to_answer": "15", "days_to_conclude": "90"}
    assert officer.post(f"{page}avvio/", body).status_code == 302
    began = Revocation.objects.get()
    assert began.grounds[0]["found"] is True
    pdf = officer.get(reverse("revocation_notice", args=[award.application_id, began.id]))
    assert bytes(pdf.content).startswith(b"%PDF")
    owner = logged_in(award.application.opened_by, "applicant")
    own = reverse("own_revocation", args=[award.application_id])
    listed = reverse("applications")
    assert f'href="{own}"' in owner.get(listed).text
    assert "Non ha seguito." in owner.get(own).text
    assert owner.post(own, {"answer": " "}).status_code == 422
    long = owner.post(own, {"answer": "a" * 20_001})
    assert (long.status_code, "troppo lungo" in long.text) == (422, True)
    assert owner.post(own, {"answer": "Ho seguito."}).status_code == 302
    assert f'href="{own}"' not in owner.get(listed).text
    assert f'href="{own}"' in owner.get(reverse("application_check", args=[award.application_id])).text
    assert officer.post(f"{page}archivia/", {"reason": "a" * 10_001}).status_code == 422
    assert "Ho seguito." in officer.get(page).text


def test_nothing_is_taken_back_while_a_payment_is_at_the_bank(award: Award, office: Office) -> None:
    start(award, office)
    people, at = office.people, clock.now() + timedelta(days=17)
    sums = {"gross_cents": 600_000, "net_cents": 600_000}
    steps = {"proposed_by": people["officer"], "proposed_at": at, "approved_by": people["approver"]}
    who = {"checked_by": people["officer"], "act": award.act, "approved_at": at}
    payment = Payment.objects.create(award=award, state="ordered", **who, **sums, **steps)
    order = PaymentOrder.objects.create(message="M", sha256="0" * 64, execute_on=at, by=people["officer"])
    Transfer.objects.create(payment=payment, payee="A", cents=600_000, state="ordered", order=order)
    signer = people["approver"]
    outcome = prepare_revocation(award.application_id, "Confermo.", 60, signer, office.officer, at)
    assert isinstance(outcome, Words)
    assert "la banca non ha risposto" in outcome.it


def test_the_dossier_is_held_before_it_is_looked_at_what_is_taken(award: Award, office: Office) -> None:
    with CaptureQueriesContext(connection) as asked:
        revoked(award, office)
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    held = [sql.partition('FROM "')[2].partition('"')[0] for sql in locks]
    at = len(held) - 1 - held[::-1].index("desk_call")
    # An order that came between the look and the lock would be dropped while the bank has it.
    assert held[at + 1 : at + 4] == ["desk_application", "desk_revocation", "desk_award"]
