"""Do the years of a tax credit add up to it, and is what was not used carried or lost as declared?"""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.build import Reading, build
from bandolo.rules.load import READERS
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words
from bandolo.rules.tax_credits import (
    CreditYear,
    TaxCredit,
    credit_shares,
    credit_use,
    first_year,
    tax_credit_faults,
)

WORDS = Words(it="Credito d'imposta", en="Tax credit")
THIRDS = TaxCredit(
    id="credit", words=WORDS, shares=(Fraction(1, 3),) * 3, counted_from="award", unused="carried"
)
LOST = replace(THIRDS, unused="lost")
TWO_MORE = replace(THIRDS, carried_years=2)
SPREAD = replace(THIRDS, shares=(Fraction(1),), spread_after=2027, spread_years=3)
LONG_SPREAD = replace(THIRDS, spread_after=2027, spread_years=2, carried_years=1)
CAPPED = replace(TWO_MORE, most_a_year=Cents(20_00))


@pytest.mark.parametrize(
    ("shares", "credit", "years"),
    [
        ((Fraction(1, 3),) * 3, 100_00, (33_33, 33_34, 33_33)),
        ((Fraction(1, 3),) * 3, 90_00, (30_00, 30_00, 30_00)),
        ((Fraction(1, 3),) * 3, 1, (0, 1, 0)),
        ((Fraction(2, 5), Fraction(3, 10), Fraction(3, 10)), 10_01, (4_00, 3_01, 3_00)),
        ((Fraction(1),), 7, (7,)),
    ],
)
def test_the_years_add_up(shares: tuple[Fraction, ...], credit: int, years: tuple[int, ...]) -> None:
    assert credit_shares(replace(THIRDS, shares=shares), credit) == years


@pytest.mark.parametrize(
    ("rule", "used", "years"),
    [
        (
            LOST,
            {2026: 30_00, 2027: 10_00},
            [
                CreditYear(2026, 30_00, 0, 30_00, 30_00, 0, 0),
                CreditYear(2027, 30_00, 0, 30_00, 10_00, 0, 20_00),
                CreditYear(2028, 30_00, 0, 30_00, 0, 0, 30_00),
            ],
        ),
        (
            THIRDS,
            {2027: 50_00, 2030: 5_00},
            [
                CreditYear(2026, 30_00, 0, 30_00, 0, 30_00, 0),
                CreditYear(2027, 30_00, 30_00, 60_00, 50_00, 10_00, 0),
                CreditYear(2028, 30_00, 10_00, 40_00, 0, 40_00, 0),
                CreditYear(2029, 0, 40_00, 40_00, 0, 40_00, 0),
                CreditYear(2030, 0, 40_00, 40_00, 5_00, 35_00, 0),
            ],
        ),
        (
            CAPPED,
            {2026: 20_00, 2029: 20_00},
            [
                CreditYear(2026, 30_00, 0, 20_00, 20_00, 10_00, 0),
                CreditYear(2027, 30_00, 10_00, 20_00, 0, 40_00, 0),
                CreditYear(2028, 30_00, 40_00, 20_00, 0, 70_00, 0),
                CreditYear(2029, 0, 70_00, 20_00, 20_00, 50_00, 0),
                CreditYear(2030, 0, 50_00, 20_00, 0, 0, 50_00),
            ],
        ),
        (
            SPREAD,
            {2026: 20_00, 2027: 9_99, 2029: 40_00, 2031: 1},
            [
                CreditYear(2026, 90_00, 0, 90_00, 20_00, 70_00, 0),
                CreditYear(2027, 0, 70_00, 70_00, 9_99, 0, 0, 60_01),
                CreditYear(2028, 20_00, 0, 20_00, 0, 20_00, 0),
                CreditYear(2029, 20_01, 20_00, 40_01, 40_00, 1, 0),
                CreditYear(2030, 20_00, 1, 20_01, 0, 20_01, 0),
                CreditYear(2031, 0, 20_01, 20_01, 1, 20_00, 0),
            ],
        ),
        (
            LONG_SPREAD,
            {2027: 60_00, 2030: 5_00},
            [
                CreditYear(2026, 30_00, 0, 30_00, 0, 30_00, 0),
                CreditYear(2027, 30_00, 30_00, 60_00, 60_00, 0, 0),
                CreditYear(2028, 15_00, 0, 15_00, 0, 15_00, 0),
                CreditYear(2029, 15_00, 15_00, 30_00, 0, 30_00, 0),
                CreditYear(2030, 0, 30_00, 30_00, 5_00, 0, 25_00),
            ],
        ),
    ],
)
def test_worked_uses(rule: TaxCredit, used: dict[int, int], years: list[CreditYear]) -> None:
    assert list(credit_use(rule, 90_00, 2026, used)) == years


