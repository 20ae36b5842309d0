"""What is a message in the mailbox: a notice of a provider, certified mail, an anomaly, ordinary mail?

Only the outer message speaks for the provider: what lies in the message that somebody sent (postacert.eml)
could have been written by anybody, and is never read as a notice.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem
from bandolo.papers.pec_daticert import NAME as CERTIFICATE
from bandolo.papers.pec_daticert import bare_id, read_certificate
from bandolo.papers.pec_records import NOTICES, Certificate, Mail, MailFile, MailKind, Original, Vouched
from bandolo.rules.facts import FIRST_YEAR, LAST_YEAR

# A provider carries messages up to 100 MB; base64 makes four bytes of three.
MOST_BYTES = 140_000_000
MOST_PARTS = 1_000
DEEPEST = 30
LONGEST_HEADER = 2_000
LONGEST_TEXT = 100_000
ENVELOPED = "postacert.eml"

# What providers call their notices (RFC 6109, sections 3 and 4.4), in the header and in daticert.xml.
_KINDS: Mapping[str, MailKind] = {
    "accettazione": "accepted",
    "non-accettazione": "refused",
    "presa-in-carico": "taken_over",
    "avvenuta-consegna": "delivered",
    "preavviso-errore-consegna": "late",
    "errore-consegna": "failed",
    "mancata-consegna": "failed",
    "rilevazione-virus": "virus",
    "posta-certificata": "message",
}
_TRANSPORT: Mapping[str, MailKind] = {"posta-certificata": "message", "errore": "anomaly"}
# How the readable part of a notice names the recipient, where there is no daticert.xml.
_ADDRESSED = re.compile(
    r"indirizzato\s{1,9}a\s{1,9}[\"“«]?\s{0,9}<?([^\s\"”»<>@]{1,200}@[^\s\"”»<>@]{1,254})", re.IGNORECASE
)


def read_mail(data: bytes) -> Mail:
    """What a message in bytes is; any bytes give a record, `ordinary` with its problems at worst."""
    if len(data) > MOST_BYTES:
        return _unread(f"il messaggio supera {MOST_BYTES} byte", f"the message is above {MOST_BYTES} bytes")
    try:
        outer = message_from_bytes(data)
        parts = list(_parts(outer))
    except RecursionError:
        return _unread("il messaggio è annidato troppo in profondità", "the message is nested too deeply")
    return _read(outer, parts)


def _unread(it: str, en: str) -> Mail:
    return Mail(
        kind="ordinary", message_id="", sender="", subject="", at=None, problems=(problem("", 0, it, en),)
    )


def _read(outer: Message, parts: list[Message]) -> Mail:
    certificate, problems = _certificate(parts)
    kind = _kind(outer, certificate)
    is_notice = kind in NOTICES
    said = _text(parts) if is_notice else ""
    refers_to = bare_id(_header(outer, "X-Riferimento-Message-ID"))
    if is_notice:
        problems += _disagreements(outer, certificate, refers_to)
    return Mail(
        kind=kind,
        message_id=bare_id(_header(outer, "Message-ID")),
        sender=_address(outer, "From"),
        subject=_header(outer, "Subject"),
        at=(certificate.at if certificate else None) or _date(outer),
        refers_to=((certificate.message_id if certificate else "") or refers_to) if is_notice else "",
        recipients=_concerned(kind, certificate, said) if is_notice else (),
        provider=certificate.provider if certificate else "",
        fault=certificate.fault if certificate and certificate.fault != "nessuno" else "",
        explanation=certificate.explanation if certificate else "",
        vouched=_vouched(outer),
        certificate=certificate,
        original=None if is_notice else _original(kind, outer, parts),
        problems=problems,
    )


def _kind(outer: Message, certificate: Certificate | None) -> MailKind:
    """The certificate says what a message is, or else its headers; a kind that neither knows is ordinary."""
    transport = _TRANSPORT.get(_header(outer, "X-Trasporto").lower())
    if transport == "anomaly":
        # Whatever an anomaly carries was written by somebody outside certified mail.
        return "anomaly"
    known = _KINDS.get(certificate.kind) if certificate else None
    return known or _KINDS.get(_header(outer, "X-Ricevuta").lower()) or transport or "ordinary"


def _certificate(parts: list[Message]) -> tuple[Certificate | None, tuple[PaperProblem, ...]]:
    """What the first daticert.xml of the outer message says."""
    part = next((one for one in parts if _name(one).lower() == CERTIFICATE), None)
    if part is None:
        return None, ()
    try:
        return read_certificate(_content(part))
    except UnreadableError as refusal:
        return None, (refusal.problem._replace(where=CERTIFICATE),)


def _disagreements(
    outer: Message, certificate: Certificate | None, refers_to: str
) -> tuple[PaperProblem, ...]:
    """Where headers and certificate say different things, or a notice lacks what it is about."""
    found = []
    told = _header(outer, "X-Ricevuta").lower()
    if certificate and told and _KINDS.get(told) != _KINDS.get(certificate.kind):
        found.append(
            problem(
                "X-Ricevuta",
                0,
                f"l'intestazione dice «{told}», daticert.xml «{certificate.kind}»: vale il secondo",
                f'the header says "{told}", daticert.xml "{certificate.kind}": the latter counts',
            )
        )
    certified = certificate.message_id if certificate else ""
    if certified and refers_to and certified != refers_to:
        found.append(
            problem(
                "X-Riferimento-Message-ID",
                0,
                f"l'intestazione rinvia a «{refers_to}», daticert.xml a «{certified}»: vale il secondo",
                f'the header refers to "{refers_to}", daticert.xml to "{certified}": the latter counts',
            )
        )
    if not certified and not refers_to:
        found.append(
            problem(
                "X-Riferimento-Message-ID",
                0,
                "la ricevuta non dice a quale messaggio si riferisce",
                "the notice does not say which message it is about",
            )
        )
    return tuple(found)


def _concerned(kind: MailKind, certificate: Certificate | None, said: str) -> tuple[str, ...]:
    """The recipients that a notice is about; none where it is about all of them."""
    if kind in ("accepted", "refused", "taken_over"):
        return ()
    if certificate and certificate.delivered_to:
        return tuple(one.lower() for one in certificate.delivered_to)
    match = _ADDRESSED.search(said)
    if match is not None:
        return (match[1].lower(),)
    listed = certificate.recipients if certificate else ()
    return tuple(one.address.lower() for one in listed) if len(listed) == 1 else ()


def _vouched(outer: Message) -> Vouched:
    """Whether the outer message bears a signature at all (S/MIME, RFC 8551); others check it."""
    signed = outer.get_content_type() in (
        "multipart/signed",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    )
    return "signature_unchecked" if signed else "unsigned"


def _original(kind: MailKind, outer: Message, parts: list[Message]) -> Original:
    """What somebody wrote: the message within an envelope, or the message itself."""
    inner, own = outer, parts
    if kind in ("message", "anomaly"):
        wrapped = next((one for one in parts if _is_original(one)), None)
        if wrapped is not None:
            inner = _wrapped(wrapped)
            own = list(_parts(inner))
    return Original(
        message_id=bare_id(_header(inner, "Message-ID")),
        sender=_address(inner, "From"),
        subject=_header(inner, "Subject"),
        text=_text(own),
        files=tuple(_file(one) for one in own if _is_file(one)),
    )


def _is_original(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822" or _name(part).lower() == ENVELOPED


def _wrapped(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list):
        return payload[0] if payload and isinstance(payload[0], Message) else part
    return message_from_bytes(_content(part))


def _is_file(part: Message) -> bool:
    return bool(_name(part)) or part.get_content_type() == "message/rfc822"


def _file(part: Message) -> MailFile:
    content = _content(part)
    digest = hashlib.sha256(content).hexdigest()
    return MailFile(_name(part), part.get_content_type(), len(content), digest, content)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts of a message down to those within parts, not into messages that it carries."""
    if depth > DEEPEST:
        raise RecursionError
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    payload = message.get_payload()
    for part in payload[:MOST_PARTS] if isinstance(payload, list) else ():
        if isinstance(part, Message):
            yield from _parts(part, depth + 1)


