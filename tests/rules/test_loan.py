"""Is a soft loan paid back to the cent, in time, within what the call allows?"""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.loan import (
    Instalment,
    Loan,
    LoanTerms,
    Refusal,
    constant_instalment,
    due_date,
    loan_faults,
    longest_grace,
    refusals,
    schedule,
)
from bandolo.rules.money import round_cents, share_of
from bandolo.rules.rule import Words

WORDS = Words(it="Finanziamento agevolato", en="Soft loan")
VNM = Loan(
    id="loan",
    clauses=("VNM-L1", "VNM-L2"),
    words=WORDS,
    rate=Fraction(3, 200),
    min_years=3,
    max_years=6,
    max_grace_months=24,
    grace_ends_with_balance=True,
    instalments_a_year=2,
)
SHORT = replace(VNM, min_years=1)
FIRST = date(2026, 6, 30)
TERMS = LoanTerms(principal=100_000_00, years=3, grace_months=0, first_due=FIRST)

# By hand: 1,000.00 over one year. 1.0075^2 = 1.01505625; 7.50 x 1.01505625 / 0.01505625 = 505.632...
# Interest 7.50 leaves 498.13 of principal and 501.87 to repay; 0.75% of it is 3.764025, so 3.76.
ONE_YEAR = (
    Instalment(1, date(2026, 6, 30), 1000_00, 7_50, 498_13, 505_63, 501_87),
    Instalment(2, date(2026, 12, 30), 501_87, 3_76, 501_87, 505_63, 0),
)
# The same with six months of grace: interest alone, then the whole loan with the second half-year's interest.
ONE_YEAR_WITH_GRACE = (
    Instalment(1, date(2026, 6, 30), 1000_00, 7_50, 0, 7_50, 1000_00),
    Instalment(2, date(2026, 12, 30), 1000_00, 7_50, 1000_00, 1007_50, 0),
)
# At 0% 100.00 over three years is 16.67 (16.666...) five times, and 16.65 is left for the last.
WITHOUT_INTEREST = (
    Instalment(1, date(2026, 6, 30), 100_00, 0, 16_67, 16_67, 83_33),
    Instalment(2, date(2026, 12, 30), 83_33, 0, 16_67, 16_67, 66_66),
    Instalment(3, date(2027, 6, 30), 66_66, 0, 16_67, 16_67, 49_99),
    Instalment(4, date(2027, 12, 30), 49_99, 0, 16_67, 16_67, 33_32),
    Instalment(5, date(2028, 6, 30), 33_32, 0, 16_67, 16_67, 16_65),
    Instalment(6, date(2028, 12, 30), 16_65, 0, 16_65, 16_65, 0),
)


@pytest.mark.parametrize(
    ("loan", "terms", "instalments"),
    [
        (SHORT, LoanTerms(principal=1000_00, years=1, grace_months=0, first_due=FIRST), ONE_YEAR),
        (SHORT, LoanTerms(principal=1000_00, years=1, grace_months=6, first_due=FIRST), ONE_YEAR_WITH_GRACE),
        (
            replace(VNM, rate=Fraction(0)),
            LoanTerms(principal=100_00, years=3, grace_months=0, first_due=FIRST),
            WITHOUT_INTEREST,
        ),
    ],
    ids=["no grace", "as much grace as leaves one instalment", "no interest"],
)
def test_worked_schedules(loan: Loan, terms: LoanTerms, instalments: tuple[Instalment, ...]) -> None:
    assert schedule(loan, terms) == instalments


def test_full_grace_of_24_months_pays_interest_four_times_then_repays() -> None:
    # 0.75% of 100,000.00 is 750.00; then 750.00 x 1.01505625 / 0.01505625 = 50,563.200498..., twice.
    plan = schedule(VNM, replace(TERMS, grace_months=24))
    assert [one.total for one in plan] == [750_00, 750_00, 750_00, 750_00, 50_563_20, 50_563_20]
    assert [one.principal for one in plan] == [0, 0, 0, 0, 49_813_20, 50_186_80]


