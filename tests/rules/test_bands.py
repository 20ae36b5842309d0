"""Does every measure fall in exactly one band, and do gaps, overlaps and unfair bands show?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.bands import Band, MeasureKind, band_cut, band_faults, band_of


def percent(number: int) -> Fraction:
    return Fraction(number, 100)


DELAYS = (
    Band(at_most=30, cut_each=Fraction(5, 1000)),
    Band(above=30, at_most=60, cut=percent(20)),
    Band(above=60, revoked=True),
)
SHARES = (
    Band(below=percent(60), revoked=True),
    Band(at_least=percent(60), below=percent(80), in_proportion=True),
    Band(at_least=percent(80), cut=percent(0)),
)
LOSSES = (Band(at_most=5, cut=percent(10)), Band(above=5, cut=percent(50)))


@pytest.mark.parametrize(
    ("bands", "kind", "measure", "at", "cut"),
    [
        (DELAYS, "delay", Fraction(0), None, None),
        (DELAYS, "delay", Fraction(1), 0, Fraction(5, 1000)),
        (DELAYS, "delay", Fraction(30), 0, percent(15)),
        (DELAYS, "delay", Fraction(31), 1, percent(20)),
        (DELAYS, "delay", Fraction(60), 1, percent(20)),
        (DELAYS, "delay", Fraction(61), 2, None),
        (SHARES, "share", Fraction(0), 0, None),
        (SHARES, "share", Fraction(5999, 10_000), 0, None),
        (SHARES, "share", percent(60), 1, percent(40)),
        (SHARES, "share", Fraction(7999, 10_000), 1, Fraction(2001, 10_000)),
        (SHARES, "share", percent(80), 2, Fraction(0)),
        (SHARES, "share", percent(120), 2, Fraction(0)),
        (LOSSES, "loss", Fraction(0), None, None),
        (LOSSES, "loss", Fraction(1, 2), 0, percent(10)),
        (LOSSES, "loss", Fraction(5), 0, percent(10)),
        (LOSSES, "loss", Fraction(11, 2), 1, percent(50)),
    ],
)
def test_the_edges_belong_where_they_are_stated(
    bands: tuple[Band, ...], kind: MeasureKind, measure: Fraction, at: int | None, cut: Fraction | None
) -> None:
    band = band_of(bands, kind, measure)
    assert band == (None if at is None else bands[at])
    assert (None if band is None else band_cut(band, measure)) == cut


def test_a_cut_a_day_stops_at_the_whole() -> None:
    assert band_cut(Band(cut_each=percent(1)), Fraction(250)) == 1
    assert band_cut(Band(in_proportion=True), percent(130)) == 0


edges = st.lists(st.integers(1, 400), min_size=1, max_size=5, unique=True).map(sorted)


@given(edges, st.integers(0, 500), st.booleans())
def test_bands_cut_at_the_same_edges_leave_no_gap(cuts: list[int], measure: int, is_included: bool) -> None:
    """Neighbours state the edge they share, one including it, one not."""
    bands = [
        Band(
            at_least=None if low is None or is_included else low,
            above=low if is_included else None,
            at_most=high if is_included else None,
            below=None if high is None or is_included else high,
            cut=Fraction(at, 10),
        )
        for at, (low, high) in enumerate(zip([None, *cuts], [*cuts, None], strict=True))
    ]
    has_gap_free_edges = is_included or cuts[0] > 1
    if has_gap_free_edges:
        assert list(band_faults(bands, "delay")) == []
        found = band_of(bands, "delay", Fraction(measure))
        number = sum(edge < measure if is_included else edge <= measure for edge in cuts)
        assert found == (bands[number] if measure else None)


@pytest.mark.parametrize(
    ("bands", "kind", "faults"),
    [
        (DELAYS, "delay", []),
        (SHARES, "share", []),
        (LOSSES, "loss", []),
        (tuple(reversed(DELAYS)), "delay", []),
        ((), "delay", [((), "is empty: one band or more would be right")]),
        # Whole days: after 30 comes 31. Points: between 30 and 31 there are others.
        ((Band(at_most=30, cut=percent(5)), Band(at_least=31, cut=percent(9))), "delay", []),
        (
            (Band(at_most=30, cut=percent(5)), Band(at_least=31, cut=percent(9))),
            "loss",
            [((1,), "leaves a gap above the band below it")],
        ),
        (
            (Band(at_most=30, cut=percent(5)), Band(at_least=30, cut=percent(9))),
            "delay",
            [((1,), "overlaps the band below it")],
        ),
        (
            (Band(cut=percent(5)), Band(at_least=30, cut=percent(9))),
            "loss",
            [((1,), "overlaps the band below it")],
        ),
        (
            (Band(at_least=2, cut=percent(5)),),
            "delay",
            [((0,), "no band says what happens below it: the first has no lower edge above 1 day")],
        ),
        (
            (Band(at_most=30, cut=percent(5)),),
            "delay",
            [((0,), "no band says what happens beyond it: the last has no upper edge")],
        ),
        (
            (Band(at_most=30, cut=percent(9)), Band(above=30, cut=percent(5))),
            "delay",
            [((1,), "takes off less for more harm than the band beside it")],
        ),
        (
            (Band(at_most=30, cut_each=percent(1)), Band(above=30, cut=percent(25))),
            "delay",
            [((1,), "takes off less for more harm than the band beside it")],
        ),
        (
            (Band(below=percent(60), cut=percent(5)), Band(at_least=percent(60), cut=percent(9))),
            "share",
            [((1,), "takes off less for more harm than the band beside it")],
        ),
        ((Band(at_most=30, cut=percent(100)), Band(above=30, revoked=True)), "loss", []),
    ],
)
def test_faults_of_bands_beside_each_other(
    bands: tuple[Band, ...], kind: MeasureKind, faults: list[tuple[tuple[int, ...], str]]
) -> None:
    assert list(band_faults(bands, kind)) == faults


@pytest.mark.parametrize(
    ("band", "kind", "paths"),
    [
        (Band(cut=percent(10), revoked=True), "delay", [(0,)]),
        (Band(), "delay", [(0,)]),
        (Band(cut=percent(101)), "delay", [(0, "cut")]),
        (Band(at_least=percent(50), cut=percent(1)), "delay", [(0, "at_least")]),
        (Band(at_least=50, cut=percent(1)), "share", [(0, "at_least")]),
        (Band(at_least=-1, cut=percent(1)), "value", [(0, "at_least")]),
        (Band(at_least=1, above=1, cut=percent(1)), "value", [(0, "above")]),
        (Band(at_most=1, below=1, cut=percent(1)), "value", [(0, "below")]),
        (Band(at_least=5, below=5, cut=percent(1)), "value", [(0,)]),
        (Band(above=5, below=6, cut=percent(1)), "delay", [(0,)]),
        (Band(cut_each=percent(1)), "share", [(0, "cut_each")]),
        (Band(in_proportion=True), "delay", [(0, "in_proportion")]),
    ],
)
def test_faults_of_one_band(band: Band, kind: MeasureKind, paths: list[tuple[str | int, ...]]) -> None:
    assert [path for path, _ in band_faults((band,), kind)] == paths
