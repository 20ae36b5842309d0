"""Do letters go out by certified mail, and do terms run from their delivery?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from bandolo.desk.actions.answer_refusal_notice import answer_refusal_notice, resume_after_notice
from bandolo.desk.actions.answer_supplement import answer_supplement
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.lapse_supplement import lapse_supplement, lapse_when_due
from bandolo.desk.actions.read_mailbox import read_mailbox, read_soon
from bandolo.desk.actions.record_delivery import record_delivery
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_again import send_again
from bandolo.desk.actions.send_letter import hand_in_letter
from bandolo.desk.actions.send_refusal_notice import send_refusal_notice
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Application,
    Enterprise,
    Mailbox,
    Message,
    ReceivedMail,
    RefusalNotice,
    Supplement,
)
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.post import imap_of, smtp_of
from bandolo.desk.queries.events import broken_at, events_of
from bandolo.papers.pec_fetch import ImapAccount, fetch_folder
from bandolo.papers.pec_provider import notices
from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_send import SmtpAccount
from bandolo.rules.rule import Words
from tests.desk.posted import DELIVERED, PEC, Post, asked, taken
from tests.desk.reviewed import NOW, Office, a_call_with_notice
from tests.papers.mail_records import provider
from tests.papers.mail_servers import dovecot, free_port, put
from tests.papers.reading_pdf import text_of
from tests.papers.test_pec_servers import needs_imap

pytestmark = pytest.mark.django_db


def whats(application: Application) -> list[str]:
    return [event.what for event in events_of(application.id)]


def test_the_term_of_a_request_runs_from_its_delivery(post: Post) -> None:
    office = Office()
    application = taken(office)
    request, letter = asked(office, application)
    assert (request.started_at, request.term, letter.state) == (None, None, "queued")
    early = lapse_supplement(application.id, office.officer, NOW + timedelta(days=300))
    assert isinstance(early, Refusal)
    assert "non decorre ancora" in early.words.it

    assert post.hand_in(letter, DELIVERED).state == "handed"
    assert post.read(letter).state == "delivered"
    request.refresh_from_db()
    assert (letter.accepted_at, letter.delivered_at, request.started_at) == (DELIVERED,) * 3
    assert letter.is_proved
    # Ten days from 4 March 2026, the first not counted: to the end of 14 March in Rome.
    assert request.term == datetime(2026, 3, 14, 23, tzinfo=UTC)
    # Whether the acceptance is read before the delivery is a matter of the names of their files.
    said = [one for one in whats(application) if one not in {"not_allowed", "letter_accepted"}]
    assert said[-4:] == ["ask_supplement", "send_letter", "letter_delivered", "start_term"]
    assert broken_at(application.id) is None
    assert DBTaskResult.objects.filter(task_path__endswith="lapse_when_due").count() == 1
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    late = answer_supplement(application.id, {"fact/markets": ["US"]}, enterprise, request.term)
    assert isinstance(late, Refusal)
    in_time = request.term - timedelta(microseconds=1)
    answered = answer_supplement(application.id, {"fact/markets": ["US"]}, enterprise, in_time)
    assert isinstance(answered, Supplement)


def test_what_went_out_is_the_paper_that_is_kept(post: Post, tmp_path: Path) -> None:
    office = Office()
    _, letter = asked(office, taken(office))
    post.hand_in(letter, DELIVERED)
    [found] = [one.data for one in fetch_folder(tmp_path / "sent", frozenset())]
    assert found is not None
    mail = read_mail(found)
    assert mail.original is not None
    [file] = mail.original.files
    assert (mail.message_id, file.sha256, file.content) == (
        letter.message_id,
        letter.paper_sha256,
        kept(letter.paper_sha256),
    )
    words = text_of(file.content)
    assert "10 giorni dalla consegna" in " ".join(words.split())


@pytest.mark.usefixtures("post")
def test_an_answer_before_the_delivery_is_in_time() -> None:
    office = Office()
    application = taken(office)
    asked(office, application)
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    answered = answer_supplement(application.id, {"fact/markets": ["US"]}, enterprise, NOW)
    assert isinstance(answered, Supplement)


def test_where_there_is_no_certified_mail_the_term_runs_from_the_publication() -> None:
    office = Office()
    application = taken(office)
    request = ask_supplement(
        application.id, "own-term", 10, "manca", {"fact/markets": "M"}, office.officer, NOW
    )
    assert isinstance(request, Supplement)
    assert (request.started_at, Message.objects.count()) == (NOW, 0)
    assert request.term == datetime(2026, 3, 12, 23, tzinfo=UTC)


def test_a_notice_before_refusal_runs_from_its_delivery(post: Post) -> None:
    office = Office()
    application = taken(office, a_call_with_notice())
    notice = send_refusal_notice(application.id, "motivo", office.officer, NOW)
    assert isinstance(notice, RefusalNotice), notice
    assert notice.term is None
    assert isinstance(resume_after_notice(application.id, office.officer, NOW + timedelta(99)), Refusal)
    letter = Message.objects.get(about=notice.id)
    post.hand_in(letter, DELIVERED)
    post.read(letter)
    until = datetime(2026, 3, 14, 23, tzinfo=UTC)
    found = RefusalNotice.objects.get(id=notice.id)
    assert (found.started_at, found.term) == (DELIVERED, until)
    enterprise = Actor(application.opened_by, "applicant", application.enterprise)
    late = answer_refusal_notice(application.id, "osservo", enterprise, until)
    assert isinstance(late, Refusal)
    assert isinstance(resume_after_notice(application.id, office.officer, until), RefusalNotice)


def test_a_failed_delivery_starts_nothing_and_goes_again_to_the_new_address(post: Post) -> None:
    office = Office()
    application = taken(office)
    request, letter = asked(office, application)
    post.fates[PEC] = "failed"
    post.hand_in(letter, DELIVERED)
    post.read(letter)
    request.refresh_from_db()
    assert (letter.state, letter.reason, request.term) == ("failed", "5.1.1 - indirizzo non valido", None)
    other = "nuova@pec.example.org"
    Enterprise.objects.update(pec=other)
    again = send_again(application.id, letter.id, office.officer, NOW)
    assert isinstance(again, Message)
    assert (again.recipient, again.paper_sha256) == (other, letter.paper_sha256)
    assert again.message_id != letter.message_id
    assert isinstance(send_again(application.id, letter.id, office.officer, NOW), Words)
    later = DELIVERED + timedelta(days=1)
    post.hand_in(again, later)
    post.read(again)
    request.refresh_from_db()
    assert (again.state, request.started_at) == ("delivered", later)
    assert isinstance(send_again(application.id, again.id, office.officer, NOW), Words)


def test_an_enterprise_without_an_address_is_told_once_it_has_one(post: Post) -> None:
    office = Office()
    application = taken(office, pec="")
    request, letter = asked(office, application)
    assert (letter.state, letter.recipient) == ("unaddressed", "")
    assert isinstance(send_again(application.id, letter.id, office.officer, NOW), Words)
    Enterprise.objects.update(pec=PEC)
    again = send_again(application.id, letter.id, office.officer, NOW)
    assert isinstance(again, Message)
    post.hand_in(again, DELIVERED)
    post.read(again)
    request.refresh_from_db()
    assert request.started_at == DELIVERED


def test_an_officer_can_vouch_for_a_delivery_by_hand(post: Post) -> None:
    office = Office()
    application = taken(office)
    request, letter = asked(office, application)
    now = letter.at + timedelta(days=3)
    by_hand = letter.at + timedelta(days=1)

    def vouched(at: datetime, proof: str) -> Message | Words:
        return record_delivery(application.id, letter.id, at, proof, office.officer, now)

    assert isinstance(vouched(by_hand, " "), Words)
    assert isinstance(vouched(now + timedelta(minutes=1), "a mano"), Words)
    assert isinstance(vouched(letter.at - timedelta(minutes=1), "a mano"), Words)
    assert isinstance(vouched(by_hand, "a mano, ricevuta firmata"), Message)
    assert isinstance(vouched(by_hand, "a mano, ricevuta firmata"), Words)
    request.refresh_from_db()
    assert request.started_at == by_hand
    # What the provider says afterwards does not take back what an officer has vouched for.
    letter.refresh_from_db()
    post.fates[PEC] = "failed"
    Message.objects.update(state="queued")
    post.hand_in(letter, now)
    Message.objects.update(state="delivered")
    assert post.read(letter).delivered_at == by_hand


def test_a_server_that_is_not_there_is_tried_again_and_a_refusal_is_final(
    post: Post, settings: Settings
) -> None:
    office = Office()
    application = taken(office)
    _, letter = asked(office, application)
    settings.PEC_SMTP = f"smtp://127.0.0.1:{free_port()}"
    with pytest.raises(OSError, match="refused"):
        hand_in_letter.func(str(letter.id))
    letter.refresh_from_db()
    assert (letter.state, letter.handed_at) == ("queued", None)
    assert isinstance(send_again(application.id, letter.id, office.officer, NOW), Message)
    assert DBTaskResult.objects.filter(task_path__endswith="hand_in_letter").count() == 2
    Message.objects.update(recipient="nessuno")
    assert post.hand_in(letter, DELIVERED).state == "turned_down"
    assert "address" in letter.answer
    assert whats(application)[-1] == "letter_failed"


def test_a_letter_is_handed_in_once_however_often_its_job_runs(post: Post, tmp_path: Path) -> None:
    office = Office()
    _, letter = asked(office, taken(office))
    post.hand_in(letter, DELIVERED)
    post.hand_in(letter, DELIVERED)
    assert len(list(fetch_folder(tmp_path / "sent", frozenset()))) == 1


def forged(letter: Message, folder: Path, at: datetime, signed: bool) -> None:
    """Put a notice of delivery into the mailbox that no provider known to the body has signed."""
    [message] = [one.data for one in fetch_folder(folder / "sent", frozenset())]
    assert message is not None
    who = provider("Sconosciuto") if signed else provider()._replace(key=None)
    notice = list(notices(message, who, at))[1]
    (folder / "inbox" / "new" / f"forged-{signed}").write_bytes(notice)
    assert letter.message_id.encode() in notice


def test_a_notice_that_nobody_signed_starts_nothing(post: Post, tmp_path: Path) -> None:
    office = Office()
    request, letter = asked(office, taken(office))
    post.fates[PEC] = "silent"
    post.hand_in(letter, DELIVERED)
    forged(letter, tmp_path, NOW, signed=False)
    assert post.read(letter).state == "accepted"
    request.refresh_from_db()
    assert request.term is None
    assert ReceivedMail.objects.filter(kind="delivered", vouched="unsigned").count() == 1


def test_a_notice_of_an_unknown_provider_counts_but_an_officer_looks_before_the_term_lapses(
    post: Post, tmp_path: Path
) -> None:
    office = Office()
    application = taken(office)
    request, letter = asked(office, application)
    post.fates[PEC] = "silent"
    post.hand_in(letter, DELIVERED)
    forged(letter, tmp_path, NOW - timedelta(days=90), signed=True)
    assert (post.read(letter).state, letter.is_proved) == ("delivered", False)
    lapse_when_due.func(str(application.id))
    request.refresh_from_db()
    assert (request.lapsed_at, request.started_at) == (None, NOW - timedelta(days=90))
    # What the known provider says goes before it, and moves the term to where it belongs.
    [message] = [one.data for one in fetch_folder(tmp_path / "sent", frozenset())]
    assert message is not None
    true_one = list(notices(message, provider(), DELIVERED))[1]
    (tmp_path / "inbox" / "new" / "true").write_bytes(true_one)
    assert (post.read(letter).delivered_at, letter.is_proved) == (DELIVERED, True)
    request.refresh_from_db()
    assert request.started_at == DELIVERED
    lapse_when_due.func(str(application.id))
    application.refresh_from_db()
    assert application.state == "review"


def test_other_mail_is_kept_apart_and_nothing_is_taken_in_twice(post: Post, tmp_path: Path) -> None:
    office = Office()
    _, letter = asked(office, taken(office))
    post.hand_in(letter, DELIVERED)
    ordinary = b"From: a@example.org\r\nSubject: chiedo\r\n\r\nQuando esce il bando?\x00\r\n"
    (tmp_path / "inbox" / "new" / "other").write_bytes(ordinary)
    for _ in range(2):
        post.read(letter)
    found = {one.kind: one.message_id for one in ReceivedMail.objects.all()}
    assert found == {"accepted": letter.id, "delivered": letter.id, "ordinary": None}
    assert ReceivedMail.objects.count() == 3
    [box] = Mailbox.objects.all()
    assert (box.problem, box.read_at is not None) == ("", True)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ReceivedMail.objects.update(kind="delivered")


@needs_imap
def test_the_mailbox_is_read_over_imap(post: Post, tmp_path: Path, settings: Settings) -> None:
    office = Office()
    request, letter = asked(office, taken(office))
    post.hand_in(letter, DELIVERED)
    found = [one.data for one in fetch_folder(tmp_path / "inbox", frozenset()) if one.data]
    with dovecot() as account:
        put(account, found[:1])
        settings.PEC_MAILBOX = f"imap://{account.user}:{account.password}@{account.host}:{account.port}/INBOX"
        assert post.read(letter).state == "accepted"
        put(account, found)
        assert post.read(letter).state == "delivered"
        [box] = Mailbox.objects.all()
        # Both were put there once more: what is known by its digest is not taken in again.
        assert (box.last, ReceivedMail.objects.count()) == (3, 2)
        assert account.password not in box.account
    read_mailbox.func()
    [box] = Mailbox.objects.all()
    assert "refused" in box.problem
    request.refresh_from_db()
    assert request.started_at == DELIVERED


@pytest.mark.usefixtures("post")
def test_the_mailbox_is_read_again_and_again_in_one_line() -> None:
    readings = DBTaskResult.objects.filter(task_path__endswith="read_mailbox")
    read_soon(timedelta(0))
    read_soon(timedelta(0))
    read_soon(timedelta(minutes=1))
    assert readings.count() == 1
    readings.delete()
    read_mailbox.func()
    assert readings.count() == 1
    read_soon(timedelta(seconds=5))
    assert readings.count() == 2


def test_a_desk_without_a_mailbox_reads_none() -> None:
    read_soon(timedelta(0))
    assert DBTaskResult.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("smtps://u%40x:p%2F@h", SmtpAccount("h", 465, "u@x", "p/", "tls")),
        ("smtp+starttls://h", SmtpAccount("h", 587, security="starttls")),
        ("smtp://h:1025", SmtpAccount("h", 1025, security="plain")),
    ],
)
def test_the_address_of_the_server_that_takes_mail(url: str, account: SmtpAccount) -> None:
    assert smtp_of(url) == account


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("imaps://u:p@h", ImapAccount("h", 993, "u", "p")),
        ("imap://u:p@h:143/PEC%20in", ImapAccount("h", 143, "u", "p", "PEC in", "plain")),
    ],
)
def test_the_address_of_the_mailbox(url: str, account: ImapAccount) -> None:
    assert imap_of(url) == account


def test_another_way_to_the_mail_is_refused() -> None:
    with pytest.raises(ValueError, match="smtps, smtp"):
        smtp_of("https://h")
    with pytest.raises(ValueError, match="imaps, imap"):
        imap_of("pop3://h")
