"""What of an approved project can a variation change, and what would it do to costs and grant?"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bandolo.desk.models import Application, Award
from bandolo.desk.queries.choice import approved_by
from bandolo.desk.queries.dossier import Assessed, assessed_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.statement import Statement, statement_of
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words

Kind = Literal["supplier", "costs", "data", "force_majeure", "other"]
KINDS: Mapping[Kind, Words] = {
    "supplier": Words(it="Fornitore o contenuto di una voce", en="Supplier or substance of an item"),
    "costs": Words(it="Ripartizione delle spese", en="Split of the costs"),
    "data": Words(
        it="Dati del progetto: sede, referente, conto", en="Data of the project: site, referent, account"
    ),
    "force_majeure": Words(it="Causa di forza maggiore", en="Force majeure"),
    "other": Words(it="Altro", en="Something else"),
}
# Those that change something that was typed; the others are told in words.
CHANGING: tuple[Kind, ...] = ("supplier", "costs", "data")
_PLANNED = ("cost", "quote", "supplier")


@dataclass(frozen=True)
class Changeable:
    """A path that a variation can change: its fact, what stands there, and of which item it is."""

    path: str
    fact: Fact
    value: object
    item: str


@dataclass(frozen=True)
class Effect:
    """What the rules make of the project before and after, in cents; `problems` where they make nothing.

    The grant never rises above the award.
    """

    admitted_before: int
    admitted_after: int
    grant_before: int
    grant_after: int
    problems: tuple[str, ...] = ()

    @property
    def as_json(self) -> dict[str, Any]:
        """As it is kept beside the request."""
        return {
            "admitted_before": self.admitted_before,
            "admitted_after": self.admitted_after,
            "grant_before": self.grant_before,
            "grant_after": self.grant_after,
        }


def changeable(application: Application, kind: Kind) -> tuple[Changeable, ...]:
    """The paths of a kind of variation, with what stands at each."""
    rules, statement = rules_of(application.edition_id), statement_of(application)
    if kind == "data":
        return tuple(
            Changeable(f"fact/{fact.id}", fact, statement.declared.get(fact.id), "")
            for fact in rules.facts
            if not fact.of and fact.attested_by[0] == "applicant" and fact.id in statement.declared
        )
    if kind not in CHANGING:
        return ()
    return tuple(_of_items(rules.facts, statement, kind))


def effect_of(application: Application, changes: Mapping[str, object], now: datetime) -> Effect:
    """What costs and grant come to with the changes, beside what they come to now."""
    award = Award.objects.get(application=application)
    statement = statement_of(application)
    before, problems_before = assessed_of(application, statement, now)
    after, problems = assessed_of(application, _changed(statement, changes), now)
    if before is None or after is None:
        return Effect(0, 0, 0, 0, tuple(problems or problems_before))
    return Effect(
        before.assessment.outcome.admitted_total,
        after.assessment.outcome.admitted_total,
        _grant(before, award.amount_cents),
        _grant(after, award.amount_cents),
    )


def approved_after(application: Application, changes: Mapping[str, object], now: datetime) -> dict[str, Any]:
    """What an authorised variation approves, as the table [approved] of an application file says it.

    ValueError where the rules can make nothing of the project so changed.
    """
    found, problems = assessed_of(application, _changed(statement_of(application), changes), now)
    if found is None:
        raise ValueError("; ".join(problems))
    return approved_by(found.assessment)


def _grant(found: Assessed, award: int) -> int:
    return min(found.grant, award) if found.assessment.outcome.admissible is not False else 0


def _of_items(facts: tuple[Fact, ...], statement: Statement, kind: Kind) -> Iterator[Changeable]:
    for record, ids in statement.items.items():
        for at, id in enumerate(ids) if record in _PLANNED else ():
            row = statement.tables[record][at]
            name = f"{row.get('line', '')} {row.get('supplier_name', '')}".strip()
            for fact in facts:
                is_asked = record in fact.of and fact.attested_by[0] == "applicant"
                if is_asked and (fact.type == "amount") == (kind == "costs"):
                    yield Changeable(f"record/{record}/{id}/{fact.id}", fact, row.get(fact.id), name)


def _changed(statement: Statement, changes: Mapping[str, object]) -> Statement:
    tables = deepcopy(statement.tables)
    for path, value in changes.items():
        match path.split("/"):
            case ["fact", fact]:
                tables["facts"][fact] = value
            case ["record", kind, item, fact] if item in statement.items.get(kind, ()):
                tables[kind][list(statement.items[kind]).index(item)][fact] = value
            case _:
                raise ValueError(path)
    return replace(statement, tables=tables)
