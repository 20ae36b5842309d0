"""Does a term end where counting on one's fingers, day by day, ends it?"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.counting import (
    LONGEST,
    CountingStep,
    Span,
    Term,
    Unit,
    last_day,
    length_step,
    suspended_last_day,
    suspension_step,
)
from bandolo.rules.days import is_working_day
from bandolo.rules.rule import Words

DAY = timedelta(days=1)
PATRON = frozenset({date(2019, 2, 5), date(2024, 12, 7), date(2026, 12, 7)})
UNITS: tuple[Unit, ...] = ("days", "working_days", "weeks", "months", "years")
LONG: dict[Unit, int] = {"days": 400, "working_days": 200, "weeks": 40, "months": 30, "years": 4}

starts = st.dates(date(2012, 1, 1), date(2030, 12, 31))
terms = st.sampled_from(UNITS).flatmap(
    lambda unit: st.builds(
        Term, st.integers(1, LONG[unit]), st.just(unit), st.sampled_from(("excluded", "included"))
    )
)


@st.composite
def waits(draw: st.DrawFn, start: date) -> tuple[Span, ...]:
    """Waits around a term that starts on `start`: before it, in it, after it, overlapping."""
    pairs = draw(st.lists(st.tuples(st.integers(-30, 300), st.integers(0, 60)), max_size=4))
    return tuple((start + at * DAY, start + (at + length) * DAY) for at, length in pairs)


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def same_day_later(start: date, months: int) -> tuple[date, bool]:
    """Turn the calendar day by day until so many months have begun; was there a day of the same number?"""
    begun = 0
    for day in days_from(start + DAY):
        begun += day.day == 1
        is_last_of_month = (day + DAY).day == 1
        if begun == months and (day.day == start.day or is_last_of_month):
            return day, day.day == start.day
    raise AssertionError


def counted(start: date, term: Term, spans: tuple[Span, ...]) -> date:
    """Count each day of the term on one's fingers, leaving out those that do not count."""
    first = start if term.first_day == "included" else start + DAY
    to_count = term.length * {"weeks": 7}.get(term.unit, 1)
    if term.unit in {"months", "years"}:
        end, is_same = same_day_later(start, term.length * {"years": 12}.get(term.unit, 1))
        to_count = (end - first).days + 1 - (term.first_day == "included" and is_same)
    for day in days_from(first):
        is_out = any(begins <= day < ends for begins, ends in spans)
        if not is_out and (term.unit != "working_days" or is_working_day(day, PATRON)):
            to_count -= 1
        if to_count == 0:
            return day
    raise AssertionError


@given(start=starts, term=terms)
def test_a_term_ends_where_a_day_by_day_count_ends(start: date, term: Term) -> None:
    assert last_day(start, term, PATRON) == counted(start, term, ())


@given(data=st.data(), start=starts, term=terms)
def test_a_suspended_term_ends_where_a_day_by_day_count_ends(
    data: st.DataObject, start: date, term: Term
) -> None:
    spans = data.draw(waits(start))
    last, lost = suspended_last_day(start, term, spans, PATRON)
    assert last == counted(start, term, spans)
    assert (last > last_day(start, term, PATRON)) == (lost > 0)


@given(data=st.data(), start=starts, term=terms)
def test_the_order_and_the_repetition_of_waits_are_irrelevant(
    data: st.DataObject, start: date, term: Term
) -> None:
    spans = data.draw(waits(start))
    shuffled = tuple(data.draw(st.permutations((*spans, *spans))))
    assert suspended_last_day(start, term, shuffled) == suspended_last_day(start, term, spans)


@pytest.mark.parametrize(
    ("term", "spans", "last", "lost"),
    [
        # Ten days from 2 March 2026: the 12th.
        (Term(10, "days"), (), "2026-03-12", 0),
        (Term(10, "days"), (("2026-03-05", "2026-03-08"),), "2026-03-15", 3),
        # On the last day a wait still stops the count: that day is left to run when it resumes.
        (Term(10, "days"), (("2026-03-12", "2026-03-20"),), "2026-03-20", 8),
        (Term(10, "days"), (("2026-03-13", "2026-03-20"),), "2026-03-12", 0),
        # What a wait adds reaches into the next one, here of 3 days.
        (Term(10, "days"), (("2026-03-05", "2026-03-08"), ("2026-03-14", "2026-03-17")), "2026-03-18", 6),
        # Overlapping waits count once; one that begins before the term counts from its start.
        (Term(10, "days"), (("2026-03-05", "2026-03-08"), ("2026-03-06", "2026-03-09")), "2026-03-16", 4),
        (Term(10, "days"), (("2026-02-01", "2026-03-05"),), "2026-03-14", 2),
        (Term(10, "days", "included"), (("2026-02-01", "2026-03-05"),), "2026-03-14", 3),
        # In working days a weekend (7 and 8 March) within the wait adds nothing.
        (Term(5, "working_days"), (), "2026-03-09", 0),
        (Term(5, "working_days"), (("2026-03-06", "2026-03-10"),), "2026-03-11", 2),
        (Term(1, "months"), (("2026-03-10", "2026-03-12"),), "2026-04-04", 2),
        (Term(1, "months"), (("2026-03-10", "2026-03-10"),), "2026-04-02", 0),
    ],
)
def test_a_wait_adds_the_days_that_fall_within_the_term(
    term: Term, spans: tuple[tuple[str, str], ...], last: str, lost: int
) -> None:
    dated = tuple((date.fromisoformat(begins), date.fromisoformat(ends)) for begins, ends in spans)
    assert suspended_last_day(date(2026, 3, 2), term, dated) == (date.fromisoformat(last), lost)


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_term_is_about_a_hundred_years(unit: Unit) -> None:
    start = date(1995, 1, 2)
    assert 2090 <= last_day(start, Term(LONGEST[unit], unit)).year <= 2095


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (
            Term(60, "days", "included"),
            Words(
                it="60 giorni, compreso il giorno iniziale: sabato 2 marzo 2013",
                en="60 days, the first day included: Saturday 2 March 2013",
            ),
        ),
        (
            Term(1, "months"),
            Words(
                it="1 mese, escluso il giorno iniziale: sabato 2 marzo 2013",
                en="1 month, the first day excluded: Saturday 2 March 2013",
            ),
        ),
    ],
)
def test_a_length_is_told(term: Term, words: Words) -> None:
    day = date(2013, 3, 2)
    assert length_step(term, day) == CountingStep(words, day)


def test_a_wait_is_told_without_those_after_the_end() -> None:
    last = date(2026, 3, 15)
    spans = ((date(2026, 3, 20), date(2026, 3, 22)), (date(2026, 3, 5), date(2026, 3, 8)))
    assert suspension_step(Term(10, "days"), 3, spans, last) == CountingStep(
        Words(
            it="sospensione di 3 giorni (da giovedì 5 marzo 2026, riprende domenica 8 marzo 2026): "
            "domenica 15 marzo 2026",
            en="suspended for 3 days (from Thursday 5 March 2026, resumes Sunday 8 March 2026): "
            "Sunday 15 March 2026",
        ),
        last,
    )
