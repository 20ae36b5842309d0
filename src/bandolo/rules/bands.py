"""Which band does a measure fall in, what does that take off, and do the bands leave no gap?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from bandolo.rules.money import Rate, show_rate

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
MeasureKind = Literal["delay", "share", "value", "loss"]
# A point between numbers: just before the number (0) or just after it (1).
Cutting = tuple[Fraction, int]

# The first measure that a band can be about: what is below it, a delay of no day, costs nothing.
_FIRST: dict[MeasureKind, Cutting] = {
    "delay": (Fraction(1), 0),
    "share": (Fraction(0), 0),
    "value": (Fraction(0), 0),
    "loss": (Fraction(0), 1),
}
# A longer delay and a greater loss are worse, a greater share and value are better.
_WORSE_UPWARDS: tuple[MeasureKind, ...] = ("delay", "loss")
_WHOLE = Fraction(1)
# Losing the grant is worse than a cut of all of it.
_REVOKED = Fraction(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From where to where a measure goes, and what that takes off the grant.

    The edges: `at_least` or `above`, `at_most` or `below`; without one the band is open on that side. Days
    are whole numbers, shares percentages such as "80%", points either.
    The effect is one of: `cut`, a share taken off, "0%" for nothing; `cut_each`, a share taken off for each
    day late or each point lost, all of them; `in_proportion`, the share that is short of "100%" is taken off;
    `revoked`, the grant is lost.
    """

    at_least: int | Rate | None = None
    above: int | Rate | None = None
    at_most: int | Rate | None = None
    below: int | Rate | None = None
    cut: Rate | None = None
    cut_each: Rate | None = None
    in_proportion: bool = False
    revoked: bool = False


def band_of(bands: Sequence[Band], kind: MeasureKind, measure: Fraction) -> Band | None:
    """The band that a measure falls in; None for a delay of no day or a loss of no point."""
    if (measure, 0) < _FIRST[kind]:
        return None
    return next((band for band in bands if _has(band, kind, measure)), None)


def band_cut(band: Band, measure: Fraction) -> Fraction | None:
    """The share of the grant that a band takes off at a measure, at most the whole; None where it is lost."""
    if band.revoked:
        return None
    if band.cut_each is not None:
        return min(_WHOLE, band.cut_each * measure)
    if band.in_proportion:
        return max(Fraction(0), _WHOLE - measure)
    return band.cut or Fraction(0)


def band_faults(bands: Sequence[Band], kind: MeasureKind) -> Iterator[Fault]:
    """Edges and effects that make no sense, gaps, overlaps, and bands that cost less for more harm."""
    alone = [(at, fault) for at, band in enumerate(bands) for fault in _own_faults(band, kind)]
    yield from (((at, *path), message) for at, (path, message) in alone)
    if alone:
        return
    ordered = sorted(enumerate(bands), key=lambda one: _start(one[1], kind))
    if not ordered:
        yield (), "is empty: one band or more would be right"
        return
    first, last = ordered[0], ordered[-1]
    if _start(first[1], kind) > _FIRST[kind]:
        yield (
            (first[0],),
            f"no band says what happens below it: the first has no lower edge above {_least(kind)}",
        )
    if _end(last[1], kind) is not None:
        yield (last[0],), "no band says what happens beyond it: the last has no upper edge"
    for (_, before), (at, after) in pairwise(ordered):
        end = _end(before, kind)
        if end is None or end > _start(after, kind):
            yield (at,), "overlaps the band below it"
        elif end < _start(after, kind):
            yield (at,), "leaves a gap above the band below it"
        elif not _is_fair(before, after, kind):
            yield (at,), "takes off less for more harm than the band beside it"


def _least(kind: MeasureKind) -> str:
    return {"delay": "1 day", "share": '"0%"', "value": "0", "loss": "0"}[kind]


def _has(band: Band, kind: MeasureKind, measure: Fraction) -> bool:
    point, end = (measure, 0), _end(band, kind)
    return _start(band, kind) <= point and (end is None or point < end)


def _start(band: Band, kind: MeasureKind) -> Cutting:
    """Where a band starts; whole days are told apart by the day, so that "above 30" starts at 31."""
    if band.at_least is not None:
        return (Fraction(band.at_least), 0)
    if band.above is not None:
        return (Fraction(band.above) + 1, 0) if kind == "delay" else (Fraction(band.above), 1)
    return _FIRST[kind]


def _end(band: Band, kind: MeasureKind) -> Cutting | None:
    if band.below is not None:
        return (Fraction(band.below), 0)
    if band.at_most is not None:
        return (Fraction(band.at_most) + 1, 0) if kind == "delay" else (Fraction(band.at_most), 1)
    return None


def _is_fair(before: Band, after: Band, kind: MeasureKind) -> bool:
    """Whether the worse of two bands that touch takes off at least as much at the edge."""
    edge = _start(after, kind)[0]
    low_side = edge - 1 if kind == "delay" else edge
    low, high = (
        _REVOKED if cut is None else cut for cut in (band_cut(before, low_side), band_cut(after, edge))
    )
    return low <= high if kind in _WORSE_UPWARDS else low >= high


def _own_faults(band: Band, kind: MeasureKind) -> Iterator[Fault]:
    edges = {"at_least": band.at_least, "above": band.above, "at_most": band.at_most, "below": band.below}
    for field, edge in edges.items():
        if edge is not None and kind == "delay" and not isinstance(edge, int):
            yield (field,), "days are a whole number, such as 30"
        if edge is not None and kind == "share" and isinstance(edge, int):
            yield (field,), 'a share is a percentage in quotes, such as "80%"'
        if edge is not None and edge < 0:
            yield (field,), "zero or more would be right"
    if band.at_least is not None and band.above is not None:
        yield ("above",), "at_least is there too: one lower edge would be right"
    if band.at_most is not None and band.below is not None:
        yield ("below",), "at_most is there too: one upper edge would be right"
    end = _end(band, kind)
    if end is not None and end <= _start(band, kind):
        yield (), "nothing falls between its edges"
    yield from _effect_faults(band, kind)


def _effect_faults(band: Band, kind: MeasureKind) -> Iterator[Fault]:
    effects = [band.cut is not None, band.cut_each is not None, band.in_proportion, band.revoked]
    if effects.count(True) != 1:
        yield (), "exactly one of cut, cut_each, in_proportion, revoked would be right"
    for field, rate in (("cut", band.cut), ("cut_each", band.cut_each)):
        if rate is not None and not 0 <= rate <= 1:
            yield (field,), f'is "{show_rate(rate, "en")}": at most "100%" would be right'
    if band.cut_each is not None and kind not in _WORSE_UPWARDS:
        yield ("cut_each",), "counts days late or points lost: take cut here"
    if band.in_proportion and kind != "share":
        yield ("in_proportion",), "goes with a share: take cut here"
