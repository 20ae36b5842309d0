"""Is every fact asked for that a rule of the call reads, and no other?"""

from pathlib import Path

import pytest

from bandolo.rules.asked import asked_facts
from bandolo.rules.load import load_call, parse, read_text

ROOT = Path(__file__).parents[2]
OVEN = ROOT / "tests" / "calls" / "oven" / "call.toml"


def test_facts_are_asked_of_the_application_and_of_each_kind_of_record() -> None:
    asked = {kind: [fact.id for fact in facts] for kind, facts in asked_facts(load_call(OVEN).call)}
    assert asked == {
        None: ["size", "site_open"],
        "cost": ["line", "amount", "found_amount", "is_new"],
        "invoice": ["line", "amount", "found_amount", "is_new"],
    }


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
