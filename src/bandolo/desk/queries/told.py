"""What did the enterprise say so far, in the tables that the rules read, and what of it cannot be read?

A path holds a value as application files write it, or `{"typed": [...]}`: words that are no answer yet and
are kept all the same. `record/<kind>/<id>` says that there is such a record, `records/<kind>` that there is
none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bandolo.desk.models import Application, Attachment, Field
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.typed import NotUnderstoodError, shown_value, typed_value
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words

TYPED = "typed"


@dataclass(frozen=True)
class Told:
    """The tables of an application, the ids of its records by kind, and what cannot be read, by path.

    `declared` is what was said of each fact of its own, apart from what the desk attests.
    """

    tables: dict[str, Any]
    declared: Mapping[str, Any]
    items: Mapping[str, Sequence[str]]
    fields: Mapping[str, Field]
    unread: Mapping[str, Words]
    attached: Sequence[Attachment]


def told(application: Application, now: datetime) -> Told:
    """All that an application says, with what the system itself attests as of an instant; two questions."""
    fields = Field.objects.filter(application=application).order_by("at", "path")
    attached = Attachment.objects.filter(application=application, state__in=ATTACHED).order_by("at", "id")
    return told_of(application, {one.path: one for one in fields}, list(attached), now)


def told_of(
    application: Application,
    fields: Mapping[str, Field],
    attached: Sequence[Attachment],
    now: datetime | None,
) -> Told:
    """The same, of rows that were read before; with no instant, nothing is attested of the day of sending."""
    edition = application.edition_id
    rules, form, report = rules_of(edition), form_of(edition), report_form_of(edition)
    facts: dict[str, Any] = {}
    records: dict[str, dict[str, dict[str, Any]]] = {}
    unread: dict[str, Words] = {}
    for path, field in fields.items():
        match path.split("/"):
            case ["records", kind]:
                records.setdefault(kind, {})
            case ["record", kind, id]:
                records.setdefault(kind, {}).setdefault(id, {})
            case ["fact", fact] | ["record", _, _, fact] as parts:
                # Where there is none, another edition asked for it, or the desk attests it.
                if (asked := form.fact_at(path) or report.fact_at(path)) is None:
                    continue
                try:
                    value = _value(asked, field.value)
                except NotUnderstoodError as problem:
                    unread[path] = problem.words
                    continue
                if len(parts) == len(("fact", "id")):
                    facts[fact] = value
                else:
                    records.setdefault(parts[1], {}).setdefault(parts[2], {})[fact] = value
            case _:
                pass
    tables: dict[str, Any] = {
        "facts": {**facts, **_attested(application, fields, attached, now)},
        "attached": sorted({one.document for one in attached}),
        **{one.id: list(records[one.id].values()) for one in rules.records if one.id in records},
    }
    items = {kind: tuple(rows) for kind, rows in records.items()}
    return Told(tables, facts, items, fields, unread, attached)


def _value(fact: Fact, value: object) -> object:
    """What stands at a path, as the form of this edition reads it; NotUnderstoodError where it cannot."""
    if isinstance(value, dict):
        return typed_value(fact, value[TYPED])
    shown = shown_value(fact, value, "en")
    return typed_value(fact, [shown] if isinstance(shown, str) else shown)


def _attested(
    application: Application,
    fields: Mapping[str, Field],
    attached: Sequence[Attachment],
    now: datetime | None,
) -> dict[str, object]:
    """What the desk attests: as written down at the sending, else as it would be now."""
    found = attested(application, attached, now)
    return {id: fields[f"fact/{id}"].value if f"fact/{id}" in fields else one for id, one in found.items()}


def attested(
    application: Application, attached: Sequence[Attachment], now: datetime | None
) -> dict[str, object]:
    """What the desk itself attests, where the call has it: the size of files, the day of sending if any."""
    known: dict[str, object] = {"files_bytes": sum(one.size for one in attached)}
    if now is not None:
        known["submitted_on"] = day_in_rome(now).isoformat()
    asked = {fact.id for fact in rules_of(application.edition_id).facts if fact.attested_by[0] == "system"}
    return {id: value for id, value in known.items() if id in asked}
