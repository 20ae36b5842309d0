"""Do keys order by facts, points and classes, each for those it counts for?"""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import All, AmountValue, Comparison, Constant, FactValue, Not, Over
from bandolo.rules.facts import Fact, Value
from bandolo.rules.ordering import (
    OUTSIDE,
    Fault,
    OrderKey,
    PriorityClass,
    column,
    in_order,
    key_faults,
    lacks,
)
from bandolo.rules.rule import Words

WORDS = Words(it="ordine", en="order")
NEW = Comparison(FactValue("new"), "is", Constant(True))
FIRM = Comparison(FactValue("new"), "is", Constant(False))
NEW_FIRST = OrderKey(
    words=WORDS,
    classes=(PriorityClass(words=WORDS, when=NEW), PriorityClass(words=Words(it="", en="others"))),
)
BY_POINTS = OrderKey(words=WORDS, score="total", order="descending")
# New firms stand by their points, the others by their staff: two rankings, one after the other.
TWO_RANKINGS = (
    NEW_FIRST,
    OrderKey(words=WORDS, score="total", order="descending", when=NEW),
    OrderKey(words=WORDS, fact="staff", order="ascending", when=FIRM),
)


def test_points_order_by_their_name() -> None:
    every: list[Mapping[str, Value]] = [{"score.total": 60_00}, {"score.total": 70_00}, {"total": 80_00}]

    rows, columns = in_order((BY_POINTS,), every)

    assert (rows, columns) == ([1, 0], [[60_00, 70_00, None]])
    assert lacks((BY_POINTS,), every[2]) == ("score.total",)


def test_each_class_has_an_order_of_its_own() -> None:
    every: list[Mapping[str, Value]] = [
        {"new": False, "staff": 3, "score.total": 99},
        {"new": True, "staff": 9, "score.total": 10},
        {"new": False, "staff": 1},
        {"new": True, "score.total": 20},
    ]

    rows, columns = in_order(TWO_RANKINGS, every)

    assert rows == [3, 1, 2, 0]
    assert columns[1] == [OUTSIDE, 10, OUTSIDE, 20]


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"new": True, "score.total": 1}, ()),
        ({"new": True}, ("score.total",)),
        ({"new": False}, ("staff",)),
        ({}, ("new",)),
    ],
)
def test_what_an_order_lacks(facts: Mapping[str, Value], missing: tuple[str, ...]) -> None:
    assert lacks(TWO_RANKINGS, facts) == missing


def test_a_key_can_look_at_points() -> None:
    good = Comparison(AmountValue("score.total"), "at_least", Constant(60_00))
    key = OrderKey(words=WORDS, classes=(PriorityClass(words=WORDS, when=good), PriorityClass(words=WORDS)))

    assert column(key, [{"score.total": 60_00}, {"score.total": 59_99}, {}]) == [0, 1, None]


FACTS = {"new": Fact(id="new", type="yes_no", ask=WORDS), "staff": Fact(id="staff", type="count", ask=WORDS)}
LINTS: dict[str, tuple[tuple[OrderKey, ...], list[Fault]]] = {
    "two rankings": (TWO_RANKINGS, []),
    "a score that the call lacks": (
        (OrderKey(words=WORDS, score="quality", order="descending"),),
        [((0, "score"), 'no score of the call is "quality"; known are: total')],
    ),
    "a score without direction, twice": (
        (OrderKey(words=WORDS, score="total"), BY_POINTS),
        [
            ((0, "score"), 'a score orders in a direction: order = "ascending" or "descending"'),
            ((1, "score"), '"total" orders already above; here it never decides'),
        ],
    ),
    "a fact and a score": (
        (OrderKey(words=WORDS, fact="staff", score="total", order="ascending"),),
        [((0,), "a key is one of fact, score or classes")],
    ),
    "a key for records": (
        (OrderKey(words=WORDS, fact="staff", order="ascending", when=Over("some", "quote", None, NEW)),),
        [((0, "when"), "a key looks at facts and scores of the application, not at records or amounts")],
    ),
    "classes that nobody is in": (
        (
            OrderKey(
                words=WORDS,
                classes=(
                    PriorityClass(words=WORDS, when=NEW),
                    PriorityClass(words=Words(it="", en="old"), when=FIRM),
                    PriorityClass(words=Words(it="", en="new again"), when=All((NEW, Not(FIRM)))),
                    PriorityClass(words=Words(it="", en="others")),
                ),
            ),
        ),
        [
            (
                (0, "classes"),
                'nobody can be in the class "new again": it contradicts itself or others have all',
            ),
            ((0, "classes"), 'nobody can be in the class "others": it contradicts itself or others have all'),
        ],
    ),
}


@pytest.mark.parametrize(("keys", "expected"), LINTS.values(), ids=LINTS.keys())
def test_contradictions_of_keys(keys: tuple[OrderKey, ...], expected: list[Fault]) -> None:
    assert list(key_faults(keys, FACTS, ("total",))) == expected


def test_a_call_without_a_score_orders_by_none() -> None:
    assert list(key_faults((BY_POINTS,), FACTS, ())) == [
        ((0, "score"), 'no score of the call is "total"; known are: nothing, since the call has no score')
    ]


applications = st.lists(
    st.fixed_dictionaries(
        {"new": st.booleans(), "staff": st.integers(0, 3), "score.total": st.integers(0, 3)}
    ),
    max_size=10,
)


@given(applications, st.randoms(use_true_random=False))
def test_one_ranking_after_the_other(every: list[dict[str, Value]], chance: Random) -> None:
    chance.shuffle(every)

    rows, _ = in_order(TWO_RANKINGS, every)

    def strength(row: int) -> tuple[bool, Value, int]:
        facts = every[row]
        points = facts["score.total"]
        assert isinstance(points, int)
        return not facts["new"], -points if facts["new"] else facts["staff"], row

    assert rows == sorted(range(len(every)), key=strength)
