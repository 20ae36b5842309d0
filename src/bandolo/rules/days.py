"""Which day is a working day, which day is so many days, working days or months away, and when does it end?

National holidays come from the `holidays` package (Italy, no province). Saturday is not a working day
(Reg. (EEC, Euratom) 1182/71, art. 2(2)). Local holidays, such as the patron saint of a city, are passed
as dates. Days are plain dates on the calendar of Rome, instants are aware.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

ROME = ZoneInfo("Europe/Rome")
FirstDay = Literal["excluded", "included"]
LastInstant = Literal["included", "excluded"]

# The table of the `holidays` package is silently empty after its last year; no call is older than the first.
FIRST_YEAR = 1990
LAST_YEAR = 2100
# So long a term still ends on a day that is known, also where it is counted backwards a year.
LONGEST_COUNT = 20
_SATURDAY = 5
_DAY = timedelta(days=1)

_WEEKDAYS = {
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "it": (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@cache
def national_holidays(year: int) -> frozenset[date]:
    """The national holidays of Italy in a year (L. 260/1949, L. 54/1977, D.P.R. 792/1985, L. 151/2025).

    ValueError for a year that the calendar does not know.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not for {year}")
    return frozenset(holidays.country_holidays("IT", years=year))


def is_working_day(day: date, local_holidays: frozenset[date] = frozenset()) -> bool:
    """Whether a day is Monday to Friday and neither a national nor a local holiday."""
    return day.weekday() < _SATURDAY and day not in local_holidays and day not in national_holidays(day.year)


def next_working_day(day: date, local_holidays: frozenset[date] = frozenset()) -> date:
    """The day itself if it is a working day, else the first one after it (Reg. 1182/71, art. 3(4))."""
    while not is_working_day(day, local_holidays):
        day += _DAY
    return day


def add_days(start: date, count: int, first_day: FirstDay = "excluded") -> date:
    """The last of `count` days after `start`; with `first_day` "included" `start` is the first of them."""
    return start + timedelta(days=_at_least_one(count) - (first_day == "included"))


def add_working_days(
    start: date, count: int, first_day: FirstDay = "excluded", local_holidays: frozenset[date] = frozenset()
) -> date:
    """The last of `count` working days after `start`; "included" counts `start` too where it is one."""
    day = start if first_day == "included" else start + _DAY
    day = next_working_day(day, local_holidays)
    for _ in range(_at_least_one(count) - 1):
        day = next_working_day(day + _DAY, local_holidays)
    return day


def add_months(start: date, count: int, first_day: FirstDay = "excluded") -> date:
    """The same day `count` months later, or the last of a month that has no such day (art. 2963 c.c.).

    With `first_day` "included" the term ends the day before the same day.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + _at_least_one(count), 12)
    last = monthrange(year, month + 1)[1]
    if start.day > last:
        return date(year, month + 1, last)
    same_day = date(year, month + 1, start.day)
    return same_day - _DAY if first_day == "included" else same_day


def end_of_day(day: date) -> datetime:
    """The first instant after a day in Rome: an act before it is still of that day."""
    return datetime.combine(day + _DAY, time.min, tzinfo=ROME)


def day_in_rome(moment: date | datetime) -> date:
    """The day of an aware instant on the calendar of Rome; a date is itself. ValueError for other years."""
    if isinstance(moment, datetime):
        moment = utc(moment).astimezone(ROME).date()
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(
            f"a date is between the years {FIRST_YEAR} and {LAST_YEAR}, not {moment.isoformat()}"
        )
    return moment


def is_countable(moment: date) -> bool:
    """Whether terms can be counted from a day or instant: they end on days that the calendar knows."""
    return FIRST_YEAR < moment.year <= LAST_YEAR - LONGEST_COUNT


def utc(moment: datetime) -> datetime:
    """An aware instant in UTC; ValueError where the zone is missing.

    Two datetimes of one summer-time zone compare and subtract by the wall clock: only UTC tells their order.
    """
    if moment.utcoffset() is None:
        raise ValueError("an instant needs its zone, such as 2026-02-05T09:00:00+01:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant is between the years 1 and 9999, in every zone") from None


def has_ended(now: datetime, end: datetime, last_instant: LastInstant) -> bool:
    """Whether an aware `now` is past an aware `end`, which itself is in time where it is "included"."""
    return utc(now) > utc(end) if last_instant == "included" else utc(now) >= utc(end)


def fault_of(moment: datetime) -> str | None:
    """What is wrong with a written instant: no zone, or an hour that summer time skips or repeats."""
    if moment.utcoffset() is None:
        return "an instant needs its zone"
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return None
    if utc(moment).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        return "the clock skips this hour (summer time begins): write the hour that follows"
    return "the clock shows this hour twice (summer time ends): add the offset, such as +02:00 for the first"


def show_day(day: date, lang: str) -> str:
    """A day for people: "sabato 2 marzo 2013" in Italian, "Saturday 2 March 2013" in English."""
    number = "1°" if day.day == 1 and lang == "it" else str(day.day)
    return f"{_WEEKDAYS[lang][day.weekday()]} {number} {_MONTHS[lang][day.month - 1]} {day.year}"


def show_instant(moment: datetime, lang: str) -> str:
    """An aware instant for people, by the clock of Rome: "venerdì 19 aprile 2024, ore 14:00"."""
    local = utc(moment).astimezone(ROME)
    hour = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{show_day(local.date(), lang)}, {hour if lang == 'en' else f'ore {hour}'}"


def show_end(end: datetime, last_instant: LastInstant, lang: str) -> str:
    """How long there is time: "entro ...", "before ...", or "by the end of" a day that ends at midnight."""
    local = utc(end).astimezone(ROME)
    if last_instant == "included":
        return f"{'by' if lang == 'en' else 'entro'} {show_instant(end, lang)}"
    if local.time() == time.min:
        day = show_day(local.date() - _DAY, lang)
        return f"by the end of {day}" if lang == "en" else f"entro la fine di {day}"
    return f"{'before' if lang == 'en' else 'prima di'} {show_instant(end, lang)}"


def _at_least_one(count: int) -> int:
    if count < 1:
        raise ValueError(f"a length is at least 1, not {count}")
    return count
