"""Is a message of ours whole, known by its id, and deaf to what people type into it?"""

import pytest

from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_write import Enclosure, message_id, written
from tests.papers.mail_records import LETTER


def test_the_same_message_is_the_same_bytes() -> None:
    assert written(LETTER) == written(LETTER)
    assert message_id(LETTER) == message_id(LETTER._replace(text="altro"))
    assert message_id(LETTER) != message_id(LETTER._replace(id="c26/000123/supplement/2"))


def test_lines_are_those_of_mail() -> None:
    lines = written(LETTER).split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert max(map(len, lines)) <= 998


def test_a_line_end_in_a_name_begins_no_header() -> None:
    nasty = LETTER._replace(
        subject="Domanda\r\nBcc: spia@esempio.example",
        files=(Enclosure("a\r\nX-Altro: 1.pdf", "application/pdf", b"x"),),
    )
    head = written(nasty).partition(b"\r\n\r\n")[0].lower()
    assert b"\nbcc:" not in head
    mail = read_mail(written(nasty))
    assert mail.original is not None
    assert mail.subject == "Domanda Bcc: spia@esempio.example"
    assert mail.original.files[0].name == "a X-Altro: 1.pdf"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nessuno",
        "a@b",
        "a@b.example\r\nBcc: c@d.example",
        "a b@c.example",
        "a@b.example, c@d.example",
        "<@>",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is no address, such as impresa@pec"):
        written(LETTER._replace(recipients=(address,)))


def test_nobody_to_write_to() -> None:
    with pytest.raises(ValueError, match="at least one recipient"):
        written(LETTER._replace(recipients=()))


def test_a_message_too_large_for_providers() -> None:
    huge = Enclosure("grande.pdf", "application/pdf", b"\x00" * 23_000_000)
    with pytest.raises(ValueError, match="at most 30000000 bytes"):
        written(LETTER._replace(files=(huge,)))
