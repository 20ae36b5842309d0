"""Is the aid in a soft loan and in a guarantee worked out exactly, and rounded once?

The rates and premiums are made up for the cases: a call brings its own, dated and with their source.
"""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.build import Reading, build
from bandolo.rules.conditions import Comparison, Constant, FactValue, View
from bandolo.rules.equivalents import (
    BaseRate,
    ByPremium,
    ByProportion,
    Guarantee,
    LoanBalances,
    Proportion,
    ReferenceRates,
    base_rate,
    guarantee_equivalent,
    guarantee_faults,
    guarantee_refusals,
    guaranteed_amount,
    loan_equivalent,
    reference_rate_faults,
)
from bandolo.rules.facts import Fact
from bandolo.rules.load import READERS
from bandolo.rules.loan import Loan, LoanTerms, schedule
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words
from bandolo.rules.tables import RateTable, Row, Table

WORDS = Words(it="Tassi di riferimento", en="Reference rates")
ON = date(2026, 3, 1)
NOTHING = View({}, {}, {}, {})


def percent(number: int) -> Fraction:
    return Fraction(number, 100)


RATES = ReferenceRates(
    id="reference",
    words=WORDS,
    base_rates=(
        BaseRate(since=date(2025, 1, 1), until=date(2025, 12, 31), rate=percent(2), source="act A"),
        BaseRate(since=date(2026, 1, 1), until=date(2026, 6, 30), rate=percent(3), source="act B"),
    ),
    margin=percent(1),
    discount_margin=percent(1),
)
IS_GOOD = Comparison(FactValue("rating"), "is", Constant("good"))
IS_WEAK = Comparison(FactValue("rating"), "is", Constant("weak"))
BY_RATING = RateTable(Table(("rating",), (Row(IS_GOOD, percent(1)), Row(IS_WEAK, percent(4)))))
FOUR_FIFTHS = Guarantee(
    id="guarantee",
    words=WORDS,
    covers=percent(80),
    formula=ByProportion(
        kind="proportion",
        rows=(
            Proportion(years=5, guaranteed=Cents(2_250_000_00), worth=Cents(300_000_00)),
            Proportion(years=10, guaranteed=Cents(1_125_000_00), worth=Cents(300_000_00)),
        ),
    ),
)
AT_END = replace(
    FOUR_FIFTHS, formula=ByPremium(kind="premium", premium=percent(2), paid=Fraction(5, 1000), falls="end")
)
AT_START = replace(
    FOUR_FIFTHS, formula=ByPremium(kind="premium", premium=percent(2), paid=Fraction(5, 1000), falls="start")
)


def years(count: int, opening: int = 100_000_00) -> LoanBalances:
    return LoanBalances((opening,) * count, 1)


@pytest.mark.parametrize(
    ("openings", "times", "loan_rate", "on", "cents"),
    [
        # 3,000.00 spared, discounted at 3% + 1% for a year: 2,884.615...
        ((100_000_00,), 1, percent(1), ON, 2_884_62),
        # 3,000.00 / 1.04 + 1,500.00 / 1.0816 = 4,271.449...
        ((100_000_00, 50_000_00), 1, percent(1), ON, 4_271_45),
        # Half-yearly: 1,500.00 / 1.02 + 750.00 / 1.0404 = 2,191.464...
        ((100_000_00, 50_000_00), 2, percent(1), ON, 2_191_46),
        # In 2025 the base was 2%: 2,000.00 / 1.03 = 1,941.747...
        ((100_000_00,), 1, percent(1), date(2025, 12, 31), 1_941_75),
        ((100_000_00,), 1, percent(4), ON, 0),
        ((100_000_00,), 1, percent(9), ON, 0),
        ((100_000_00,), 1, Fraction(0), ON, 3_846_15),
    ],
)
def test_worked_loans(
    openings: tuple[int, ...], times: int, loan_rate: Fraction, on: date, cents: int
) -> None:
    found = loan_equivalent(RATES, loan_rate, LoanBalances(openings, times), on, NOTHING)
    assert found is not None
    assert (found.nominal, found.cents) == (openings[0], cents)


def test_the_steps_name_the_rates_and_their_source() -> None:
    found = loan_equivalent(RATES, percent(1), LoanBalances((100_000_00, 50_000_00), 1), ON, NOTHING)
    assert found is not None
    assert [(step.words.it, step.amount) for step in found.steps] == [
        ("Finanziamento", 100_000_00),
        ("Interessi risparmiati: base 3% (act B) + margine 1%, meno il tasso 1%", 4_500_00),
        ("Equivalente sovvenzione lordo, attualizzato al 4%", 4_271_45),
    ]


def test_the_margin_can_stand_in_a_table() -> None:
    rates = replace(RATES, margin=BY_RATING)
    for rating, cents in (("good", 2_884_62), ("weak", 5_769_23)):
        view = View({"rating": rating}, {}, {}, {})
        found = loan_equivalent(rates, percent(1), years(1), ON, view)
        assert found is not None
        assert found.cents == cents
    assert loan_equivalent(rates, percent(1), years(1), ON, NOTHING) is None


