"""What do the rules say of an application now, and where in the form is what they speak of?"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bandolo.desk.models import Application
from bandolo.desk.queries.editions import assessor_of, rules_of
from bandolo.desk.queries.told import Told
from bandolo.rules.application import Application as Read
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessment
from bandolo.rules.load import law
from bandolo.rules.rule import Moment, Words

_PLACE = re.compile(r"(\w+)(?:\[(\d+)\](?:\.(\w+))?)?")
# What is left out of a reading can leave something else incomplete, but not for ever.
_MOST_READINGS = 4
INCOMPLETE = Words(
    it="Voce incompleta: finché lo è, il calcolo non ne tiene conto.",
    en="Incomplete: until it is completed, it is left out of the calculation.",
)
OTHER_SIZE = Words(
    it="I dati degli esercizi danno un'altra dimensione: togliere questa risposta o correggere i dati.",
    en="The figures of the accounting periods give another size: take this answer away, or mend the figures.",
)
NO_REGULATION = Words(
    it="A questa data nessun regolamento del bando è in vigore: il calcolo non è possibile.",
    en="No regulation of the call is in force on this day: nothing can be calculated.",
)


@dataclass(frozen=True)
class Assessed:
    """An assessment (None: `unable` says why), the tables it read, and what was left out of them, by path."""

    read: Read
    assessment: Assessment | None
    left_out: Mapping[str, Words]
    items: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Any]
    unable: Words | None = None

    def path_of(self, place: str) -> str:
        """The path of the form at which a place of the application (`cost[3].amount`) stands."""
        match = _PLACE.fullmatch(place)
        if match is None or match[2] is None:
            kind = match[1] if match else place
            return f"records/{kind}" if kind in self.items else f"fact/{kind}"
        ids, number = self.items.get(match[1], ()), int(match[2])
        record = ids[number - 1] if 0 < number <= len(ids) else ""
        return f"record/{match[1]}/{record}" + (f"/{match[3]}" if match[3] else "")


def assessed(application: Application, found: Told, now: datetime) -> Assessed:
    """What the rules say at submission; whatever cannot be read yet is left out and said to be."""
    return assessed_at("submission", application.edition_id, found.tables, found.items, now)


def assessed_at(
    moment: Moment,
    edition: UUID,
    told: Mapping[str, Any],
    told_items: Mapping[str, Sequence[str]],
    now: datetime,
) -> Assessed:
    """The same at any moment, of the tables of an application and the ids of their records by kind."""
    rules = rules_of(edition)
    tables, items = deepcopy(dict(told)), {kind: [*ids] for kind, ids in told_items.items()}
    left_out: dict[str, Words] = {}
    read, problems = read_application(rules, tables, law())
    for _ in range(_MOST_READINGS):
        if not problems:
            break
        # The last record first, so that the numbers of those before it hold.
        places = {path[:2] for path, _message in problems}
        for place in sorted(places, key=lambda one: (str(one[0]), _number(one)), reverse=True):
            _leave_out(tables, items, place, left_out)
        read, problems = read_application(rules, tables, law())
    kept = {kind.id: tuple(items.get(kind.id, ())) for kind in rules.records}
    try:
        assessment = assessor_of(edition).assess(read, moment, now)
    except ValueError:
        return Assessed(read, None, left_out, kept, tables, NO_REGULATION)
    return Assessed(read, assessment, left_out, kept, tables)


def _number(place: tuple[str | int, ...]) -> int:
    return place[1] if len(place) > 1 and isinstance(place[1], int) else -1


def _leave_out(
    tables: dict[str, Any],
    items: dict[str, list[str]],
    path: tuple[str | int, ...],
    left_out: dict[str, Words],
) -> None:
    """Take out of the tables what is at a path that cannot be read: a fact, or a record that lacks one."""
    match path:
        case ("facts", str(fact), *_):
            if tables["facts"].pop(fact, None) is not None:
                left_out[f"fact/{fact}"] = OTHER_SIZE if fact == "size" else INCOMPLETE
        case (str(kind), int(at), *_) if kind in items and at < len(items[kind]):
            left_out[f"record/{kind}/{items[kind][at]}"] = INCOMPLETE
            del items[kind][at], tables[kind][at]
        case _:
            tables.pop(str(path[0]), None)
