"""Does the table of states hold together, and is what it does not allow refused with the reason?"""

from itertools import product

import pytest

from bandolo.desk.flow import STATE_WORDS, STATES, STEPS, VERBS, Refusal, Step, move, verbs_of
from bandolo.desk.roles import OUTSIDE, ROLE_WORDS, ROLES, STAFF


def test_every_state_and_verb_is_in_the_table_and_reached() -> None:
    assert sorted(STATE_WORDS) == sorted(STATES)
    assert sorted(ROLE_WORDS) == sorted(ROLES)
    assert sorted({step.verb for step in STEPS}) == sorted(VERBS)
    assert sorted({"draft"} | {step.to for step in STEPS}) == sorted(STATES)


def test_no_pair_of_state_and_verb_stands_twice() -> None:
    pairs = [(step.state, step.verb) for step in STEPS]
    assert sorted(set(pairs)) == sorted(pairs)


@pytest.mark.parametrize("role", ROLES)
def test_every_other_move_is_refused(role: str) -> None:
    allowed = {(step.state, step.verb): step for step in STEPS if role in step.who}
    for state, verb in product(STATES, VERBS):
        taken = move(state, verb, role)  # type: ignore[arg-type]
        assert isinstance(taken, Step if (state, verb) in allowed else Refusal)
    assert {(state, verb) for state in STATES for verb in verbs_of(state, role)} == set(allowed)  # type: ignore[arg-type]


def test_those_outside_and_those_of_the_body_share_no_step() -> None:
    assert [step for step in STEPS if set(step.who) & set(OUTSIDE) and set(step.who) & set(STAFF)] == []


def test_an_auditor_can_do_nothing() -> None:
    assert [verb for state in STATES for verb in verbs_of(state, "auditor")] == []


def test_who_reviews_does_not_approve_by_role() -> None:
    assert [step for step in STEPS if {"officer", "approver"} <= set(step.who)] == []