def test_a_loan_of_the_call_brings_its_balances() -> None:
    loan = Loan(
        id="loan",
        words=WORDS,
        rate=percent(1),
        min_years=1,
        max_years=5,
        max_grace_months=24,
        grace_ends_with_balance=False,
        instalments_a_year=1,
    )
    terms = LoanTerms(principal=100_000_00, years=3, grace_months=24, first_due=date(2027, 3, 1))
    balances = LoanBalances(tuple(one.opening for one in schedule(loan, terms)), loan.instalments_a_year)
    assert balances == years(3)
    assert balances.months == 36
    found = loan_equivalent(RATES, loan.rate, balances, ON, NOTHING)
    # 3,000.00 a year for three years at 4%: 2,884.615... + 2,773.668... + 2,666.989...
    assert found is not None
    assert found.cents == 8_325_27


@pytest.mark.parametrize(
    ("loan", "months", "guaranteed", "cents"),
    [
        # 300,000.00 x 80,000 / 2,250,000 = 10,666.67 for five years
        (100_000_00, 60, 80_000_00, 10_666_67),
        (100_000_00, 30, 80_000_00, 5_333_33),
        # 300,000.00 x 80,000 / 1,125,000 x 72 / 120 = 12,800.00
        (100_000_00, 72, 80_000_00, 12_800_00),
        (100_000_00, 120, 80_000_00, 21_333_33),
        (2_812_500_00, 60, 2_250_000_00, 300_000_00),
    ],
)
def test_worked_guarantees_in_proportion(loan: int, months: int, guaranteed: int, cents: int) -> None:
    balances = LoanBalances((loan,) * months, 12)
    found = guarantee_equivalent(FOUR_FIFTHS, RATES, balances, ON, NOTHING)
    assert found is not None
    assert (found.nominal, found.cents) == (guaranteed, cents)


@pytest.mark.parametrize(
    ("rule", "cents"),
    [
        # 1.5% of 80,000.00 and 40,000.00: 1,200.00 / 1.04 + 600.00 / 1.0816 = 1,708.579...
        (AT_END, 1_708_58),
        # 1,200.00 + 600.00 / 1.04 = 1,776.923...
        (AT_START, 1_776_92),
        # At most 40,000.00 guaranteed: half as much.
        (replace(AT_END, at_most=Cents(40_000_00)), 854_29),
        (
            replace(
                AT_END, formula=ByPremium(kind="premium", premium=percent(1), paid=percent(2), falls="end")
            ),
            0,
        ),
    ],
)
def test_worked_guarantees_by_premium(rule: Guarantee, cents: int) -> None:
    found = guarantee_equivalent(rule, RATES, LoanBalances((100_000_00, 50_000_00), 1), ON, NOTHING)
    assert found is not None
    assert found.cents == cents


def test_a_premium_can_stand_in_a_table_by_rating() -> None:
    rule = replace(FOUR_FIFTHS, formula=ByPremium(kind="premium", premium=BY_RATING, falls="end"))
    view = View({"rating": "weak"}, {}, {}, {})
    found = guarantee_equivalent(rule, RATES, years(1), ON, view)
    assert found is not None
    assert [(step.words.en, step.amount) for step in found.steps] == [
        ("Amount guaranteed", 80_000_00),
        ("Premiums spared: 4% a year, paid 0%", 3_200_00),
        ("Gross grant equivalent, discounted at 4%", 3_076_92),
    ]
    assert guarantee_equivalent(rule, RATES, years(1), ON, NOTHING) is None


@pytest.mark.parametrize(
    ("balances", "where", "it"),
    [
        (years(11), "years", "La garanzia deve durare al massimo 10 anni."),
        (years(5, 2_812_500_02), "principal", "L'importo garantito deve essere al massimo 2.250.000,00 €."),
    ],
)
def test_a_formula_does_not_reach_every_loan(balances: LoanBalances, where: str, it: str) -> None:
    assert [(one.where, one.words.it) for one in guarantee_refusals(FOUR_FIFTHS, balances)] == [(where, it)]
    with pytest.raises(ValueError, match=where):
        guarantee_equivalent(FOUR_FIFTHS, RATES, balances, ON, NOTHING)


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2026, 7, 1)])
def test_no_base_rate_is_presumed(on: date) -> None:
    with pytest.raises(ValueError, match=f"no base rate is known for {on}"):
        base_rate(RATES, on)


@pytest.mark.parametrize(
    "balances",
    [
        LoanBalances((), 1),
        LoanBalances((0,), 1),
        LoanBalances((1, 2), 1),
        LoanBalances((1, -1), 1),
        LoanBalances((1,), 5),
        LoanBalances((1,), 0),
    ],
)
def test_balances_that_are_no_loan_are_refused(balances: LoanBalances) -> None:
    with pytest.raises(ValueError, match=r"loan is above zero|what is owed"):
        loan_equivalent(RATES, percent(1), balances, ON, NOTHING)


openings = st.lists(st.integers(1, 10**9), min_size=1, max_size=20).map(
    lambda found: tuple(sorted(found, reverse=True))
)
loan_rates = st.integers(0, 800).map(lambda points: Fraction(points, 10_000))


