"""Is it told of each clause what carries it, and what is left to people?"""

from pathlib import Path

from bandolo.rules.carried import Carrier, carriers, kinds_used, left_to_people
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
    left = [(clause.id, [duty.id for duty in duties]) for clause, duties in left_to_people(CALL)]
    assert left == [("OV-5", ["keep-invoice"])]
