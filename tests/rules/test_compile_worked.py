"""Does a compiled call say what a person works out by hand, where rules meet in awkward ways?"""

import warnings
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bandolo.rules.compile import Outcome, compile_call
from bandolo.rules.load import law
from bandolo.rules.rule import MOMENTS, Moment
from tests.rules.small_calls import SHARE, SMALL, application_of, call_of, fact, requirement, rule
from tests.rules.wrong_amounts import aid, one
from tests.rules.wrong_calls import flat_line, limit, share, with_parts

DAY = date(2026, 3, 1)
FACTS = fact("is_new", "yes_no") + fact("jobs", "count")
NEW = '{ fact = "is_new", is = true }'


def outcome_of(
    rules: str, raw: Mapping[str, Any], moment: Moment = "submission", head: str = SMALL
) -> Outcome:
    """What the small call with these rules says; an error would be a warning of the generated code."""
    call = call_of(FACTS, rules, head=head)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        functions = compile_call(call, moment, law().de_minimis)
    application = application_of(call, raw)
    outcome = functions.explain(application, DAY)
    assert functions.decide(application, DAY).admissible is outcome.admissible
    return outcome


def costs(**euro: object) -> dict[str, Any]:
    return {"cost": [{"line": line, "amount": str(amount)} for line, amount in euro.items()]}


def invoices(**euro: object) -> dict[str, Any]:
    return {"invoice": [{"line": line, "amount": str(amount)} for line, amount in euro.items()]}


def admitted(outcome: Outcome) -> dict[str, int]:
    return {line.id: line.admitted for line in outcome.lines if line.admitted}