def _content(part: Message) -> bytes:
    """The bytes of a part, decoded; of a message that it carries, as it stands."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"".join(one.as_bytes() for one in payload if isinstance(one, Message))
    try:
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError):
        decoded = None
    return decoded if isinstance(decoded, bytes) else b""


def _text(parts: list[Message]) -> str:
    """The first readable part, at most 100,000 characters."""
    part = next((one for one in parts if one.get_content_type() == "text/plain" and not _name(one)), None)
    if part is None:
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        return _content(part).decode(charset, "replace")[:LONGEST_TEXT]
    except (LookupError, ValueError):
        return _content(part).decode("utf-8", "replace")[:LONGEST_TEXT]


def _name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _header(message: Message, name: str) -> str:
    """A header on one line, decoded, at most 2,000 characters; empty where there is none."""
    return _decoded(str(message.get(name, "")))


def _decoded(raw: str) -> str:
    """A header as people wrote it; where its encoding is wrong, as it stands."""
    raw = raw[: 4 * LONGEST_HEADER]
    try:
        pieces = [
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(raw)
        ]
    except (ValueError, LookupError, HeaderParseError):
        pieces = [raw]
    return " ".join("".join(pieces).split())[:LONGEST_HEADER]


def _address(message: Message, name: str) -> str:
    """The first address of a header, in small letters; certified mail goes "on behalf of" the sender."""
    found = getaddresses([_header(message, name)])
    return found[0][1].lower() if found else ""


def _date(message: Message) -> datetime | None:
    """The date of a message where it says its zone."""
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None
