"""Does a sum come back with the legal interest of every single day, rounded once?"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules import conditions
from bandolo.rules.load import law_file
from bandolo.rules.money import read_rate, round_cents
from bandolo.rules.recovery import (
    Ground,
    InterestTable,
    LegalRate,
    Recovery,
    RecoveryInstalment,
    Segment,
    amount_to_return,
    ground_faults,
    interest,
    recovery_faults,
    recovery_plan,
)
from bandolo.rules.rule import Words

DAY = timedelta(days=1)
WORDS = Words(it="Recupero", en="Recovery")
VDI = Recovery(id="recovery", clauses=("VDI-51",), words=WORDS, reading="simple-interest")


TABLE = law_file(InterestTable, "interest")


def test_the_table_has_the_legal_rate_of_every_year() -> None:
    percents = [
        "2.5",
        "2.5",
        "1",
        "0.5",
        "0.2",
        "0.1",
        "0.3",
        "0.8",
        "0.05",
        "0.01",
        "1.25",
        "5",
        "2.5",
        "2",
        "1.6",
    ]
    assert [(one.since, one.until, one.rate) for one in TABLE.rates] == [
        (date(year, 1, 1), date(year, 12, 31), read_rate(f"{percent}%"))
        for year, percent in zip(range(2012, 2027), percents, strict=True)
    ]
    assert all(one.source for one in TABLE.rates)


@pytest.mark.parametrize(
    ("principal", "paid_on", "returned_on", "days", "total"),
    [
        # 296 days of 2020 at 0.05%, 2021 at 0.01%, 2022 at 1.25%, 166 days of 2023 at 5%:
        # 4.054794... + 1.00 + 125.00 + 227.397260... = 357.452054...
        (10_000_00, date(2020, 3, 10), date(2023, 6, 15), [296, 365, 365, 166], 357_45),
        # A leap year has 366 days over 365: 10,000.00 x 2.5% x 366 / 365 = 250.684931...
        (10_000_00, date(2023, 12, 31), date(2024, 12, 31), [366], 250_68),
        # The day of the payment is out and the day of the return in: one day, of the new year.
        (3_650_00, date(2022, 12, 31), date(2023, 1, 1), [1], 50),
        (10_000_00, date(2020, 3, 10), date(2020, 3, 10), [], 0),
        (0, date(2020, 3, 10), date(2023, 6, 15), [296, 365, 365, 166], 0),
        # 36.50 x 5% / 365 = half a cent, which rounds up; one cent less rounds down.
        (36_50, date(2023, 5, 1), date(2023, 5, 2), [1], 1),
        (36_49, date(2023, 5, 1), date(2023, 5, 2), [1], 0),
    ],
)
def test_worked_recoveries(
    principal: int, paid_on: date, returned_on: date, days: list[int], total: int
) -> None:
    due = interest(principal, paid_on, returned_on, TABLE, VDI)
    assert [one.days for one in due.segments] == days
    assert due.total == total
    assert amount_to_return(due) == principal + total


def test_each_segment_says_its_days_rate_and_act() -> None:
    due = interest(10_000_00, date(2022, 12, 1), date(2023, 1, 10), TABLE, VDI)
    assert due.segments == (
        Segment(
            date(2022, 12, 2),
            date(2022, 12, 31),
            30,
            Fraction(5, 400),
            Fraction(10_000_00 * 5 * 30, 400 * 365),
            "D.M. 13 dicembre 2021, G.U. n. 297 del 15 dicembre 2021",
        ),
        Segment(
            date(2023, 1, 1),
            date(2023, 1, 10),
            10,
            Fraction(5, 100),
            Fraction(10_000_00 * 5 * 10, 100 * 365),
            "D.M. 13 dicembre 2022, G.U. n. 292 del 15 dicembre 2022",
        ),
    )


@pytest.mark.parametrize(
    ("changes", "days", "total"),
    [
        # 3,650.00 in 2023 bear 0.50 a day, 0.70 with two points more.
        ({}, 10, 5_00),
        ({"counts_payment_day": True}, 11, 5_50),
        ({"counts_return_day": False}, 9, 4_50),
        ({"counts_payment_day": True, "counts_return_day": False}, 10, 5_00),
        ({"spread": Fraction(2, 100)}, 10, 7_00),
        ({"divisor": 360}, 10, 5_07),
        ({"rounding": "down"}, 10, 5_00),
        ({"divisor": 360, "rounding": "down"}, 10, 5_06),
        ({"interest": "none"}, 0, 0),
    ],
)
def test_what_a_call_can_state_otherwise(changes: dict[str, object], days: int, total: int) -> None:
    rule = replace(VDI, **changes)  # type: ignore[arg-type]  # the cases name fields of their own types
    due = interest(3_650_00, date(2023, 5, 1), date(2023, 5, 11), TABLE, rule)
    assert (sum(one.days for one in due.segments), due.total) == (days, total)


@pytest.mark.parametrize(
    ("counts_payment_day", "counts_return_day", "days"),
    [(True, True, 1), (True, False, 0), (False, False, 0)],
)
def test_a_sum_returned_on_the_same_day(counts_payment_day: bool, counts_return_day: bool, days: int) -> None:
    rule = replace(VDI, counts_payment_day=counts_payment_day, counts_return_day=counts_return_day)
    due = interest(1_00, date(2023, 5, 1), date(2023, 5, 1), TABLE, rule)
    assert sum(one.days for one in due.segments) == days


@pytest.mark.parametrize(
    ("principal", "paid_on", "returned_on", "message"),
    [
        (-1, date(2023, 5, 1), date(2023, 5, 2), "not negative"),
        (1_00, date(2023, 5, 2), date(2023, 5, 1), "after it was paid"),
        (1_00, date(2011, 12, 30), date(2012, 1, 2), "known from 2012-01-01 to 2026-12-31"),
        (1_00, date(2026, 12, 1), date(2027, 1, 1), "known from 2012-01-01 to 2026-12-31"),
    ],
)
def test_what_cannot_be_computed_is_refused(
    principal: int, paid_on: date, returned_on: date, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        interest(principal, paid_on, returned_on, TABLE, VDI)


def test_the_first_and_last_known_days_are_in() -> None:
    assert interest(1_00, date(2011, 12, 31), date(2026, 12, 31), TABLE, VDI).segments[-1].until == date(
        2026, 12, 31
    )


def legal(since: date, until: date) -> LegalRate:
    return LegalRate(since=since, until=until, rate=Fraction(1, 100), source="D.M.")


@pytest.mark.parametrize(
    "rates",
    [
        (),
        (legal(date(2020, 1, 2), date(2020, 1, 1)),),
        (legal(date(2020, 1, 1), date(2020, 12, 31)), legal(date(2021, 1, 2), date(2021, 12, 31))),
        (legal(date(2020, 1, 1), date(2020, 12, 31)), legal(date(2020, 12, 31), date(2021, 12, 31))),
        (legal(date(2021, 1, 1), date(2021, 12, 31)), legal(date(2020, 1, 1), date(2020, 12, 31))),
    ],
    ids=["empty", "backwards", "a day missing", "a day twice", "newest first"],
)
def test_a_table_with_holes_is_not_made(rates: tuple[LegalRate, ...]) -> None:
    with pytest.raises(ValueError, match="legal rate"):
        InterestTable(rates=rates)


def test_faults_of_a_recovery() -> None:
    fault = "is 0: the days of a year, 365 or 360, would be right"
    assert recovery_faults(VDI) == []
    assert recovery_faults(replace(VDI, divisor=0)) == [(("divisor",), fault)]


def test_a_ground_that_nobody_looks_at_is_a_fault() -> None:
    ground = Ground(
        id="training-missed",
        clauses=("C24-F2",),
        words=Words(it="Corso non seguito", en="Course not attended"),
        reading="either-omission",
        when=conditions.Comparison(
            conditions.FactValue("course_attended"), "is", conditions.Constant(value=False)
        ),
        extent="total",
        moments=("reporting",),
    )
    never = replace(ground, moments=())
    fault = "is empty: one moment or more would be right"
    assert ground_faults((ground, never)) == [((1, "moments"), fault)]


# By hand: 1,000.00 paid out on 2023-01-01 and returned in two halves, after 73 days and after 146.
# 1,000.00 x 5% x 73 / 365 = 10.00 first; then 500.00 x 5% x 73 / 365 = 5.00.
TWO_HALVES = (
    RecoveryInstalment(1, date(2023, 3, 15), 1000_00, 500_00, 10_00, 510_00, 500_00),
    RecoveryInstalment(2, date(2023, 5, 27), 500_00, 500_00, 5_00, 505_00, 0),
)


def test_a_plan_settles_the_interest_run_so_far_at_each_instalment() -> None:
    due = [date(2023, 3, 15), date(2023, 5, 27)]
    assert recovery_plan(1000_00, date(2023, 1, 1), due, TABLE, VDI) == TWO_HALVES


def test_the_last_instalment_of_a_plan_takes_the_cents_left_over() -> None:
    due = [date(2023, 2, 1), date(2023, 3, 1), date(2023, 4, 1)]
    plan = recovery_plan(1_00, date(2023, 1, 1), due, TABLE, replace(VDI, interest="none"))
    assert [one.total for one in plan] == [33, 33, 34]


@pytest.mark.parametrize(
    ("principal", "due", "message"),
    [
        (1_00, [], "at least one instalment"),
        (1, [date(2023, 2, 1), date(2023, 3, 1)], "no more of them than cents"),
        (1_00, [date(2023, 2, 1), date(2023, 2, 1)], "after the one before"),
        (1_00, [date(2022, 12, 31)], "after it was paid"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(principal: int, due: list[date], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        recovery_plan(principal, date(2023, 1, 1), due, TABLE, VDI)


DAYS = st.dates(date(2012, 1, 1), date(2026, 12, 31))
SUMS = st.integers(0, 1_000_000_00)
RULES = st.builds(
    lambda out, back, spread: replace(
        VDI, counts_payment_day=out, counts_return_day=back, spread=Fraction(spread, 1000)
    ),
    st.booleans(),
    st.booleans(),
    st.integers(0, 50),
)
SPANS = st.tuples(DAYS, DAYS).map(sorted)


@given(SUMS, SPANS, RULES)
def test_every_day_bears_the_rate_of_its_own_year(principal: int, span: list[date], rule: Recovery) -> None:
    paid_on, returned_on = span
    exact, day = Fraction(0), paid_on
    by_year = {one.since.year: one.rate for one in TABLE.rates}
    while day <= returned_on:
        out = day == paid_on and not rule.counts_payment_day
        back = day == returned_on and not rule.counts_return_day
        if not out and not back:
            exact += principal * (by_year[day.year] + rule.spread) / 365
        day += DAY
    due = interest(principal, paid_on, returned_on, TABLE, rule)
    assert due.exact == exact
    assert due.total == round_cents(exact, "half_up")


@given(SUMS, st.integers(0, 1000_00), st.tuples(DAYS, DAYS, DAYS).map(sorted), RULES)
def test_more_or_longer_never_bears_less(principal: int, more: int, days: list[date], rule: Recovery) -> None:
    paid_on, early, late = days
    bears = interest(principal, paid_on, early, TABLE, rule).exact
    assert interest(principal, paid_on, late, TABLE, rule).exact >= bears
    assert interest(principal + more, paid_on, early, TABLE, rule).exact >= bears


@given(st.integers(12, 1_000_000_00), st.lists(DAYS, min_size=2, max_size=8, unique=True).map(sorted), RULES)
def test_a_plan_adds_up_and_is_rounded_once(principal: int, days: list[date], rule: Recovery) -> None:
    paid_on, *due = days
    plan = recovery_plan(principal, paid_on, due, TABLE, rule)
    assert sum(one.principal for one in plan) == principal
    assert [one.opening for one in plan] == [principal, *(one.closing for one in plan[:-1])]
    assert plan[-1].closing == 0
    assert all(one.total == one.principal + one.interest and one.interest >= 0 for one in plan)
    exact = sum((interest(one.principal, paid_on, one.due, TABLE, rule).exact for one in plan), Fraction(0))
    assert sum(one.interest for one in plan) == round_cents(exact, "half_up")


@given(st.integers(1, 1_000_000_00), SPANS, RULES)
def test_a_plan_of_one_instalment_is_the_plain_return(
    principal: int, span: list[date], rule: Recovery
) -> None:
    paid_on, returned_on = span
    [only] = recovery_plan(principal, paid_on, [returned_on], TABLE, rule)
    assert only.total == amount_to_return(interest(principal, paid_on, returned_on, TABLE, rule))
