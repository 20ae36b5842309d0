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
# What the texts demand, clause by clause: beside the call, or beside the project.
DEMANDS = ROOT.parent / "shared" / "requirements"
BESIDE = "clauses.md"
FOLDERS = sorted(path.parent for path in (ROOT / "calls").glob("*/call.toml"))
FEWEST_CASES = 15
# An instant for calls without a window: their examples are reports, which the day does not change.
SOME_DAY = datetime(2014, 1, 2, 12, tzinfo=UTC)

every_call = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@functools.cache
def edition(folder: Path) -> Edition:
    """The call in a folder; the test fails with its problems where it has any."""
    return load_call(folder / "call.toml")


def test_there_are_six_calls() -> None:
    assert len(FOLDERS) == 6


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
    listed = folder / BESIDE
    demanded = listed if listed.exists() else DEMANDS / f"{folder.name}.md"
    if not demanded.exists():
        pytest.skip("the tables of what the texts demand are not beside the project")
    ids = re.findall(r"^\| (\S+) \|", table_of_clauses(demanded), re.MULTILINE)
    assert sorted(clause.id for clause in edition(folder).call.clauses) == sorted(set(ids) - {"---"})


def table_of_clauses(page: Path) -> str:
    """The rows of the table that lists the clauses of a text."""
    return page.read_text(encoding="utf-8").partition("| id | where |")[2]


def how_carried(folder: Path) -> list[tuple[str, str]]:
    """Each clause of a call with what carries it: rules, duties of people, both, or nothing."""
    found = []
    for clause, carried in carriers(edition(folder).call):
        kinds = {one.kind for one in carried} - {"interpretation"}
        rules = kinds - {"duty"}
        how = "rule and duty" if rules != kinds and rules else "rule" if rules else "duty" if kinds else ""
        found.append((clause.id, how or "not carried"))
    return found


@pytest.mark.parametrize("page", sorted(ROOT.glob(f"calls/*/{BESIDE}")), ids=lambda page: page.parent.name)
def test_the_list_of_clauses_says_what_carries_each(page: Path) -> None:
    rows = re.findall(r"^\| (\S+) \|.*\| ([a-z ]+) \|$", table_of_clauses(page), re.MULTILINE)
    assert rows == how_carried(page.parent)
