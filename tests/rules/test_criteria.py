"""Does a criterion give its points to the hundredth, and no more than what is known allows?"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import Record, View
from bandolo.rules.criteria import (
    ByRows,
    Criterion,
    Lack,
    PointRow,
    ProportionFound,
    RowsFound,
    Span,
    Vote,
    VotesFound,
    criterion_score,
    reach,
)
from bandolo.rules.facts import Value
from tests.rules.random_conditions import conditions, views
from tests.rules.score_call import WORDS, one_criterion, row

ALL = 'kind = "rows"\ntakes = "all"\n'
BEST = 'kind = "rows"\ntakes = "best"\n'
PLAN = row("8.00", "{ fact = 'has_plan', is = true }")
STAFF = row("4.00", "{ fact = 'staff', at_least = 10 }")
JOBS = 'kind = "proportion"\nall_at = { fact = "jobs", at_least = 6 }\n'
CENT = 'rounded = { to = 0.01, way = "half_up" }\n'
VOTES = f'kind = "votes"\nassessors = 3\n{CENT}'


def view(facts: Mapping[str, Value], **records: Sequence[Record]) -> View:
    return View(facts, records, {}, {})


def vote(assessor: str, points: int, criterion: str = "one") -> Record:
    return {"criterion": criterion, "assessor": assessor, "points": points}


ROWS = {
    "each that holds adds": (ALL + STAFF, {"staff": 10}, Span(400, 400), ()),
    "cut to the most": (ALL + PLAN + STAFF, {"has_plan": True, "staff": 10}, Span(1000, 1000), ()),
    "none holds": (ALL + PLAN + STAFF, {"has_plan": False, "staff": 9}, Span(0, 0), ()),
    "one not known": (ALL + PLAN + STAFF, {"has_plan": True}, Span(800, 1000), ("staff",)),
    "the best alone": (BEST + STAFF + PLAN, {"has_plan": True, "staff": 10}, Span(800, 800), ()),
    "the second best": (BEST + PLAN + STAFF, {"has_plan": False, "staff": 10}, Span(400, 400), ()),
    "no better one is open": (BEST + PLAN + STAFF, {"has_plan": True}, Span(800, 800), ()),
    "a better one is open": (BEST + PLAN + STAFF, {"staff": 10}, Span(400, 800), ("has_plan",)),
    "all open": (BEST + PLAN + STAFF, {}, Span(0, 800), ("has_plan", "staff")),
}


@pytest.mark.parametrize(("points", "facts", "span", "missing"), ROWS.values(), ids=ROWS.keys())
def test_points_by_rows(
    points: str, facts: Mapping[str, Value], span: Span, missing: tuple[str, ...]
) -> None:
    scored = criterion_score(one_criterion(points), view(facts))

    assert (scored.points, scored.missing) == (span, tuple(Lack(fact, fact) for fact in missing))


def test_rows_say_which_held() -> None:
    scored = criterion_score(one_criterion(ALL + PLAN + STAFF), view({"has_plan": False}))

    assert scored.found == RowsFound((False, None))


PROPORTIONS = {
    "none": (JOBS + CENT, {"jobs": 0}, 0),
    "a third, to the nearest hundredth": (JOBS + CENT, {"jobs": 2}, 333),
    "two thirds, to the nearest hundredth": (JOBS + CENT, {"jobs": 4}, 667),
    "down to half a point": (JOBS + 'rounded = { to = 0.50, way = "down" }', {"jobs": 4}, 650),
    "up to a whole point": (JOBS + 'rounded = { to = 1.00, way = "up" }', {"jobs": 1}, 200),
    "up, but not over the most": (JOBS + 'rounded = { to = 4.00, way = "up" }', {"jobs": 5}, 1000),
    "only whole steps of two jobs": (JOBS + 'rounded = { to = 3.33, way = "down" }', {"jobs": 3}, 333),
    "all, at the target": (JOBS + CENT, {"jobs": 6}, 1000),
    "all, beyond it": (JOBS + CENT, {"jobs": 7}, 1000),
    "none up to a start": (JOBS + 'none_at = { fact = "jobs", at_most = 2 }\n' + CENT, {"jobs": 2}, 0),
    "from a start": (JOBS + 'none_at = { fact = "jobs", at_most = 2 }\n' + CENT, {"jobs": 3}, 250),
    "less is better": (
        'kind = "proportion"\nall_at = { fact = "days_to_end", at_most = 100 }\n'
        'none_at = { fact = "days_to_end", at_least = 300 }\n' + CENT,
        {"days_to_end": 150},
        750,
    ),
    "of another fact": (
        'kind = "proportion"\nall_at = { fact = "jobs", at_least = { fact = "staff", times = "50%" } }\n'
        + CENT,
        {"jobs": 3, "staff": 8},
        750,
    ),
    "nothing to measure": (
        'kind = "proportion"\nall_at = { fact = "jobs", at_least = { fact = "staff" } }\n' + CENT,
        {"jobs": 0, "staff": 0},
        0,
    ),
}


@pytest.mark.parametrize(("points", "facts", "expected"), PROPORTIONS.values(), ids=PROPORTIONS.keys())
def test_points_in_proportion(points: str, facts: Mapping[str, Value], expected: int) -> None:
    scored = criterion_score(one_criterion(points), view(facts))

    assert (scored.points, scored.missing) == (Span(expected, expected), ())


def test_proportion_of_a_sum_over_records() -> None:
    hired = 'kind = "proportion"\nall_at = { sum = "hired", over = "partner", at_least = 8 }\n' + CENT

    scored = criterion_score(one_criterion(hired), view({}, partner=[{"hired": 1}, {"hired": 2}]))

    assert (scored.points, scored.found) == (Span(375, 375), ProportionFound(Fraction(3, 8)))


def test_proportion_of_what_is_not_known_is_open() -> None:
    scored = criterion_score(one_criterion(JOBS + 'rounded = { to = 4.00, way = "down" }'), view({}))

    assert (scored.points, scored.found) == (Span(0, 800), ProportionFound(None))
    assert scored.missing == (Lack("jobs", "jobs"),)


TAKEN = {
    "mean": ("mean", [800, 700, 900], 800),
    "mean, rounded": ("mean", [800, 700, 700], 733),
    "without the highest and the lowest": ("trimmed_mean", [0, 700, 800, 1000], 750),
    "of several highest one goes": ("trimmed_mean", [600, 900, 900], 900),
    "median of three": ("median", [100, 900, 800], 800),
    "median of four": ("median", [100, 900, 800, 705], 753),
}


@pytest.mark.parametrize(("takes", "votes", "expected"), TAKEN.values(), ids=TAKEN.keys())
def test_points_by_votes(takes: str, votes: list[int], expected: int) -> None:
    criterion = one_criterion(f'takes = "{takes}"\n{VOTES}')
    records = [vote(f"A{number}", points) for number, points in enumerate(votes)]

    scored = criterion_score(criterion, view({}, vote=[vote("A0", 1, "another"), *records]))

    assert (scored.points, scored.missing) == (Span(expected, expected), ())


def test_votes_on_a_scale_are_brought_to_the_points_of_the_criterion() -> None:
    criterion = one_criterion(f'takes = "mean"\nscale = 5.00\n{VOTES}', "most = 30.00")

    scored = criterion_score(criterion, view({}, vote=[vote("A", 300), vote("B", 400), vote("C", 500)]))

    assert scored.points == Span(2400, 2400)
    assert scored.found == VotesFound(
        (Vote(1, 300, None), Vote(2, 400, None), Vote(3, 500, None)), Fraction(400)
    )


THREE: tuple[Record, ...] = (vote("A", 500), vote("B", 600), vote("C", 700))
OPEN_VOTES: dict[str, tuple[tuple[Record, ...], tuple[Lack, ...]]] = {
    "one is missing": (THREE[:2], (Lack("vote", "vote"),)),
    "over the highest": ((*THREE[:2], vote("C", 1001)), (Lack("points", "vote[3].points"),)),
    "by the same assessor": ((*THREE, vote("A", 500)), (Lack("assessor", "vote[4].assessor"),)),
    "without points": (
        (*THREE[:2], {"criterion": "one", "assessor": "C"}),
        (Lack("points", "vote[3].points"),),
    ),
    "on no criterion": ((*THREE, {"assessor": "D", "points": 1}), (Lack("criterion", "vote[4].criterion"),)),
    "by nobody": (
        (*THREE, {"criterion": "one", "points": 1}, {"criterion": "one", "points": 1}),
        (Lack("assessor", "vote[4].assessor"), Lack("assessor", "vote[5].assessor")),
    ),
}


@pytest.mark.parametrize(("votes", "missing"), OPEN_VOTES.values(), ids=OPEN_VOTES.keys())
def test_votes_that_cannot_count_leave_the_points_open(
    votes: tuple[Record, ...], missing: tuple[Lack, ...]
) -> None:
    scored = criterion_score(one_criterion(f'takes = "mean"\n{VOTES}'), view({}, vote=votes))

    assert (scored.points, scored.missing) == (Span(0, 1000), missing)


def test_no_list_of_votes_leaves_the_points_open() -> None:
    scored = criterion_score(one_criterion(f'takes = "mean"\n{VOTES}'), view({}))

    assert (scored.points, scored.missing) == (Span(0, 1000), (Lack("vote", "vote"),))


REACHES = {
    "rows that add up": (ALL + STAFF, 400),
    "no more than the most": (ALL + PLAN + STAFF, 1000),
    "the best row": (BEST + PLAN + STAFF, 800),
    "rounded down": (JOBS + 'rounded = { to = 3.00, way = "down" }', 900),
    "votes": (f'takes = "mean"\n{VOTES}', 1000),
}


@pytest.mark.parametrize(("points", "expected"), REACHES.values(), ids=REACHES.keys())
def test_the_most_that_can_be_given(points: str, expected: int) -> None:
    assert reach(one_criterion(points)) == expected


rows = st.lists(
    st.builds(PointRow, points=st.integers(0, 1000), when=conditions(depth=2), words=st.just(WORDS)),
    min_size=1,
    max_size=4,
).map(tuple)
by_rows = st.builds(ByRows, kind=st.just("rows"), takes=st.sampled_from(("all", "best")), rows=rows)
criteria = st.builds(
    Criterion, id=st.just("one"), words=st.just(WORDS), most=st.integers(1, 2000), points=by_rows
)


@given(criteria, views)
def test_points_stay_within_what_can_be_given(criterion: Criterion, seen: View) -> None:
    scored = criterion_score(criterion, seen)

    assert 0 <= scored.points.low <= scored.points.high <= reach(criterion) <= criterion.most
    assert (scored.points.known is None) == bool(scored.missing)


@given(criteria, views, st.data())
def test_what_becomes_known_only_narrows_the_points(
    criterion: Criterion, full: View, data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(full.facts) or ["none"])))
    lists = data.draw(st.sets(st.sampled_from(sorted(full.records) or ["none"])))
    amounts = data.draw(st.sets(st.sampled_from(sorted(full.amounts) or ["none"])))
    part = View(
        {name: value for name, value in full.facts.items() if name in kept},
        {name: value for name, value in full.records.items() if name in lists},
        {name: value for name, value in full.amounts.items() if name in amounts},
        {},
    )

    before, after = criterion_score(criterion, part).points, criterion_score(criterion, full).points

    assert before.low <= after.low <= after.high <= before.high


@given(criteria, views)
def test_the_order_of_rows_does_not_matter(criterion: Criterion, seen: View) -> None:
    way = criterion.points
    assert isinstance(way, ByRows)
    turned = ByRows(kind="rows", takes=way.takes, rows=way.rows[::-1])
    other = Criterion(id="one", words=WORDS, most=criterion.most, points=turned)

    assert criterion_score(other, seen).points == criterion_score(criterion, seen).points


@given(
    st.sampled_from(("mean", "trimmed_mean", "median")),
    st.lists(st.integers(0, 1000), min_size=3, max_size=7),
)
def test_votes_come_to_something_between_the_lowest_and_the_highest_in_any_order(
    takes: str, votes: list[int]
) -> None:
    criterion = one_criterion(f'takes = "{takes}"\n{VOTES}')
    records = [vote(f"A{number}", points) for number, points in enumerate(votes)]

    points = [
        criterion_score(criterion, view({}, vote=listed)).points
        for listed in (records, records[::-1], sorted(records, key=lambda one: str(one["points"])))
    ]

    assert points == [points[0]] * 3
    assert min(votes) <= points[0].low == points[0].high <= max(votes)


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from(("down", "half_up", "up")), st.integers(1, 300))
def test_more_of_it_never_gives_fewer_points(less: int, more: int, way: str, step: int) -> None:
    rounded = f'rounded = {{ to = {step // 100}.{step % 100:02d}, way = "{way}" }}'
    criterion = one_criterion(JOBS + rounded)

    low, high = (criterion_score(criterion, view({"jobs": jobs})).points.low for jobs in sorted((less, more)))

    assert low <= high
    assert all(points % step == 0 or points == 1000 for points in (low, high))