@pytest.mark.parametrize(
    ("first", "number", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 1, 31)),
        (date(2026, 8, 31), 2, date(2027, 2, 28)),
        (date(2026, 8, 31), 3, date(2027, 8, 31)),
        (date(2027, 8, 30), 2, date(2028, 2, 29)),
    ],
)
def test_instalments_fall_due_on_the_same_day_or_the_last_of_a_shorter_month(
    first: date, number: int, due: date
) -> None:
    assert due_date(VNM, first, number) == due


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, []),
        ({"years": 6}, []),
        ({"grace_months": 24}, []),
        ({"principal": 1}, []),
        ({"principal": 0}, ["principal"]),
        ({"principal": -1}, ["principal"]),
        ({"years": 2}, ["years"]),
        ({"years": 7}, ["years"]),
        ({"grace_months": -6}, ["grace_months"]),
        ({"grace_months": 30}, ["grace_months"]),
        ({"grace_months": 5}, ["grace_months"]),
        ({"grace_months": 12, "balance_paid": date(2026, 12, 30)}, []),
        ({"grace_months": 12, "balance_paid": date(2026, 12, 29)}, ["grace_months"]),
        ({"first_due": date(1989, 12, 31)}, ["first_due"]),
        ({"first_due": date(9999, 12, 31), "balance_paid": date(9999, 12, 31)}, ["first_due"]),
        (
            {"principal": 0, "years": 2, "grace_months": 25, "balance_paid": date(2026, 1, 1)},
            ["principal", "years", "grace_months", "grace_months", "grace_months", "grace_months"],
        ),
    ],
)
def test_every_term_out_of_bounds_is_refused_at_once(changes: dict[str, object], where: list[str]) -> None:
    terms = replace(TERMS, **changes)  # type: ignore[arg-type]  # the cases name fields of their own types
    assert [one.where for one in refusals(VNM, terms)] == where


def test_a_refusal_says_what_would_be_right_and_the_schedule_says_them_all() -> None:
    terms = replace(TERMS, years=7, grace_months=9)
    assert refusals(VNM, terms) == (
        Refusal(
            "years",
            Words(it="La durata deve essere tra 3 e 6 anni.", en="The duration should be from 3 to 6 years."),
        ),
        Refusal(
            "grace_months",
            Words(
                it="Il preammortamento deve contare rate intere: un multiplo di 6 mesi.",
                en="The grace period should be whole instalments: a multiple of 6 months.",
            ),
        ),
    )
    with pytest.raises(ValueError, match=r"^years: .* from 3 to 6 years\.; grace_months: .* of 6 months\.$"):
        schedule(VNM, terms)


@pytest.mark.parametrize(
    ("loan", "balance_paid", "months"),
    [
        (VNM, None, 24),
        (VNM, date(2026, 6, 29), 0),
        (VNM, date(2026, 6, 30), 6),
        (VNM, date(2027, 6, 29), 12),
        (VNM, date(2040, 1, 1), 24),
        (replace(VNM, grace_ends_with_balance=False), date(2026, 6, 29), 24),
        (replace(VNM, max_grace_months=20), None, 18),
    ],
)
def test_grace_lasts_at_most_until_the_balance_is_paid(
    loan: Loan, balance_paid: date | None, months: int
) -> None:
    assert longest_grace(loan, FIRST, balance_paid) == months


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"min_years": 6, "max_years": 6, "max_grace_months": 71}, []),
        ({"instalments_a_year": 0}, [("instalments_a_year", "is 0: 1, 2, 3, 4, 6 or 12 would be right")]),
        ({"instalments_a_year": 5}, [("instalments_a_year", "is 5: 1, 2, 3, 4, 6 or 12 would be right")]),
        ({"min_years": 0}, [("min_years", "is 0: 1 or more would be right")]),
        ({"min_years": 7}, [("max_years", "is 6: min_years, 7, or more would be right")]),
        (
            {"max_grace_months": 72},
            [("max_grace_months", "is 72: fewer months than max_years would be right")],
        ),
        (
            {"max_grace_months": -1},
            [("max_grace_months", "is -1: fewer months than max_years would be right")],
        ),
        (
            {"instalments_a_year": 5, "min_years": 0},
            [
                ("instalments_a_year", "is 5: 1, 2, 3, 4, 6 or 12 would be right"),
                ("min_years", "is 0: 1 or more would be right"),
            ],
        ),
    ],
)
def test_faults_of_a_loan(changes: dict[str, int], faults: list[tuple[str, str]]) -> None:
    loan = replace(VNM, **changes)  # type: ignore[arg-type]  # the cases name fields of their own types
    assert loan_faults(loan) == [((field,), message) for field, message in faults]


