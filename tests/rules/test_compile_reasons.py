"""Do the reasons written as straight Python stand for the same comparisons as those of `comparisons`?"""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.comparisons import Compared, deciding, unknown_only
from bandolo.rules.compile_condition import Names, emit_condition
from bandolo.rules.compile_reasons import emit_reasons
from bandolo.rules.conditions import (
    All,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Record,
    View,
    evaluate,
)
from bandolo.rules.emit import Source
from tests.rules.random_conditions import conditions, facts_of, views

PARAMETERS = "facts, records, amounts, view, item, number"


def reasons(condition: Condition, view: View) -> Sequence[Compared]:
    """The reasons as generated Python gives them; where the view stands in a thing, of that thing."""
    source = Source()
    names = Names(source, lambda name: f"amounts.get({name!r})")
    names.loops = {"thing": "item"}
    verdict = emit_condition(names, condition)
    for answer in (None, False):
        with source.block(f"if {verdict} is {answer}:"):
            source.add(f"return {emit_reasons(names, condition, answer, 'view')}")
    source.add("return ()")
    source.lines[:0] = names.preamble
    at, item = view.scope.get("thing", (0, {}))
    found: Sequence[Compared] = source.function("why", PARAMETERS)(
        view.facts, view.records, view.amounts, view, item, at + 1
    )
    return found


def meant(condition: Condition, view: View) -> Sequence[Compared]:
    found = deciding(condition, view)
    return unknown_only(found) if evaluate(condition, view) is None else found


@given(conditions(), views)
def test_reasons_are_those_of_the_condition(condition: Condition, view: View) -> None:
    assert reasons(condition, view) == meant(condition, view)


@given(conditions(("thing",)), views, facts_of("thing"), st.integers(0, 3))
def test_reasons_of_a_record_bear_its_number(
    condition: Condition, view: View, thing: Record, at: int
) -> None:
    inside = view._replace(scope={"thing": (at, thing)})
    assert reasons(condition, inside) == meant(condition, inside)


ACTIVE = Comparison(FactValue("active"), "is", Constant(value=True))
LARGE = Comparison(FactValue("size"), "is", Constant("large"))


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        (ACTIVE, ["active"]),
        (Not(LARGE), ["size"]),
        (All((ACTIVE, Not(LARGE))), ["active", "size"]),
        (Any((ACTIVE, Not(LARGE))), ["active", "size"]),
        (All((Not(ACTIVE), Not(LARGE))), ["size"]),
        (All((Any((ACTIVE, Not(LARGE))), Not(ACTIVE))), ["active", "size"]),
    ],
)
def test_what_keeps_a_condition_from_being_true(condition: Condition, places: list[str]) -> None:
    view = View({"active": False, "size": "large"}, {}, {}, {})
    assert [one.place for one in reasons(condition, view)] == places


def test_of_an_unknown_condition_only_the_unknown_is_a_reason() -> None:
    [one] = reasons(Any((ACTIVE, Not(LARGE))), View({"active": False}, {}, {}, {}))
    assert one == Compared("size", "size", "is", "large", None, None, should=False)
