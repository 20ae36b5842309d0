"""Where does certified mail go while there is no provider: the server of the demo, which answers like one?"""

import asyncio
import mailbox
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from aiosmtpd.smtp import SMTP, Envelope, Session

from bandolo.papers.pec_provider import Fate, Provider, notices
from bandolo.papers.pec_write import MOST_BYTES

TAKEN = "250 preso in carico"


class Sink:
    """Takes every message and puts it into the Maildir `sent`, its notices into the Maildir `inbox`.

    `now` gives the instant of the notices, `fates` what becomes of a message by recipient.
    """

    def __init__(
        self,
        folder: Path,
        provider: Provider,
        now: Callable[[], datetime],
        fates: Mapping[str, Fate] = MappingProxyType({}),
    ) -> None:
        self.folder, self.provider, self.now, self.fates = folder, provider, now, fates

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd
        """Keep the message and its notices before saying that it was taken."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 non è un messaggio"
        # Whoever tells the time may ask a database, which no loop waits for.
        now = await asyncio.to_thread(self.now)
        answers = list(notices(content, self.provider, now, self.fates))
        _keep(self.folder / "sent", [content])
        _keep(self.folder / "inbox", answers)
        return TAKEN


async def start(sink: Sink, host: str, port: int) -> asyncio.Server:
    """A running server at an address of this machine; with port 0 it chooses one. `close` it at the end."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(sink, hostname=sink.provider.domain, data_size_limit=MOST_BYTES, loop=loop), host, port
    )


def _keep(folder: Path, messages: list[bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    box = mailbox.Maildir(str(folder), create=True)
    for message in messages:
        box.add(message)
    box.close()
