"""Is it told of each clause what carries it, and what is left to people?"""

from dataclasses import replace
from pathlib import Path

from bandolo.rules.carried import Carrier, carriers, kinds_used, left_to_people, steps_used
from bandolo.rules.load import load_call

CALL = load_call(Path(__file__).parents[1] / "calls" / "oven" / "call.toml").call


def test_each_clause_has_its_carriers_in_the_order_of_the_file() -> None:
    assert {clause.id: carried for clause, carried in carriers(CALL)} == {
        "OV-1": (
            Carrier("requirement", "small"),
            Carrier("requirement", "open"),
            Carrier("deadline", "open-up"),
            Carrier("ground", "closed"),
        ),
        "OV-2": (
            Carrier("line", "oven"),
            Carrier("line", "fitting"),
            Carrier("limit", "fitting-ceiling"),
            Carrier("admission", "new-oven"),
            Carrier("document", "quote"),
            Carrier("document", "photo"),
            Carrier("report_step", "photos"),
            Carrier("interpretation", "new"),
        ),
        "OV-3": (
            Carrier("requirement", "enough"),
            Carrier("aid", "half"),
            Carrier("aid", "most"),
            Carrier("loan", "loan"),
            Carrier("payment", "payment"),
            Carrier("recovery", "recovery"),
        ),
        "OV-4": (),
        "OV-5": (Carrier("duty", "keep-invoice"),),
        "OV-6": (
            Carrier("window", "window"),
            Carrier("ranking", "order"),
            Carrier("allocation", "funds"),
            Carrier("deadline", "decision"),
            Carrier("deadline", "fair"),
        ),
    }


def test_kinds_are_counted_in_the_order_of_the_tables() -> None:
    used = dict(kinds_used(CALL))
    assert (used["requirement"], used["line"], used["deadline"], used["duty"]) == (3, 2, 3, 1)
    assert list(used)[:3] == ["requirement", "line", "group"]


def test_a_clause_that_only_a_duty_carries_is_left_to_people() -> None:
    left = [(one.clause.id, [duty.id for duty in one.duties], one.is_alone) for one in left_to_people(CALL)]
    assert left == [("OV-5", ["keep-invoice"], True)]


def test_a_clause_that_a_duty_carries_beside_a_rule_is_left_in_part() -> None:
    [duty] = CALL.duties
    call = replace(CALL, duties=(replace(duty, clauses=("OV-2", "OV-4")),))
    left = [(one.clause.id, one.is_alone) for one in left_to_people(call)]
    assert left == [("OV-2", False), ("OV-4", True)]


def test_the_steps_of_the_aid_are_counted_by_kind() -> None:
    assert dict(steps_used(CALL)) == {"share": 1, "ceiling": 1}
