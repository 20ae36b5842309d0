"""Is an amount read as the person meant it, in Italian and in English spelling?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.desk.typed import typed_cents
from bandolo.rules.money import show_cents, show_euro

CENTS = st.integers(0, 10**13)


@given(CENTS)
def test_what_is_shown_is_read_back(cents: int) -> None:
    shown = (
        show_cents(cents),
        show_euro(cents, "it"),
        show_euro(cents, "en"),
        show_cents(cents).replace(".", ","),
    )
    assert [typed_cents(text) for text in shown] == [cents] * 4


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123456),
        ("1234.56", 123456),
        ("1234,5", 123450),
        ("1.234", 123400),
        ("1,234", 123400),
        ("1 234,56 €", 123456),
        ("12", 1200),
        ("0,07", 7),
    ],
)
def test_worked_amounts(text: str, cents: int) -> None:
    assert typed_cents(text) == cents


@pytest.mark.parametrize(
    "text", ["", "abc", "1.23.4", "1,2,3", "12.345,678", "-1", "1e5", "1.2345", "١٢", "1,234,5"]
)
def test_what_is_no_amount_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        typed_cents(text)
