"""Where does a message of ours stand with each recipient, by the notices that came in?

The answer follows from the notices as a whole: in which order they come in, and how often, does not matter.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from bandolo.papers.pec_records import Mail, MailKind

# From the least to the most that can be said: what is delivered stays delivered whatever else comes in.
DeliveryState = Literal["sent", "accepted", "late", "failed", "refused", "delivered"]
_STATES: dict[MailKind, DeliveryState] = {
    "accepted": "accepted",
    "late": "late",
    "failed": "failed",
    "virus": "failed",
    "refused": "refused",
    "delivered": "delivered",
}
_RANK: dict[DeliveryState, int] = {
    "sent": 0,
    "accepted": 1,
    "late": 2,
    "failed": 3,
    "refused": 4,
    "delivered": 5,
}

_NEVER = datetime.max.replace(tzinfo=UTC)


class Sent(NamedTuple):
    """A message of ours: its Message-ID without brackets, to whom, when it was handed to the provider."""

    message_id: str
    recipients: tuple[str, ...]
    at: datetime


class RecipientDelivery(NamedTuple):
    """Where the message stands with one recipient, since when, and why where it failed.

    `is_proved` where the provider's signature on the notice that says so was checked and holds.
    """

    address: str
    state: DeliveryState
    at: datetime | None
    reason: str = ""
    is_proved: bool = False


class Delivery(NamedTuple):
    """Where a message stands.

    `accepted_at` is when the provider took it: then the body has sent it. `delivered_at` is when the last
    recipient had it, None before: terms run from there (D.Lgs. 82/2005, arts. 45, c. 2, and 48). `doubts`
    are notices about it that prove nothing: unsigned, or with a signature that does not hold.
    """

    message_id: str
    accepted_at: datetime | None
    recipients: tuple[RecipientDelivery, ...]
    delivered_at: datetime | None
    doubts: tuple[Mail, ...]


def delivery_of(sent: Sent, mails: Iterable[Mail]) -> Delivery:
    """Where a message stands by the notices among the mails that refer to it."""
    about = [mail for mail in mails if mail.kind in _STATES and mail.refers_to == sent.message_id]
    proofs = [mail for mail in about if mail.vouched in ("signature_valid", "signature_unchecked")]
    addresses = tuple(dict.fromkeys(address.lower() for address in sent.recipients))
    recipients = tuple(_with_recipient(sent, address, proofs) for address in addresses)
    delivered = [one.at for one in recipients if one.state == "delivered" and one.at is not None]
    doubts = [mail for mail in about if mail not in proofs]
    return Delivery(
        sent.message_id,
        min((mail.at for mail in proofs if mail.kind == "accepted" and mail.at), default=None),
        recipients,
        max(delivered) if addresses and len(delivered) == len(addresses) else None,
        tuple(sorted(dict.fromkeys(doubts), key=_order)),
    )


def _with_recipient(sent: Sent, address: str, proofs: list[Mail]) -> RecipientDelivery:
    """The most that the notices say of a recipient; of equals the earliest."""
    best = RecipientDelivery(address, "sent", sent.at)
    said = [mail for mail in proofs if _concerns(mail, sent, address)]
    if not said:
        return best
    most = max(_RANK[_STATES[mail.kind]] for mail in said)
    first = min((mail for mail in said if _RANK[_STATES[mail.kind]] == most), key=_best)
    reason = "" if first.kind in ("accepted", "delivered") else first.explanation or first.fault or first.kind
    return RecipientDelivery(
        address, _STATES[first.kind], first.at, reason, first.vouched == "signature_valid"
    )


def _concerns(mail: Mail, sent: Sent, address: str) -> bool:
    """A notice of the whole message concerns everybody; one that names no recipient, only a sole one."""
    if mail.kind in ("accepted", "refused"):
        return True
    return address in mail.recipients if mail.recipients else len(sent.recipients) == 1


def _best(mail: Mail) -> tuple[bool, tuple[datetime, str, str]]:
    """What was checked goes before what was not: nobody moves a date by a notice of their own making."""
    return mail.vouched != "signature_valid", _order(mail)


def _order(mail: Mail) -> tuple[datetime, str, str]:
    """By time, those without one last."""
    return mail.at or _NEVER, mail.message_id, repr(mail)
