"""Is every fact asked for that a rule of the call reads, and no other?"""

from pathlib import Path

import pytest

from bandolo.rules.asked import asked_facts
from bandolo.rules.load import load_call, parse, read_text
from tests.rules.small_calls import COMMITTEE, call_of, fact, rule

ROOT = Path(__file__).parents[2]
OVEN = ROOT / "tests" / "calls" / "oven" / "call.toml"

SCORE = """
[score]
id = "score"
words = { it = "Punti", en = "Points" }
decides = "gate"
failing = { award = "not_admissible" }
thresholds = [{ id = "six", words = { it = "Sei", en = "Six" }, at_least = 6.00 }]
"""


def test_facts_are_asked_of_the_application_and_of_each_kind_of_record() -> None:
    asked = {kind: [fact.id for fact in facts] for kind, facts in asked_facts(load_call(OVEN).call)}
    assert asked == {
        None: ["size", "site_open"],
        "cost": ["line", "amount", "found_amount", "is_new"],
        "invoice": ["line", "amount", "found_amount", "is_new"],
    }


def test_what_points_units_and_measures_are_made_of_is_asked_for() -> None:
    votes = """kind = "votes", takes = "mean", assessors = 2, rounded = { to = 1.00, way = "up" }"""
    measured = 'measured = { kind = "share", part = "attended", whole = "planned" }'
    call = call_of(
        *(fact(name, "count") for name in ("attended", "planned", "unused")),
        fact("hours", "count", 'of = ["cost"]'),
        fact("worker_name", "text", 'of = ["cost"]'),
        rule("unit_cost", "hour", 'lines = ["works"]', 'quantity = "hours"', "amount = 20.00", "up_to = 9")
        + 'each = ["worker_name"]\n',
        rule("criterion", "quality", "most = 10.00", f"points = {{ {votes} }}"),
        rule("reduction", "hours-short", measured, "bands = [{ in_proportion = true }]"),
        SCORE,
        COMMITTEE,
    )
    asked = {kind: [fact.id for fact in facts] for kind, facts in asked_facts(call)}
    assert asked[None] == ["attended", "planned"]
    assert asked["cost"] == ["line", "amount", "found_amount", "hours", "worker_name"]
    assert asked["vote"] == ["criterion", "assessor", "points"]


@pytest.mark.parametrize("path", sorted(ROOT.glob("calls/*/example.toml")), ids=lambda path: path.parent.name)
def test_what_the_example_of_a_call_says_is_asked_for(path: Path) -> None:
    asked = {
        kind: {fact.id for fact in facts}
        for kind, facts in asked_facts(load_call(path.with_name("call.toml")).call)
    }
    raw = parse(read_text(path), path.name)
    assert sorted(raw["facts"].keys() - asked[None]) == []
    assert (
        sorted(
            kind
            for kind, listed in raw.items()
            if isinstance(listed, list) and kind not in (*asked, "attached")
        )
        == []
    )
