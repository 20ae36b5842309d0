"""Does whatever is recorded in a dossier have words that people read?"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from bandolo.desk.actions.follow_letter import _EVENTS
from bandolo.desk.deeds import ATTESTERS, DEEDS
from bandolo.desk.flow import VERBS
from bandolo.desk.models.calls import COURSES
from bandolo.rules.facts import Attester


def recorded(tree: ast.AST) -> Iterator[str]:
    """The verbs that calls of `record_event` name as they are; both of a choice."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "record_event":
            what = node.args[2]
            for one in (what.body, what.orelse) if isinstance(what, ast.IfExp) else (what,):
                if isinstance(one, ast.Constant):
                    yield str(one.value)


def test_every_deed_has_words_and_no_others_have(trees: Mapping[Path, ast.Module]) -> None:
    named = {what for place, tree in trees.items() if place.parts[0] == "src" for what in recorded(tree)}
    # Those that are worked out: a step, a course, where a letter stands, a form that was shut.
    worked_out = {*VERBS, *COURSES, *_EVENTS.values(), "edit_refused", "edit_report_refused"}
    assert set(DEEDS) == named | worked_out


def test_whoever_can_attest_a_fact_has_words() -> None:
    assert set(ATTESTERS) == set(get_args(Attester))


def test_a_deed_is_found_in_code() -> None:
    found = recorded(
        ast.parse("record_event(k, d, 'a' if x else 'b', me, now, {}); record_event(k, d, c, me)")
    )
    assert [*found] == ["a", "b"]
