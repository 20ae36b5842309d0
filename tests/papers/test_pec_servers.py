"""Does mail go out through a real SMTP server and come in through a real IMAP server and from folders?"""

import mailbox
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient.exceptions import LoginError

from bandolo.papers.pec_delivery import Sent, delivery_of
from bandolo.papers.pec_fetch import ImapAccount, Place, fetch_folder, fetch_imap
from bandolo.papers.pec_provider import notices
from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_send import SmtpAccount, hand_in
from bandolo.papers.pec_sink import Sink, start
from bandolo.papers.pec_write import message_id, written
from tests.papers.mail_records import AT, LATER, LETTER, ONE, OTHER, provider
from tests.papers.mail_servers import LOOPBACK, PROGRAMS, dovecot, flags, free_port, put, running, smtp_sink

HAS_DOVECOT = shutil.which("dovecot", path=PROGRAMS) is not None
needs_imap = pytest.mark.skipif(not HAS_DOVECOT, reason="no IMAP server: dovecot-imapd is not installed")
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
MESSAGE = written(LETTER)
ACCOUNT = ImapAccount(LOOPBACK, 0, "x", "altra")


def given_in(account: SmtpAccount) -> tuple[str, tuple[tuple[str, str], ...]]:
    """How handing in the letter went."""
    handed = hand_in(account, LETTER.sender, LETTER.recipients, MESSAGE, seconds=20)
    return handed.outcome, handed.refused


def test_a_message_goes_out_as_it_was_written() -> None:
    with smtp_sink() as (account, sink):
        handed = hand_in(account, LETTER.sender, LETTER.recipients, MESSAGE)
    assert (handed.outcome, handed.answer) == ("taken", "250 preso in carico")
    assert sink.taken == [(LETTER.sender, (ONE, OTHER), MESSAGE)]


@pytest.mark.parametrize(
    ("answers", "outcome", "refused"),
    [
        ({"MAIL": "550 mittente ignoto"}, "refused", ()),
        ({"MAIL": "451 riprovare"}, "not_taken", ()),
        ({ONE: "550 casella ignota"}, "refused", ((ONE, "550 casella ignota"),)),
        ({OTHER: "452 piena"}, "not_taken", ((OTHER, "452 piena"),)),
        ({ONE: "452 piena", OTHER: "550 ignota"}, "refused", ((ONE, "452 piena"), (OTHER, "550 ignota"))),
        ({"DATA": "554 virus"}, "refused", ()),
        ({"DATA": "452 spazio finito"}, "not_taken", ()),
        ({"DATA": "break"}, "unknown", ()),
    ],
)
def test_what_the_server_says(
    answers: dict[str, str], outcome: str, refused: tuple[tuple[str, str], ...]
) -> None:
    with smtp_sink(answers) as (account, sink):
        assert given_in(account) == (outcome, refused)
    assert sink.taken == []


def test_a_server_that_is_not_there_is_tried_again() -> None:
    assert given_in(SmtpAccount(LOOPBACK, free_port(), security="plain")) == ("not_taken", ())


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_without_encryption_gets_nothing(security: str) -> None:
    with smtp_sink() as (account, sink):
        guarded = account._replace(security=security)  # type: ignore[arg-type]
        assert given_in(guarded) == ("not_taken", ())
    assert sink.taken == []


def test_a_server_that_knows_no_login_gets_no_password() -> None:
    with smtp_sink() as (account, _):
        assert given_in(account._replace(user="x", password=ACCOUNT.password)) == ("not_taken", ())


@pytest.fixture
def box(tmp_path: Path) -> Iterator[mailbox.Maildir]:
    """A Maildir with the notices on the letter, of which the second recipient was not found."""
    box = mailbox.Maildir(str(tmp_path / "mail"), create=True)
    for notice in notices(MESSAGE, provider(), LATER, {OTHER: "failed"}):
        box.add(notice)
    yield box
    box.close()


def stands(data: list[bytes]) -> list[tuple[str, str]]:
    """Where the letter stands by the messages of a mailbox."""
    found = delivery_of(Sent(message_id(LETTER), LETTER.recipients, AT), map(read_mail, data))
    return [(one.address, one.state) for one in found.recipients]


