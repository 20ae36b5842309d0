"""Does a duty that was kept longer cost less, to the day, the month and the year?"""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.build import Reading, build
from bandolo.rules.conditions import Comparison, Constant, FactValue, View
from bandolo.rules.facts import Fact
from bandolo.rules.keeping import Breach, Keeping, breach_recovery, keeping_faults, kept_time
from bandolo.rules.load import READERS
from bandolo.rules.rule import Words

WORDS = Words(it="Mantenimento dei beni", en="Keeping the goods")
IS_LARGE = Comparison(FactValue("is_large"), "is", Constant(True))
PAID = date(2026, 1, 31)
DATES = {"balance_paid": PAID}
NOTHING = View({}, {}, {}, {})
DAYS = Keeping(
    id="keep", clauses=("X-9",), words=WORDS, counted_from="balance_paid", years=5, recovery="pro_rata"
)
MONTHS = replace(DAYS, unit="months")
YEARS = replace(DAYS, unit="years")
TOTAL = replace(DAYS, recovery="total")


@pytest.mark.parametrize(
    ("rule", "breach_on", "kept", "units", "to_return"),
    [
        # 60,000.00 over the 1,826 days up to 31 January 2031, of which one, then none, is missing.
        (DAYS, date(2031, 1, 31), 1825, 1826, 32_86),
        (DAYS, date(2031, 2, 1), 1826, 1826, 0),
        (DAYS, date(2040, 1, 1), 1826, 1826, 0),
        (DAYS, date(2026, 2, 1), 0, 1826, 60_000_00),
        (DAYS, date(2026, 2, 2), 1, 1826, 59_967_14),
        (DAYS, date(2025, 6, 1), 0, 1826, 60_000_00),
        # The first month ends on 28 February: it is kept by whoever still had the goods on that day.
        (MONTHS, date(2026, 2, 28), 0, 60, 60_000_00),
        (MONTHS, date(2026, 3, 1), 1, 60, 59_000_00),
        (MONTHS, date(2031, 1, 31), 59, 60, 1_000_00),
        (MONTHS, date(2031, 2, 1), 60, 60, 0),
        (replace(MONTHS, started_unit="kept"), date(2026, 2, 1), 0, 60, 60_000_00),
        (replace(MONTHS, started_unit="kept"), date(2026, 2, 2), 1, 60, 59_000_00),
        (replace(MONTHS, started_unit="kept"), date(2026, 3, 1), 1, 60, 59_000_00),
        (replace(MONTHS, started_unit="kept"), date(2026, 3, 2), 2, 60, 58_000_00),
        (replace(MONTHS, started_unit="kept"), date(2031, 1, 31), 60, 60, 0),
        (YEARS, date(2029, 6, 1), 3, 5, 24_000_00),
        (replace(YEARS, started_unit="kept"), date(2029, 6, 1), 4, 5, 12_000_00),
        (replace(YEARS, years=None, months=36), date(2027, 6, 1), 1, 3, 40_000_00),
        (replace(MONTHS, years=None, months=18), date(2027, 1, 1), 11, 18, 23_333_33),
        (replace(DAYS, years=None, days=100), date(2026, 3, 1), 28, 100, 43_200_00),
        (TOTAL, date(2031, 1, 31), 1825, 1826, 60_000_00),
        # Up to 31 December 2031: 334 days more than the 1,826.
        (replace(TOTAL, to_end_of="year"), date(2031, 12, 31), 2159, 2160, 60_000_00),
        (replace(TOTAL, to_end_of="year"), date(2032, 1, 1), 2160, 2160, 0),
        (replace(DAYS, to_end_of="year"), date(2029, 6, 1), 1216, 2160, 26_222_22),
        (TOTAL, date(2031, 2, 1), 1826, 1826, 0),
    ],
)
def test_worked_breaches(rule: Keeping, breach_on: date, kept: int, units: int, to_return: int) -> None:
    found = breach_recovery(rule, Breach(on=breach_on), 60_000_00, NOTHING, DATES)
    assert found.kept is not None
    assert (found.kept.kept, found.kept.units, found.to_return) == (kept, units, to_return)


@pytest.mark.parametrize(
    ("part", "whole", "touched", "to_return"),
    [(2, 6, 20_000_00, 19_666_67), (6, 6, 60_000_00, 59_000_00), (0, 6, 0, 0), (1, 7, 8_571_43, 8_428_57)],
)
def test_a_breach_touches_a_part_of_the_grant(part: int, whole: int, touched: int, to_return: int) -> None:
    breach = Breach(on=date(2026, 3, 1), part=part, whole=whole)
    found = breach_recovery(MONTHS, breach, 60_000_00, NOTHING, DATES)
    assert (found.touched, found.to_return) == (touched, to_return)


def test_the_steps_say_how_long_the_duty_was_kept() -> None:
    breach = Breach(on=date(2026, 3, 1), part=2, whole=6)
    found = breach_recovery(MONTHS, breach, 60_000_00, NOTHING, DATES)
    assert [(step.words.it, step.amount) for step in found.steps] == [
        ("Contributo pagato", 60_000_00),
        ("Parte toccata: 2/6", 20_000_00),
        ("Obbligo fino a venerdì 31 gennaio 2031, rispettato: 1 su 60 mesi. Da restituire", 19_666_67),
    ]
    found = breach_recovery(TOTAL, Breach(on=date(2026, 3, 1)), 60_000_00, NOTHING, DATES)
    assert found.steps[-1].words.en == (
        "Duty up to Friday 31 January 2031, kept: up to Saturday 28 February 2026. To be returned"
    )


