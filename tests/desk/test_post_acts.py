"""Is each enterprise told by certified mail what an act decided on it?"""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.ask_progress import ask_progress
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.carry_out import CARRY_OUT
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.lapse_supplement import lapse_supplement
from bandolo.desk.actions.prepare_act import prepare_act
from bandolo.desk.actions.prepare_dossier_act import prepare_dossier_act
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.start_term import start_term
from bandolo.desk.actions.tell_act import tell_act
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Award, Enterprise, Message, Payment, ProgressRequest, Supplement
from bandolo.desk.outside.files import kept
from tests.desk.made import a_call, funds, logged_in
from tests.desk.paying import IBAN, Paying, reported
from tests.desk.posted import DELIVERED, PEC, Post
from tests.desk.reviewed import Office, sent
from tests.desk.signing import adopted
from tests.desk.test_dossier_acts import draft
from tests.desk.test_project import Under
from tests.papers.reading_pdf import text_of

pytestmark = pytest.mark.django_db


def ranked(office: Office) -> Act:
    """An adopted act: of two, one is financed and one waits."""
    edition, now = a_call(), clock.now()
    funds(edition.call, 550_000)
    for number in (1, 2):
        office.admitted(sent(edition, number), now)
    Enterprise.objects.update(pec=PEC)
    act = prepare_act(edition.call, "ranking", office.people["approver"], office.officer, now)
    assert isinstance(act, Act), act
    return adopted(act, office)


def words_of(letter: Message) -> str:
    return " ".join(text_of(kept(letter.paper_sha256)).split())


@pytest.mark.usefixtures("post")
def test_each_is_told_its_outcome_once_and_the_award_once_it_has_effect() -> None:
    office = Office()
    act = ranked(office)
    assert DBTaskResult.objects.filter(task_path__endswith="tell_act").count() == 1
    for _ in range(2):
        tell_act.func(str(act.id))
    letters = {one.application.submissions.get().number: one for one in Message.objects.all()}
    assert {number: (one.kind, one.about) for number, one in letters.items()} == {
        1: ("outcome", act.id),
        2: ("outcome", act.id),
    }
    assert "ammessa e finanziata" in words_of(letters[1])
    assert "5.500,00" in words_of(letters[1])
    assert "non finanziata per esaurimento dei fondi" in words_of(letters[2])
    assert "sessanta giorni" in words_of(letters[2])
    award = Award.objects.get()
    code = "B87H26000010005"
    done = enter_award_codes(award.application_id, code, "21345678", office.officer, clock.now())
    assert isinstance(done, Award)
    letter = Message.objects.get(kind="award")
    assert (letter.about, code in words_of(letter)) == (award.id, True)
    enter_award_codes(award.application_id, code, "21345679", office.officer, clock.now())
    assert Message.objects.filter(kind="award").count() == 1


@pytest.mark.usefixtures("post")
def test_an_act_of_one_dossier_goes_to_its_enterprise_as_it_was_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CARRY_OUT, "variation", lambda *_: None)
    office = Office()
    application = office.admitted(sent(a_call()), clock.now())
    Enterprise.objects.update(pec=PEC)
    act = prepare_dossier_act(
        draft(application, office), office.people["approver"], office.officer, clock.now()
    )
    assert isinstance(act, Act), act
    done = adopted(act, office)
    for _ in range(2):
        tell_act.func(str(done.id))
    letter = Message.objects.get()
    assert (letter.kind, letter.paper_name, letter.paper_sha256) == (
        "variation",
        "variazione.pdf.p7m",
        done.signed_sha256,
    )


def test_the_term_of_a_request_for_progress_runs_from_the_delivery_of_its_letter(post: Post) -> None:
    under, at = Under("c26"), datetime(2026, 3, 2, 9, tzinfo=UTC)
    Enterprise.objects.update(pec=PEC)
    asked = ask_progress(under.application.id, "A che punto?", 5, under.office.officer, at)
    assert isinstance(asked, ProgressRequest), asked
    assert (asked.started_at, asked.term) == (None, None)
    letter = Message.objects.get(about=asked.id)
    assert letter.kind == "progress_request"
    assert "5 giorni lavorativi dalla consegna" in words_of(letter)
    owner = logged_in(under.application.opened_by, "applicant")
    page = owner.get(reverse("project", args=[under.application.id])).text
    assert "Il termine non decorre ancora" in page
    post.hand_in(letter, DELIVERED)
    assert post.read(letter).state == "delivered"
    asked.refresh_from_db()
    # From Wednesday 4 March 2026, the day of the delivery not counted, to the end of 11 March in Rome.
    assert (asked.started_at, asked.term) == (DELIVERED, datetime(2026, 3, 11, 23, tzinfo=UTC))
    assert under.events()[-1] == "start_term"


@pytest.mark.usefixtures("post")
def test_a_report_is_asked_for_more_by_a_letter_of_its_own_and_whom_an_act_pays_is_told() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    Enterprise.objects.update(pec=PEC)
    office.taken(application, now)
    asked = ask_supplement(
        application.id, "supplement", None, "manca", {"fact/comments": "Commenti"}, office.officer, now
    )
    assert isinstance(asked, Supplement), asked
    assert Message.objects.get().kind == "report_supplement"
    assert (asked.started_at, asked.term) == (None, None)
    Message.objects.update(delivered_at=now)
    start_term(Message.objects.get(), now)
    asked.refresh_from_db()
    assert asked.started_at == now
    assert asked.term is not None
    assert not isinstance(lapse_supplement(application.id, office.officer, asked.term), Refusal)
    proposed = propose_payment(application.id, Proposal(IBAN), office.officer, now)
    assert isinstance(proposed, Payment), proposed
    payment = decide_payment(application.id, "approve", "", office.approver, now)
    assert isinstance(payment, Payment)
    act = office.authorised([payment], now)
    for _ in range(2):
        tell_act.func(str(act.id))
    letter = Message.objects.get(kind="payment")
    assert (letter.about, letter.paper_sha256) == (act.id, act.signed_sha256)
    # Of several in one act each gets what is its own, and nothing of the others.
    Act.objects.filter(id=act.id).update(application=None)
    for _ in range(2):
        tell_act.func(str(act.id))
    letter = Message.objects.get(about=payment.id)
    assert (letter.kind, letter.application) == ("payment", application)
    assert "10.722,95" in words_of(letter)
    assert "10.294,03" in words_of(letter)


def test_without_certified_mail_nobody_is_told_by_it() -> None:
    ranked(Office())
    assert DBTaskResult.objects.filter(task_path__endswith="tell_act").count() == 0
