"""Do points decide where a call says so, the same whether the answer is only given or explained too?"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.conditions import Operator, compare
from bandolo.rules.load import law
from bandolo.rules.score import OpenPoints
from bandolo.rules.words_of import Wording
from tests.rules.score_call import row
from tests.rules.small_calls import SMALL as HEAD
from tests.rules.small_calls import application_of, call_of, fact, problems_of, requirement, rule

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FACTS = fact("is_new", "yes_no") + fact("jobs", "count")
NEW = '{ fact = "is_new", is = true }'
CRITERION = (
    rule("criterion", "novelty", "most = 10.00", 'reading = "open"')
    + '[criterion.points]\nkind = "rows"\ntakes = "all"\n'
    + row("6.00", NEW)
    + row("4.00", '{ fact = "jobs", at_least = 3 }')
)
CLAUSE = (
    '[[interpretation]]\nid = "open"\nclauses = ["S-1"]\n'
    'question = { it = "?", en = "?" }\nreading = { it = "?", en = "?" }\n'
)
PASSES = '[[score.thresholds]]\nid = "enough"\nwords = { it = "a", en = "a" }\nat_least = 6.00\n'
GATE = requirement('{ amount = "score.total", at_least = 6.00 }', id="enough-points")


def score(failing: str = "", thresholds: str = "") -> str:
    """The score of the call, which only a requirement uses unless it has thresholds."""
    head = rule("score", "points", 'decides = "gate"', *([failing] if failing else []))
    return head.replace("[[score]]", "[score]") + thresholds


def assessed(rules: str, facts: dict[str, Any]) -> Assessment:
    """The assessment at submission, which decides as the plain decision does."""
    call = call_of(CLAUSE, FACTS, CRITERION, rules)
    assessor, application = Assessor(call, law()), application_of(call, {"facts": facts, "cost": []})
    assessment = assessor.assess(application, "submission", AT)
    decision = assessor.compiled("submission").decide(application, date(2026, 3, 1))
    assert decision.admissible is assessment.outcome.admissible
    return assessment


@pytest.mark.parametrize(
    "rules",
    [score() + GATE, score('failing = { submission = "not_admissible" }', PASSES)],
    ids=["by a requirement", "by a threshold"],
)
@pytest.mark.parametrize(
    ("facts", "admissible", "missing"),
    [
        ({"is_new": True, "jobs": 0}, True, []),
        ({"is_new": False, "jobs": 9}, False, []),
        ({"jobs": 3}, None, ["is_new"]),
    ],
)
def test_points_keep_out_who_has_too_few(
    rules: str, facts: dict[str, Any], admissible: bool | None, missing: list[str]
) -> None:
    assessment = assessed(rules, facts)
    assert assessment.outcome.admissible is admissible
    assert [fact.id for fact, _ in assessment.missing if fact is not None] == missing
    assert [one.id for one in assessment.interpretations] == ["open"]


def test_points_are_told_as_points() -> None:
    assessment = assessed(score() + GATE, {"is_new": False, "jobs": 3})
    [reason] = assessment.reasons["enough-points"]
    assert Wording(assessment.call, "it").compared(reason) == "punteggio: 4; serve almeno 6"
    by_criterion = requirement('{ amount = "score.novelty", above = 5.50 }')
    assessment = assessed(score() + by_criterion, {"is_new": False, "jobs": 3})
    [reason] = assessment.reasons["asked"]
    assert Wording(assessment.call, "en").compared(reason) == "points, rule: 4; needed more than 5.5"


def test_points_are_no_input_of_amounts_nor_of_points() -> None:
    said = '{ amount = "score.total", at_least = 6.00 }'
    found = problems_of(
        HEAD
        + CLAUSE
        + FACTS
        + CRITERION
        + row("1.00", said)
        + score()
        + GATE
        + rule("limit", "cap", 'on = "total"', "cap = 5.00", f"when = {said}")
    )
    assert [(one.where, one.message.partition(";")[0]) for one in found] == [
        ("criterion[1].points.rows[3].when", "points cannot depend on points"),
        ("limit[1].when", 'unknown amount "score.total"'),
    ]
    bare = HEAD + FACTS + GATE
    assert [one.message.partition(";")[0] for one in problems_of(bare)] == ['unknown amount "score.total"']


@pytest.mark.parametrize(
    ("holds", "facts", "verdict", "missing"),
    [
        ('{ amount = "score.total", at_least = 6.00 }', {"is_new": True}, True, []),
        ('{ amount = "score.total", at_least = 6.01 }', {"is_new": True}, None, ["jobs"]),
        ('{ amount = "score.total", at_least = 4.01 }', {"is_new": False}, False, []),
        ('{ amount = "score.total", at_least = 4.00 }', {"is_new": False}, None, ["jobs"]),
        ('{ amount = "score.total", above = 10.00 }', {}, False, []),
        ('{ amount = "score.total", at_most = 10.00 }', {}, True, []),
        ('{ amount = "score.total", below = 10.00 }', {}, None, ["is_new", "jobs"]),
        ('{ amount = "score.total", is = 10.01 }', {}, False, []),
        ('{ not = { amount = "score.total", at_least = 10.01 } }', {}, True, []),
        (
            '{ amount = "score.novelty", at_least = { amount = "score.total", times = "40%" } }',
            {},
            None,
            ["is_new", "jobs"],
        ),
    ],
)
def test_what_is_missing_decides_only_what_it_can_still_change(
    holds: str, facts: dict[str, Any], verdict: bool | None, missing: list[str]
) -> None:
    assessment = assessed(score() + requirement(holds), facts)
    assert [one.verdict for one in assessment.outcome.requirements] == [verdict]
    assert [fact.id for fact, _ in assessment.missing if fact is not None] == missing


def test_points_between_two_bounds_are_told_as_such() -> None:
    assessment = assessed(score() + GATE, {"is_new": False})
    [reason] = assessment.reasons["enough-points"]
    said = {lang: Wording(assessment.call, lang).compared(reason) for lang in ("it", "en")}
    assert said == {
        "it": "punteggio: da 0 a 4 punti, secondo quello che manca; serve almeno 6",
        "en": "score: from 0 to 4 points, by what is missing; needed at least 6",
    }


edges = st.integers(0, 1200)
operators = st.sampled_from(["at_least", "at_most", "above", "below", "is"])


@given(operators, edges, st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_no_completion_changes_a_verdict_that_is_given(
    operator: Operator, edge: int, low: int, more: int, at: int
) -> None:
    """Whatever the points come to in the end, the answer given before is the one given then."""
    points: Any = OpenPoints(low, low + more)
    verdict = compare(points, operator, edge)
    final = low + min(at, more)
    assert verdict in (None, compare(final, operator, edge))
    ends = {compare(low, operator, edge), compare(low + more, operator, edge)}
    if operator != "is" and len(ends) == 1:
        assert verdict is ends.pop()
