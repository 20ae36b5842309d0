"""Is an act of one dossier prepared, signed by another, adopted and published, whole or not at all?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.carry_out import CARRY_OUT
from bandolo.desk.actions.prepare_dossier_act import DraftAct, prepare_dossier_act
from bandolo.desk.models import Act, Application, Event, Person, Publication
from bandolo.desk.models.choice import ACT_KINDS
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.letters import issuer_of
from bandolo.papers import typeset_records
from bandolo.papers.typeset_acts import PaymentAct
from bandolo.papers.typeset_records import Cited
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words
from tests.desk.made import a_call, a_person, an_application, an_enterprise, logged_in
from tests.desk.reviewed import Office
from tests.desk.signing import Signing, adopted

pytestmark = pytest.mark.django_db


def draft(application: Application, office: Office) -> DraftAct:
    """An act that says something and moves nothing."""
    officer, signer = (str(office.people[role]) for role in ("officer", "approver"))
    paper = PaymentAct(
        issuer=issuer_of(application),
        call="Bando",
        reference="c26-000001",
        made_at=clock.now(),
        adopted=None,
        subject="Autorizzazione alla variazione",
        signer=typeset_records.Person(name=signer, capacity="Il Segretario generale"),
        officer=typeset_records.Person(name=officer, capacity="responsabile del procedimento"),
        seen=(),
        considered=(),
        decides=(Cited(words="di autorizzare la variazione"),),
        payments=(),
        due_total=Cents(0),
        withheld_total=Cents(0),
        net_total=Cents(0),
    )
    return DraftAct("variation", application.call, application, paper, {"to": "x"}, {"of": "c26-000001"})


def prepared(signer: Person | None, office: Office, application: Application) -> Act | Words:
    return prepare_dossier_act(draft(application, office), signer, office.officer, clock.now())


@pytest.fixture
def application() -> Application:
    person = a_person(50)
    return an_application(a_call(), an_enterprise(1, person), person, "awarded")


def test_each_kind_of_act_has_an_effect() -> None:
    assert set(CARRY_OUT) == set(ACT_KINDS)


def test_an_act_of_one_dossier_is_adopted_by_its_signer_and_published(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CARRY_OUT, "variation", lambda *_: None)
    office = Office()
    act = prepared(office.people["approver"], office, application)
    assert isinstance(act, Act), act
    done = adopted(act, office, "77")
    assert list(application.acts.all()) == [done]
    assert kept(done.pdf_sha256).startswith(b"%PDF")
    found = Publication.objects.get(act=act)
    head = {"number": "77", "date": clock.now().date().isoformat()}
    assert (found.kind, found.content) == (
        "variation",
        {"act": head, "subject": "Autorizzazione alla variazione", "of": "c26-000001"},
    )
    events = Event.objects.filter(dossier=application.call_id).order_by("seq").values_list("what", flat=True)
    assert list(events) == ["prepare_act", "adopt_act"]


def test_who_prepares_does_not_sign_nor_does_somebody_who_approves_nothing(application: Application) -> None:
    office = Office()
    for signer in (None, office.people["officer"], a_person(60), a_person(61, "accountant")):
        assert isinstance(prepared(signer, office, application), Words)
    assert not Act.objects.exists()


def test_what_the_kind_refuses_takes_all_of_the_adoption_back(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office()
    act = prepared(office.people["approver"], office, application)
    assert isinstance(act, Act)
    no = Words(it="no", en="no")
    monkeypatch.setitem(CARRY_OUT, "variation", lambda *_: no)
    now = clock.now()
    signed = Signing(office).cades(kept(act.pdf_sha256))
    assert adopt_act(act.id, "1", now.date(), signed, office.approver, now) == no
    act.refresh_from_db()
    assert (act.number, act.adopted_at, Publication.objects.count()) == ("", None, 0)
    assert Event.objects.filter(dossier=application.call_id).latest("seq").what == "not_allowed"


def test_the_page_says_what_an_act_decides_and_takes_it_signed(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CARRY_OUT, "variation", lambda *_: None)
    office = Office()
    act = prepared(office.people["approver"], office, application)
    assert isinstance(act, Act)
    page = reverse("act", args=[application.call.slug, act.id])
    shown = logged_in(office.people["officer"], "officer").get(page)
    assert "di autorizzare la variazione" in shown.text
    assert str(application.enterprise) in shown.text
    signed = SimpleUploadedFile("atto.p7m", Signing(office).cades(kept(act.pdf_sha256)))
    body = {"number": "12", "dated": clock.now().date().isoformat(), "signed": signed}
    answer = logged_in(office.people["approver"], "approver").post(f"{page}adozione/", body)
    assert answer.status_code == 302
    act.refresh_from_db()
    assert (act.number, act.adopted_by) == ("12", office.people["approver"])
