"""Is every contradiction of a score found, with its place and its mend?"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from bandolo.rules.conditions import View
from bandolo.rules.criteria import Criterion, PointRounding, criterion_score
from bandolo.rules.facts import Fact
from bandolo.rules.lint_score import Fault, can_give, criteria_faults, score_faults
from bandolo.rules.money import Cents
from bandolo.rules.score import Area, Score, Threshold
from tests.rules.random_conditions import CONSTANTS, KINDS, fact_name, views
from tests.rules.score_call import CALL, FACTS, WORDS, one_criterion, read_rules, row
from tests.rules.test_criteria import criteria

RULE, CRITERIA = read_rules(CALL)
ALL = 'kind = "rows"\ntakes = "all"\n'
BEST = 'kind = "rows"\ntakes = "best"\n'
CENT = 'rounded = { to = 0.01, way = "half_up" }\n'
VOTES = f'kind = "votes"\ntakes = "trimmed_mean"\n{CENT}'
PLAN = row("8.00", "{ fact = 'has_plan', is = true }")
NO_PLAN = row("6.00", "{ fact = 'has_plan', is = false }")
STAFF = row("1.00", "{ fact = 'staff', at_least = 10 }")


def proportion(all_at: str, none_at: str = "") -> str:
    none = f"none_at = {none_at}\n" if none_at else ""
    return f'kind = "proportion"\nall_at = {all_at}\n{none}{CENT}'


JOBS = '{ fact = "jobs", at_least = 5 }'
OPPOSITE = "should say of the same number that it is at_most"
SAME = "all points and none are given to the same number"
CRITERION_FAULTS: dict[str, tuple[str, str, list[Fault]]] = {
    "a good one": ("most = 10.00\nat_least = 8.00", ALL + PLAN, []),
    "no points": (
        "most = 0",
        proportion(JOBS),
        [((0, "most"), "a criterion gives at least a hundredth of a point")],
    ),
    "needed without need": (
        "most = 10.00\nat_least = 0",
        ALL + PLAN,
        [((0, "at_least"), "at least 0 points keeps nobody out; leave it out")],
    ),
    "never reached": (
        "most = 10.00\nat_least = 8.01",
        BEST + PLAN + STAFF,
        [((0, "at_least"), "can never be reached: the criterion gives at most 8.00")],
    ),
    "never reached by rows that never hold at once": (
        "most = 20.00\nat_least = 10.00",
        ALL + PLAN + NO_PLAN + STAFF,
        [((0, "at_least"), "can never be reached: the criterion gives at most 9.00")],
    ),
    "a bonus that is needed": (
        "most = 10.00\nat_least = 1.00\nis_bonus = true",
        ALL + PLAN,
        [((0, "at_least"), "a bonus is never needed to pass; leave out at_least, or is_bonus")],
    ),
    "no rows": (
        "most = 10.00",
        ALL + "rows = []",
        [((0, "points", "rows"), "no row gives points; list at least one")],
    ),
    "a row over the most": (
        "most = 7.99",
        ALL + PLAN,
        [((0, "points", "rows", 0, "points"), "is over the most of the criterion, 7.99")],
    ),
    "the same row twice": (
        "most = 20.00",
        ALL + PLAN + PLAN,
        [((0, "points", "rows", 1, "when"), "an earlier row has the same condition")],
    ),
    "a row that nobody meets": (
        "most = 20.00",
        ALL + row("1.00", "{ all = [{ fact = 'staff', above = 3 }, { fact = 'staff', below = 4 }] }"),
        [((0, "points", "rows", 0, "when"), "can never hold, whatever the facts are")],
    ),
    "points on points": (
        "most = 20.00",
        ALL + row("1.00", "{ amount = 'score.total', above = 3 }"),
        [((0, "points", "rows", 0, "when"), "points cannot depend on points")],
    ),
    "not one comparison": (
        "most = 10.00",
        proportion('{ fact = "jobs", above = 5 }'),
        [
            (
                (0, "points", "all_at"),
                'should be one comparison, at_least or at_most, such as { fact = "jobs", at_least = 5 }',
            )
        ],
    ),
    "a date": (
        "most = 10.00",
        proportion('{ fact = "founded", at_least = 2026-01-01 }'),
        [((0, "points", "all_at"), '"founded" is a date; points are on count, amount, percent')],
    ),
    "none of another number": (
        "most = 10.00",
        proportion(JOBS, '{ fact = "staff", at_most = 1 }'),
        [((0, "points", "none_at"), OPPOSITE)],
    ),
    "none the same way": (
        "most = 10.00",
        proportion(JOBS, '{ fact = "jobs", at_least = 1 }'),
        [((0, "points", "none_at"), OPPOSITE)],
    ),
    "less is better, but from where": (
        "most = 10.00",
        proportion('{ fact = "jobs", at_most = 5 }'),
        [((0, "points", "none_at"), "should say of the same number that it is at_least")],
    ),
    "all and none at once": (
        "most = 10.00",
        proportion(JOBS, '{ fact = "jobs", at_most = 5 }'),
        [((0, "points", "all_at"), SAME)],
    ),
    "all at nothing": (
        "most = 10.00",
        proportion('{ fact = "jobs", at_least = 0 }'),
        [((0, "points", "all_at"), SAME)],
    ),
    "rounded beyond what there is": (
        "most = 10.00",
        'kind = "proportion"\nall_at = { fact = "jobs", at_least = 5 }\nrounded = { to = 10.01, way = "up" }',
        [
            (
                (0, "points", "rounded", "to"),
                "points are rounded to a multiple of 0.01 or more, and of no more than there are",
            )
        ],
    ),
    "too few votes to trim": (
        "most = 10.00",
        VOTES + "assessors = 2",
        [((0, "points", "assessors"), "trimmed_mean needs at least 3")],
    ),
    "votes on nothing": (
        "most = 10.00",
        VOTES + "assessors = 3\nscale = 0",
        [((0, "points", "scale"), "the highest vote is above 0")],
    ),
}


@pytest.mark.parametrize(
    ("head", "points", "expected"), CRITERION_FAULTS.values(), ids=CRITERION_FAULTS.keys()
)
def test_contradictions_of_a_criterion(head: str, points: str, expected: list[Fault]) -> None:
    assert criteria_faults([one_criterion(points, head)], FACTS) == expected


def test_a_criterion_is_not_called_as_the_total() -> None:
    [criterion] = [replace(one_criterion(ALL + PLAN), id="total")]

    assert criteria_faults([criterion], FACTS) == [
        ((0, "id"), '"total" is what the points of all criteria are called')
    ]


def test_votes_need_their_facts() -> None:
    by_votes = one_criterion(VOTES + "assessors = 3")
    others = {name: fact for name, fact in FACTS.items() if name != "assessor"}
    in_text = {**FACTS, "points": Fact(id="points", type="text", ask=WORDS, of=("vote",))}

    assert criteria_faults([by_votes], others) == [((0, "points"), 'records "vote" need the facts assessor')]
    assert criteria_faults([by_votes], in_text) == [
        ((0, "points"), 'the fact "points" of a vote has two decimals: type = "amount"')
    ]


def area(id: str, *criteria: str, most: int | None = None, at_least: int | None = None) -> Area:
    ceiling, least = (None if one is None else Cents(one) for one in (most, at_least))
    return Area(id=id, words=WORDS, criteria=criteria, most=ceiling, at_least=least)


def threshold(id: str, at_least: int, *of: str) -> Threshold:
    return Threshold(id=id, words=WORDS, at_least=Cents(at_least), of=of, bonus="counts")


def with_parts(areas: Sequence[Area], thresholds: Sequence[Threshold]) -> Score:
    assert RULE is not None
    return replace(RULE, areas=tuple(areas), thresholds=tuple(thresholds))


SCORE_FAULTS: dict[str, tuple[list[Area], list[Threshold], list[Fault]]] = {
    "a good one": ([area("both", "maturity", "size", most=2000)], [threshold("one", 9000)], []),
    "an area that has the name of a criterion": (
        [area("size", "maturity")],
        [],
        [(("areas", 0, "id"), '"size" names several things in the score')],
    ),
    "two thresholds with one name": (
        [],
        [threshold("one", 100), threshold("one", 200, "size")],
        [
            (("thresholds", 0, "id"), '"one" names several things in the score'),
            (("thresholds", 1, "id"), '"one" names several things in the score'),
        ],
    ),
    "an area of nothing": (
        [area("both")],
        [],
        [(("areas", 0, "criteria"), "an area has at least one criterion")],
    ),
    "an area of what is not there": (
        [area("both", "sise")],
        [],
        [(("areas", 0, "criteria"), 'no criterion of the call is "sise"')],
    ),
    "a criterion in two areas": (
        [area("one", "size"), area("two", "size", "quality")],
        [],
        [
            (("areas", 0, "criteria"), '"size" stands in several areas; its points count once'),
            (("areas", 1, "criteria"), '"size" stands in several areas; its points count once'),
        ],
    ),
    "a threshold on what is not there": (
        [],
        [threshold("one", 100, "sise")],
        [(("thresholds", 0, "of"), 'no criterion or area of the call is "sise"')],
    ),
    "a criterion beside its area": (
        [area("both", "size", "maturity")],
        [threshold("one", 100, "both", "size")],
        [(("thresholds", 0, "of"), '"size" counts twice here')],
    ),
    "a bonus that may count": (
        [],
        [replace(threshold("one", 100), bonus=None)],
        [(("thresholds", 0), 'there is a bonus among these points: bonus should say "counts" or "left_out"')],
    ),
    "nothing but a bonus, left out": (
        [],
        [replace(threshold("one", 100, "green-label"), bonus="left_out")],
        [
            (("thresholds", 0, "bonus"), "without the bonus there are no points here"),
            (("thresholds", 0, "at_least"), "can never be reached: these points are at most 0.00"),
        ],
    ),
    "two on the same points": (
        [],
        [threshold("one", 100), threshold("two", 200)],
        [(("thresholds", 1), "another threshold looks at the same points; only the higher one decides")],
    ),
    "at the most of all": ([], [threshold("one", 9500)], []),
    "over the most of all": (
        [],
        [threshold("one", 9501)],
        [(("thresholds", 0, "at_least"), "can never be reached: these points are at most 95.00")],
    ),
    "over the most without the bonus": (
        [],
        [replace(threshold("one", 9001), bonus="left_out")],
        [(("thresholds", 0, "at_least"), "can never be reached: these points are at most 90.00")],
    ),
    "over the most under the ceiling of an area": (
        [area("both", "size", "maturity", most=2000)],
        [threshold("one", 9001)],
        [(("thresholds", 0, "at_least"), "can never be reached: these points are at most 90.00")],
    ),
    "a least of an area over its ceiling": (
        [area("both", "size", "maturity", most=2000, at_least=2001)],
        [],
        [(("areas", 0, "at_least"), "can never be reached: these points are at most 20.00")],
    ),
    "a ceiling that never cuts": (
        [area("both", "size", "maturity", most=2501)],
        [],
        [(("areas", 0, "most"), "a ceiling is above 0 and at most 25.00, what its parts come to")],
    ),
}


@pytest.mark.parametrize(("areas", "thresholds", "expected"), SCORE_FAULTS.values(), ids=SCORE_FAULTS.keys())
def test_contradictions_of_a_score(
    areas: list[Area], thresholds: list[Threshold], expected: list[Fault]
) -> None:
    assert score_faults(with_parts(areas, thresholds), CRITERIA, FACTS, ["total"]) == expected


def test_the_shared_call_has_no_fault() -> None:
    assert score_faults(RULE, CRITERIA, FACTS, ["total"]) == []
    assert criteria_faults(CRITERIA, FACTS) == []


def test_criteria_and_score_need_one_another() -> None:
    assert score_faults(None, [], FACTS) == []
    assert score_faults(RULE, [], FACTS) == [((), "the score has no criterion")]
    assert score_faults(None, CRITERIA, FACTS) == [
        ((), "the criteria give points that nothing uses; [score] says what for")
    ]


def test_the_total_has_a_ceiling_and_steps_that_it_can_come_to() -> None:
    assert RULE is not None
    rule = replace(RULE, most=Cents(10001), rounded=PointRounding(to=Cents(0), way="up"))

    assert score_faults(rule, CRITERIA, FACTS, ["total"]) == [
        (("most",), "a ceiling is above 0 and at most 95.00, what its parts come to"),
        (
            ("rounded", "to"),
            "points are rounded to a multiple of 0.01 or more, and of no more than there are",
        ),
    ]


def test_what_the_score_decides_is_what_the_call_does_with_it() -> None:
    assert RULE is not None
    gate = replace(RULE, decides="gate")
    plain = [replace(one, at_least=None) for one in CRITERIA]
    bare = Score(id="score", words=WORDS, decides="gate", failing=RULE.failing)

    assert score_faults(RULE, CRITERIA, FACTS) == [
        (("decides",), 'no key of the ranking orders by points; add one with score = "total", or "gate"')
    ]
    assert score_faults(gate, CRITERIA, FACTS) == []
    assert score_faults(gate, CRITERIA, FACTS, ["total"]) == [
        (("decides",), 'the ranking orders by points: decides = "ranking" would be right')
    ]
    assert score_faults(bare, plain, FACTS) == [
        (("failing",), "there is no threshold to fail; set one, or leave failing out"),
        (
            ("decides",),
            "a gate needs a threshold, least points of a criterion or an area, or a requirement on points",
        ),
    ]
    assert score_faults(replace(gate, failing=None), CRITERIA, FACTS) == [
        (("failing",), 'should say what not passing means, such as { award = "not_admissible" }')
    ]


def fact_of(name: str, type_of: str, of: tuple[str, ...]) -> Fact:
    types = {"yes": "yes_no", "day": "date"}
    return Fact(id=name, type=types.get(type_of, type_of), ask=WORDS, of=of)  # type: ignore[arg-type]


RANDOM_FACTS = {
    fact_name(type_of, kind): fact_of(fact_name(type_of, kind), type_of, () if kind is None else (kind,))
    for type_of in CONSTANTS
    for kind in (None, *KINDS)
}


@given(criteria, views)
def test_no_application_has_more_than_a_criterion_can_give(criterion: Criterion, seen: View) -> None:
    assert criterion_score(criterion, seen).points.low <= can_give(criterion, RANDOM_FACTS)
