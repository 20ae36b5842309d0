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
from bandolo.desk.queries.told import told_of
from bandolo.rules.application import Application as Read
from bandolo.rules.application import read_application
from bandolo.rules.call import Call as Rules
from bandolo.rules.criteria import VOTE
from bandolo.rules.load import law
from bandolo.rules.money import show_cents
from bandolo.rules.undertaking import FIGURE_RECORDS

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
        _by_application(Field.objects.filter(application__in=ids).order_by("at", "path")),
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
    """What was told, and over it what was found: the last word on each fact counts."""
    id = application.id
    fields = {one.path: one for one in parts.fields[id]}
    told = told_of(application, fields, parts.attached[id], parts.sent.get(id))
    tables, items, found_by = dict(told.tables), {kind: list(ids) for kind, ids in told.items.items()}, {}
    facts = dict(tables["facts"])
    for check in parts.checks[id]:
        found = dict(check.facts)
        for kind, rows in found.pop(RECORDS, {}).items():
            tables[kind], items[kind] = list(rows), [str(number) for number in range(len(rows))]
            found_by[kind] = check.register
        facts |= found
        found_by |= dict.fromkeys(found, check.register)
    for line in parts.lines[id]:
        kind, _, item = line.line.partition("/")
        if item in items.get(kind, ()):
            at = items[kind].index(item)
            tables[kind][at] = {**tables[kind][at], "found_amount": show_cents(line.admitted_cents)}
    voted, votes = found_by_votes(rules, parts.votes[id], parts.members.get(application.call_id, 0))
    found_by |= dict.fromkeys(voted, "committee")
    if "size" in found_by:
        # A register that tells the size has the last word on the figures that the enterprise gave for it.
        for kind in FIGURE_RECORDS:
            tables.pop(kind, None)
            items.pop(kind, None)
    tables["facts"] = facts | voted
    if votes:
        tables[VOTE] = votes
    return Statement(tables, items, told.declared, found_by)
