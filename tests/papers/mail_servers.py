"""Which real servers of mail do the tests talk to?"""

import asyncio
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from imapclient import IMAPClient

from bandolo.papers.pec_fetch import ImapAccount
from bandolo.papers.pec_send import SmtpAccount

LOOPBACK = "127.0.0.1"
PROGRAMS = "/usr/sbin:/usr/local/sbin:/usr/bin"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {keeper}
default_login_user = {greeter}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_uid = {keeper}
mail_gid = {group}
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password=segreta
}}
userdb {{
  driver = static
  args = uid={keeper} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Sink:
    """An SMTP server that keeps what it takes; `answers` are what it says instead, by step."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.taken: list[tuple[str, tuple[str, ...], bytes]] = []

    async def handle_MAIL(  # noqa: N802  # the names of the library
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers.get("DATA") == "break":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 never heard"
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        assert envelope.mail_from is not None
        self.taken.append((envelope.mail_from, tuple(envelope.rcpt_tos), content))
        return "250 preso in carico"


@contextmanager
def smtp_sink(answers: dict[str, str] | None = None) -> Iterator[tuple[SmtpAccount, Sink]]:
    """A sink on a port of its own."""
    sink = Sink(answers or {})

    async def start() -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: SMTP(sink, loop=loop, hostname="prova"), LOOPBACK, 0)

    with running(start) as port:
        yield SmtpAccount(LOOPBACK, port, security="plain"), sink


@contextmanager
def running(start: Callable[[], Coroutine[Any, Any, asyncio.Server]]) -> Iterator[int]:
    """A server in a thread of its own; gives its port."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(_ended(loop))
        loop.close()


async def _ended(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


@contextmanager
def dovecot() -> Iterator[ImapAccount]:
    """Dovecot on a folder of its own, with an empty mailbox."""
    program = shutil.which("dovecot", path=PROGRAMS)
    assert program is not None
    # Not below pytest's folder: where root runs the tests, Dovecot works as the users of its package.
    with tempfile.TemporaryDirectory(prefix="bandolo-imap-", ignore_cleanup_errors=True) as home:
        folder, port = Path(home), free_port()
        user = folder.owner()
        keeper, greeter = ("dovecot", "dovenull") if user == "root" else (user, user)
        shutil.chown(folder, keeper)
        config = folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(folder=folder, group=Path(home).group(), keeper=keeper, greeter=greeter, port=port)
        )
        process = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.PIPE)
        try:
            _wait_for(port, process)
            yield ImapAccount(LOOPBACK, port, "prova", "segreta", security="plain")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def put(account: ImapAccount, messages: list[bytes]) -> None:
    """Put messages into the mailbox, as a provider would."""
    with IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.user, account.password)
        for message in messages:
            client.append(account.folder, message)


def flags(account: ImapAccount) -> list[tuple[bytes, ...]]:
    """The flags of every message of the mailbox, `\\Recent` aside."""
    with IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.user, account.password)
        client.select_folder(account.folder, readonly=True)
        found = client.get_flags(client.search())
        return [tuple(flag for flag in one if flag != b"\\Recent") for one in found.values()]


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the server greets; a server that ended says why."""
    for _ in range(200):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            with socket.create_connection((LOOPBACK, port), timeout=10) as line:
                assert line.recv(100).startswith(b"* OK")
                return
        except ConnectionRefusedError:
            threading.Event().wait(timeout=1 / 20)
    raise TimeoutError("the server does not answer")
