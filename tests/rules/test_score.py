"""Do the points of a project add up under their ceilings, and do the thresholds say who passes?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import Record, View
from bandolo.rules.criteria import ByRows, Criterion, CriterionScore, Lack, PointRounding, RowsFound, Span
from bandolo.rules.facts import Value
from bandolo.rules.money import Cents
from bandolo.rules.ordering import OrderKey
from bandolo.rules.ranking import Entry, Ranking, rank
from bandolo.rules.score import Area, Score, Scored, Threshold, score, score_names, score_values, tally
from tests.rules.score_call import CALL, WORDS, read_rules

RULE, CRITERIA = read_rules(CALL)
assert RULE is not None
FACTS: Mapping[str, Value] = {"has_plan": True, "staff": 20, "size": "small", "jobs": 3, "has_label": True}


def votes(*points: int) -> list[Record]:
    return [
        {"criterion": "quality", "assessor": f"A{number}", "points": one} for number, one in enumerate(points)
    ]


def scored(quality: list[Record] | None, **facts: Value) -> Scored:
    assert RULE is not None
    records = {} if quality is None else {"vote": quality}
    return score(RULE, CRITERIA, View({**FACTS, **facts}, records, {}, {}))


def met(found: Scored) -> dict[str, bool | None]:
    return {one.id: one.is_met for one in found.thresholds}


def test_points_of_a_project() -> None:
    found = scored(votes(800, 600, 700, 900))

    assert {one.criterion.id: one.points.known for one in found.criteria} == {
        "quality": 3000,
        "maturity": 1500,
        "size": 500,
        "local-jobs": 1250,
        "green-label": 500,
    }
    assert [(one.area.id, one.points, one.uncut) for one in found.areas] == [
        ("enterprise", Span(2000, 2000), Span(2000, 2000))
    ]
    assert (found.total, found.without_bonus) == (Span(6750, 6750), Span(6250, 6250))
    assert met(found) == {"quality": True, "enterprise": True, "enough": True, "substance": True}
    assert (found.passes, found.missing) == (True, ())


def test_an_area_gives_no_more_than_its_most() -> None:
    found = scored(votes(800, 600, 700, 900), size="micro")

    assert [(one.points.known, one.uncut.known) for one in found.areas] == [(2000, 2500)]
    assert found.total == Span(6750, 6750)


LIMITS = {
    "the total without the bonus just met": (votes(0, 675, 700, 1000), {}, []),
    "just not": (votes(0, 675, 675, 1000), {}, ["enough", "substance"]),
    "the least of a criterion just met": (votes(0, 500, 500, 1000), {"jobs": 6}, []),
    "and not": (votes(0, 475, 500, 1000), {"jobs": 6}, ["quality"]),
    "the least of an area": (
        votes(900, 900, 900, 900),
        {"has_plan": False, "size": "large"},
        ["enterprise", "enough"],
    ),
}


@pytest.mark.parametrize(("quality", "facts", "failed"), LIMITS.values(), ids=LIMITS.keys())
def test_thresholds_at_their_limits(
    quality: list[Record], facts: Mapping[str, Value], failed: list[str]
) -> None:
    found = scored(quality, **facts)

    assert [name for name, is_met in met(found).items() if is_met is not True] == failed
    assert found.passes is (not failed)


def test_what_is_missing_leaves_open_only_what_it_can_decide() -> None:
    found = scored(None)

    assert (found.total, found.without_bonus) == (Span(3750, 7750), Span(3250, 7250))
    assert met(found) == {"quality": None, "enterprise": True, "enough": None, "substance": None}
    assert (found.passes, found.missing) == (None, (Lack("vote", "vote"),))


def test_what_is_missing_does_not_save_who_cannot_reach_a_threshold_any_more() -> None:
    found = scored(None, jobs=0, has_plan=False)

    assert met(found)["enough"] is False
    assert found.passes is False


def test_points_have_the_names_that_conditions_and_rankings_use() -> None:
    assert RULE is not None
    found = scored(None)

    assert score_values(found) == {
        "score.maturity": 1500,
        "score.size": 500,
        "score.local-jobs": 1250,
        "score.green-label": 500,
        "score.enterprise": 2000,
    }
    assert score_names(RULE, CRITERIA) == (
        *("total", "without_bonus", "quality", "maturity", "size", "local-jobs", "green-label"),
        "enterprise",
    )


ROUNDED = {
    "down": (PointRounding(to=Cents(100), way="down"), None, 6700),
    "to the nearest": (PointRounding(to=Cents(100), way="half_up"), None, 6800),
    "to the nearest under a ceiling": (PointRounding(to=Cents(100), way="half_up"), Cents(6780), 6780),
    "never over the ceiling": (PointRounding(to=Cents(200), way="up"), Cents(6750), 6750),
    "a ceiling alone": (None, Cents(6000), 6000),
}


@pytest.mark.parametrize(("rounded", "most", "expected"), ROUNDED.values(), ids=ROUNDED.keys())
def test_the_total_is_cut_and_rounded_once(
    rounded: PointRounding | None, most: Cents | None, expected: int
) -> None:
    assert RULE is not None
    rule = replace(RULE, rounded=rounded, most=most)

    assert tally(rule, scored(votes(800, 600, 700, 900)).criteria).total.known == expected


ids = ("a", "b", "c", "d")
spans = st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(lambda pair: Span(*sorted(pair)))
ceilings = st.none() | st.integers(0, 4000).map(Cents)


def given_points(id: str, points: Span, *, is_bonus: bool) -> CriterionScore:
    way = ByRows(kind="rows", takes="all", rows=())
    criterion = Criterion(id=id, words=WORDS, most=Cents(3000), points=way, is_bonus=is_bonus)
    return CriterionScore(criterion, points, RowsFound(()), ())


tallied = st.tuples(st.sampled_from(ids), spans, st.booleans())
sheets = st.lists(tallied, unique_by=lambda one: one[0], min_size=1).map(
    lambda sheet: [given_points(id, points, is_bonus=is_bonus) for id, points, is_bonus in sheet]
)
thresholds = st.builds(
    Threshold,
    id=st.just("threshold"),
    words=st.just(WORDS),
    at_least=st.integers(1, 6000),
    of=st.sampled_from(((), ("a",), ("area", "c"), ("b", "d"))),
    bonus=st.sampled_from(("counts", "left_out")),
)
rules = st.builds(
    Score,
    id=st.just("score"),
    words=st.just(WORDS),
    decides=st.just("gate"),
    thresholds=st.lists(thresholds, max_size=3).map(tuple),
    areas=ceilings.map(lambda most: (Area(id="area", words=WORDS, criteria=("a", "b"), most=most),)),
    most=ceilings,
    rounded=st.none()
    | st.builds(PointRounding, to=st.integers(1, 500), way=st.sampled_from(("down", "half_up", "up"))),
)


@given(rules, sheets)
def test_no_ceiling_is_passed_and_a_bonus_only_adds(rule: Score, sheet: list[CriterionScore]) -> None:
    found = tally(rule, sheet)

    step = 0 if rule.rounded is None else rule.rounded.to
    assert found.total.low <= found.total.high
    assert rule.most is None or found.total.high <= rule.most
    assert found.total.high <= sum(one.points.high for one in sheet) + step
    assert all(one.points.high <= (one.area.most or one.uncut.high) for one in found.areas)
    assert found.without_bonus.low <= found.total.low
    assert found.without_bonus.high <= found.total.high


@given(rules, sheets)
def test_the_order_of_criteria_does_not_matter(rule: Score, sheet: list[CriterionScore]) -> None:
    found, turned = tally(rule, sheet), tally(rule, sheet[::-1])

    assert (found.total, found.without_bonus, found.areas) == (
        turned.total,
        turned.without_bonus,
        turned.areas,
    )
    assert found.thresholds == turned.thresholds


@given(rules, sheets, st.data())
def test_what_is_decided_stays_so_however_the_open_points_end(
    rule: Score, sheet: list[CriterionScore], data: st.DataObject
) -> None:
    ends = [data.draw(st.integers(one.points.low, one.points.high)) for one in sheet]
    ended = [one._replace(points=Span(end, end)) for one, end in zip(sheet, ends, strict=True)]

    before, after = tally(rule, sheet), tally(rule, ended)

    assert before.total.low <= after.total.low == after.total.high <= before.total.high
    assert all(then.is_met is not None for then in after.thresholds)
    assert all(
        now.is_met in (None, then.is_met)
        for now, then in zip(before.thresholds, after.thresholds, strict=True)
    )


def test_points_order_the_ranking_and_a_criterion_decides_a_tie() -> None:
    keys = (
        OrderKey(words=WORDS, score="total", order="descending"),
        OrderKey(words=WORDS, score="quality", order="descending"),
    )
    sheets = {
        "A": scored(votes(800, 600, 700, 900)),
        "B": scored(votes(800, 800, 825, 900), has_plan=False, size="micro"),
        "C": scored(votes(1000, 1000, 1000, 1000)),
        "D": scored(None),
    }
    entries = [
        Entry(id, id, id, datetime(2026, 3, 2, 9, tzinfo=UTC), 1, True, 100, score_values(found))
        for id, found in sheets.items()
    ]

    ranked = rank(Ranking(id="ranking", words=WORDS, ties="time", order=keys), entries)

    assert [(one.entry.id, one.entry.facts["score.total"], one.decided_by) for one in ranked.admitted] == [
        ("C", 7750, None),
        ("B", 6750, 0),
        ("A", 6750, 1),
    ]
    assert [(one.entry.id, one.missing) for one in ranked.pending] == [
        ("D", ("score.total", "score.quality"))
    ]