@pytest.mark.parametrize(
    ("is_large", "dates", "to_return", "missing"),
    [
        (True, DATES, 59_000_00, ()),
        (False, DATES, 0, ()),
        (False, {}, 0, ()),
        (None, DATES, None, ("is_large",)),
        (None, {}, None, ("balance_paid", "is_large")),
        (True, {}, None, ("balance_paid",)),
    ],
)
def test_a_duty_binds_where_its_condition_holds_from_its_event(
    is_large: bool | None, dates: dict[str, date], to_return: int | None, missing: tuple[str, ...]
) -> None:
    view = View({} if is_large is None else {"is_large": is_large}, {}, {}, {})
    rule = replace(MONTHS, when=IS_LARGE)
    found = breach_recovery(rule, Breach(on=date(2026, 3, 1)), 60_000_00, view, dates)
    assert (found.to_return, found.missing) == (to_return, missing)


@pytest.mark.parametrize(
    ("breach", "grant"),
    [
        (Breach(on=PAID), -1),
        (Breach(on=PAID, part=2, whole=1), 1),
        (Breach(on=PAID, part=-1, whole=1), 1),
        (Breach(on=PAID, part=0, whole=0), 1),
    ],
)
def test_what_makes_no_sense_is_refused(breach: Breach, grant: int) -> None:
    with pytest.raises(ValueError, match="a part of its whole"):
        breach_recovery(DAYS, breach, grant, NOTHING, DATES)


def test_a_duty_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one of them"):
        kept_time(replace(DAYS, years=None), PAID, PAID)


rules = st.one_of(
    st.builds(replace, st.sampled_from([DAYS, MONTHS, YEARS, TOTAL]), years=st.integers(1, 10)),
    st.builds(replace, st.just(replace(MONTHS, years=None)), months=st.integers(1, 60)),
    st.builds(replace, st.just(replace(DAYS, years=None)), days=st.integers(1, 3000)),
    st.builds(
        replace, st.sampled_from([MONTHS, YEARS]), years=st.integers(1, 10), started_unit=st.just("kept")
    ),
)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(rules, days, days, st.integers(0, 400), st.integers(0, 10**9))
def test_the_longer_it_is_kept_the_less_comes_back(
    rule: Keeping, starts: date, breach_on: date, more: int, grant: int
) -> None:
    both = [
        breach_recovery(rule, Breach(on=on), grant, NOTHING, {"balance_paid": starts}).to_return
        for on in (breach_on, breach_on + timedelta(days=more))
    ]
    assert both[0] is not None
    assert both[1] is not None
    assert 0 <= both[1] <= both[0] <= grant


@given(rules, days, st.integers(0, 10**9))
def test_everything_comes_back_at_the_start_and_nothing_after_the_end(
    rule: Keeping, starts: date, grant: int
) -> None:
    dates = {"balance_paid": starts}
    ends = kept_time(rule, starts, starts).ends
    found = [
        breach_recovery(rule, Breach(on=on), grant, NOTHING, dates).to_return
        for on in (starts + timedelta(days=1), ends + timedelta(days=1))
    ]
    assert found == [grant, 0]


@given(rules, days, days, st.integers(1, 9), st.integers(0, 10**9))
def test_parts_of_a_grant_come_back_as_the_whole(
    rule: Keeping, starts: date, breach_on: date, whole: int, grant: int
) -> None:
    """Exact parts are rounded once each: together at most half a cent a part away from the whole."""
    dates = {"balance_paid": starts}
    one = breach_recovery(rule, Breach(on=breach_on, part=1, whole=whole), grant, NOTHING, dates).to_return
    all_of_it = breach_recovery(rule, Breach(on=breach_on), grant, NOTHING, dates).to_return
    assert one is not None
    assert all_of_it is not None
    assert abs(whole * one - all_of_it) <= Fraction(whole + 1, 2)


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (DAYS, []),
        (MONTHS, []),
        (YEARS, []),
        (TOTAL, []),
        (replace(DAYS, counted_from="nothing"), ["counted_from"]),
        (replace(DAYS, months=6), ["counted_from"]),
        (replace(DAYS, years=None), ["counted_from"]),
        (replace(DAYS, years=0), ["years"]),
        (replace(DAYS, years=101), ["years"]),
        (replace(MONTHS, years=None, days=90), ["unit"]),
        (replace(YEARS, years=None, months=18), ["unit"]),
        (replace(TOTAL, unit="months"), ["unit"]),
        (replace(DAYS, started_unit="kept"), ["started_unit"]),
    ],
)
def test_faults_name_their_field(rule: Keeping, fields: list[str]) -> None:
    assert [path for path, _ in keeping_faults((rule,), DATES)] == [(0, field) for field in fields]


def test_a_duty_reads_as_a_table_of_a_call_file() -> None:
    text = """
    id = "keep"
    clauses = ["X-9"]
    words = { it = "Mantenimento dei beni", en = "Keeping the goods" }
    counted_from = "balance_paid"
    years = 5
    recovery = "pro_rata"
    unit = "months"
    when = { fact = "is_large", is = true }
    """
    fact = Fact(id="is_large", type="yes_no", ask=WORDS)
    reading = Reading({"is_large": fact}, frozenset(), READERS)
    found = build(reading, Keeping, tomllib.loads(text, parse_float=Decimal))
    assert (found, reading.problems) == (replace(MONTHS, when=IS_LARGE), [])
