"""What can certified mail tell, as plain records?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from bandolo.papers.paper_problem import PaperProblem

# What a message in the mailbox is. The first seven are notices of a provider (RFC 6109, section 3); `message`
# is certified mail from somebody; `anomaly` is ordinary mail that a provider wrapped; `ordinary` is the rest.
MailKind = Literal[
    "accepted",
    "refused",
    "taken_over",
    "delivered",
    "late",
    "failed",
    "virus",
    "message",
    "anomaly",
    "ordinary",
]
NOTICES: tuple[MailKind, ...] = ("accepted", "refused", "taken_over", "delivered", "late", "failed", "virus")
# Who vouches for a notice: the provider's signature, once somebody checked it, or nobody.
Vouched = Literal["signature_valid", "signature_invalid", "signature_unchecked", "unsigned"]


class CertifiedRecipient(NamedTuple):
    """A recipient as the provider has it: whether its mailbox is certified too (None: not said)."""

    address: str
    is_certified: bool | None


class Certificate(NamedTuple):
    """What daticert.xml certifies (RFC 6109, section 4.4), in its own words where it has codes.

    `kind` and `fault` are those of the file ("avvenuta-consegna", "no-dest"); `at` is aware.
    """

    kind: str
    fault: str
    sender: str
    recipients: tuple[CertifiedRecipient, ...]
    subject: str
    provider: str
    at: datetime | None
    id: str
    message_id: str
    delivered_to: tuple[str, ...]
    explanation: str


class MailFile(NamedTuple):
    """A file attached to a message, with the SHA-256 of its bytes in hexadecimal."""

    name: str
    type: str
    size: int
    sha256: str
    content: bytes


class Original(NamedTuple):
    """The message that somebody wrote: within the envelope of a provider, or ordinary mail itself."""

    message_id: str
    sender: str
    subject: str
    text: str
    files: tuple[MailFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message of the mailbox as read.

    `message_id` is its own, `refers_to` that of our message which a notice is about, both without brackets;
    `recipients` are those whom a notice concerns; `at` is when it happened, as certified, else the date of
    the message; `original` is there for messages, anomalies and ordinary mail.
    """

    kind: MailKind
    message_id: str
    sender: str
    subject: str
    at: datetime | None
    refers_to: str = ""
    recipients: tuple[str, ...] = ()
    provider: str = ""
    fault: str = ""
    explanation: str = ""
    vouched: Vouched = "unsigned"
    certificate: Certificate | None = None
    original: Original | None = None
    problems: tuple[PaperProblem, ...] = ()
