"""Is each enterprise told by certified mail what an act decided on it?"""

import pytest
from django_tasks_db.models import DBTaskResult

from bandolo.desk import clock
from bandolo.desk.actions.carry_out import CARRY_OUT
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.prepare_act import prepare_act
from bandolo.desk.actions.prepare_dossier_act import prepare_dossier_act
from bandolo.desk.actions.tell_act import tell_act
from bandolo.desk.models import Act, Award, Enterprise, Message
from bandolo.desk.outside.files import kept
from tests.desk.made import a_call, funds
from tests.desk.posted import PEC
from tests.desk.reviewed import Office, sent
from tests.desk.signing import adopted
from tests.desk.test_dossier_acts import draft
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


def test_without_certified_mail_nobody_is_told_by_it() -> None:
    ranked(Office())
    assert DBTaskResult.objects.filter(task_path__endswith="tell_act").count() == 0
