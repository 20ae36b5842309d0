"""Does the reader of certified mail stay calm whatever comes in?

`make fuzz` looks longer. A seed is a whole message or certificate; spans of it are cut, doubled, replaced.
"""

from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes

from hypothesis import given
from hypothesis import strategies as st

from bandolo.papers.paper_problem import UnreadableError
from bandolo.papers.pec_daticert import read_certificate
from bandolo.papers.pec_delivery import Sent, delivery_of
from bandolo.papers.pec_provider import Provider, notices
from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_records import NOTICES
from bandolo.papers.pec_signature import read_vouched
from bandolo.papers.pec_write import message_id, written
from tests.papers.mail_records import AT, LATER, LETTER, ONE, provider

SEEDS = [
    *notices(written(LETTER), Provider("pec.gestore.example"), LATER, {ONE: "failed"}),
    *notices(written(LETTER), provider(), LATER),
    written(LETTER),
]
WORDS = [
    b"\r\n\r\n",
    b"\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"X-Ricevuta: avvenuta-consegna\r\n",
    b"X-Trasporto: errore\r\n",
    b"=?utf-8?b?//?=",
    b"=?iso-2022-jp?q?=1b$B?=",
    b"filename*0*=utf-8''%ff; filename=\"daticert.xml\"",
    b"--x\r\n",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"<postacert>",
    b"\x00",
    b"\xff\xfe",
]


@st.composite
def mutated(draw: Callable[[st.SearchStrategy[int]], int], seeds: list[bytes]) -> bytes:
    """A seed with some spans cut, doubled or replaced by a word that parsers trip over."""
    data = seeds[draw(st.integers(0, len(seeds) - 1))]
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 400)))
        match draw(st.integers(0, 2)):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + data[start:]
            case _:
                data = data[:start] + WORDS[draw(st.integers(0, len(WORDS) - 1))] + data[end:]
    return data


def certificates() -> list[bytes]:
    """The certificates of the seeds, as files."""
    parts = (part for seed in SEEDS for part in message_from_bytes(seed).walk())
    found = [part.get_payload(decode=True) for part in parts if part.get_filename() == "daticert.xml"]
    return [one for one in found if isinstance(one, bytes)]


@given(mutated(SEEDS))
def test_mutated_mail_is_read_as_something(data: bytes) -> None:
    mail = read_vouched(data, LATER, ())
    assert mail.kind not in NOTICES or mail.original is None
    sent = Sent(message_id(LETTER), LETTER.recipients, AT)
    assert len(delivery_of(sent, [mail, mail]).recipients) == 2


@given(st.binary(max_size=2_000))
def test_any_bytes_are_mail(data: bytes) -> None:
    assert read_mail(data).kind in ("ordinary", "message", "anomaly", *NOTICES)


@given(mutated(certificates()))
def test_a_certificate_is_read_or_refused(data: bytes) -> None:
    certificate = None
    with suppress(UnreadableError):
        certificate, _ = read_certificate(data)
    assert certificate is None or certificate.at is None or certificate.at.tzinfo is not None