@pytest.mark.parametrize(
    ("rule", "used", "message"),
    [
        (LOST, {2026: 30_01}, "in 2026 at most EUR 30.00 can be used, not EUR 30.01"),
        (LOST, {2026: -1}, "not -EUR 0.01"),
        (LOST, {2025: 1}, "nothing can be used in 2025: 2026 to 2028"),
        (LOST, {2029: 1}, "nothing can be used in 2029: 2026 to 2028"),
        (TWO_MORE, {2031: 1}, "nothing can be used in 2031: 2026 to 2030"),
        (THIRDS, {9999: 1}, "nothing can be used in 9999: 2026 to 2058"),
        (CAPPED, {2026: 20_01}, "at most EUR 20.00"),
    ],
)
def test_more_than_can_be_used_is_refused(rule: TaxCredit, used: dict[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        credit_use(rule, 90_00, 2026, used)


def test_a_credit_that_begins_after_its_year_is_spread_at_once() -> None:
    years = credit_use(SPREAD, 100_00, 2028, {2028: 33_33})
    assert [(one.year, one.share, one.left) for one in years] == [
        (2028, 33_33, 0),
        (2029, 33_34, 33_34),
        (2030, 33_33, 66_67),
    ]


def test_the_first_year_is_that_of_the_event_or_later() -> None:
    dates = {"award": date(2026, 12, 31)}
    assert [first_year(rule, dates) for rule in (THIRDS, replace(THIRDS, plus_years=1))] == [2026, 2027]
    assert first_year(THIRDS, {}) is None


weights = st.lists(st.integers(1, 20), min_size=1, max_size=10)


@given(weights, st.integers(0, 10**11))
def test_no_cent_is_lost_between_the_years(parts: list[int], credit: int) -> None:
    shares = tuple(Fraction(part, sum(parts)) for part in parts)
    found = credit_shares(replace(THIRDS, shares=shares), credit)
    assert sum(found) == credit
    assert all(abs(one - share * credit) <= 1 for one, share in zip(found, shares, strict=True))


@given(
    st.sampled_from([THIRDS, LOST, TWO_MORE, CAPPED, SPREAD, LONG_SPREAD]),
    st.integers(0, 10**6),
    st.lists(st.integers(0, 100), min_size=3, max_size=3),
)
def test_what_is_used_left_and_lost_is_the_credit(rule: TaxCredit, credit: int, parts: list[int]) -> None:
    used: dict[int, int] = {}
    for year, part in zip(range(2026, 2029), parts, strict=True):
        usable = {one.year: one.usable for one in credit_use(rule, credit, 2026, used)}
        used[year] = usable[year] * part // 100
    years = credit_use(rule, credit, 2026, used)
    assert all(one.carried + one.share == one.used + one.left + one.lost + one.spread for one in years)
    assert sum(one.used + one.lost for one in years) + years[-1].left == credit
    assert all(0 <= one.used <= one.usable for one in years)


@pytest.mark.parametrize(
    ("rule", "paths"),
    [
        (THIRDS, []),
        (LOST, []),
        (CAPPED, []),
        (replace(THIRDS, shares=(Fraction(1, 3),) * 2), [("shares",)]),
        (replace(THIRDS, shares=()), [("shares",)]),
        (replace(THIRDS, shares=(Fraction(1), Fraction(0))), [("shares", 1)]),
        (replace(THIRDS, counted_from="nothing"), [("counted_from",)]),
        (replace(THIRDS, plus_years=-1), [("plus_years",)]),
        (replace(THIRDS, carried_years=31), [("carried_years",)]),
        (replace(LOST, carried_years=1), [("carried_years",)]),
        (replace(THIRDS, most_a_year=Cents(0)), [("most_a_year",)]),
        (SPREAD, []),
        (replace(SPREAD, spread_years=None), [("spread_after",)]),
        (replace(THIRDS, spread_years=5), [("spread_after",)]),
        (replace(SPREAD, spread_years=0), [("spread_years",)]),
        (replace(SPREAD, spread_after=5), [("spread_after",)]),
        (replace(SPREAD, unused="lost"), [("unused",)]),
    ],
)
def test_faults_have_their_place(rule: TaxCredit, paths: list[tuple[str | int, ...]]) -> None:
    assert [path for path, _ in tax_credit_faults(rule, {"award"}, {"aid.grant"})] == paths


def test_a_tax_credit_reads_as_a_table_of_a_call_file() -> None:
    text = """
    id = "credit"
    words = { it = "Credito d'imposta", en = "Tax credit" }
    shares = ["1/3", "1/3", "1/3"]
    counted_from = "award"
    most_a_year = 20.00
    unused = "carried"
    carried_years = 2
    """
    reading = Reading({}, frozenset(), READERS)
    found = build(reading, TaxCredit, tomllib.loads(text, parse_float=Decimal))
    assert (found, reading.problems) == (CAPPED, [])