def bound_by(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    return {line.id: line.bound_by for line in outcome.lines if line.bound_by}


CAP = limit("cap = 0.09")
OWN_SHARE = share("50%", "works", "tools")


@pytest.mark.parametrize(
    "rules",
    [CAP + OWN_SHARE, CAP + OWN_SHARE + share("90%", "works", "tools", "training", on="tools")],
    ids=["at once", "by the fixed point"],
)
def test_a_share_of_itself_that_would_allow_more_does_not_bind(rules: str) -> None:
    # At 0.09 half of 0.09 and 0.10 is 0.09 too, but 0.10 would still be half of 0.20.
    outcome = outcome_of(rules, costs(works="0.20", tools="0.10"))
    assert admitted(outcome) == {"works": 9, "tools": 10, "total": 19}
    assert bound_by(outcome) == {"works": ("most",)}


def test_three_halves_of_the_whole_stand_on_each_other() -> None:
    rules = "".join(share("50%", "total", on=on) for on in ("works", "tools", "training"))
    outcome = outcome_of(rules, costs(works=100, tools=40, training=30))
    assert admitted(outcome) == {"works": 70_00, "tools": 40_00, "training": 30_00, "total": 140_00}
    assert bound_by(outcome) == {"works": ("works-share",)}


def test_a_cut_of_the_whole_falls_on_its_parts_and_binds_them() -> None:
    outcome = outcome_of(limit("cap = 100.00", on="total"), costs(works=100, tools=50, training=0))
    assert admitted(outcome) == {"works": 66_67, "tools": 33_33, "total": 100_00}
    assert bound_by(outcome) == {"works": ("most",), "tools": ("most",), "total": ("most",)}
    assert {line.id: line.limited for line in outcome.lines} == {
        "works": 100_00,
        "tools": 50_00,
        "training": 0,
        "total": 100_00,
    }


def test_a_flat_rate_follows_what_is_left_of_its_base() -> None:
    rules = flat_line("overheads", "15%", "works") + limit("cap = 100.33")
    outcome = outcome_of(rules, costs(works=200), head=with_parts("overheads"))
    # 15.0495 is rounded once, half up to the cent.
    assert admitted(outcome) == {"works": 100_33, "overheads": 15_05, "total": 115_38}


BY_SIZE = '{ by = "size", values = { micro = "0%", small = "20%", medium = "0%", large = "0%" } }'


@pytest.mark.parametrize(
    ("rate", "rounding", "cents"),
    [
        # A fifth of the whole, itself included, is a quarter of 100.01.
        ('"20%"', "down", 25_00),
        # A fifth of 125.02 is 25.004: rounded up that admits 25.01.
        ('"20%"', "up", 25_01),
        ('"20%"', "half_up", 25_00),
        (BY_SIZE, "down", 25_00),
        (BY_SIZE, "up", 25_01),
    ],
)
def test_a_flat_rate_can_be_limited_by_a_share_of_the_whole(rate: str, rounding: str, cents: int) -> None:
    base = 'base = { of = ["total"], flat_rates = "with" }'
    rules = flat_line("overheads", "50%", "works")
    rules += limit(f"share = {rate}", base, f'round = "{rounding}"', on="overheads")
    raw = {**costs(works="100.01"), "facts": {"size": "small"}}
    outcome = outcome_of(rules, raw, head=with_parts("overheads"))
    assert admitted(outcome) == {"works": 100_01, "overheads": cents, "total": 100_01 + cents}
    assert bound_by(outcome) == {"overheads": ("most",)}


def test_a_limit_on_what_was_approved_needs_that_amount_only() -> None:
    rules = limit(
        'share = "100%"', 'base = { of = ["total"], stage = "approved" }', 'at = ["reporting"]', on="total"
    )
    outcome = outcome_of(rules, {**invoices(works=5), "approved": {"total": 3}}, "reporting")
    assert (outcome.admissible, outcome.admitted_total) == (True, 3_00)
    outcome = outcome_of(rules, {**invoices(works=5), "approved": {"lines": {"works": 3}}}, "reporting")
    assert (outcome.admissible, outcome.admitted_total) == (None, 5_00)


MINIMUM = requirement('{ amount = "admitted.total", at_least = 100.00 }')


@pytest.mark.parametrize(
    ("rules", "raw", "verdict"),
    [
        ("", costs(works=100), True),
        ("", costs(works="99.99"), False),
        ("", {"cost": []}, False),
        ("", {}, None),
        # One amount is missing: the others may be enough or not, nobody knows yet.
        ("", {"cost": [{"line": "works", "amount": 500}, {"line": "tools"}]}, None),
        # Whether a limit applies, or an item counts, is not known.
        (limit("cap = 1.00", f"when = {NEW}"), costs(works=500), None),
        (limit("cap = 1.00", f"when = {NEW}"), {**costs(works=500), "facts": {"is_new": False}}, True),
        (
            rule("admission", "new", 'of = "cost"', f"holds = {NEW}", 'at = ["submission"]'),
            costs(works=500),
            None,
        ),
        (
            rule("admission", "new", 'of = "cost"', f"holds = {NEW}", 'at = ["submission"]'),
            {**costs(works=500), "facts": {"is_new": False}},
            False,
        ),
    ],
)
def test_an_amount_is_compared_when_all_that_bears_on_it_is_known(
    rules: str, raw: dict[str, Any], verdict: bool | None
) -> None:
    outcome = outcome_of(rules + MINIMUM, raw)
    assert [one.verdict for one in outcome.requirements] == [verdict]
    assert outcome.admissible is verdict


def test_the_report_is_about_invoices_and_not_about_what_was_planned() -> None:
    rules = MINIMUM.replace("submission", "reporting")
    outcome = outcome_of(rules, costs(works=500), "reporting")
    assert [one.verdict for one in outcome.requirements] == [None]
    outcome = outcome_of(rules, {**costs(works=500), **invoices(works=50)}, "reporting")
    assert [one.verdict for one in outcome.requirements] == [False]


def test_a_call_without_costs_asks_for_none() -> None:
    head = SMALL.partition("[[line]]")[0] + 'not_carried = { it = "x", en = "x" }\n'
    outcome = outcome_of(aid("sum", "fixed", 'instrument = "grant"', "amount = 5.00"), {}, head=head)
    assert (outcome.admissible, outcome.lines, outcome.aid.grant) == (True, (), 5_00)
    assert outcome.known == (True, True, True)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_call_without_requirements_admits_what_is_claimed(moment: Moment) -> None:
    outcome = outcome_of(SHARE, {**costs(works=100), **invoices(works=100)}, moment)
    assert (outcome.admissible, outcome.aid.grant, outcome.requirements) == (True, 50_00, ())


@pytest.mark.parametrize(
    ("times", "raw", "result", "applies"),
    [
        ('{ fact = "jobs" }', {"facts": {"jobs": 3}}, 30_00, True),
        ('{ fact = "jobs" }', {"facts": {"jobs": 0}}, 0, True),
        ('{ fact = "jobs" }', {}, 0, None),
        ('{ count = "cost" }', {}, 20_00, True),
        ('{ count = "cost", times = "50%" }', {}, 10_00, True),
        ('{ count = "cost", where = { fact = "line", is = "works" }, times = "1/3" }', {}, 3_33, True),
    ],
)
def test_a_sum_is_given_as_often_as_a_number_says(
    times: str, raw: dict[str, Any], result: int, applies: bool | None
) -> None:
    rules = aid("each", "fixed", 'instrument = "grant"', "amount = 10.00", f"times = {times}")
    outcome = outcome_of(rules, {**costs(works=1, tools=1), **raw})
    assert [(step.result, step.applies) for step in outcome.steps] == [(result, applies)]
    assert outcome.admissible is applies


def test_a_step_whose_condition_does_not_hold_waits_for_nothing() -> None:
    base, at = 'base = { value = "approved.grant" }', 'at = ["reporting", "payment"]'
    rules = SHARE + aid("top", "ceiling", 'on = ["grant"]', base, f"when = {NEW}", at)
    for is_new, applies in ((False, False), (True, None)):
        reported = {"invoice": costs(works=100)["cost"], "facts": {"is_new": is_new}}
        outcome = outcome_of(rules, reported, "reporting")
        assert [step.applies for step in outcome.steps] == [True, applies]
        assert outcome.known.aid is (applies is False)


def test_points_that_are_not_decided_leave_a_share_open() -> None:
    points = f'points = [{{ when = {NEW}, add = "10%", words = {{ it = "x", en = "x" }} }}]'
    rules = SHARE.replace("base =", f"{points}\nbase =")
    found = []
    for facts in ({"is_new": True}, {"is_new": False}, {}):
        outcome = outcome_of(rules, {**costs(works=100), "facts": facts})
        found.append((outcome.aid.grant, outcome.known.aid, outcome.steps[0].applies))
    assert found == [(60_00, True, True), (50_00, True, True), (50_00, False, None)]


def test_a_vat_that_nobody_knows_to_be_recovered_leaves_the_claim_open() -> None:
    rules = one("vat", 'counts = "unrecoverable"')
    outcome = outcome_of(rules, {"cost": [{"line": "works", "amount": 100, "vat": 22}]})
    assert (outcome.admissible, outcome.known.claims) == (None, False)
