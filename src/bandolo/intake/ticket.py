"""What does the desk hand over so that an application can take its place without the desk?

A ticket is one seal of one application: unsealing revokes it, sealing again makes another. Beside it stand
the orders that the desk itself gives to a line: to revoke a seal, to withdraw an entry, to set what holds.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from bandolo.intake.line import Item, Standing, read_standing, write_standing
from bandolo.intake.mac import NAME, SHA256, UUID, KeyRing, MalformedError, opened, signed

TICKET, REVOCATION, WITHDRAWAL, ACT = "T1", "R1", "W1", "A1"
NOBODY = "-"
CENTS = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
# A ticket takes its place with these of its fields; the rest is carried along as it was signed.
_CALL, _SUBJECT, _REQUESTED = 2, 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One seal: names of 1 to 64 letters, digits, - and _; ids of seals as 32 hexadecimal digits.

    `undertaking` names the single undertaking that the enterprise belongs to, `requested` is in cents,
    `digest` is the SHA-256 of the sealed dossier in hexadecimal.
    """

    call: str
    edition: str
    application: str
    seal: str
    enterprise: str
    undertaking: str = NOBODY
    requested: int
    digest: str

    def __post_init__(self) -> None:
        names = (self.call, self.edition, self.application, self.enterprise, self.undertaking)
        for name in names:
            if not NAME.fullmatch(name):
                raise ValueError(f"a name is 1 to 64 letters, digits, - and _, not {name!r}")
        if not UUID.fullmatch(self.seal):
            raise ValueError(f"a seal is 32 hexadecimal digits, not {self.seal!r}")
        if not CENTS.fullmatch(str(self.requested)):
            raise ValueError(f"a grant requested is whole cents from 0 on, not {self.requested!r}")
        if not SHA256.fullmatch(self.digest):
            raise ValueError(f"a digest is SHA-256 in hexadecimal, not {self.digest!r}")


def write_ticket(ring: KeyRing, ticket: Ticket) -> str:
    """The token of a ticket: ASCII without blanks, about 300 signs, fit for a form, a file and a QR code."""
    return signed(
        ring,
        TICKET,
        (
            ticket.call,
            ticket.seal,
            ticket.edition,
            ticket.application,
            ticket.enterprise,
            ticket.undertaking,
            str(ticket.requested),
            ticket.digest,
        ),
    )


def read_ticket(ring: KeyRing, token: str) -> Ticket:
    """The ticket of a token; MalformedError and ForgedError as `opened`."""
    text, fields = opened(ring, token.strip().encode("ascii", "replace"))
    if fields[0] != TICKET.encode():
        raise MalformedError("this token is signed, but it is no ticket")
    return ticket_of(text.decode())


def ticket_of(body: str) -> Ticket:
    """The ticket of a signed text, as entries of the line carry it."""
    _, _, call, seal, edition, application, enterprise, undertaking, requested, sealed = body.split(".")
    return Ticket(
        call=call,
        edition=edition,
        application=application,
        seal=seal,
        enterprise=enterprise,
        undertaking=undertaking,
        requested=int(requested),
        digest=sealed,
    )


def write_revocation(ring: KeyRing, call: str, application: str, seal: str) -> str:
    """The order that a seal, not submitted yet, be worth nothing any more."""
    return signed(ring, REVOCATION, (call, seal, application))


def write_withdrawal(ring: KeyRing, call: str, application: str, seal: str) -> str:
    """The order that an entry be withdrawn: it keeps its number and its sum."""
    return signed(ring, WITHDRAWAL, (call, seal, application))


def write_act(ring: KeyRing, call: str, act: str, standing: Standing) -> str:
    """The order that from now on a standing holds for a line; `act` is its id, 32 hexadecimal digits."""
    if not UUID.fullmatch(act):
        raise ValueError(f"an act is 32 hexadecimal digits, not {act!r}")
    written = urlsafe_b64encode(write_standing(standing).encode()).decode().rstrip("=")
    # A field is at most 64 signs long: a longer text stands in several.
    return signed(ring, ACT, (call, act, *(written[at : at + 64] for at in range(0, len(written), 64))))


def read_submission(ring: KeyRing, token: bytes) -> tuple[bytes, Item]:
    """The call of a ticket and what it asks of the line; errors as `opened`. The path of click day."""
    text, fields = opened(ring, token)
    if fields[0] != b"T1":
        raise MalformedError("this token is signed, but it is no ticket")
    return fields[_CALL], Item("submit", fields[_SUBJECT].decode(), text.decode(), int(fields[_REQUESTED]))


def read_order(ring: KeyRing, token: bytes) -> tuple[bytes, Item]:
    """The call of an order of the desk and what it asks of the line; errors as `opened`."""
    text, fields = opened(ring, token)
    body, call, subject = text.decode(), fields[_CALL], fields[_SUBJECT].decode()
    match fields[0]:
        case b"R1":
            return call, Item("revoke", subject, body)
        case b"W1":
            return call, Item("withdraw", subject, body)
        case b"A1":
            return call, Item("act", subject, body, standing=standing_of(body))
    raise MalformedError("this token is signed, but it is no order to a line")


def standing_of(body: str) -> Standing:
    """What holds by an act, from its signed text."""
    written = "".join(body.split(".")[4:])
    return read_standing(urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode())
