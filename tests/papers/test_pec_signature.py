"""Is a notice trusted only where a known provider signed these very bytes?"""

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes

from bandolo.papers.pec_delivery import Sent, delivery_of
from bandolo.papers.pec_provider import Provider, _signed, notices
from bandolo.papers.pec_signature import read_vouched, vouched
from bandolo.papers.pec_write import message_id, written
from tests.papers.mail_records import AT, LATER, LETTER, ONE, provider

MESSAGE = written(LETTER)


def known() -> set[str]:
    """The digest of the provider's certificate."""
    certificate = provider().certificate
    assert certificate is not None
    return {certificate.fingerprint(hashes.SHA256()).hex()}


def delivered() -> bytes:
    """The notice that the first recipient has the letter."""
    return list(notices(MESSAGE, provider(), LATER))[1]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_a_known_provider(line_end: bytes) -> None:
    assert vouched(delivered().replace(b"\r\n", line_end), LATER, known()) == "signature_valid"


def test_a_provider_that_nobody_knows() -> None:
    assert vouched(delivered(), LATER, {"00" * 32}) == "signature_unchecked"
    assert vouched(delivered(), LATER, ()) == "signature_unchecked"


def test_a_certificate_that_is_not_of_that_day() -> None:
    assert vouched(delivered(), AT + timedelta(days=400), known()) == "signature_unchecked"


def test_a_notice_that_was_changed() -> None:
    changed = delivered().replace(b"PD94", b"PD95")
    assert vouched(changed, LATER, known()) == "signature_invalid"


def test_the_signature_of_another_notice() -> None:
    mine, other = delivered(), next(iter(notices(MESSAGE, provider(), LATER)))
    swap = re.compile(rb"(?s)(smime\.p7s\"\r\n\r\n)(.*?)(\r\n\r\n--)")
    signature = swap.search(other)
    assert signature is not None
    assert (
        vouched(swap.sub(lambda m: m[1] + signature[2] + m[3], mine), LATER, known()) == "signature_invalid"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MESSAGE,
        b"Content-Type: multipart/signed; boundary=x\r\n\r\n--x\r\na",
        b"Content-Type: multipart/signed\r\n\r\n--x\r\na\r\n--x\r\nb\r\n--x--\r\n",
        b"A: a\r\n\r\nContent-Type: multipart/signed; boundary=x\r\n\r\n--x\r\na\r\n--x\r\nb\r\n--x--\r\n",
    ],
)
def test_what_is_not_signed(data: bytes) -> None:
    assert vouched(data, LATER, known()) == "unsigned"


@pytest.mark.parametrize("signature", [b"", b"!!!", b"MAA=", b"AAAA"])
def test_what_is_no_signature(signature: bytes) -> None:
    data = (
        b"Content-Type: multipart/signed;\r\n boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n"
        b"Content-Type: application/pkcs7-signature\r\n\r\n" + signature + b"\r\n--x--\r\n"
    )
    assert vouched(data, LATER, known()) == "signature_invalid"


def test_what_is_signed_must_be_what_is_read() -> None:
    """A true notice within a message whose own parts say another thing speaks for nothing."""
    forged = next(iter(notices(written(LETTER._replace(id="altro")), Provider("x.example"), LATER)))
    inner = forged.partition(b"MIME-Version: 1.0\r\n")[2]
    head, _, body = delivered().partition(b"\r\n\r\n")
    kind = re.compile(rb"(?i)^content-type: *multipart/signed", re.MULTILINE)
    both = kind.sub(b"Content-Type: multipart/mixed; boundary=f\r\nContent-Type: multipart/signed", head)
    data = both + b"\r\n\r\n--f\r\n" + inner + b"\r\n--f--\r\n" + body
    assert vouched(data, LATER, known()) == "signature_valid"
    mail = read_vouched(data, LATER, known())
    assert (mail.vouched, mail.refers_to != message_id(LETTER)) == ("signature_invalid", True)


def test_headers_on_a_true_signature_prove_nothing_alone() -> None:
    content = b"Content-Type: text/plain\r\n\r\nNulla.\r\n"
    head = b"X-Ricevuta: avvenuta-consegna\r\nX-Riferimento-Message-ID: <a@b.example>\r\n"
    mail = read_vouched(head + _signed(content, provider()), LATER, known())
    assert (mail.kind, mail.vouched) == ("delivered", "signature_unchecked")


def test_terms_run_on_what_was_checked() -> None:
    sent = Sent(message_id(LETTER), (ONE,), AT)
    assert delivery_of(sent, [read_vouched(delivered(), LATER, known())]).recipients[0].is_proved
    forged = list(notices(MESSAGE, Provider("pec.gestore.example"), LATER))[1]
    found = delivery_of(sent, [read_vouched(forged, LATER, known())])
    assert (found.delivered_at, len(found.doubts)) == (None, 1)
