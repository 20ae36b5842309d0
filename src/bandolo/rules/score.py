"""How many points does a project have in all, and does it pass the thresholds?

The same reckoning on what nobody has answered yet says what can still be reached.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.conditions import AmountValue, Condition, View, every, operands
from bandolo.rules.criteria import (
    Criterion,
    CriterionScore,
    Lack,
    PointRounding,
    Span,
    criterion_score,
    round_points,
)
from bandolo.rules.money import Cents
from bandolo.rules.requirements import Effect
from bandolo.rules.rule import Moment, Rule, Words

# How conditions and rankings name points: before the id of a criterion or an area, or one of the totals.
PREFIX = "score."
TOTAL = "total"
WITHOUT_BONUS = "without_bonus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Criteria that belong together: at `most` so many points for all of them, where that is set.

    With fewer than `at_least` the project does not pass, whatever its total. A criterion is in one area
    or in none. `clauses` are those that say so.
    """

    id: str
    words: Words
    criteria: tuple[str, ...]
    most: Cents | None = None
    at_least: Cents | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Fewer than `at_least` points and the project does not pass.

    `of` names the criteria and areas whose points count, an area with its ceiling; none means the total.
    `bonus` says whether points of a bonus count there: it is needed where there is one. "More than 60" is
    at least 60.01.
    """

    id: str
    words: Words
    at_least: Cents
    of: tuple[str, ...] = ()
    bonus: Literal["counts", "left_out"] | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Rule):
    """What the points of the criteria come to and what they decide.

    `decides` the "ranking", which then has a key on the score, or only who passes: a "gate" before an order
    by something else, such as time. `thresholds` say what is needed to pass, beside the least points of
    criteria and areas; `failing` what not passing means at each moment. `most` is a ceiling on the total;
    `rounded` makes it round.
    """

    decides: Literal["ranking", "gate"]
    thresholds: tuple[Threshold, ...] = ()
    failing: Mapping[Moment, Effect] | None = None
    areas: tuple[Area, ...] = ()
    most: Cents | None = None
    rounded: PointRounding | None = None


class AreaScore(NamedTuple):
    """The points of an area in hundredths, and what its criteria come to before its ceiling."""

    area: Area
    points: Span
    uncut: Span


class ThresholdOutcome(NamedTuple):
    """Whether what is needed is there: True, False, None while what is missing can still decide it.

    `id` is the threshold's, or that of the criterion or area whose least points these are.
    """

    id: str
    words: Words
    clauses: tuple[str, ...]
    at_least: int
    points: Span
    is_met: bool | None


class Scored(NamedTuple):
    """The points of a project in hundredths with what they come from; what is not known yet is a span."""

    total: Span
    without_bonus: Span
    criteria: tuple[CriterionScore, ...]
    areas: tuple[AreaScore, ...]
    thresholds: tuple[ThresholdOutcome, ...]
    missing: tuple[Lack, ...]

    @property
    def passes(self) -> bool | None:
        """Whether every threshold is met; None while one is not known."""
        return every(one.is_met for one in self.thresholds)


def score(rule: Score, criteria: Sequence[Criterion], view: View) -> Scored:
    """The points of a project: criteria, areas, total, thresholds."""
    return tally(rule, [criterion_score(criterion, view) for criterion in criteria])


def tally(rule: Score, scores: Sequence[CriterionScore]) -> Scored:
    """What the points of the criteria come to."""
    spans = {one.criterion.id: one.points for one in scores}
    plain = {one.criterion.id: one.points for one in scores if not one.criterion.is_bonus}
    areas = tuple(
        AreaScore(area, _area_points(area, spans), _sum(_of_area(area, spans))) for area in rule.areas
    )
    return Scored(
        total=_total(rule, spans),
        without_bonus=_total(rule, plain),
        criteria=tuple(scores),
        areas=areas,
        thresholds=(
            *_least_points(scores, areas),
            *(
                _outcome(one, one.at_least, _points(rule, one, plain if one.bonus == "left_out" else spans))
                for one in rule.thresholds
            ),
        ),
        missing=tuple(dict.fromkeys(lack for one in scores for lack in one.missing)),
    )


def score_values(scored: Scored) -> dict[str, int]:
    """The points that are known, in hundredths, by the names that conditions and rankings use.

    These are "score.total", "score.without_bonus" and "score." before the id of a criterion or an area.
    """
    known = {name: span.known for name, span in _spans(scored).items()}
    return {f"{PREFIX}{name}": points for name, points in known.items() if points is not None}


def _spans(scored: Scored) -> dict[str, Span]:
    spans = {TOTAL: scored.total, WITHOUT_BONUS: scored.without_bonus}
    spans |= {one.criterion.id: one.points for one in scored.criteria}
    return spans | {one.area.id: one.points for one in scored.areas}


class OpenPoints:
    """Points between two bounds, compared with a number: yes or no where all between say so, else None.

    What is missing can only decide what it can still change.
    """

    __hash__ = None  # type: ignore[assignment]  # two that look alike need not come to the same

    def __init__(self, low: int | Fraction, high: int | Fraction) -> None:
        self.low = low
        self.high = high

    def __mul__(self, times: int | Fraction) -> "OpenPoints":
        return OpenPoints(self.low * times, self.high * times)

    __rmul__ = __mul__

    def __ge__(self, other: object) -> bool | None:
        low, high = _bounds(other)
        return True if self.low >= high else False if self.high < low else None

    def __le__(self, other: object) -> bool | None:
        low, high = _bounds(other)
        return True if self.high <= low else False if self.low > high else None

    def __gt__(self, other: object) -> bool | None:
        return _not(self <= other)

    def __lt__(self, other: object) -> bool | None:
        return _not(self >= other)

    def __eq__(self, other: object) -> bool | None:  # type: ignore[override]  # unknown is an answer too
        low, high = _bounds(other)
        return False if self.high < low or self.low > high else None


def _bounds(other: object) -> tuple[int | Fraction, int | Fraction]:
    if isinstance(other, OpenPoints):
        return other.low, other.high
    if isinstance(other, int | Fraction):
        return other, other
    raise TypeError("points compare with numbers")


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def points_seen(scored: Scored) -> dict[str, int | OpenPoints]:
    """The points by the names that conditions use, those not known yet as all that they can still be."""
    return {
        f"{PREFIX}{name}": span.low if span.known is not None else OpenPoints(*span)
        for name, span in _spans(scored).items()
    }


def open_span(value: object) -> Span | None:
    """The bounds of points that are not known yet, in hundredths; None for any other value."""
    return Span(int(value.low), int(value.high)) if isinstance(value, OpenPoints) else None


def score_names(rule: Score, criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """What a ranking can order by: "total", "without_bonus", the ids of criteria and areas."""
    return (TOTAL, WITHOUT_BONUS, *(one.id for one in criteria), *(area.id for area in rule.areas))


def names_points(conditions: Iterable[Condition | None]) -> bool:
    """Whether a condition compares points."""
    named = (operand for one in conditions if one is not None for operand in operands(one))
    return any(isinstance(one, AmountValue) and one.amount.startswith(PREFIX) for one in named)


def _least_points(scores: Iterable[CriterionScore], areas: Iterable[AreaScore]) -> Iterable[ThresholdOutcome]:
    for one in scores:
        if one.criterion.at_least is not None:
            yield _outcome(one.criterion, one.criterion.at_least, one.points)
    for each in areas:
        if each.area.at_least is not None:
            yield _outcome(each.area, each.area.at_least, each.points)


def _outcome(of: Criterion | Area | Threshold, at_least: int, points: Span) -> ThresholdOutcome:
    is_met = True if points.low >= at_least else False if points.high < at_least else None
    return ThresholdOutcome(of.id, of.words, of.clauses, at_least, points, is_met)


def _points(rule: Score, threshold: Threshold, spans: Mapping[str, Span]) -> Span:
    """The points that a threshold looks at."""
    if not threshold.of:
        return _total(rule, spans)
    areas = {area.id: area for area in rule.areas}
    return _sum(
        [
            _area_points(areas[name], spans) if name in areas else spans.get(name, Span(0, 0))
            for name in threshold.of
        ]
    )


def _total(rule: Score, spans: Mapping[str, Span]) -> Span:
    inside = {name for area in rule.areas for name in area.criteria}
    alone = [span for name, span in spans.items() if name not in inside]
    low, high = _cut(_sum([*(_area_points(area, spans) for area in rule.areas), *alone]), rule.most)
    if rule.rounded is None:
        return Span(low, high)
    # A total may be rounded up beyond its parts, but not beyond its ceiling.
    ceiling = high + rule.rounded.to if rule.most is None else rule.most
    return Span(*(round_points(Fraction(one), rule.rounded, ceiling) for one in (low, high)))


def _area_points(area: Area, spans: Mapping[str, Span]) -> Span:
    return _cut(_sum(_of_area(area, spans)), area.most)


def _of_area(area: Area, spans: Mapping[str, Span]) -> list[Span]:
    return [spans[name] for name in area.criteria if name in spans]


def _sum(spans: Sequence[Span]) -> Span:
    return Span(sum(span.low for span in spans), sum(span.high for span in spans))


def _cut(span: Span, most: int | None) -> Span:
    return span if most is None else Span(min(most, span.low), min(most, span.high))
