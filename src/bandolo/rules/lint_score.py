"""Can every point be given and every threshold be reached, and does the score decide what it says?"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from bandolo.rules.conditions import All, AmountValue, Comparison, Constant, FactValue, compare, operands
from bandolo.rules.criteria import (
    VOTE,
    VOTE_FACTS,
    ByProportion,
    ByRows,
    ByVotes,
    Criterion,
    CriterionScore,
    PointRounding,
    PointRow,
    RowsFound,
    Span,
    conditions_of,
    none_at,
    reach,
)
from bandolo.rules.facts import Fact
from bandolo.rules.money import show_cents
from bandolo.rules.reachable import can_hold
from bandolo.rules.score import PREFIX, TOTAL, WITHOUT_BONUS, Score, Threshold, score_names, tally

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
# Beyond so many rows nobody waits to know which hold at once.
MOST_ROWS = 16
# Without its highest and its lowest there should be a vote left.
FEWEST_TRIMMED = 3
_NUMBERS = ("count", "amount", "percent")
_OPPOSITE: Mapping[str, str] = {"at_least": "at_most", "at_most": "at_least"}


def criteria_faults(criteria: Sequence[Criterion], facts: Mapping[str, Fact]) -> list[Fault]:
    """What makes no sense in the criteria, by the path in their list; `facts` are those declared, by id."""
    return [
        ((at, *path), message)
        for at, criterion in enumerate(criteria)
        for path, message in chain(
            _most_faults(criterion, facts), _way_faults(criterion, facts), _circle_faults(criterion)
        )
    ]


def _most_faults(criterion: Criterion, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    if criterion.id in (TOTAL, WITHOUT_BONUS):
        yield ("id",), f'"{criterion.id}" is what the points of all criteria are called'
    if not criterion.most:
        yield ("most",), "a criterion gives at least a hundredth of a point"
    if criterion.at_least is None:
        return
    if criterion.is_bonus:
        yield ("at_least",), "a bonus is never needed to pass; leave out at_least, or is_bonus"
    yield from _least_faults(criterion.at_least, can_give(criterion, facts), "the criterion gives")


def _least_faults(at_least: int, most: int, who: str) -> Iterator[Fault]:
    if not at_least:
        yield ("at_least",), "at least 0 points keeps nobody out; leave it out"
    elif at_least > most:
        yield ("at_least",), f"can never be reached: {who} at most {show_cents(most)}"


def _way_faults(criterion: Criterion, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    match criterion.points:
        case ByRows() as way:
            yield from _rows_faults(criterion, way, facts)
        case ByProportion() as way:
            yield from _proportion_faults(way, facts)
            yield from _rounding_faults(("points", "rounded", "to"), way.rounded, criterion.most)
        case ByVotes() as way:
            yield from _votes_faults(way, facts)
            yield from _rounding_faults(("points", "rounded", "to"), way.rounded, criterion.most)


def _rounding_faults(path: Path, rounded: PointRounding, most: int) -> Iterator[Fault]:
    if not 0 < rounded.to <= max(most, 1):
        yield path, "points are rounded to a multiple of 0.01 or more, and of no more than there are"


def _rows_faults(criterion: Criterion, way: ByRows, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    if not way.rows:
        yield ("points", "rows"), "no row gives points; list at least one"
    for at, row in enumerate(way.rows):
        path: Path = ("points", "rows", at)
        if row.points > criterion.most:
            yield (*path, "points"), f"is over the most of the criterion, {show_cents(criterion.most)}"
        if row.when in [earlier.when for earlier in way.rows[:at]]:
            yield (*path, "when"), "an earlier row has the same condition"
        if not can_hold(row.when, facts):
            yield (*path, "when"), "can never hold, whatever the facts are"


def _circle_faults(criterion: Criterion) -> Iterator[Fault]:
    for path, condition in conditions_of(criterion):
        named = [one.amount for one in operands(condition) if isinstance(one, AmountValue)]
        if any(name.startswith(PREFIX) for name in named):
            yield path, "points cannot depend on points"


def _proportion_faults(way: ByProportion, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    path: Path = ("points", "all_at")
    every, none = way.all_at, none_at(way)
    if not isinstance(every, Comparison) or every.operator not in _OPPOSITE:
        yield path, 'should be one comparison, at_least or at_most, such as { fact = "jobs", at_least = 5 }'
        return
    if isinstance(every.left, FactValue) and facts[every.left.fact].type not in _NUMBERS:
        yield (
            path,
            f'"{every.left.fact}" is a {facts[every.left.fact].type}; points are on {", ".join(_NUMBERS)}',
        )
        return
    opposite = _OPPOSITE[every.operator]
    if not isinstance(none, Comparison) or (none.left, none.operator) != (every.left, opposite):
        yield ("points", "none_at"), f"should say of the same number that it is {opposite}"
        return
    ends = [one.right.value for one in (none, every) if isinstance(one.right, Constant)]
    if len(ends) > 1 and not compare(ends[0], "below" if every.operator == "at_least" else "above", ends[1]):
        yield path, "all points and none are given to the same number"


def _votes_faults(way: ByVotes, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    fewest = FEWEST_TRIMMED if way.takes == "trimmed_mean" else 1
    if way.assessors < fewest:
        yield ("points", "assessors"), f"{way.takes} needs at least {fewest}"
    if way.scale == 0:
        yield ("points", "scale"), "the highest vote is above 0"
    absent = [name for name in VOTE_FACTS if name not in facts or VOTE not in facts[name].of]
    if absent:
        yield ("points",), f'records "{VOTE}" need the facts {", ".join(absent)}'
    elif facts["points"].type != "amount":
        yield ("points",), f'the fact "points" of a {VOTE} has two decimals: type = "amount"'


def can_give(criterion: Criterion, facts: Mapping[str, Fact]) -> int:
    """The most points, in hundredths, that a criterion can give to any application.

    Rows that never hold at once do not add up; where that cannot be told they do.
    """
    way = criterion.points
    if not isinstance(way, ByRows):
        return reach(criterion)
    rows = [row for row in way.rows if can_hold(row.when, facts)]
    if way.takes == "best" or len(rows) > MOST_ROWS:
        return reach(replace(criterion, points=replace(way, rows=tuple(rows))))
    return min(criterion.most, _most_together(rows, facts))


def _most_together(rows: Sequence[PointRow], facts: Mapping[str, Fact]) -> int:
    if not rows:
        return 0
    first, *others = rows
    beside = [one for one in others if can_hold(All((first.when, one.when)), facts)]
    most = first.points + _most_together(beside, facts)
    return most if beside == others else max(most, _most_together(others, facts))


def score_faults(
    score: Score | None,
    criteria: Sequence[Criterion],
    facts: Mapping[str, Fact],
    ranked_by: Collection[str] = (),
    *,
    is_asked: bool = False,
) -> list[Fault]:
    """What contradicts itself in a score, by the path within it.

    `facts` are those declared, by id, `ranked_by` the names by which keys of the ranking order points,
    `is_asked` whether a requirement compares them. What is broken in its ids is said first: nothing can be
    reckoned then.
    """
    if score is None:
        return [((), "the criteria give points that nothing uses; [score] says what for")] if criteria else []
    if not criteria:
        return [((), "the score has no criterion")]
    broken = [*_id_faults(score, criteria), *_area_faults(score, criteria)]
    return broken or [
        *_threshold_faults(score, criteria),
        *_reach_faults(score, criteria, facts),
        *_use_faults(score, criteria, ranked_by, is_asked=is_asked),
    ]


def _id_faults(score: Score, criteria: Sequence[Criterion]) -> Iterator[Fault]:
    names = Counter(score_names(score, criteria))
    names.update(threshold.id for threshold in score.thresholds)
    listed = [("areas", at, area.id) for at, area in enumerate(score.areas)]
    listed += [("thresholds", at, threshold.id) for at, threshold in enumerate(score.thresholds)]
    for key, at, name in listed:
        if names[name] > 1:
            yield (key, at, "id"), f'"{name}" names several things in the score'


def _area_faults(score: Score, criteria: Sequence[Criterion]) -> Iterator[Fault]:
    known = {criterion.id for criterion in criteria}
    times = Counter(name for area in score.areas for name in area.criteria)
    for at, area in enumerate(score.areas):
        path: Path = ("areas", at, "criteria")
        if not area.criteria:
            yield path, "an area has at least one criterion"
        for name in area.criteria:
            if name not in known:
                yield path, f'no criterion of the call is "{name}"'
            elif times[name] > 1:
                yield path, f'"{name}" stands in several areas; its points count once'
    for at, threshold in enumerate(score.thresholds):
        path = ("thresholds", at, "of")
        for name in threshold.of:
            if name not in known and name not in {area.id for area in score.areas}:
                yield path, f'no criterion or area of the call is "{name}"'
            elif threshold.of.count(name) > 1 or _is_within(score, threshold, name):
                yield path, f'"{name}" counts twice here'


def _is_within(score: Score, threshold: Threshold, name: str) -> bool:
    """Whether a criterion stands beside its own area."""
    return any(area.id in threshold.of and name in area.criteria for area in score.areas)


def _counted(score: Score, threshold: Threshold, criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria whose points a threshold looks at, bonus or not."""
    areas = {area.id: area.criteria for area in score.areas}
    names = {one for name in threshold.of for one in areas.get(name, (name,))}
    return [criterion for criterion in criteria if not threshold.of or criterion.id in names]


