"""Which is the last day of a term, and what do people read of each step of the count?"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from bandolo.rules.days import (
    FirstDay,
    LastInstant,
    add_days,
    add_months,
    add_working_days,
    is_working_day,
    show_day,
    show_end,
)
from bandolo.rules.rule import Words

Unit = Literal["days", "working_days", "weeks", "months", "years"]
Span = tuple[date, date]
# What a term can be drawn out to the end of.
Closing = Literal["month", "year"]

# About a hundred years: a longer term is a typing error.
LONGEST: Mapping[Unit, int] = {
    "days": 36_500,
    "working_days": 25_000,
    "weeks": 5_200,
    "months": 1_200,
    "years": 100,
}
_ONE: Mapping[Unit, Words] = {
    "days": Words(it="giorno", en="day"),
    "working_days": Words(it="giorno lavorativo", en="working day"),
    "weeks": Words(it="settimana", en="week"),
    "months": Words(it="mese", en="month"),
    "years": Words(it="anno", en="year"),
}
_MANY: Mapping[Unit, Words] = {
    "days": Words(it="giorni", en="days"),
    "working_days": Words(it="giorni lavorativi", en="working days"),
    "weeks": Words(it="settimane", en="weeks"),
    "months": Words(it="mesi", en="months"),
    "years": Words(it="anni", en="years"),
}
_CLOSING: Mapping[Closing, Words] = {
    "month": Words(it="fine del mese", en="end of the month"),
    "year": Words(it="fine dell'anno", en="end of the year"),
}
_DAY = timedelta(days=1)


class Term(NamedTuple):
    """A length of time: how many of which unit, and whether the day it starts on is the first of them."""

    length: int
    unit: Unit
    first_day: FirstDay = "excluded"


class CountingStep(NamedTuple):
    """One step of the count: what was done, and the day reached by it."""

    words: Words
    day: date


def length_words(length: int, unit: Unit) -> Words:
    """A length of time for people, such as "10 giorni lavorativi"."""
    words = (_ONE if length == 1 else _MANY)[unit]
    return Words(it=f"{length} {words.it}", en=f"{length} {words.en}")


def last_day(start: date, term: Term, local_holidays: frozenset[date] = frozenset()) -> date:
    """The last day of a term from `start` that is never suspended; ValueError for a length below 1."""
    length, unit, first_day = term
    match unit:
        case "working_days":
            return add_working_days(start, length, first_day, local_holidays)
        case "months":
            return add_months(start, length, first_day)
        case "years":
            return add_months(start, 12 * length, first_day)
        case "weeks":
            return add_days(start, 7 * length, first_day)
        case "days":
            return add_days(start, length, first_day)


def closing_day(day: date, closing: Closing | None) -> date:
    """The last day of the month or year of a day; without one, the day itself."""
    if closing is None:
        return day
    month = 12 if closing == "year" else day.month
    return day.replace(month=month, day=monthrange(day.year, month)[1])


def suspended_last_day(
    start: date, term: Term, spans: tuple[Span, ...], local_holidays: frozenset[date] = frozenset()
) -> tuple[date, int]:
    """The last day of a term that does not run during `spans`, and how many days that added.

    A span is the first day out of the count and the first day back in it. Each day of a span that falls
    within the term adds one (in working days, each working day); what comes after the term adds none.
    """
    first = start if term.first_day == "included" else start + _DAY
    in_working_days = term.unit == "working_days"
    paused = {
        day
        for begins, ends in spans
        for day in (begins + timedelta(days=at) for at in range((ends - begins).days))
        if day >= first and not (in_working_days and not is_working_day(day, local_holidays))
    }
    unbroken = last = last_day(start, term, local_holidays)
    lost = 0
    # The days added can reach into a further span: that one adds its days too.
    while (within := sum(day <= last for day in paused)) != lost:
        lost = within
        last = (
            add_working_days(unbroken, lost, "excluded", local_holidays)
            if in_working_days
            else add_days(unbroken, lost)
        )
    return last, lost


def start_step(event: Words, start: date) -> CountingStep:
    """From which event the term is counted."""
    it, en = (
        f"si conta da: {event.it}, {show_day(start, 'it')}",
        f"counted from: {event.en}, {show_day(start, 'en')}",
    )
    return CountingStep(Words(it=it, en=en), start)


def length_step(term: Term, last: date) -> CountingStep:
    """How long the term is, and where it ends unbroken."""
    unit = (_ONE if term.length == 1 else _MANY)[term.unit]
    is_counted = "compreso" if term.first_day == "included" else "escluso"
    it = f"{term.length} {unit.it}, {is_counted} il giorno iniziale: {show_day(last, 'it')}"
    en = f"{term.length} {unit.en}, the first day {term.first_day}: {show_day(last, 'en')}"
    return CountingStep(Words(it=it, en=en), last)


def suspension_step(term: Term, lost: int, spans: tuple[Span, ...], last: date) -> CountingStep:
    """Which waits within the term do not count, and where it ends with them."""
    unit = (_ONE if lost == 1 else _MANY)["working_days" if term.unit == "working_days" else "days"]
    waits = [span for span in sorted(spans) if span[0] <= last]
    it = "; ".join(f"da {show_day(begins, 'it')}, riprende {show_day(ends, 'it')}" for begins, ends in waits)
    en = "; ".join(f"from {show_day(begins, 'en')}, resumes {show_day(ends, 'en')}" for begins, ends in waits)
    return CountingStep(
        Words(
            it=f"sospensione di {lost} {unit.it} ({it}): {show_day(last, 'it')}",
            en=f"suspended for {lost} {unit.en} ({en}): {show_day(last, 'en')}",
        ),
        last,
    )


def closing_words(closing: Closing) -> Words:
    """What a term is drawn out to, for people."""
    return _CLOSING[closing]


def closing_step(closing: Closing, day: date) -> CountingStep:
    """The term is drawn out to the end of its month or year."""
    words = _CLOSING[closing]
    it, en = f"fino alla {words.it}: {show_day(day, 'it')}", f"up to the {words.en}: {show_day(day, 'en')}"
    return CountingStep(Words(it=it, en=en), day)


def fixed_step(day: date) -> CountingStep:
    """The term is a date of its own."""
    return CountingStep(
        Words(it=f"data fissa: {show_day(day, 'it')}", en=f"fixed date: {show_day(day, 'en')}"), day
    )


def move_step(last: date, day: date) -> CountingStep:
    """The last day is no working day, so that the term moves to the next one."""
    it = f"{show_day(last, 'it')} non è lavorativo, si passa a {show_day(day, 'it')}"
    en = f"{show_day(last, 'en')} is no working day, moved to {show_day(day, 'en')}"
    return CountingStep(Words(it=it, en=en), day)


def end_step(day: date, end: datetime, last_instant: LastInstant) -> CountingStep:
    """Up to which instant of the last day there is time."""
    it, en = show_end(end, last_instant, "it"), show_end(end, last_instant, "en")
    return CountingStep(Words(it=f"{it} (ora di Roma)", en=f"{en} (Rome time)"), day)
