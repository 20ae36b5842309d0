"""Is the score of a project written for programs as the page on the answers says?"""

import json
import re
from pathlib import Path

from bandolo.rules.conditions import View
from bandolo.rules.score import score
from bandolo.rules.score_answer import score_answer
from tests.rules.score_call import CALL, read_rules

PAGE = Path(__file__).parents[2] / "docs" / "answer-format.md"
FACTS = {"has_plan": True, "has_label": True, "size": "micro", "jobs": 3, "staff": 10}
VOTES = [{"criterion": "quality", "assessor": name, "points": 8_00} for name in "abcd"]


def answered(**records: object) -> dict[str, object]:
    rule, criteria = read_rules(CALL)
    assert rule is not None
    return score_answer(score(rule, criteria, View(FACTS, records, {}, {})))  # type: ignore[arg-type]


def test_points_are_texts_with_what_they_come_from() -> None:
    found = answered(vote=VOTES)
    assert json.loads(json.dumps(found)) == found
    assert (found["passes"], found["points"], found["between"]) == (True, "82.00", ["82.00", "82.00"])
    assert found["without_bonus"] == {"points": "77.00", "between": ["77.00", "77.00"]}
    assert found["words"] == {
        "it": "Punteggio: 82 punti; senza premialità: 77 punti.",
        "en": "Score: 82 points; without the bonus: 77 points.",
    }
    criteria = found["criteria"]
    assert isinstance(criteria, list)
    assert [(one["id"], one["points"], one["most"], one["is_bonus"]) for one in criteria] == [
        ("quality", "32.00", "40.00", False),
        ("maturity", "15.00", "15.00", False),
        ("size", "10.00", "10.00", False),
        ("local-jobs", "25.00", "25.00", False),
        ("green-label", "5.00", "5.00", True),
    ]
    areas, thresholds = found["areas"], found["thresholds"]
    assert isinstance(areas, list)
    assert isinstance(thresholds, list)
    assert [(one["id"], one["points"], one["criteria"]) for one in areas] == [
        ("enterprise", "20.00", ["maturity", "size"])
    ]
    assert [(one["id"], one["is_met"], one["at_least"]) for one in thresholds] == [
        ("quality", True, "20.00"),
        ("enterprise", True, "8.00"),
        ("enough", True, "60.00"),
        ("substance", True, "40.00"),
    ]


def test_what_is_not_known_is_null_between_two_ends() -> None:
    found = answered()
    assert (found["passes"], found["points"], found["between"]) == (None, None, ["50.00", "90.00"])
    criteria = found["criteria"]
    assert isinstance(criteria, list)
    assert (criteria[0]["points"], criteria[0]["missing"]) == (None, ["vote"])


def test_the_page_names_every_key() -> None:
    page, text = PAGE.read_text(), json.dumps(answered(vote=VOTES))
    keys = set(re.findall(r'"(\w+)":', text)) - {"it", "en"}
    assert sorted(key for key in keys if f"`{key}`" not in page) == []