def _threshold_faults(score: Score, criteria: Sequence[Criterion]) -> Iterator[Fault]:
    seen: list[tuple[frozenset[str], str | None]] = []
    for at, threshold in enumerate(score.thresholds):
        path: Path = ("thresholds", at)
        counted = _counted(score, threshold, criteria)
        if threshold.bonus is None and any(one.is_bonus for one in counted):
            yield path, 'there is a bonus among these points: bonus should say "counts" or "left_out"'
        if threshold.bonus == "left_out" and not any(not one.is_bonus for one in counted):
            yield (*path, "bonus"), "without the bonus there are no points here"
        same = (frozenset(threshold.of), threshold.bonus)
        if same in seen:
            yield path, "another threshold looks at the same points; only the higher one decides"
        seen.append(same)


def _reach_faults(score: Score, criteria: Sequence[Criterion], facts: Mapping[str, Fact]) -> Iterator[Fault]:
    """While nothing is known a threshold is still open, unless it can never be reached."""
    ahead = [CriterionScore(one, Span(0, can_give(one, facts)), RowsFound(()), ()) for one in criteria]
    scored = tally(score, ahead)
    places: dict[str, Path] = {area.id: ("areas", at) for at, area in enumerate(score.areas)}
    places |= {threshold.id: ("thresholds", at) for at, threshold in enumerate(score.thresholds)}
    for one in scored.thresholds:
        if one.id in places:
            faults = _least_faults(one.at_least, one.points.high, "these points are")
            yield from (((*places[one.id], *path), message) for path, message in faults)
    mosts = {criterion.id: criterion.most for criterion in criteria}
    for at, area in enumerate(score.areas):
        yield from _ceiling_faults(("areas", at, "most"), area.most, sum(mosts[one] for one in area.criteria))
    yield from _ceiling_faults(("most",), score.most, sum(mosts.values()))
    if score.rounded is not None:
        yield from _rounding_faults(("rounded", "to"), score.rounded, scored.total.high)


def _ceiling_faults(path: Path, most: int | None, parts: int) -> Iterator[Fault]:
    if most is not None and not 0 < most <= parts:
        yield path, f"a ceiling is above 0 and at most {show_cents(parts)}, what its parts come to"


def _use_faults(
    score: Score, criteria: Sequence[Criterion], ranked_by: Collection[str], *, is_asked: bool
) -> Iterator[Fault]:
    least = [criterion.at_least for criterion in criteria] + [area.at_least for area in score.areas]
    is_needed = bool(score.thresholds) or any(one is not None for one in least)
    if is_needed and not score.failing:
        yield ("failing",), 'should say what not passing means, such as { award = "not_admissible" }'
    if score.failing and not is_needed:
        yield ("failing",), "there is no threshold to fail; set one, or leave failing out"
    if score.decides == "gate" and not (is_needed or is_asked):
        yield (
            ("decides",),
            "a gate needs a threshold, least points of a criterion or an area, or a requirement on points",
        )
    if score.decides == "gate" and ranked_by:
        yield ("decides",), 'the ranking orders by points: decides = "ranking" would be right'
    if score.decides == "ranking" and not ranked_by:
        yield ("decides",), 'no key of the ranking orders by points; add one with score = "total", or "gate"'
