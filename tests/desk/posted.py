"""How do the tests of the desk send certified mail, and read what a provider answers?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django import Settings

from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.read_mailbox import read_mailbox
from bandolo.desk.actions.send_letter import hand_in_letter
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Edition, Enterprise, Message, Supplement
from bandolo.papers.pec_provider import Fate, Provider
from bandolo.papers.pec_sink import Sink, start
from tests.desk.made import a_call
from tests.desk.reviewed import NOW, Office, sent
from tests.papers.mail_records import provider
from tests.papers.mail_servers import LOOPBACK, running

OURS = "incentivi@pec.camera.example"
PEC = "impresa@pec.example.org"
DELIVERED = NOW + timedelta(days=2, hours=3)


def digest_of(one: Provider) -> str:
    """What a provider is known by."""
    assert one.certificate is not None
    return sha256(one.certificate.public_bytes(Encoding.DER)).hexdigest()


class Post:
    """A provider that answers at an instant that the test sets, and the desk's jobs on it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.fates: dict[str, Fate] = {}
        settings.PEC_FROM = OURS
        settings.PEC_MAILBOX = str(folder / "inbox")
        settings.PEC_PROVIDERS = frozenset([digest_of(provider())])

    def hand_in(self, message: Message, at: datetime) -> Message:
        """Let the worker hand a letter to a real server, which answers as of an instant."""
        with self.running(at):
            hand_in_letter.func(str(message.id))
        message.refresh_from_db()
        return message

    def read(self, message: Message) -> Message:
        """Let the worker read the mailbox."""
        read_mailbox.func()
        message.refresh_from_db()
        return message

    @contextmanager
    def running(self, at: datetime) -> Iterator[None]:
        """The server of the provider, with its clock at an instant."""
        fates: Mapping[str, Fate] = self.fates
        sink = Sink(self.folder, provider(), lambda: at, fates)
        with running(lambda: start(sink, LOOPBACK, 0)) as port:
            self.settings.PEC_SMTP = f"smtp://{LOOPBACK}:{port}"
            yield


def taken(office: Office, edition: Edition | None = None, pec: str = PEC) -> Application:
    """An application that an officer has taken, of an enterprise with an address."""
    application = sent(edition or a_call())
    Enterprise.objects.update(pec=pec)
    assert not isinstance(take_for_review(application.id, office.officer, NOW), Refusal)
    application.refresh_from_db()
    return application


def asked(office: Office, application: Application, days: int = 10) -> tuple[Supplement, Message]:
    """A request for a supplement, and the letter that tells it."""
    made = ask_supplement(
        application.id, "own-term", days, "manca", {"fact/markets": "Mercati"}, office.officer, NOW
    )
    assert isinstance(made, Supplement)
    return made, Message.objects.get(about=made.id)