def test_notices_from_a_maildir(box: mailbox.Maildir, tmp_path: Path) -> None:
    assert len(box) == 3
    found = list(fetch_folder(tmp_path / "mail", frozenset()))
    assert stands([one.data for one in found if one.data]) == [(ONE, "delivered"), (OTHER, "failed")]
    assert list(fetch_folder(tmp_path / "mail", frozenset(one.name for one in found))) == []


def test_what_is_too_large_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "grande.eml").write_bytes(b"x" * 101)
    (tmp_path / "piccolo.eml").write_bytes(b"x" * 100)
    found = list(fetch_folder(tmp_path, frozenset(), most_bytes=100))
    assert [(one.name, one.data) for one in found][:1] == [("grande.eml", None)]
    assert [one.data for one in found][1:] == [b"x" * 100]
    assert list(fetch_folder(tmp_path, frozenset(one.name for one in found), most_bytes=100)) == []


def test_notices_from_a_folder_of_files(tmp_path: Path) -> None:
    for number, notice in enumerate(notices(MESSAGE, provider(), LATER)):
        (tmp_path / f"{number}.eml").write_bytes(notice)
    (tmp_path / "leggimi.txt").write_text("altro")
    (tmp_path / "link.eml").symlink_to(tmp_path / "0.eml")
    found = [one.data for one in fetch_folder(tmp_path, frozenset()) if one.data]
    assert stands(found) == [(ONE, "delivered"), (OTHER, "delivered")]
    assert len(found) == 3


@needs_imap
def test_notices_from_an_imap_server() -> None:
    with dovecot() as account:
        assert list(fetch_imap(account, Place())) == []
        sent = list(notices(MESSAGE, provider(), LATER, {OTHER: "failed"}))
        put(account, sent)
        found = list(fetch_imap(account, Place()))
        assert [one.data for one in found] == sent
        assert stands([one.data for one in found if one.data]) == [(ONE, "delivered"), (OTHER, "failed")]
        again = found[-1].place
        assert list(fetch_imap(account, again)) == []
        put(account, sent[:1])
        assert [one.place.last for one in fetch_imap(account, again)] == [again.last + 1]
        # Another validity means other numbers: everything is read again.
        renumbered = again._replace(validity=again.validity + 1)
        assert len(list(fetch_imap(account, renumbered))) == 4
        assert flags(account) == [()] * 4
        assert [one.data for one in fetch_imap(account, Place(), most_bytes=100)] == [None] * 4


def test_a_letter_goes_through_the_sink_of_the_demo(tmp_path: Path) -> None:
    sink = Sink(tmp_path, provider(), lambda: LATER, {OTHER: "failed"})
    with running(lambda: start(sink, LOOPBACK, 0)) as port:
        assert given_in(SmtpAccount(LOOPBACK, port, security="plain")) == ("taken", ())
    assert [one.data for one in fetch_folder(tmp_path / "sent", frozenset())] == [MESSAGE]
    found = [one.data for one in fetch_folder(tmp_path / "inbox", frozenset()) if one.data]
    assert stands(found) == [(ONE, "delivered"), (OTHER, "failed")]
    assert {read_mail(one).vouched for one in found} == {"signature_unchecked"}


@needs_openssl
def test_another_program_finds_the_signature_of_a_notice_intact(tmp_path: Path) -> None:
    notice = list(notices(MESSAGE, provider(), LATER))[1]
    found = {}
    for name, data in (("intact", notice), ("changed", notice.replace(b"PD94", b"PD95"))):
        path = tmp_path / f"{name}.eml"
        path.write_bytes(data)
        command = [str(OPENSSL), "cms", "-verify", "-noverify", "-in", str(path)]
        found[name] = subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert found == {"intact": True, "changed": False}


@needs_imap
def test_a_wrong_password() -> None:
    with dovecot() as account, pytest.raises(LoginError):
        list(fetch_imap(account._replace(password=ACCOUNT.password), Place()))


def test_an_imap_server_that_is_not_there() -> None:
    with pytest.raises(OSError, match="refused"):
        list(fetch_imap(ACCOUNT._replace(port=free_port(), security="plain"), Place()))
