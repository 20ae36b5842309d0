"""How is a message of ours written, so that its notices can find it again?"""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

# What every provider takes (RFC 6109, section 3.1.1); base64 makes four bytes of three, with line ends.
MOST_BYTES = 30_000_000
MOST_SUBJECT = 200


class Enclosure(NamedTuple):
    """A file to send: its name, its media type such as "application/pdf", its bytes."""

    name: str
    type: str
    content: bytes


class Outgoing(NamedTuple):
    """A message to send; `id` is ours and unique, `at` is aware, `domain` names the desk in Message-IDs."""

    id: str
    domain: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    files: tuple[Enclosure, ...] = ()


def message_id(outgoing: Outgoing) -> str:
    """The Message-ID of a message without its brackets: the same for the same id, also when sent again."""
    digest = hashlib.sha256(outgoing.id.encode()).hexdigest()[:32]
    return f"{digest}@{outgoing.domain}"


def written(outgoing: Outgoing) -> bytes:
    """The message in bytes (RFC 5322, CRLF), the same for the same record.

    ValueError says what would be right: an address that is none, nobody to write to, more than 30 MB.
    """
    if not outgoing.recipients:
        raise ValueError("a message has at least one recipient")
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(outgoing.sender)
    message["To"] = [_address(one) for one in outgoing.recipients]
    # One line: a name with a line end in it would begin another header.
    message["Subject"] = " ".join(outgoing.subject.split())[:MOST_SUBJECT]
    message["Date"] = format_datetime(outgoing.at)
    message["Message-ID"] = f"<{message_id(outgoing)}>"
    # The whole message comes back with the notice of delivery: it proves what was sent, not only that it was.
    message["X-TipoRicevuta"] = "completa"
    message.set_content(outgoing.text, cte="base64")
    for one in outgoing.files:
        main, _, sub = one.type.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=" ".join(one.name.split()))
    if message.is_multipart():
        message.set_boundary(f"=_{message_id(outgoing).partition('@')[0]}")
    data = message.as_bytes()
    if len(data) > MOST_BYTES:
        raise ValueError(f"a message has at most {MOST_BYTES} bytes, this one {len(data)}")
    return data


def _address(text: str) -> Address:
    """An address as the parser of mail reads it; ValueError where it is none."""
    try:
        address = Address(addr_spec=text)
    except Exception as fault:  # the parser raises errors of many kinds on what is no address
        raise ValueError(f"{text!r} is no address, such as impresa@pec.example") from fault
    if not address.username or "." not in address.domain:
        raise ValueError(f"{text!r} is no address, such as impresa@pec.example")
    return address
