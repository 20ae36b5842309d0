"""Does any file whatever get an answer: no crash, no hang, nothing read but what was given?

`make test` tries some, `make fuzz` tries for minutes.
"""

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.invoice_answer import invoice_answer
from bandolo.papers.invoice_file import read_invoice_file
from bandolo.papers.matching_payment import settle
from bandolo.papers.matching_reason import cited
from tests.papers.banks import Move, camt053, entry_xml, pain002, transfer_xml
from tests.papers.invoices import (
    Row,
    Sum,
    ber_envelope,
    body_xml,
    envelope,
    file_xml,
    goods_xml,
    held_xml,
    invoice_of,
    payment_xml,
    pem,
    simplified_xml,
)

WHOLE = file_xml(
    body_xml(held=held_xml(), payment=payment_xml(), document="<Causale>CUP E71B19000310006</Causale>"),
    body_xml(kind="TD04", number="2", rows=[Row(), Row()], sums=[Sum(), Sum(due="S")]),
).encode()
SIMPLE = simplified_xml(goods_xml("122.00", "<Aliquota>22.00</Aliquota>")).encode()
CSV = b"Data;Causale;Importo\n02/04/2026;Bonifico fatt. 12;-1.220,00\n"
SEEDS = (
    *(WHOLE, SIMPLE, envelope(WHOLE), ber_envelope(SIMPLE), pem(envelope(SIMPLE)), base64.b64encode(WHOLE)),
    *(camt053([entry_xml(Move())]), camt053([entry_xml(Move(), 8)], 8), pain002(transfer_xml()), CSV),
)
# Pieces that parsers stumble over.
PIECES = st.sampled_from(
    (
        *(
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>",
            b"&b;",
            b"<",
            b">",
            b"]]>",
            b"\x00",
            b"\xff",
        ),
        *(
            b"<![CDATA[",
            b"<!--",
            b"<?xml?>",
            b"\x30\x80",
            b"\x30\x84\xff\xff\xff\xff",
            b"-1",
            b"9" * 30,
            b"1e999",
        ),
        *(
            b"NaN",
            b"Infinity",
            b"1.234,50",
            b"2026-02-30",
            b"{}",
            b"%s",
            b"&#0;",
            b"&#x1f;",
            "è".encode("cp1252"),
        ),
        *(b"\xef\xbb\xbf", b"\xff\xfe", b";", b'"', b"\r\n", b"xmlns='urn:x' ", b"<a>" * 300),
    )
)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A good file with some bytes cut out, doubled, overwritten or put in."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        put: Callable[[], bytes] = lambda: draw(st.one_of(PIECES, st.binary(max_size=8)))  # noqa: E731
        match draw(st.integers(0, 3)):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + data[start:end] * draw(st.integers(1, 3)) + data[end:]
            case 2:
                piece = put()
                data = data[:start] + piece + data[start + len(piece) :]
            case _:
                data = data[:start] + put() + data[start:]
    return data


@given(st.one_of(broken(), st.binary(max_size=200)))
def test_any_file_gets_an_answer(data: bytes) -> None:
    read = read_invoice_file("a", data)
    assert (read.refused is None) == bool(read.invoices)
    json.dumps(invoice_answer([read]))
    for one in read.invoices:
        assert all(isinstance(cents, int) for cents in (one.taxable, one.vat, one.total, one.payable))


@given(st.one_of(broken(), st.binary(max_size=200)))
def test_any_file_of_a_bank_gets_an_answer(data: bytes) -> None:
    read = read_bank_file("b", data)
    assert read.refused is None or read.payments == ()
    assert all(one.cents > 0 for one in read.payments)
    settle([invoice_of(body_xml())], read.payments)


@given(st.text(max_size=300), st.text(alphabet="FT0123456789/-A ", max_size=20))
def test_any_reason_is_read(reason: str, number: str) -> None:
    assert cited(reason, invoice_of(body_xml(number=number or "1"))).date in (True, False)


@pytest.mark.parametrize("shape", ["<a {}/>", "<a>{}</a>", "{}"])
@pytest.mark.parametrize("piece", ["x{}='' ", "<b>", "<b/>", "&amp;", "E 12 ", "FATT "])
def test_a_large_file_takes_no_time_out_of_proportion(shape: str, piece: str) -> None:
    """Half a megabyte of one thing: whoever takes the square of it here takes minutes."""
    many = "".join(piece.format(at) for at in range(500_000 // len(piece)))
    data = shape.replace("{}", many).encode()
    assert read_invoice_file("a", data).refused is not None
    read_bank_file("b", data)
    cited(many[:2000], invoice_of(body_xml()))
