"""Does a file of transfers hold to its schema, say what was ordered, and refuse what no bank takes?"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bandolo.papers.transfer_order import (
    MOST_CENTS,
    SCHEMA,
    Debtor,
    Transfer,
    order_faults,
    order_file,
    plain_iban,
    schema_faults,
)

IBAN = "IT60X0542811101000000123456"
DEBTOR = Debtor("Camera di Commercio", IBAN)
DAY, NOW = date(2026, 3, 2), datetime(2026, 2, 27, 9, 30, tzinfo=UTC)
SPACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}


def transfer(number: int = 1, cents: int = 528_000, **other: str) -> Transfer:
    said = {"id": f"T{number}", "name": "Società Però & C.", "iban": IBAN, "reason": "CUP B87H26 atto 12"}
    said |= other
    return Transfer(said["id"], said["name"], said["iban"], cents, said["reason"])


def texts(written: bytes, path: str) -> list[str]:
    found = etree.fromstring(written).xpath(path, namespaces=SPACE)
    assert isinstance(found, list)
    return [one.text or "" for one in found if isinstance(one, etree._Element)]  # noqa: SLF001 - what lxml gives


def test_the_file_says_what_is_ordered_and_is_the_same_again() -> None:
    listed = (transfer(1), transfer(2, 1))
    written = order_file(DEBTOR, listed, DAY, "ordine-7", NOW)
    assert written == order_file(DEBTOR, listed, DAY, "ordine-7", NOW)
    assert schema_faults(written) == []
    assert texts(written, "//p:GrpHdr/p:MsgId") == ["ordine-7"]
    assert texts(written, "//p:GrpHdr/p:CreDtTm") == ["2026-02-27T10:30:00"]
    assert texts(written, "//p:GrpHdr/p:CtrlSum") == ["5280.01"]
    assert texts(written, "//p:ReqdExctnDt/p:Dt") == ["2026-03-02"]
    assert texts(written, "//p:EndToEndId") == ["T1", "T2"]
    assert texts(written, "//p:InstdAmt") == ["5280.00", "0.01"]
    assert texts(written, "//p:Cdtr/p:Nm") == ["Societa Pero & C."] * 2
    assert texts(written, "//p:DbtrAgt//p:BICFI") == ["BLOPIT22"]


@given(st.lists(st.integers(1, MOST_CENTS), min_size=1, max_size=20), st.text(min_size=1, max_size=140))
def test_sums_and_counts_are_those_of_the_transfers_whatever_is_typed(cents: list[int], name: str) -> None:
    listed = tuple(transfer(number, one, name=name) for number, one in enumerate(cents))
    if order_faults(DEBTOR, listed, "m"):
        assert not (name.strip() and name.isprintable())
        return
    try:
        written = order_file(DEBTOR, listed, DAY, "m", NOW)
    except ValueError:
        # A name of which nothing is left in Latin letters is refused by the schema, and never sent.
        return
    amounts = [int(Decimal(one) * 100) for one in texts(written, "//p:InstdAmt")]
    assert amounts == cents
    assert [int(Decimal(one) * 100) for one in texts(written, "//p:GrpHdr/p:CtrlSum")] == [sum(cents)]
    assert texts(written, "//p:GrpHdr/p:NbOfTxs") == [str(len(cents))]


def test_all_that_no_bank_takes_is_told_at_once() -> None:
    wrong = (
        transfer(1, 0),
        transfer(1, 5, iban="IT61X0542811101000000123456"),
        transfer(3, 5, name=" ", reason="x" * 141),
    )
    found = order_faults(Debtor("", "DE00"), wrong, "m" * 36)
    places = [one.partition(":")[0] for one in found]
    assert places == [
        "message",
        "debtor",
        "transfer T1",
        "debtor",
        "transfer T1",
        "transfer T1",
        "transfer T3",
        "transfer T3",
    ]
    with pytest.raises(ValueError, match="at least one transfer"):
        order_file(DEBTOR, (), DAY, "m", NOW)


def test_a_file_that_breaks_the_schema_is_found() -> None:
    written = order_file(DEBTOR, (transfer(),), DAY, "m", NOW)
    [fault] = schema_faults(written.replace(b"<PmtMtd>TRF", b"<PmtMtd>CASH"))
    assert "CASH" in fault


@pytest.mark.parametrize("typed", ["IT60 X054 2811 1010 0000 0123 456", IBAN.lower()])
def test_an_iban_is_taken_as_people_type_it(typed: str) -> None:
    assert plain_iban(typed) == IBAN


@pytest.mark.parametrize("typed", ["", "IT60", "IT60X0542811101000000123457", "IT60Y0542811101000000123456"])
def test_an_iban_whose_digits_do_not_check_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"BBAN|IBAN|checksum|length|structure|digits|country|bank"):
        plain_iban(typed)