@given(openings, st.sampled_from([1, 2, 4, 12]), loan_rates, loan_rates)
def test_a_cheaper_loan_is_never_worth_less_and_never_more_than_its_interest(
    owed: tuple[int, ...], times: int, one_rate: Fraction, other_rate: Fraction
) -> None:
    cheap, dear = sorted((one_rate, other_rate))
    worth = [loan_equivalent(RATES, rate, LoanBalances(owed, times), ON, NOTHING) for rate in (cheap, dear)]
    assert worth[0] is not None
    assert worth[1] is not None
    assert worth[0].exact >= worth[1].exact >= 0
    spared = max(Fraction(0), percent(4) - cheap)
    assert worth[0].exact <= sum(owed) * spared / times


@given(openings, st.sampled_from([1, 2, 4, 12]), st.integers(1, 5))
def test_the_aid_is_in_proportion_to_the_loan(owed: tuple[int, ...], times: int, factor: int) -> None:
    worth = [
        guarantee_equivalent(
            AT_END, RATES, LoanBalances(tuple(one * by * 5 for one in owed), times), ON, NOTHING
        )
        for by in (1, factor)
    ]
    assert worth[0] is not None
    assert worth[1] is not None
    assert worth[1].exact == factor * worth[0].exact
    assert guaranteed_amount(AT_END, owed[0] * 5) == owed[0] * 4


@pytest.mark.parametrize(
    ("rates", "paths"),
    [
        (RATES, []),
        (replace(RATES, base_rates=()), [("base_rates",)]),
        (replace(RATES, base_rates=(RATES.base_rates[1], RATES.base_rates[0])), [("base_rates", 1, "since")]),
        (
            replace(RATES, base_rates=(replace(RATES.base_rates[0], until=date(2024, 1, 1)),)),
            [("base_rates", 0, "until")],
        ),
    ],
)
def test_faults_of_rates_have_their_place(rates: ReferenceRates, paths: list[tuple[str | int, ...]]) -> None:
    assert [path for path, _ in reference_rate_faults(rates)] == paths


ROW = Proportion(years=5, guaranteed=Cents(1_00), worth=Cents(1_00))


@pytest.mark.parametrize(
    ("rule", "has_rates", "paths"),
    [
        (FOUR_FIFTHS, True, []),
        (AT_START, True, []),
        (AT_START, False, [(0, "formula")]),
        (replace(AT_START, covers=Fraction(0)), True, [(0, "covers")]),
        (replace(AT_START, covers=Fraction(2)), True, [(0, "covers")]),
        (
            replace(
                AT_START, formula=ByPremium(kind="premium", premium=BY_RATING, paid=percent(5), falls="end")
            ),
            True,
            [(0, "formula", "paid")],
        ),
        (replace(AT_END, formula=ByProportion(kind="proportion", rows=())), True, [(0, "formula", "rows")]),
        (
            replace(AT_END, formula=ByProportion(kind="proportion", rows=(ROW, ROW))),
            True,
            [(0, "formula", "rows")],
        ),
        (
            replace(AT_END, formula=ByProportion(kind="proportion", rows=(replace(ROW, years=0),))),
            True,
            [(0, "formula", "rows", 0)],
        ),
    ],
)
def test_faults_of_guarantees_have_their_place(
    rule: Guarantee, has_rates: bool, paths: list[tuple[str | int, ...]]
) -> None:
    assert [path for path, _ in guarantee_faults((rule,), has_rates=has_rates)] == paths


def test_the_kinds_read_as_tables_of_a_call_file() -> None:
    text = """
    [reference_rates]
    id = "reference"
    words = { it = "Tassi di riferimento", en = "Reference rates" }
    margin = { by = "rating", values = { good = "1%", weak = "4%" } }
    discount_margin = "1%"
    base_rates = [
        { since = 2025-01-01, until = 2025-12-31, rate = "2%", source = "act A" },
        { since = 2026-01-01, until = 2026-06-30, rate = "3%", source = "act B" },
    ]
    [[guarantee]]
    id = "guarantee"
    words = { it = "Tassi di riferimento", en = "Reference rates" }
    covers = "80%"
    [guarantee.formula]
    kind = "premium"
    premium = "2%"
    paid = "0.5%"
    falls = "end"
    """
    raw = tomllib.loads(text, parse_float=Decimal)
    choices = {"good": WORDS, "weak": WORDS}
    fact = Fact(id="rating", type="choice", ask=WORDS, choices=choices)
    reading = Reading({"rating": fact}, frozenset(), READERS)
    rates = build(reading, ReferenceRates, raw["reference_rates"])
    assert build(reading, Guarantee, raw["guarantee"][0]) == AT_END
    assert reading.problems == []
    assert rates is not None
    assert replace(rates, margin=percent(1)) == RATES
    view = View({"rating": "weak"}, {}, {}, {})
    found = loan_equivalent(rates, percent(1), years(1), ON, view)
    assert found is not None
    assert found.cents == 5_769_23
