"""Is every call that ships complete: without problems, with cases that hold, an example, all its clauses?"""

import functools
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.carried import carriers
from bandolo.rules.load import Edition, law, load_call, load_cases, parse, placed, read_text
from bandolo.rules.rule import Moment

ROOT = Path(__file__).parents[1]
# What the texts demand, clause by clause, where that stands beside the project.
DEMANDS = ROOT.parent / "shared" / "requirements"
FOLDERS = sorted(path.parent for path in (ROOT / "calls").glob("*/call.toml"))
FEWEST_CASES = 15
# An instant for calls without a window: their examples are reports, which the day does not change.
SOME_DAY = datetime(2014, 1, 2, 12, tzinfo=UTC)

every_call = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@functools.cache
def edition(folder: Path) -> Edition:
    """The call in a folder; the test fails with its problems where it has any."""
    return load_call(folder / "call.toml")


def test_there_are_five_calls() -> None:
    assert len(FOLDERS) == 5


@every_call
def test_a_call_bears_the_name_of_its_folder(folder: Path) -> None:
    assert edition(folder).call.id == folder.name


@every_call
def test_a_call_has_cases_and_all_hold(folder: Path) -> None:
    count, problems = load_cases(edition(folder))
    assert "\n".join(map(str, problems)) == ""
    assert count >= FEWEST_CASES


@every_call
def test_the_example_of_a_call_can_be_assessed(folder: Path) -> None:
    call, path = edition(folder).call, folder / "example.toml"
    text = read_text(path)
    raw = parse(text, str(path))
    application, found = read_application(call, raw, law())
    assert placed(str(path), text, found) == ()
    moment: Moment = "submission" if "cost" in raw else "reporting"
    at = SOME_DAY if call.window is None else call.window.opens
    outcome = Assessor(call, law()).assess(application, moment, at).outcome
    assert outcome.admissible is not False
    assert outcome.admitted_total > 0
    assert outcome.aid.total > 0


@every_call
def test_every_clause_is_carried_or_says_why_not(folder: Path) -> None:
    left = [
        clause.id for clause, found in carriers(edition(folder).call) if not found and not clause.not_carried
    ]
    assert left == []


@every_call
def test_the_clauses_of_a_call_are_those_of_its_text(folder: Path) -> None:
    demanded = DEMANDS / f"{folder.name}.md"
    if not demanded.exists():
        pytest.skip("the tables of what the texts demand are not beside the project")
    rows = re.findall(r"^\| (\S+) \|", demanded.read_text(encoding="utf-8"), re.MULTILINE)
    ids = [row for row in rows if row not in ("id", "---")]
    assert sorted(clause.id for clause in edition(folder).call.clauses) == sorted(ids)
