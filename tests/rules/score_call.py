"""Which criteria and score do the tests share, written as a call file has them?"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bandolo.rules.build import Reading, build
from bandolo.rules.criteria import Criterion
from bandolo.rules.facts import Fact, FactType
from bandolo.rules.load import READERS
from bandolo.rules.rule import Words
from bandolo.rules.score import Score

WORDS = Words(it="parole", en="words")
_TYPES: Mapping[str, FactType] = {
    "has_plan": "yes_no",
    "has_label": "yes_no",
    "size": "text",
    "jobs": "count",
    "staff": "count",
    "founded": "date",
    "days_to_end": "count",
    "own_funds": "amount",
}
FACTS: Mapping[str, Fact] = {
    **{name: Fact(id=name, type=type_of, ask=WORDS) for name, type_of in _TYPES.items()},
    "criterion": Fact(id="criterion", type="text", ask=WORDS, of=("vote",)),
    "assessor": Fact(id="assessor", type="text", ask=WORDS, of=("vote",)),
    "points": Fact(id="points", type="amount", ask=WORDS, of=("vote",)),
    "hired": Fact(id="hired", type="count", ask=WORDS, of=("partner",)),
}
CALL = """
[[criterion]]
id = "quality"
words = { it = "Qualità del progetto", en = "Quality of the project" }
most = 40.00
at_least = 20.00
[criterion.points]
kind = "votes"
takes = "trimmed_mean"
assessors = 4
scale = 10.00
rounded = { to = 0.50, way = "half_up" }

[[criterion]]
id = "maturity"
words = { it = "Maturità", en = "Maturity" }
most = 15.00
[criterion.points]
kind = "rows"
takes = "all"
[[criterion.points.rows]]
points = 10.00
when = { fact = "has_plan", is = true }
words = { it = "Piano approvato", en = "Approved plan" }
[[criterion.points.rows]]
points = 7.50
when = { fact = "staff", at_least = 10 }
words = { it = "Almeno 10 addetti", en = "At least 10 staff" }

[[criterion]]
id = "size"
words = { it = "Dimensione", en = "Size" }
most = 10.00
[criterion.points]
kind = "rows"
takes = "best"
[[criterion.points.rows]]
points = 10.00
when = { fact = "size", is = "micro" }
words = { it = "Microimpresa", en = "Micro enterprise" }
[[criterion.points.rows]]
points = 5.00
when = { fact = "size", in = ["micro", "small"] }
words = { it = "Piccola impresa", en = "Small enterprise" }

[[criterion]]
id = "local-jobs"
words = { it = "Nuovi posti", en = "New jobs" }
most = 25.00
[criterion.points]
kind = "proportion"
all_at = { fact = "jobs", at_least = { fact = "staff", times = "30%" } }
rounded = { to = 0.01, way = "down" }

[[criterion]]
id = "green-label"
words = { it = "Marchio ecologico", en = "Green label" }
most = 5.00
is_bonus = true
[criterion.points]
kind = "rows"
takes = "all"
[[criterion.points.rows]]
points = 5.00
when = { fact = "has_label", is = true }
words = { it = "Marchio ecologico", en = "Green label" }

[score]
id = "score"
words = { it = "Punteggio", en = "Score" }
decides = "ranking"
failing = { award = "not_admissible" }
[[score.areas]]
id = "enterprise"
words = { it = "Impresa", en = "Enterprise" }
criteria = ["maturity", "size"]
most = 20.00
at_least = 8.00
[[score.thresholds]]
id = "enough"
words = { it = "Sufficienza", en = "Enough" }
at_least = 60.00
bonus = "left_out"
[[score.thresholds]]
id = "substance"
words = { it = "Merito", en = "Merit" }
of = ["quality", "local-jobs"]
at_least = 40.00
"""


def read_rules(text: str) -> tuple[Score | None, tuple[Criterion, ...]]:
    """The score and the criteria of a text in TOML; what the loader would say is an error here."""
    raw: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    reading = Reading(FACTS, frozenset({"vote", "partner"}), READERS)
    criteria = build(reading, tuple[Criterion, ...], raw.get("criterion", []), ("criterion",))
    score = build(reading, Score, raw["score"], ("score",)) if "score" in raw else None
    if reading.problems or criteria is None:
        raise ValueError(str(reading.problems))
    return score, criteria


def one_criterion(points: str, head: str = "most = 10.00") -> Criterion:
    """A criterion from its head and its table of points in TOML."""
    words = 'words = { it = "parole", en = "words" }'
    _, [criterion] = read_rules(f'[[criterion]]\nid = "one"\n{words}\n{head}\n[criterion.points]\n{points}')
    return criterion


def row(points: str, when: str) -> str:
    """A row of points in TOML."""
    words = 'words = { it = "parole", en = "words" }'
    return f"[[criterion.points.rows]]\npoints = {points}\nwhen = {when}\n{words}\n"
