"""Is the calendar that of Italy, and does a day in Rome end when it does?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.days import (
    ROME,
    FirstDay,
    LastInstant,
    add_days,
    add_months,
    add_working_days,
    day_in_rome,
    end_of_day,
    fault_of,
    has_ended,
    is_working_day,
    national_holidays,
    next_working_day,
    show_day,
    show_end,
    show_instant,
    utc,
)

# Month and day of the feasts that do not move (L. 260/1949 as amended, D.P.R. 792/1985).
EVERY_YEAR = ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26))
EASTER_SUNDAYS = (
    *("2012-04-08", "2013-03-31", "2014-04-20", "2015-04-05", "2016-03-27", "2017-04-16", "2018-04-01"),
    *("2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20"),
    *("2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28"),
)
PATRON_OF_MILAN = frozenset({date(2026, 12, 7)})
days = st.dates(date(1995, 1, 1), date(2095, 12, 31))


@pytest.mark.parametrize("easter", [date.fromisoformat(day) for day in EASTER_SUNDAYS])
def test_the_national_holidays_are_those_of_the_law(easter: date) -> None:
    expected = {date(easter.year, month, day) for month, day in EVERY_YEAR}
    expected |= {easter, easter + timedelta(days=1)}
    # National unity is kept on the first Sunday of November since L. 54/1977.
    expected |= {
        date(easter.year, 11, day) for day in range(1, 8) if date(easter.year, 11, day).weekday() == 6
    }
    if easter.year >= 2026:
        expected |= {date(easter.year, 10, 4)}  # L. 151/2025, art. 1, in force since 2026-01-01
    assert national_holidays(easter.year) == expected


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_fourth_of_october_is_a_holiday_from_2026_on(year: int) -> None:
    assert (date(year, 10, 4) in national_holidays(year)) == (year >= 2026)


def test_the_anniversary_of_unity_was_a_holiday_in_2011_only() -> None:
    # D.L. 5/2011, art. 1.
    assert [year for year in range(2010, 2014) if date(year, 3, 17) in national_holidays(year)] == [2011]


@pytest.mark.parametrize("year", [1989, 2101])
def test_a_year_without_a_known_calendar_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=f"holidays are known from 1990 to 2100, not for {year}"):
        national_holidays(year)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-02-05", True),  # Thursday
        ("2026-02-06", True),  # Friday
        ("2026-02-07", False),  # Saturday
        ("2026-02-08", False),  # Sunday
        ("2026-04-06", False),  # Easter Monday
        ("2024-10-04", True),  # Friday, not yet a holiday
        ("2027-10-04", False),  # Monday, Saint Francis
        ("2026-12-07", True),  # Monday, the patron of one city
    ],
)
def test_working_days_are_monday_to_friday_without_holidays(day: str, is_working: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) == is_working


def test_a_local_holiday_is_data() -> None:
    assert not is_working_day(date(2026, 12, 7), PATRON_OF_MILAN)
    # Saturday, Sunday, patron, Immaculate Conception: 9 December is the first working day.
    assert next_working_day(date(2026, 12, 5), PATRON_OF_MILAN) == date(2026, 12, 9)
    assert add_working_days(date(2026, 12, 4), 1, local_holidays=PATRON_OF_MILAN) == date(2026, 12, 9)
    assert add_working_days(date(2026, 12, 4), 1) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("start", "length", "first_day", "expected"),
    [
        ("2013-01-02", 60, "included", "2013-03-02"),
        ("2013-01-02", 60, "excluded", "2013-03-03"),
        ("2026-01-01", 1, "included", "2026-01-01"),
        ("2024-02-28", 1, "excluded", "2024-02-29"),
    ],
)
def test_days_are_added(start: str, length: int, first_day: FirstDay, expected: str) -> None:
    assert add_days(date.fromisoformat(start), length, first_day) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "length", "first_day", "expected"),
    [
        ("2026-04-03", 1, "excluded", "2026-04-07"),  # over Easter
        ("2026-04-03", 1, "included", "2026-04-03"),
        ("2026-04-04", 1, "included", "2026-04-07"),  # a Saturday cannot be the first
        ("2026-04-04", 2, "excluded", "2026-04-08"),
    ],
)
def test_working_days_are_added(start: str, length: int, first_day: FirstDay, expected: str) -> None:
    assert add_working_days(date.fromisoformat(start), length, first_day) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "length", "first_day", "expected"),
    [
        ("2013-01-02", 12, "excluded", "2014-01-02"),
        ("2013-01-02", 12, "included", "2014-01-01"),
        ("2026-01-31", 1, "excluded", "2026-02-28"),
        ("2026-01-31", 1, "included", "2026-02-28"),
        ("2024-01-31", 1, "excluded", "2024-02-29"),
        ("2024-02-29", 12, "excluded", "2025-02-28"),
        ("2026-03-01", 1, "included", "2026-03-31"),
        ("2026-12-15", 1, "excluded", "2027-01-15"),
        ("2026-11-30", 13, "excluded", "2027-12-30"),
    ],
)
def test_months_are_added(start: str, length: int, first_day: FirstDay, expected: str) -> None:
    assert add_months(date.fromisoformat(start), length, first_day) == date.fromisoformat(expected)


@pytest.mark.parametrize("add", [add_days, add_working_days, add_months])
def test_a_length_is_at_least_one(add: Callable[[date, int], date]) -> None:
    with pytest.raises(ValueError, match="a length is at least 1, not 0"):
        add(date(2026, 1, 1), 0)


@given(start=days, length=st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_added(start: date, length: int) -> None:
    last = add_working_days(start, length)
    between = [start + timedelta(days=at) for at in range(1, (last - start).days + 1)]
    assert sum(is_working_day(day) for day in between) == length
    assert is_working_day(last)


@given(start=days, length=st.integers(1, 400))
def test_a_longer_term_never_ends_sooner(start: date, length: int) -> None:
    assert add_months(start, length) < add_months(start, length + 1)
    assert add_months(start, length) <= add_months(start + timedelta(days=1), length)
    assert add_working_days(start, length) <= add_working_days(start + timedelta(days=1), length)


@pytest.mark.parametrize(
    ("day", "end", "hours"),
    [
        ("2024-03-30", "2024-03-30T23:00", 24),
        ("2024-03-31", "2024-03-31T22:00", 23),  # summer time begins
        ("2026-10-25", "2026-10-25T23:00", 25),  # summer time ends
        ("2026-12-31", "2026-12-31T23:00", 24),
    ],
)
def test_a_day_ends_at_midnight_in_rome(day: str, end: str, hours: int) -> None:
    this = date.fromisoformat(day)
    assert utc(end_of_day(this)) == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert utc(end_of_day(this)) - utc(end_of_day(this - timedelta(days=1))) == timedelta(hours=hours)


@given(day=days)
def test_the_instants_of_a_day_are_those_before_its_end(day: date) -> None:
    end = utc(end_of_day(day))
    assert day_in_rome(end - timedelta(microseconds=1)) == day
    assert day_in_rome(end) == day + timedelta(days=1)
    assert day_in_rome(day) == day


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2101, 1, 1), date.min, date.max])
def test_a_date_out_of_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="a date is between the years 1990 and 2100"):
        day_in_rome(day)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001 - without a zone on purpose
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_an_instant_without_zone_or_out_of_time_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="an instant"):
        utc(moment)


@pytest.mark.parametrize(
    ("microseconds", "last_instant", "ended"),
    [
        (-1, "included", False),
        (0, "included", False),
        (1, "included", True),
        (-1, "excluded", False),
        (0, "excluded", True),
        (1, "excluded", True),
    ],
)
def test_the_last_instant_is_in_or_out(microseconds: int, last_instant: LastInstant, ended: bool) -> None:
    end = datetime(2024, 4, 19, 14, tzinfo=ROME)
    assert has_ended(end + timedelta(microseconds=microseconds), end, last_instant) == ended


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    end = datetime.fromisoformat("2026-10-25T02:45+02:00")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ROME)
    assert not has_ended(first, end, "excluded")
    assert has_ended(first.replace(fold=1), end, "excluded")


@pytest.mark.parametrize(
    ("moment", "fault"),
    [
        (datetime(2024, 3, 31, 2, 30, tzinfo=ROME), "the clock skips this hour"),
        (datetime(2024, 3, 31, 2, 0, tzinfo=ROME), "the clock skips this hour"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=ROME), "the clock shows this hour twice"),
        (datetime(2026, 1, 1), "an instant needs its zone"),  # noqa: DTZ001 - without a zone on purpose
    ],
)
def test_an_unclear_instant_is_found(moment: datetime, fault: str) -> None:
    assert (fault_of(moment) or "").startswith(fault)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 3, 31, 1, 59, tzinfo=ROME),
        datetime(2024, 3, 31, 3, tzinfo=ROME),
        datetime(2026, 10, 25, 1, 59, tzinfo=ROME),
        datetime(2026, 10, 25, 3, tzinfo=ROME),
        datetime.fromisoformat("2026-10-25T02:30+02:00"),
        datetime(2024, 3, 31, 2, 30, tzinfo=UTC),
    ],
)
def test_a_clear_instant_has_no_fault(moment: datetime) -> None:
    assert fault_of(moment) is None


def test_days_and_instants_are_shown_to_people() -> None:
    noon = datetime(2026, 2, 5, 11, 0, 30, tzinfo=UTC)
    midnight = end_of_day(date(2026, 4, 9))
    assert show_day(date(2013, 3, 2), "it") == "sabato 2 marzo 2013"
    assert show_day(date(2026, 5, 1), "it") == "venerdì 1° maggio 2026"
    assert show_day(date(2026, 5, 1), "en") == "Friday 1 May 2026"
    assert show_instant(noon, "it") == "giovedì 5 febbraio 2026, ore 12:00:30"
    assert show_instant(noon, "en") == "Thursday 5 February 2026, 12:00:30"
    assert show_end(midnight, "excluded", "it") == "entro la fine di giovedì 9 aprile 2026"
    assert show_end(midnight, "excluded", "en") == "by the end of Thursday 9 April 2026"
    assert show_end(midnight, "included", "it") == "entro venerdì 10 aprile 2026, ore 00:00"
    assert show_end(noon, "included", "en") == "by Thursday 5 February 2026, 12:00:30"
    assert show_end(noon, "excluded", "it") == "prima di giovedì 5 febbraio 2026, ore 12:00:30"
    assert show_end(noon, "excluded", "en") == "before Thursday 5 February 2026, 12:00:30"
