"""What does an application say, with what registers, officers and the committee found, as the rules read it?

The tables are those of an application file (docs/answer-format.md), so that the command line can check them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bandolo.desk.models import Application, Attachment, Field, LineFinding, RegisterCheck, Submission, Vote
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.committee import found_by_votes, members_by_call
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.application import Application as Read
from bandolo.rules.application import read_application
from bandolo.rules.call import Call as Rules
from bandolo.rules.criteria import VOTE
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import law
from bandolo.rules.money import show_cents

# Where a register tells records, such as prior aid, they take the place of those declared.
RECORDS = "records"


@dataclass(frozen=True)
class Statement:
    """The tables of an application; `items` tells the ids of the records of each kind, in their order.

    `declared` is what the enterprise said of each fact, before what was found took its place; `found_by`
    names the register that last attested a fact or kind of record.
    """

    tables: dict[str, Any]
    items: Mapping[str, Sequence[str]]
    declared: Mapping[str, Any]
    found_by: Mapping[str, str]

    def read(self, rules: Rules) -> tuple[Read, list[str]]:
        """As the rules read it, and what is wrong in its writing, if anything."""
        application, problems = read_application(rules, self.tables, law())
        return application, [f"{'.'.join(map(str, path))}: {message}" for path, message in problems]


def statement_of(application: Application) -> Statement:
    """The statement of one application."""
    return statements_of([application])[application.id]


def statements_of(applications: Iterable[Application]) -> dict[UUID, Statement]:
    """The statements of applications by id, in seven questions to the database however many there are."""
    listed = list(applications)
    ids = [one.id for one in listed]
    found = LineFinding.objects.filter(review__application__in=ids).select_related("review")
    sent = Submission.objects.filter(application__in=ids).order_by("number")
    parts = _Parts(
        _by_application(Field.objects.filter(application__in=ids).order_by("changed_at", "path")),
        _by_application(Attachment.objects.filter(application__in=ids, state__in=ATTACHED)),
        _by_application(RegisterCheck.objects.filter(application__in=ids).order_by("at", "id")),
        _by_review(found.order_by("at", "id")),
        _by_application(Vote.objects.filter(application__in=ids).order_by("at", "id")),
        members_by_call(one.call_id for one in listed),
        dict(sent.values_list("application_id", "instant")),
    )
    return {one.id: _statement(one, rules_of(one.edition_id), parts) for one in listed}


@dataclass(frozen=True)
class _Parts:
    """The rows that statements are made of, by application; the members of committees by call."""

    fields: Mapping[UUID, list[Field]]
    attached: Mapping[UUID, list[Attachment]]
    checks: Mapping[UUID, list[RegisterCheck]]
    lines: Mapping[UUID, list[LineFinding]]
    votes: Mapping[UUID, list[Vote]]
    members: Mapping[UUID, int]
    sent: Mapping[UUID, datetime]


def _by_application(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    sorted_out: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        sorted_out[row.application_id].append(row)
    return sorted_out


def _by_review(rows: Iterable[LineFinding]) -> Mapping[UUID, list[LineFinding]]:
    sorted_out: dict[UUID, list[LineFinding]] = defaultdict(list)
    for row in rows:
        sorted_out[row.review.application_id].append(row)
    return sorted_out


def _statement(application: Application, rules: Rules, parts: _Parts) -> Statement:
    id = application.id
    declared, records = _said(parts.fields[id])
    facts, found_by = {**declared, **_attested(rules, parts.attached[id], parts.sent.get(id))}, {}
    for check in parts.checks[id]:
        told = dict(check.facts)
        for kind, rows in told.pop(RECORDS, {}).items():
            records[kind] = {str(number): row for number, row in enumerate(rows)}
            found_by[kind] = check.register
        facts |= told
        found_by |= dict.fromkeys(told, check.register)
    for line in parts.lines[id]:
        kind, _, item = line.line.partition("/")
        if item in records.get(kind, {}):
            records[kind][item] = {**records[kind][item], "found_amount": show_cents(line.admitted_cents)}
    voted, votes = found_by_votes(rules, parts.votes[id], parts.members.get(application.call_id, 0))
    facts |= voted
    found_by |= dict.fromkeys(voted, "committee")
    tables: dict[str, Any] = {
        "facts": facts,
        "attached": sorted({one.document for one in parts.attached[id]}),
        **{kind: list(rows.values()) for kind, rows in records.items()},
    }
    if votes:
        tables[VOTE] = votes
    return Statement(tables, {kind: list(rows) for kind, rows in records.items()}, declared, found_by)


def _attested(rules: Rules, attached: Iterable[Attachment], sent: datetime | None) -> dict[str, Any]:
    """What the desk itself attests, where the call asks: the day of sending, the bytes of the files."""
    known: dict[str, Any] = {"files_bytes": sum(one.size for one in attached)}
    if sent is not None:
        known["submitted_on"] = day_in_rome(sent).isoformat()
    asked = {fact.id for fact in rules.facts if fact.attested_by[0] == "system"}
    return {id: value for id, value in known.items() if id in asked}


def _said(fields: Iterable[Field]) -> tuple[dict[str, Any], dict[str, dict[str, dict[str, Any]]]]:
    """The facts and the records by kind and id; `records/<kind>` alone says that there are none."""
    facts: dict[str, Any] = {}
    records: dict[str, dict[str, dict[str, Any]]] = {}
    for one in fields:
        match one.path.split("/"):
            case _ if isinstance(one.value, dict):
                pass  # words that are no answer: nothing was said
            case ["fact", fact]:
                facts[fact] = one.value
            case ["record", kind, item, fact]:
                records.setdefault(kind, {}).setdefault(item, {})[fact] = one.value
            case ["record", kind, item]:
                records.setdefault(kind, {}).setdefault(item, {})
            case ["records", kind]:
                records.setdefault(kind, {})
            case _:
                pass
    return facts, records
