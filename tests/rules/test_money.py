"""Are amounts and rates read, rounded and shown exactly?"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.money import (
    LARGEST,
    Rounding,
    read_cents,
    read_rate,
    round_cents,
    share_of,
    show_cents,
    show_euro,
    show_rate,
    split_pro_rata,
)

WRITTEN = "an amount is written in euro, such as 1250.00"
DIGITS = "an amount is digits with a point before the cents, such as 1250.00"
DECIMALS = "an amount has at most two decimals"
TOO_LARGE = "an amount is below a thousand billion euro"
NOT_FINITE = "an amount is a finite number of euro, such as 1250.00"
NEGATIVE = "an amount is never negative"
RATE = 'a rate is a percentage or a fraction in quotes, such as "60%" or "1/3"'

amounts = st.integers(0, 10**14)
rates = st.fractions(0, 3, max_denominator=10**7)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (12, 12_00),
        (0, 0),
        (Decimal("12.50"), 12_50),
        (Decimal("12.5"), 12_50),
        (Decimal("1.25E+3"), 1250_00),
        ("12.50", 12_50),
        (" 1250.00 ", 1250_00),
        ("0.01", 1),
        ("7", 7_00),
        (Decimal(10**12), LARGEST),
    ],
)
def test_an_amount_is_read(written: object, cents: int) -> None:
    assert read_cents(written) == cents


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (True, WRITTEN),
        (None, WRITTEN),
        ([12], WRITTEN),
        (Fraction(1, 2), WRITTEN),
        ("1,50", DIGITS),
        ("1.250,00", DIGITS),
        ("1e3", DIGITS),
        ("+5", DIGITS),
        (" ", DIGITS),
        ("12.", DIGITS),
        ("1234567890123456", DIGITS),
        (-1, NEGATIVE),
        ("-0.01", NEGATIVE),
        (Decimal("-0.001"), NEGATIVE),
        (Decimal("1.001"), DECIMALS),
        ("0.005", DECIMALS),
        # More digits than Decimal keeps in a sum: none of them is lost on the way.
        (Decimal("1250.000000000000000000000000000001"), DECIMALS),
        # Whoever writes this means seven thousand two hundred.
        (Decimal("7.200"), DECIMALS),
        ("7.200", DECIMALS),
        ("1250.000000000000000000000000000001", DECIMALS),
        (Decimal("NaN"), NOT_FINITE),
        (Decimal("Infinity"), NOT_FINITE),
        (Decimal("-Infinity"), NOT_FINITE),
        (Decimal("1E+400"), TOO_LARGE),
        (Decimal("1E+999999"), TOO_LARGE),
        (10**12 + 1, TOO_LARGE),
        (Decimal("1000000000000.01"), TOO_LARGE),
        ("1000000000000.01", TOO_LARGE),
    ],
)
def test_what_is_no_amount_is_refused_with_what_would_be_right(written: object, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - its text is compared below
        read_cents(written)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "written", [Decimal("1E-400"), Decimal("1E-999999"), 10**5000], ids=["small", "smallest", "huge"]
)
def test_an_amount_beyond_any_use_is_refused_at_once(written: object) -> None:
    with pytest.raises(ValueError, match="an amount"):
        read_cents(written)


@given(amounts)
def test_an_amount_is_read_as_it_is_shown(cents: int) -> None:
    assert read_cents(show_cents(cents)) == cents
    assert read_cents(Decimal(show_cents(cents))) == cents


@given(st.integers(0, 10**12), st.integers(3, 60), st.integers(1, 9))
def test_a_third_decimal_is_never_dropped(euro: int, decimals: int, digit: int) -> None:
    with pytest.raises(ValueError, match=r"at most two decimals|thousand billion"):
        read_cents(Decimal(f"{euro}.{'0' * (decimals - 1)}{digit}"))


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("60%", Fraction(3, 5)),
        ("7.5%", Fraction(3, 40)),
        ("0.000001%", Fraction(1, 10**8)),
        (" 100 % ", Fraction(1)),
        ("150%", Fraction(3, 2)),
        ("0%", Fraction(0)),
        ("1/3", Fraction(1, 3)),
        ("0/7", Fraction(0)),
    ],
)
def test_a_rate_is_read(written: str, rate: Fraction) -> None:
    assert read_rate(written) == rate


@pytest.mark.parametrize(
    "written",
    [
        *("60", "0.6", "-5%", "7,5%", "1/0", "1/00", "1/-3", "1.5/3", "%", "60%%", "1e2%", ""),
        *(True, None, Decimal("0.6"), ["60%"], "12345678%", "1.1234567%", "1/12345678"),
    ],
)
def test_what_is_no_rate_is_refused_with_what_would_be_right(written: object) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - its text is compared below
        read_rate(written)
    assert str(refusal.value) == RATE


@pytest.mark.parametrize(
    ("exact", "rounding", "cents"),
    [
        (Fraction(5, 2), "down", 2),
        (Fraction(5, 2), "half_up", 3),
        (Fraction(5, 2), "up", 3),
        (Fraction(7, 2), "half_up", 4),
        (Fraction(9, 4), "half_up", 2),
        (Fraction(249, 100), "half_up", 2),
        (Fraction(1, 1000), "up", 1),
        (Fraction(999, 1000), "down", 0),
        (Fraction(7), "down", 7),
        (Fraction(7), "half_up", 7),
        (Fraction(7), "up", 7),
        (Fraction(0), "up", 0),
    ],
)
def test_cents_are_rounded(exact: Fraction, rounding: Rounding, cents: int) -> None:
    assert round_cents(exact, rounding) == cents


@given(st.fractions(0, 10**9, max_denominator=10**6))
def test_roundings_stand_in_order_around_the_exact_number(exact: Fraction) -> None:
    down, half_up, up = (round_cents(exact, rounding) for rounding in ("down", "half_up", "up"))
    assert down <= half_up <= up
    assert down <= exact <= up
    assert up - down == (0 if exact.denominator == 1 else 1)
    assert exact - Fraction(1, 2) < half_up <= exact + Fraction(1, 2)


@given(rates, amounts, amounts, st.sampled_from(["down", "half_up", "up"]))
def test_a_share_never_falls_when_the_amount_rises(
    rate: Fraction, one: int, other: int, rounding: Rounding
) -> None:
    low, high = sorted((one, other))
    assert share_of(rate, low, rounding) <= share_of(rate, high, rounding)


@pytest.mark.parametrize(
    ("cents", "weights", "shares"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (200, {"c": 1, "b": 1, "a": 1}, {"a": 67, "b": 67, "c": 66}),
        (10, {"a": 0, "b": 3}, {"a": 0, "b": 10}),
        (1, {"b": 5, "a": 5}, {"a": 1, "b": 0}),
        (1, {"a": 4, "b": 5}, {"a": 0, "b": 1}),
        (5, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
        (0, {"a": 3, "b": 4}, {"a": 0, "b": 0}),
        (0, {}, {}),
    ],
)
def test_a_sum_is_split_in_proportion(
    cents: int, weights: Mapping[str, int], shares: Mapping[str, int]
) -> None:
    assert split_pro_rata(cents, weights) == shares


weights_of = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), min_size=1)


@given(amounts, weights_of)
def test_shares_add_up_and_stay_within_a_cent_of_the_proportion(
    cents: int, weights: Mapping[str, int]
) -> None:
    shares, whole = split_pro_rata(cents, weights), sum(weights.values())
    assert sum(shares.values()) == (cents if whole else 0)
    for one, weight in weights.items():
        exact = Fraction(cents * weight, whole) if whole else Fraction(0)
        assert exact - 1 < shares[one] < exact + 1


@given(weights_of, st.data())
def test_nobody_gets_more_than_its_weight_and_the_order_is_irrelevant(
    weights: Mapping[str, int], data: st.DataObject
) -> None:
    cents = data.draw(st.integers(0, sum(weights.values())))
    shares = split_pro_rata(cents, weights)
    assert all(shares[one] <= weight for one, weight in weights.items())
    shuffled = data.draw(st.permutations(sorted(weights)))
    assert split_pro_rata(cents, {one: weights[one] for one in shuffled}) == shares


@pytest.mark.parametrize(
    ("cents", "plain", "italian", "english"),
    [
        (0, "0.00", "0,00 €", "EUR 0.00"),
        (5, "0.05", "0,05 €", "EUR 0.05"),
        (123450, "1234.50", "1.234,50 €", "EUR 1,234.50"),
        (100_000_000, "1000000.00", "1.000.000,00 €", "EUR 1,000,000.00"),
        (-5, "-0.05", "-0,05 €", "-EUR 0.05"),
        (-123456, "-1234.56", "-1.234,56 €", "-EUR 1,234.56"),
    ],
)
def test_cents_are_shown(cents: int, plain: str, italian: str, english: str) -> None:
    assert (show_cents(cents), show_euro(cents, "it"), show_euro(cents, "en")) == (plain, italian, english)


@pytest.mark.parametrize(
    ("rate", "italian", "english"),
    [
        (Fraction(3, 5), "60%", "60%"),
        (Fraction(0), "0%", "0%"),
        (Fraction(3, 40), "7,5%", "7.5%"),
        (Fraction(1, 200), "0,5%", "0.5%"),
        (Fraction(1, 2000), "0,05%", "0.05%"),
        (Fraction(1, 10**8), "0,000001%", "0.000001%"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(1, 10**9), "1/1000000000", "1/1000000000"),
        (Fraction(3, 2), "150%", "150%"),
    ],
)
def test_a_rate_is_shown(rate: Fraction, italian: str, english: str) -> None:
    assert (show_rate(rate, "it"), show_rate(rate, "en")) == (italian, english)


@given(st.integers(0, 10**9))
def test_a_rate_is_read_as_it_is_shown(millionths_of_a_percent: int) -> None:
    rate = Fraction(millionths_of_a_percent, 10**8)
    assert read_rate(show_rate(rate, "en")) == rate
