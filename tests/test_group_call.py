"""Does the made-up call for groups say in full what each member and the project have, and why?"""

import json
from pathlib import Path

import pytest

from bandolo.rules.carried import left_to_people
from bandolo.rules.guide import guide
from bandolo.rules.load import Edition, load_call
from tests.cli.running import run, shown, without

FOLDER = Path(__file__).parent / "made_up" / "filiera"
CALL, APPLICATION = str(FOLDER / "call.toml"), str(FOLDER / "application.toml")


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The call; the test fails with its problems where it has any."""
    return load_call(FOLDER / "call.toml")


def test_no_clause_is_left_to_people(edition: Edition) -> None:
    assert left_to_people(edition.call) == ()


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_explanation_is_the_one_on_file(lang: str) -> None:
    page = shown(run("assess", CALL, APPLICATION, "--lang", lang))
    edition = ("bando filiera, edizione", "call filiera, edition")
    assert without(page, *edition) == without((FOLDER / f"assessment.{lang}.txt").read_text(), *edition)


def test_the_answer_for_programs_is_the_one_on_file() -> None:
    answer = json.loads(shown(run("assess", CALL, APPLICATION, "--json")))
    expected = json.loads((FOLDER / "answer.json").read_text())
    assert answer["call"].pop("digest").isalnum()
    expected["call"].pop("digest")
    assert answer == expected


def test_the_format_page_names_every_key() -> None:
    page = (Path(__file__).parents[1] / "docs" / "answer-format.md").read_text()
    answer = json.loads((FOLDER / "answer.json").read_text())
    inner = [*answer["entities"], *(one["aid"] for one in answer["entities"]), *answer["aid"]["steps"]]
    inner += [line for one in answer["entities"] for line in one["lines"]]
    assert sorted(key for one in inner for key in one if f"`{key}`" not in page) == []


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_guide_is_the_one_on_file(edition: Edition, lang: str) -> None:
    assert guide(edition.call, lang) == (FOLDER / f"guide.{lang}.md").read_text()