LOANS = st.builds(
    lambda rate, a_year: replace(VNM, rate=Fraction(rate, 10_000), instalments_a_year=a_year, min_years=1),
    st.integers(0, 2_000),
    st.sampled_from([1, 2, 3, 4, 6, 12]),
)


@st.composite
def agreed(draw: st.DrawFn) -> tuple[Loan, LoanTerms]:
    loan = draw(LOANS)
    years = draw(st.integers(loan.min_years, loan.max_years))
    most = min(loan.max_grace_months // loan.months_between, years * loan.instalments_a_year - 1)
    return loan, LoanTerms(
        principal=draw(st.integers(1, 500_000_00)),
        years=years,
        grace_months=loan.months_between * draw(st.integers(0, most)),
        first_due=draw(st.dates(date(2012, 1, 1), date(2050, 1, 1))),
    )


@given(agreed())
def test_the_ledger_closes(case: tuple[Loan, LoanTerms]) -> None:
    loan, terms = case
    plan = schedule(loan, terms)
    assert [one.number for one in plan] == list(range(1, terms.years * loan.instalments_a_year + 1))
    assert sum(one.principal for one in plan) == terms.principal
    assert [one.opening for one in plan] == [terms.principal, *(one.closing for one in plan[:-1])]
    assert plan[-1].closing == 0
    for one in plan:
        assert one.total == one.interest + one.principal
        assert one.closing == one.opening - one.principal
        assert one.principal >= 0
        assert one.interest == share_of(loan.rate / loan.instalments_a_year, one.opening, "half_up")


@given(agreed())
def test_grace_pays_interest_only_and_the_rest_is_constant(case: tuple[Loan, LoanTerms]) -> None:
    loan, terms = case
    plan = schedule(loan, terms)
    grace = terms.grace_months // loan.months_between
    repaying = plan[grace:]
    exact = constant_instalment(terms.principal, loan.rate / loan.instalments_a_year, len(repaying))
    constant = round_cents(exact, "half_up")
    assert [one.principal for one in plan[:grace]] == [0] * grace
    assert [one.total for one in repaying[:-1]] == [
        min(constant, one.opening + one.interest) for one in repaying[:-1]
    ]


@given(agreed())
def test_the_exact_instalment_repays_the_loan_exactly(case: tuple[Loan, LoanTerms]) -> None:
    loan, terms = case
    rate, count = loan.rate / loan.instalments_a_year, terms.years * loan.instalments_a_year
    left = Fraction(terms.principal)
    for _ in range(count):
        left += left * rate - constant_instalment(terms.principal, rate, count)
    assert left == 0


@given(agreed())
def test_instalments_are_evenly_spaced(case: tuple[Loan, LoanTerms]) -> None:
    loan, terms = case
    due = [one.due for one in schedule(loan, terms)]
    first = terms.first_due.year * 12 + terms.first_due.month
    assert [day.year * 12 + day.month for day in due] == [
        first + loan.months_between * at for at in range(len(due))
    ]
    assert due[0] == terms.first_due
    last = [monthrange(day.year, day.month)[1] for day in due]
    assert [day.day for day in due] == [min(terms.first_due.day, most) for most in last]


@given(agreed())
def test_rounding_moves_no_balance_beyond_what_a_cent_an_instalment_grows_to(
    case: tuple[Loan, LoanTerms],
) -> None:
    loan, terms = case
    rate, grace = loan.rate / loan.instalments_a_year, terms.grace_months // loan.months_between
    repaying = schedule(loan, terms)[grace:]
    constant = constant_instalment(terms.principal, rate, len(repaying))
    exact, allowed = Fraction(terms.principal), Fraction(0)
    for one in repaying:
        assert abs(one.opening - exact) <= allowed
        exact += exact * rate - constant
        allowed += allowed * rate + 1


@given(st.integers(1, 10**9), st.integers(0, 10**6), st.integers(0, 200), st.integers(1, 72))
def test_the_instalment_grows_with_the_loan_and_its_rate_and_shrinks_with_the_duration(
    principal: int, more: int, basis_points: int, count: int
) -> None:
    rate = Fraction(basis_points, 10_000)
    exact = constant_instalment(principal, rate, count)
    assert constant_instalment(principal + more, rate, count) >= exact
    assert constant_instalment(principal, rate + Fraction(1, 10_000), count) > exact
    assert constant_instalment(principal, rate, count + 1) < exact
