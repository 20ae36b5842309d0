"""Does everybody see where the letters stand, and can officers see to those that did not arrive?"""

from hashlib import sha256
from pathlib import Path

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.read_mailbox import read_mailbox
from bandolo.desk.models import Enterprise, Message, ReceivedMail
from bandolo.rules.days import ROME
from tests.desk.made import logged_in
from tests.desk.posted import DELIVERED, PEC, Post, asked, taken
from tests.desk.reviewed import NOW, Office, sent

pytestmark = pytest.mark.django_db


def test_both_sides_see_where_a_letter_stands(post: Post) -> None:
    office = Office()
    application = taken(office)
    _, letter = asked(office, application)
    person, officer = logged_in(application.opened_by), logged_in(office.people["officer"])
    mine, theirs = f"/domande/{application.id}/integrazione/", f"/istruttoria/{application.id}/"
    assert "Il termine non decorre ancora" in person.get(mine).text
    assert "il termine non decorre ancora" in officer.get(theirs).text
    assert "da inviare" in officer.get("/posta/").text
    post.hand_in(letter, DELIVERED)
    post.read(letter)
    page = person.get(mine).text
    assert "Rispondi entro la fine di sabato 14 marzo 2026." in page
    assert "decorre dalla consegna alla casella PEC, mercoledì 4 marzo 2026, ore 13:00" in page
    page = officer.get(theirs).text
    assert "Consegnata: mercoledì 4 marzo 2026, ore 13:00." in page
    assert "firma del gestore valida" in page
    assert "Comunicazioni dell’ufficio" in person.get(f"/domande/{application.id}/controllo/").text
    paper = person.get(f"/domande/{application.id}/comunicazioni/{letter.id}/")
    assert sha256(paper.content).hexdigest() == letter.paper_sha256
    assert person.get(f"/domande/{application.id}/lettere/{letter.about}/").content == paper.content
    notice = ReceivedMail.objects.get(kind="delivered")
    receipt = officer.get(f"/istruttoria/{application.id}/ricevute/{notice.id}/")
    assert sha256(receipt.content).hexdigest() == notice.sha256
    assert officer.get(f"/posta/{notice.id}/").status_code == 404


def test_where_nothing_is_sent_the_term_says_from_when_it_runs() -> None:
    office = Office()
    application = taken(office)
    ask_supplement(application.id, "own-term", 10, "manca", {"fact/markets": "M"}, office.officer, NOW)
    page = logged_in(application.opened_by).get(f"/domande/{application.id}/integrazione/").text
    assert "Rispondi entro la fine di giovedì 12 marzo 2026." in page
    assert "decorre dalla pubblicazione qui, lunedì 2 marzo 2026, ore 10:00" in page
    assert "non è configurata" in logged_in(office.people["officer"]).get("/posta/").text


@pytest.mark.usefixtures("post")
def test_an_officer_sends_again_and_vouches_in_the_dossier() -> None:
    office = Office()
    application = taken(office, pec="")
    _, letter = asked(office, application)
    officer = logged_in(office.people["officer"])
    assert "manca la PEC" in officer.get("/posta/").text
    address = f"/istruttoria/{application.id}/fai/"
    form = {"form": f"letter-{letter.message_id}", "message": str(letter.id)}
    refused = officer.post(f"{address}rinvia/", form)
    assert (refused.status_code, "non ha un indirizzo PEC" in refused.text) == (422, True)
    Enterprise.objects.update(pec=PEC)
    assert officer.post(f"{address}rinvia/", form).status_code == 302
    again = Message.objects.get(again_of=letter)
    form = {"form": f"letter-{again.message_id}", "message": str(again.id), "proof": "a mano"}
    assert officer.post(f"{address}consegna/", {**form, "when": "ieri"}).status_code == 422
    when = clock.now().astimezone(ROME).strftime("%Y-%m-%dT%H:%M:%S.%f")
    done = officer.post(f"{address}consegna/", {**form, "when": when})
    assert done.status_code == 302, done.text
    again.refresh_from_db()
    assert (again.state, again.proof) == ("delivered", "a mano")
    other = sent(application.edition, number=2)
    stranger = f"/istruttoria/{other.id}/fai/rinvia/"
    assert officer.post(stranger, form).status_code == 422
    assert officer.post(f"{address}rinvia/", {**form, "message": "x"}).status_code == 422


@pytest.mark.usefixtures("post")
def test_other_mail_is_shown_apart_and_read_as_it_came(tmp_path: Path) -> None:
    office = Office()
    (tmp_path / "inbox" / "new").mkdir(parents=True)
    (tmp_path / "inbox" / "cur").mkdir()
    ordinary = b"From: a@example.org\r\nSubject: chiedo <b>notizie</b>\r\n\r\nQuando?\r\n"
    (tmp_path / "inbox" / "new" / "other").write_bytes(ordinary)
    read_mailbox.func()
    officer = logged_in(office.people["officer"])
    page = officer.get("/posta/").text
    assert "chiedo &lt;b&gt;notizie" in page
    found = ReceivedMail.objects.get()
    answer = officer.get(f"/posta/{found.id}/")
    assert answer.content == ordinary
    assert "attachment" in answer.headers["Content-Disposition"]
    assert logged_in(office.people["approver"]).get(f"/posta/{found.id}/").status_code == 403
