"""Do the reasons of a verdict name what decided, with its place and what was found?"""

from datetime import date

import pytest

from bandolo.rules.comparisons import Compared, deciding
from bandolo.rules.conditions import (
    All,
    AmountValue,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Over,
    View,
    evaluate,
)
from tests.rules.questions import EMPTY, asked, over, things

DAY = date(2026, 2, 5)


def reasons(condition: Condition, view: View) -> list[Compared]:
    return list(deciding(condition, view))


def test_a_condition_that_holds_needs_no_reason() -> None:
    assert reasons(asked("one"), View({"one": True}, {}, {}, {})) == []


def test_the_reasons_are_what_keeps_a_condition_from_holding() -> None:
    view = View({"one": True, "two": False}, {}, {"total": 5}, {})
    total = Comparison(AmountValue("total"), "at_least", Constant(9))
    assert reasons(All((asked("one"), asked("two"), asked("three"), total)), view) == [
        Compared("two", "two", "is", True, False, False),
        Compared("three", "three", "is", True, None, None),
        Compared("total", "total", "at_least", 9, 5, False),
    ]


def test_within_a_not_a_comparison_should_have_been_false() -> None:
    to_italy = Comparison(FactValue("markets"), "has", Constant("IT"))
    found = frozenset({"IT"})
    assert reasons(Not(to_italy), View({"markets": found}, {}, {}, {})) == [
        Compared("markets", "markets", "has", "IT", found, True, should=False)
    ]


def test_the_fact_that_is_missing_is_named_on_whichever_side_it_stands() -> None:
    test = Comparison(FactValue("start"), "at_most", FactValue("end"))
    assert reasons(test, View({"start": DAY}, {}, {}, {})) == [
        Compared("end", "end", "at_most", None, DAY, None)
    ]
    assert reasons(test, EMPTY) == [Compared("start", "start", "at_most", None, None, None)]
    amount = Comparison(FactValue("price"), "at_most", AmountValue("total"))
    assert reasons(amount, View({"price": 3}, {}, {}, {})) == [
        Compared("total", "total", "at_most", None, 3, None)
    ]


def test_reasons_tell_the_record_by_its_number() -> None:
    view = things((True, True), (True, False), (False, False), (True, None))
    assert reasons(over("every"), view) == [
        Compared("thing[2].good", "good", "is", True, False, False),
        Compared("thing[4].good", "good", "is", True, None, None),
    ]
    assert reasons(over("no"), view) == [
        Compared("thing[1].good", "good", "is", True, True, True, should=False),
        Compared("thing[4].good", "good", "is", True, None, None, should=False),
    ]


def test_where_nothing_is_chosen_that_is_the_reason() -> None:
    assert reasons(over("some"), things((False, True))) == [Compared("thing", "thing", "some", 1, 0, False)]


@pytest.mark.parametrize("condition", [Not(over("every")), Not(over("no"))], ids=["not every", "not no"])
def test_where_none_can_break_a_condition_that_should_fail_that_is_the_reason(condition: Condition) -> None:
    for view in (things(), things((False, None))):
        assert evaluate(condition, view) is False
        assert reasons(condition, view) == [Compared("thing", "thing", "some", 1, 0, False)]


def test_a_count_that_no_blank_can_mend_is_a_reason_beside_them() -> None:
    count = Over("count", "thing", asked("chosen", "thing"), None, 3)
    found = reasons(count, things((True, None), (None, None)))
    assert [(one.place, one.wanted) for one in found if one.verdict is False] == [("thing", 3)]


@pytest.mark.parametrize(
    ("at_least", "at_most", "reason"),
    [
        (3, None, Compared("thing", "thing", "at_least", 3, 1, False)),
        (None, 0, Compared("thing", "thing", "at_most", 0, 1, False)),
    ],
)
def test_a_count_is_its_own_reason(at_least: int | None, at_most: int | None, reason: Compared) -> None:
    count = Over("count", "thing", asked("chosen", "thing"), None, at_least, at_most)
    assert reasons(count, things((True, None), (False, None))) == [reason]


def test_records_that_nobody_gave_are_missing() -> None:
    assert reasons(over("every"), EMPTY) == [Compared("thing", "thing", "every", None, None, None)]
    assert reasons(Not(over("some")), EMPTY) == [
        Compared("thing", "thing", "some", None, None, None, should=False)
    ]


def test_an_unknown_choice_of_records_names_the_fact_that_would_tell() -> None:
    count = Over("count", "thing", asked("chosen", "thing"), None, 1)
    assert reasons(count, things((None, None))) == [
        Compared("thing[1].chosen", "chosen", "is", True, None, None)
    ]
