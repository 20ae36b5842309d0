"""Does the size behave as the law must, whatever the figures and the group?"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.load import law_file
from bandolo.rules.size import (
    SIZES,
    Figures,
    Period,
    Related,
    Size,
    SizeTable,
    Sizing,
    definition_on,
    size_of,
)

MILLION = 100_000_000
LAW = definition_on(law_file(SizeTable, "size"), date(2026, 2, 5))


def figures(staff: int | None, turnover: int | None, balance: int | None) -> Figures:
    return Figures(staff=staff, turnover=turnover, balance=balance)


BY_SIZE: dict[Size, Figures] = {
    "micro": figures(9_00, 1 * MILLION, 1 * MILLION),
    "small": figures(30_00, 5 * MILLION, 5 * MILLION),
    "medium": figures(100_00, 30 * MILLION, 30 * MILLION),
    "large": figures(300_00, 90 * MILLION, 90 * MILLION),
}


def sized(applicant: Figures, *rows: Related) -> Sizing:
    period = Period(closed_on=date(2025, 12, 31), figures=applicant, related=rows)
    return size_of(LAW, (period,), public_share=Fraction(0))


amounts = st.one_of(
    st.integers(0, 60 * MILLION),
    st.sampled_from([2 * MILLION, 10 * MILLION, 43 * MILLION, 50 * MILLION, 50 * MILLION + 1]),
)
units = st.one_of(st.integers(0, 300_00), st.sampled_from([9_99, 10_00, 49_99, 50_00, 249_99, 250_00]))
known_figures = st.builds(figures, units, amounts, amounts)
some_figures = st.builds(
    figures, st.one_of(st.none(), units), st.one_of(st.none(), amounts), st.one_of(st.none(), amounts)
)
shares = st.fractions(0, 1, max_denominator=100)
NAMES = ("a", "b", "c", "d")


@st.composite
def groups(draw: st.DrawFn) -> tuple[Related, ...]:
    names = NAMES[: draw(st.integers(0, len(NAMES)))]
    data = {name: draw(known_figures) for name in names}
    rows = []
    for at, name in enumerate(names):
        of = draw(st.sampled_from(("applicant", *names[:at])))
        rows.append(Related(id=name, of=of, figures=data[name], capital=draw(shares), votes=draw(shares)))
    return tuple(rows)


def place(size: Size | None) -> int:
    assert size is not None
    return SIZES.index(size)


@given(known_figures, groups(), st.tuples(units, amounts, amounts))
def test_larger_figures_never_make_a_smaller_enterprise(
    data: Figures, rows: tuple[Related, ...], more: tuple[int, int, int]
) -> None:
    assert data.staff is not None
    assert data.turnover is not None
    assert data.balance is not None
    grown = figures(data.staff + more[0], data.turnover + more[1], data.balance + more[2])
    assert place(sized(data, *rows).size) <= place(sized(grown, *rows).size)


@given(known_figures, groups())
def test_fewer_related_enterprises_never_make_a_larger_one(data: Figures, rows: tuple[Related, ...]) -> None:
    if rows:
        assert place(sized(data, *rows[:-1]).size) <= place(sized(data, *rows).size)


@given(known_figures, groups().flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_the_rows_is_irrelevant(
    data: Figures, orders: tuple[tuple[Related, ...], list[Related]]
) -> None:
    rows, mixed = orders
    assert sized(data, *mixed).size == sized(data, *rows).size


@given(some_figures, known_figures, groups())
def test_an_answer_despite_missing_figures_is_right(
    partial: Figures, full: Figures, rows: tuple[Related, ...]
) -> None:
    filled = figures(
        full.staff if partial.staff is None else partial.staff,
        full.turnover if partial.turnover is None else partial.turnover,
        full.balance if partial.balance is None else partial.balance,
    )
    early = sized(partial, *rows)
    assert early.size in (None, sized(filled, *rows).size)
    assert (early.size is None) == bool(early.missing)


@given(some_figures)
def test_an_unknown_size_is_truly_open(partial: Figures) -> None:
    least = figures(partial.staff or 0, partial.turnover or 0, partial.balance or 0)
    most = figures(
        10**9 if partial.staff is None else partial.staff,
        10**12 if partial.turnover is None else partial.turnover,
        10**12 if partial.balance is None else partial.balance,
    )
    is_open = sized(least).size != sized(most).size
    assert (sized(partial).size is None) == is_open


def status_by_the_letter(years: Sequence[Size]) -> Size:
    """Art. 4.2 word by word: a status changes when its thresholds are passed in two periods in a row."""
    status = SIZES.index(years[0])
    for one, other in pairwise(map(SIZES.index, years)):
        if one > status and other > status:
            status = min(one, other)
        elif one < status and other < status:
            status = max(one, other)
    return SIZES[status]


@given(st.lists(st.sampled_from(SIZES), min_size=1, max_size=8))
def test_the_status_follows_the_letter_of_the_law(years: list[Size]) -> None:
    periods = [
        Period(closed_on=date(2000 + at, 12, 31), figures=BY_SIZE[one]) for at, one in enumerate(years)
    ]
    outcome = size_of(LAW, periods, public_share=Fraction(0))
    assert outcome.size == status_by_the_letter(years)
