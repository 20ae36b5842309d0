"""Does the page of an assessment show the score, what it comes from, and what is needed to pass?"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bandolo.cli.page import Page
from bandolo.cli.show_score import show_score
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.load import law
from tests.cli.running import run
from tests.rules.small_calls import SMALL, call_of

SCORE = """
[[criterion]]
id = "jobs"
clauses = ["S-1"]
words = { it = "Posti", en = "Jobs" }
most = 10.00
[criterion.points]
kind = "proportion"
all_at = { fact = "staff", at_least = 4 }
rounded = { to = 0.01, way = "down" }

[[fact]]
id = "staff"
type = "count"
ask = { it = "Quanti?", en = "How many?" }

[score]
id = "score"
words = { it = "Punti", en = "Points" }
decides = "gate"
failing = { award = "not_admissible" }
areas = [{ id = "all", words = { it = "Tutto", en = "All of it" }, criteria = ["jobs"], most = 7.00 }]
thresholds = [{ id = "six", words = { it = "Sei", en = "Six" }, at_least = 6.00 }]
"""
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def page_of(capsys: pytest.CaptureFixture[str], rules: str, facts: dict[str, object]) -> list[str]:
    call = call_of(rules)
    application, found = read_application(call, {"facts": facts}, law())
    assert found == []
    show_score(Page("en"), Assessor(call, law()).assess(application, "award", AT))
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_points_reasons_and_thresholds_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shown = page_of(capsys, SCORE, {"staff": 3})
    assert [" ".join(line.split()) for line in shown[1:]] == [
        "Jobs [S-1] 7.5 points",
        "Reached: 75% of what it takes for all points",
        "All of it 7 points: the most of the area",
        "Score: 7 points.",
        "✓ Six",
        "Needed to pass: at least 6 points; found: 7 points.",
    ]


def test_a_call_without_score_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert page_of(capsys, "", {}) == []


def test_the_answer_of_a_command_has_the_score(tmp_path: Path) -> None:
    (tmp_path / "call.toml").write_text(SMALL + SCORE)
    (tmp_path / "application.toml").write_text("[facts]\nstaff = 1\n")
    paths = [str(tmp_path / name) for name in ("call.toml", "application.toml")]
    at = ["--moment", "award", "--at", AT.isoformat(), "--lang", "en"]
    result = run("assess", *paths, *at)
    assert (result.exit_code, "Score: 2.5 points." in result.stdout) == (0, True)
