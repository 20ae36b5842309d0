"""Is a condition said to be impossible only where it is?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import (
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Operator,
    Over,
    View,
    evaluate,
)
from bandolo.rules.facts import Fact, FactType, Value
from bandolo.rules.reachable import can_hold, named_values
from bandolo.rules.rule import Words

WORDS = Words(it="", en="")


def fact(id: str, kind: FactType, *choices: str, any_choice: bool = False) -> Fact:
    named = dict.fromkeys(choices, WORDS) or None
    return Fact(id=id, type=kind, ask=WORDS, choices=named, any_choice=any_choice)


FACTS = {
    one.id: one
    for one in (
        fact("young", "yes_no"),
        fact("staff", "count"),
        fact("rate", "percent"),
        fact("founded", "date"),
        fact("sent", "instant"),
        fact("name", "text"),
        fact("size", "choice", "micro", "small"),
        fact("country", "choice", "IT", any_choice=True),
        fact("sectors", "choices", "A", "B"),
    )
}


def is_(name: str, operator: Operator, value: Value) -> Comparison:
    return Comparison(FactValue(name), operator, Constant(value))


POSSIBLE: list[Condition] = [
    is_("young", "is", True),
    All((is_("staff", "above", 9), is_("staff", "below", 11))),
    All((is_("staff", "at_least", 0), is_("staff", "at_most", 0))),
    All((is_("rate", "above", Fraction(1, 10)), is_("rate", "below", Fraction(2, 10)))),
    All((is_("founded", "above", date(2026, 1, 1)), is_("founded", "below", date(2026, 1, 3)))),
    Not(is_("size", "is", "micro")),
    Not(is_("country", "is", "IT")),
    All((is_("sectors", "has", "A"), Not(is_("sectors", "has", "B")))),
    All((is_("name", "filled", True), Not(is_("name", "is", "x")))),
    Comparison(AmountValue("score.total"), "at_least", Constant(60_00)),
    # What looks at more is taken to be possible.
    Over("some", "quote", None, is_("young", "is", True)),
    All((is_("young", "is", True), Comparison(FactValue("staff"), "above", FactValue("staff")))),
]
IMPOSSIBLE: list[Condition] = [
    All((is_("young", "is", True), is_("young", "is", False))),
    All((is_("staff", "above", 9), is_("staff", "below", 10))),
    is_("staff", "below", 0),
    All((is_("rate", "above", Fraction(1, 10)), is_("rate", "at_most", Fraction(1, 10)))),
    All((is_("founded", "above", date(2026, 1, 1)), is_("founded", "below", date(2026, 1, 2)))),
    All(
        (
            is_("sent", "above", datetime(2026, 1, 1, tzinfo=UTC)),
            is_("sent", "below", datetime(2026, 1, 1, tzinfo=UTC)),
        )
    ),
    Not(is_("size", "in", frozenset(("micro", "small")))),
    All((is_("size", "is", "micro"), is_("size", "is", "small"))),
    All((is_("sectors", "has", "A"), is_("sectors", "filled", False))),
    All((is_("name", "is", "x"), is_("name", "is", "y"))),
    All(
        (
            Comparison(AmountValue("score.total"), "above", Constant(60_00)),
            Comparison(AmountValue("score.total"), "below", Constant(60_00)),
        )
    ),
]


@pytest.mark.parametrize("condition", POSSIBLE, ids=range(len(POSSIBLE)))
def test_what_can_hold(condition: Condition) -> None:
    assert can_hold(condition, FACTS)


@pytest.mark.parametrize("condition", IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
def test_what_can_never_hold(condition: Condition) -> None:
    assert not can_hold(condition, FACTS)


def test_what_would_take_too_long_to_try_is_taken_to_be_possible() -> None:
    many = All(tuple(is_("staff", "above", number) for number in range(9_000)))
    wide = All(tuple(is_(f"n{number}", "below", 0) for number in range(10)))
    choices = All((*(is_("sectors", "has", str(number)) for number in range(9)), is_("staff", "below", 0)))

    assert can_hold(many, FACTS)
    assert can_hold(wide, FACTS)
    assert can_hold(choices, FACTS)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (All((is_("young", "is", True), Not(is_("staff", "is", 1)))), frozenset(("young", "staff"))),
        (Over("some", "quote", None, is_("young", "is", True)), None),
    ],
)
def test_what_a_condition_compares(condition: Condition, names: frozenset[str] | None) -> None:
    assert named_values(condition) == names


answers: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {
        "young": st.booleans(),
        "staff": st.integers(0, 6),
        "rate": st.fractions(0, 1, max_denominator=5),
        "size": st.sampled_from(("micro", "small")),
        "sectors": st.frozensets(st.sampled_from("AB")),
    }
)
comparisons = st.one_of(
    st.builds(is_, st.just("young"), st.just("is"), st.booleans()),
    st.builds(
        is_, st.just("staff"), st.sampled_from(("is", "at_least", "above", "below")), st.integers(0, 5)
    ),
    st.builds(
        is_, st.just("rate"), st.sampled_from(("at_most", "above")), st.fractions(0, 1, max_denominator=5)
    ),
    st.builds(is_, st.just("size"), st.just("is"), st.sampled_from(("micro", "small"))),
    st.builds(is_, st.just("sectors"), st.just("has"), st.sampled_from("AB")),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=1, max_size=4).map(tuple)),
    ),
    max_leaves=8,
)


@given(conditions, answers)
def test_what_holds_for_somebody_can_hold(condition: Condition, facts: Mapping[str, Value]) -> None:
    if evaluate(condition, View(facts, {}, {}, {})):
        assert can_hold(condition, FACTS)


@given(conditions)
def test_a_condition_or_its_opposite_can_hold(condition: Condition) -> None:
    assert can_hold(condition, FACTS) or can_hold(Not(condition), FACTS)
