"""How do the tests of the desk send certified mail, and read what a provider answers?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django import Settings

from bandolo.desk.actions.read_mailbox import read_mailbox
from bandolo.desk.actions.send_letter import hand_in_letter
from bandolo.desk.models import Message
from bandolo.papers.pec_provider import Fate, Provider
from bandolo.papers.pec_sink import Sink, start
from tests.papers.mail_records import provider
from tests.papers.mail_servers import LOOPBACK, running

OURS = "incentivi@pec.camera.example"


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
