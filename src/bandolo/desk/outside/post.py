"""How does certified mail leave the desk, and how is the body's mailbox read?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imapclient.exceptions import IMAPClientError

from bandolo.papers.paper_problem import problem
from bandolo.papers.pec_fetch import Fetched, ImapAccount, Place, fetch_folder, fetch_imap
from bandolo.papers.pec_job import Heard, read_apart, unread
from bandolo.papers.pec_send import Handed, SmtpAccount, hand_in
from bandolo.papers.pec_write import Enclosure, Outgoing, message_id, written

_SMTP: Mapping[str, tuple[Literal["tls", "starttls", "plain"], int]] = {
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
    "smtp": ("plain", 25),
}
_IMAP: Mapping[str, tuple[Literal["tls", "plain"], int]] = {"imaps": ("tls", 993), "imap": ("plain", 143)}
# Whatever keeps the mailbox from being read.
FAULTS = (OSError, IMAPClientError)


def is_configured() -> bool:
    """Whether letters go by certified mail: else a term runs from what is published in the desk."""
    return bool(settings.PEC_FROM)


def id_of(letter: str) -> str:
    """The Message-ID of a letter of the desk by its own id."""
    return message_id(Outgoing(letter, _domain(), "", (), "", "", datetime.min.replace(tzinfo=UTC)))


def hand_over(letter: str, recipient: str, subject: str, text: str, at: datetime, paper: Enclosure) -> Handed:
    """Hand a letter to the provider; `refused` where it cannot be written, such as to what is no address."""
    outgoing = Outgoing(letter, _domain(), settings.PEC_FROM, (recipient,), subject, text, at, (paper,))
    try:
        message = written(outgoing)
    except ValueError as fault:
        return Handed("refused", str(fault))
    return hand_in(smtp_of(settings.PEC_SMTP), settings.PEC_FROM, (recipient,), message)


def mailbox() -> str:
    """The name of the mailbox that is read, without its password; empty where none is."""
    parts = urlsplit(settings.PEC_MAILBOX)
    return f"{parts.scheme}://{parts.username}@{parts.hostname}{parts.path}" if parts.scheme else parts.path


def is_folder() -> bool:
    """Whether the mailbox is a folder, of which names tell what is new."""
    return not urlsplit(settings.PEC_MAILBOX).scheme


def fetched(since: Place, known: frozenset[str]) -> Iterator[Fetched]:
    """What is new in the mailbox since a place, or beside the known names; raises one of FAULTS."""
    if is_folder():
        yield from fetch_folder(Path(settings.PEC_MAILBOX), known)
    else:
        yield from fetch_imap(imap_of(settings.PEC_MAILBOX), since)


def smtp_of(url: str) -> SmtpAccount:
    """The server of an address such as `smtps://user:password@host:465`; ValueError for another scheme.

    `smtp+starttls` encrypts on the way, `smtp` not at all: that is for a server on this machine.
    """
    parts = urlsplit(url)
    security, port = _SMTP[_known(parts.scheme, _SMTP)]
    return SmtpAccount(
        parts.hostname or "",
        parts.port or port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        security,
    )


def imap_of(url: str) -> ImapAccount:
    """The mailbox of an address such as `imaps://user:password@host:993/INBOX`, or `imap` in plain."""
    parts = urlsplit(url)
    security, port = _IMAP[_known(parts.scheme, _IMAP)]
    return ImapAccount(
        parts.hostname or "",
        parts.port or port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        security,
    )


def _known(scheme: str, schemes: Iterable[str]) -> str:
    if scheme not in schemes:
        raise ValueError(f"{scheme!r} is no way to the mail: {', '.join(schemes)} are")
    return scheme


def heard(data: bytes | None, at: datetime) -> Heard:
    """What a message of the mailbox is, read in a process apart; None is one too large to be fetched."""
    if data is None:
        it, en = "il messaggio è troppo grande: va letto nella casella", "too large: read it in the mailbox"
        return unread(problem("", 0, it, en))
    with NamedTemporaryFile() as apart:
        apart.write(data)
        apart.flush()
        return read_apart(Path(apart.name), at, settings.PEC_PROVIDERS)


def _domain() -> str:
    return str(settings.PEC_FROM).rpartition("@")[2]
