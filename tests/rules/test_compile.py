"""Does a compiled call say what its rules say, read one by one, and do both its functions agree?"""

import functools
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bandolo.rules.application import Application
from bandolo.rules.call import Call
from bandolo.rules.comparisons import Compared, deciding
from bandolo.rules.compile import Compiled, Decision, Outcome, compile_call
from bandolo.rules.conditions import Any as AnyOf
from bandolo.rules.conditions import Condition, Not, View
from bandolo.rules.costs import LineOutcome
from bandolo.rules.load import law, load_call, parse, read_call, read_text
from bandolo.rules.requirements import Requirement
from bandolo.rules.rule import MOMENTS, Moment
from tests.rules.random_applications import Applicant
from tests.rules.random_calls import random_call
from tests.rules.reference import Answer, answer
from tests.rules.reference_costs import Node
from tests.rules.small_calls import application_of

CALLS = Path(__file__).parents[2] / "calls"
IDS = sorted(path.parent.name for path in CALLS.glob("*/call.toml"))
TABLE = law().de_minimis
chances = st.randoms(use_true_random=False)


@functools.cache
def call_in(folder: str) -> Call:
    return load_call(CALLS / folder / "call.toml").call


@functools.cache
def compiled(folder: str, moment: Moment) -> Compiled:
    return compile_call(call_in(folder), moment, TABLE)


def nodes(lines: Sequence[LineOutcome]) -> dict[str, Node]:
    """The nodes of the whole, or of an entity."""
    return {
        line.id: Node(line.claimed, line.limited, line.admitted, frozenset(line.bound_by)) for line in lines
    }


def seen(outcome: Outcome) -> Answer:
    """An outcome by the ids of its rules."""
    rules = [one for one in outcome.requirements if isinstance(one.rule, Requirement)]
    return Answer(
        outcome.admissible,
        {one.rule.id: one.verdict for one in rules},
        [one.rule.id for one in outcome.requirements if one not in rules],
        [(item.kind, item.number, item.admission.id, item.verdict) for item in outcome.refused],
        [(item.kind, item.number, item.cents, item.found, item.by) for item in outcome.reduced],
        nodes(outcome.lines),
        outcome.admitted_total,
        outcome.aid._asdict(),
        {(step.rule.id, step.entity): (step.result, step.applies) for step in outcome.steps},
        {one.name: (nodes(one.lines), one.aid._asdict()) for one in outcome.entities},
        {one.document.id: (one.required, one.attached) for one in outcome.documents},
        (outcome.known.claims, outcome.known.costs, outcome.known.aid),
        outcome.amounts,
    )


def told(condition: Condition, view: View, *, verdict: bool | None) -> tuple[Compared, ...]:
    """The comparisons that decided; of a condition not known, those that are not known."""
    found = deciding(condition, view)
    return tuple(found if verdict is False else [one for one in found if one.verdict is None])


def reasons(outcome: Outcome, application: Application) -> dict[str, tuple[Compared, ...]]:
    """The reasons of an outcome, worked out one condition at a time."""
    view = View(application.facts, outcome.records, outcome.amounts, {})
    found: dict[str, tuple[Compared, ...]] = {}
    for one in outcome.requirements:
        if isinstance(one.rule, Requirement) and one.verdict is not True:
            holds = one.rule.holds
            if one.verdict is None and one.rule.where is not None:
                holds = AnyOf((Not(one.rule.where), holds))
            found[one.rule.id] = told(holds, view, verdict=one.verdict)
    for item in outcome.refused:
        scope = {item.kind: (item.number - 1, application.records[item.kind][item.number - 1])}
        inside = View(application.facts, application.records, application.approved, scope)
        more = told(item.admission.holds, inside, verdict=item.verdict)
        found[item.admission.id] = found.get(item.admission.id, ()) + more
    return found


def agree(call: Call, moment: Moment, functions: Compiled, applicant: Applicant) -> None:
    """Both functions say what the reference says, with the reasons and gaps that follow from it."""
    application, on = application_of(call, applicant.application()), applicant.on
    outcome = functions.explain(application, on)
    expected = answer(call, moment, application, on, TABLE)
    assert seen(outcome) == expected
    assert outcome.reasons == reasons(outcome, application)
    verdicts = [*expected.requirements.values(), *(verdict for *_, verdict in expected.refused)]
    verdicts += [required for required, _ in expected.documents.values()]
    assert outcome.has_gaps == (None in verdicts or not all(expected.known))
    aid = expected.aid
    assert functions.decide(application, on) == Decision(
        expected.admissible, expected.admitted_total, aid["grant"], aid["premium"], aid["loan"], aid["total"]
    )


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("folder", IDS)
@given(chances)
def test_calls_say_what_their_rules_say(folder: str, moment: Moment, chance: Random) -> None:
    path = CALLS / folder / "example.toml"
    applicant = Applicant(chance, call_in(folder), TABLE, parse(read_text(path), str(path)))
    agree(call_in(folder), moment, compiled(folder, moment), applicant)


@given(chances)
def test_any_call_that_loads_says_what_its_rules_say(chance: Random) -> None:
    call, found = read_call(random_call(chance))
    assume(not found)
    assert call is not None
    moment = chance.choice(MOMENTS)
    functions = compile_call(call, moment, TABLE)
    for _ in range(5):
        agree(call, moment, functions, Applicant(chance, call, TABLE, {}))
