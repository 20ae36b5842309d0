"""Do compiled conditions say what conditions mean, and do reasons and later facts fit the verdict?"""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.comparisons import deciding
from bandolo.rules.conditions import Condition, Record, View, evaluate
from tests.rules.random_conditions import AMOUNTS, KINDS, conditions, facts_of, run, views


@given(conditions(), views)
def test_compiled_conditions_agree_with_their_meaning(condition: Condition, view: View) -> None:
    assert run(condition, view) is evaluate(condition, view)


@given(conditions(), views)
def test_there_are_reasons_exactly_where_a_condition_does_not_hold(condition: Condition, view: View) -> None:
    verdict, reasons = evaluate(condition, view), list(deciding(condition, view))
    assert (verdict is True) == (reasons == [])
    assert all(reason.verdict is not reason.should for reason in reasons)
    if verdict is None:
        assert any(reason.verdict is None for reason in reasons)
    if verdict is False:
        assert any(reason.verdict is not None for reason in reasons)


def filled(one: Record, other: Record) -> Record:
    return {**other, **one}


@given(conditions(), views, facts_of(None), st.data())
def test_what_is_known_stays_so_when_blanks_are_filled(
    condition: Condition, view: View, more: Record, data: st.DataObject
) -> None:
    verdict = evaluate(condition, view)
    records: Mapping[str, list[Record]] = {
        kind: [filled(record, data.draw(facts_of(kind))) for record in view.records[kind]]
        if kind in view.records
        else data.draw(st.lists(facts_of(kind), max_size=2))
        for kind in KINDS
    }
    amounts = {name: data.draw(st.integers(0, 3)) for name in AMOUNTS} | dict(view.amounts)
    later = view._replace(facts=filled(view.facts, more), records=records, amounts=amounts)
    assert verdict is None or evaluate(condition, later) is verdict
