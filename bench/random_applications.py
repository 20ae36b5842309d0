"""What applications could people send: complete or not, eligible or not, with care or without?

Each starts from the example application of a call; some of its facts are then dropped or drawn anew, its
costs, earlier aid and papers drawn in number and amount. One seed always gives the same applications.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bandolo.rules.application import Application, read_application
from bandolo.rules.call import Call
from bandolo.rules.facts import Fact
from bandolo.rules.law_tables import Law

FIRST_DAY = date(2026, 1, 1)
# Of a hundred facts so many are dropped or drawn anew: one of these for each application.
CARELESSNESS = (0, 0, 2, 5, 20)
# Amounts in cents around which the answer changes; half of all amounts are drawn next to one.
EDGES = (2_000_00, 4_000_00, 6_000_00, 8_000_00, 15_000_00, 290_000_00, 300_000_00)
LARGEST_COST = 12_000_00
# Days before the decision around which earlier aid stops to count.
THREE_YEARS = 1096
MOST_RECORDS = {"cost": 8, "prior_aid": 4, "other_aid": 3}
HARMLESS_AID = {"aid_kind": "general_measure", "aid_amount": 500, "same_costs": True}
ALWAYS_DRAWN = ("amount", "aid_amount", "granted_on")
NEVER_DROPPED = ("line", "aid_amount", "granted_on", "regulation")


class Case(NamedTuple):
    """An application as it is written and as it is read, and the day on which it is decided."""

    raw: Mapping[str, Any]
    application: Application
    on: date


def random_cases(call: Call, law: Law, example: Path, seed: int, count: int) -> Iterator[Case]:
    """So many cases of a call; ValueError where one cannot be read."""
    model = tomllib.loads(example.read_text(), parse_float=Decimal)
    draw = Draw(Random(seed), call, law)
    for _ in range(count):
        on = FIRST_DAY + timedelta(days=draw.rng.randrange(365))
        raw = draw.application(model, on, draw.rng.choice(CARELESSNESS))
        yield _case(call, law, raw, on)


def example_case(call: Call, law: Law, example: Path, on: date) -> Case:
    """The example application of a call as a case; ValueError where it cannot be read."""
    return _case(call, law, tomllib.loads(example.read_text(), parse_float=Decimal), on)


def _case(call: Call, law: Law, raw: Mapping[str, Any], on: date) -> Case:
    application, problems = read_application(call, raw, law)
    if problems:
        raise ValueError(f"an application cannot be read: {problems}")
    return Case(raw, application, on)


class Draw:
    """Draws what applications say."""

    def __init__(self, rng: Random, call: Call, law: Law) -> None:
        self.rng = rng
        self.facts = call.facts
        self.documents = [document.id for document in call.documents]
        self.texts = {
            "line": [line.id for line in call.lines if line.flat_rate is None],
            "regulation": [regulation.id for regulation in law.de_minimis.regulations],
        }

    def happens(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.rng.randrange(100) < percent

    def application(self, model: Mapping[str, Any], on: date, percent: int) -> dict[str, Any]:
        """An application decided `on` a day, of whose facts `percent` in a hundred are not the model's."""
        raw: dict[str, Any] = {"facts": self.record(None, model["facts"], on, percent)}
        for kind, most in MOST_RECORDS.items():
            models = model.get(kind) or [HARMLESS_AID]
            if not self.happens(percent):
                number = self.rng.randrange(most + 1)
                raw[kind] = [self.record(kind, self.rng.choice(models), on, percent) for _ in range(number)]
        if not self.happens(percent):
            raw["attached"] = [one for one in self.documents if not self.happens(percent)]
        return raw

    def record(self, kind: str | None, model: Mapping[str, Any], on: date, percent: int) -> dict[str, Any]:
        """The facts of an application (`kind` None) or of one of its records."""
        record: dict[str, Any] = {}
        for fact in self.facts:
            if kind not in (fact.of or (None,)):
                continue
            is_changed = self.happens(percent)
            if is_changed and fact.id not in NEVER_DROPPED and self.happens(50):
                continue
            if is_changed or fact.id in ALWAYS_DRAWN:
                record[fact.id] = self.value(fact, on)
            elif fact.id in model:
                record[fact.id] = model[fact.id]
        return record

    def value(self, fact: Fact, on: date) -> object:
        """A value of the type of a fact, as it is written."""
        match fact.type:
            case "yes_no":
                return self.happens(50)
            case "choice":
                return self.rng.choice(list(fact.choices or ("",)))
            case "choices":
                return [one for one in fact.choices or () if self.happens(40)]
            case "text":
                return self.rng.choice(self.texts.get(fact.id, ["", "  ", "https://example.org", "Forno"]))
            case "count":
                return self.rng.randrange(1_000)
            case "amount":
                return Decimal(self.cents()).scaleb(-2)
            case "percent":
                return f"{self.rng.randrange(101)}%"
            case "date":
                near = THREE_YEARS - 2 + self.rng.randrange(4)
                return on - timedelta(days=near if self.happens(30) else self.rng.randrange(-30, 2_000))
            case "instant":
                return f"{on}T12:00:00+01:00"

    def cents(self) -> int:
        """An amount, next to an edge as often as not."""
        if self.happens(50):
            return self.rng.choice(EDGES) + self.rng.randrange(-1, 2)
        return self.rng.randrange(LARGEST_COST)
