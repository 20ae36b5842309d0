"""What could people send to a call: complete or not, eligible or not, at any moment?

Each starts from the example of the call; some of its facts are dropped or drawn anew, its records drawn
in number and amount, as carelessly as it happens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bandolo.rules.application import CLAIM_KINDS
from bandolo.rules.call import Call
from bandolo.rules.criteria import ByVotes
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.money import Cents
from bandolo.rules.undertaking import FIGURE_RECORDS

# Where a call says no day of its own.
FIRST_DAY = date(2013, 1, 1)
# Of a hundred facts so many are dropped or drawn anew: one of these for each application.
CARELESSNESS = (0, 2, 10, 30)
LARGEST = 2_000_000
ALWAYS = ("line", "granted_on", "aid_amount", "regulation")
CLAIMING = frozenset(kind for kinds in CLAIM_KINDS.values() for kind in kinds)


def edges_of(call: Call) -> tuple[int, ...]:
    """The amounts that a call names: around them its answers change."""
    return tuple(sorted({cents for cents in _cents(call) if cents}))


def _cents(value: object) -> Iterator[int]:
    if is_dataclass(value):
        for one in fields(value):
            yield from _cents(getattr(value, one.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _cents(part)
    elif isinstance(value, int) and not isinstance(value, bool) and value > 100:
        yield Cents(value)


class Applicant:
    """Somebody who applies to a call, with chance deciding what is said."""

    def __init__(self, chance: Random, call: Call, table: DeMinimisTable, model: Mapping[str, Any]) -> None:
        self.chance, self.call, self.model = chance, call, model
        opened = FIRST_DAY if call.window is None else call.window.opens.date()
        self.on = opened + timedelta(days=chance.randrange(365))
        self.careless = chance.choice(CARELESSNESS)
        self.edges = edges_of(call)
        self.texts = {
            "line": [line.id for line in call.lines if line.flat_rate is None],
            "regulation": [regulation.id for regulation in table.regulations],
            "worker": ["Rossi", "Bianchi"],
        }
        self.examples: dict[str, list[Any]] = {}
        self.voted = [one.id for one in call.criteria if isinstance(one.points, ByVotes)]
        for kind, records in model.items():
            if kind not in ("facts", "approved", "attached") and isinstance(records, list):
                for key, value in ((key, value) for record in records for key, value in record.items()):
                    self.examples.setdefault(key, []).append(value)

    def happens(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.chance.randrange(100) < percent

    def application(self) -> dict[str, Any]:
        """An application as it is written."""
        own = {fact.id: fact for fact in self.call.facts if not fact.of}
        facts = {id: self.said(fact, self.model.get("facts", {}).get(id)) for id, fact in own.items()}
        raw: dict[str, Any] = {"facts": {id: value for id, value in facts.items() if value is not None}}
        owners = [kind for kind in self.call.records if kind.named_by is not None]
        for kind in (*owners, *(kind for kind in self.call.records if kind not in owners)):
            if kind.id in FIGURE_RECORDS:
                continue
            if not self.happens(self.careless):
                raw[kind.id] = [self.record(kind.id) for _ in range(self.chance.randrange(4))]
            if kind.named_by is not None:
                self.name_them(kind.named_by, raw.get(kind.id))
            elif any(self.texts.get(str(one.named_by)) == [] and self.has(kind.id, one) for one in owners):
                raw[kind.id] = []
        if "size" in own and self.happens(30):
            self.give_figures(raw)
        if not self.happens(self.careless):
            raw["attached"] = [one.id for one in self.call.documents if not self.happens(self.careless)]
        if self.happens(70):
            nodes = [node.id for node in (*self.call.lines, *self.call.groups)]
            lines = {node: self.amount() for node in nodes if not self.happens(self.careless)}
            raw["approved"] = {"grant": self.amount(), "premium": self.amount(), "lines": lines}
        return raw

    def give_figures(self, raw: dict[str, Any]) -> None:
        """In the place of a size, the figures that it follows from: not all of them, of one period."""
        raw["facts"].pop("size", None)
        raw["facts"]["public_share"] = self.chance.choice(("0%", "25%", "100%"))
        kinds: dict[str, list[dict[str, Any]]] = {"accounting_period": [{"closed_on": "2025-12-31"}]}
        kinds["related_enterprise"] = [
            {"related_name": f"Gruppo {at}"} for at in range(self.chance.randrange(3))
        ]
        shares: tuple[tuple[str, Any], ...] = (
            ("capital_share", "30%"),
            ("votes_share", "30%"),
            ("has_control", True),
        )
        figures = [(name, self.amount()) for name in ("work_units", "yearly_turnover", "balance_total")]
        for kind, records in kinds.items():
            for record in records:
                told = figures if kind == "accounting_period" else (*figures, *shares)
                record |= {name: value for name, value in told if not self.happens(self.careless)}
        raw |= kinds

    def has(self, kind: str, owner: RecordKind) -> bool:
        """Whether records of a kind belong to one of another."""
        return any(fact.id == owner.named_by and kind in fact.of for fact in self.call.facts)

    def name_them(self, fact: str, records: list[dict[str, Any]] | None) -> None:
        """Each of them has a name of its own, which others then name, and its part of the award."""
        names = [f"Ditta {at}" for at in range(2 if records is None else len(records))]
        self.texts[fact] = names
        self.chance.shuffle(names)
        nodes = [node.id for node in (*self.call.lines, *self.call.groups)]
        for name, record in zip(names, records or (), strict=False):
            record[fact] = name
            if self.happens(70):
                lines = {node: self.amount() for node in nodes if not self.happens(self.careless)}
                record["approved"] = {"grant": self.amount(), "lines": lines}

    def record(self, kind: str) -> dict[str, Any]:
        """A record of a kind."""
        record: dict[str, Any] = {}
        for fact in self.call.facts:
            if kind in fact.of:
                value = self.said(fact, self.chance.choice(self.examples.get(fact.id, [None])))
                # A vote for a criterion that takes none is refused.
                if fact.id == "criterion" and value not in self.voted:
                    continue
                if value is not None:
                    record[fact.id] = value
        return record

    def said(self, fact: Fact, example: object) -> object:
        """What is said of a fact; None where nothing is."""
        if fact.id in (*ALWAYS, *(kind.named_by for kind in self.call.records)):
            return self.value(fact)
        if fact.type == "amount" and not self.happens(self.careless):
            return self.value(fact)
        if self.happens(self.careless):
            return None if self.happens(50) else self.value(fact)
        return example if example is not None else self.value(fact) if self.happens(60) else None

    def value(self, fact: Fact) -> object:
        """A value of the type of a fact, as it is written."""
        chance = self.chance
        match fact.type:
            case "yes_no":
                return self.happens(50)
            case "choice":
                return chance.choice([*(fact.choices or ()), *(["else"] if fact.any_choice else [])])
            case "choices":
                listed = [*(fact.choices or ()), *(["else"] if fact.any_choice else [])]
                return [one for one in listed if self.happens(40)]
            case "text":
                return chance.choice(self.texts.get(fact.id) or ["", "  ", "Forno"])
            case "count":
                return chance.randrange(chance.choice((3, 30, 3000)))
            case "amount":
                return self.amount()
            case "percent":
                return f"{chance.randrange(101)}%"
            case "date":
                day = self.on + timedelta(days=chance.randrange(-1200, 60))
                is_leap = fact.id == "fiscal_year_starts" and (day.month, day.day) == (2, 29)
                return day + timedelta(days=1) if is_leap else day
            case "instant":
                return f"{self.on}T12:00:00+01:00"

    def amount(self) -> Decimal:
        """An amount in euro, as often as not next to one that the call names."""
        cents = self.chance.randrange(LARGEST)
        if self.edges and self.happens(50):
            cents = max(self.chance.choice(self.edges) + self.chance.randrange(-1, 2), 0)
        return Decimal(cents).scaleb(-2)
