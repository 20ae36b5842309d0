"""What does an officer know of one application, all on one page?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bandolo.desk.models import (
    Application,
    Attachment,
    Award,
    Event,
    Finding,
    LineFinding,
    RefusalNotice,
    RegisterCheck,
    Review,
    Seal,
    Submission,
    Supplement,
)
from bandolo.desk.queries.checklist import Checklist, checklist_of
from bandolo.desk.queries.editions import assessor_of, rules_of
from bandolo.desk.queries.events import events_of
from bandolo.desk.queries.post import Sent, letters_of
from bandolo.desk.queries.review_terms import DecisionClock, decision_clock
from bandolo.desk.queries.scans import scans_of
from bandolo.desk.queries.statement import Statement, statement_of
from bandolo.rules.application import Application as Read
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call as Rules
from bandolo.rules.conditions import Record
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words
from bandolo.rules.words_of import Wording

CLAIMED = "cost"


@dataclass(frozen=True)
class Shown:
    """A fact as it is shown: the question, what was declared, what counts now and who attested that."""

    fact: Fact
    declared: str
    value: str
    found_by: str


@dataclass(frozen=True)
class Item:
    """A claimed item: what was quoted, what the rules count of it, what an officer or committee admits."""

    path: str
    line: Words
    supplier: str
    claim: int | None
    counted: int | None
    refused: Words | None
    finding: LineFinding | None


@dataclass(frozen=True)
class Node:
    """A line or group of the costs in cents: claimed, left by the limits, admitted; the limits that bind."""

    words: Words
    claimed: int
    limited: int
    admitted: int
    bound_by: tuple[Words, ...]


@dataclass(frozen=True)
class Assessed:
    """What the rules make of an application at review."""

    read: Read
    assessment: Assessment
    checklist: Checklist
    items: tuple[Item, ...]
    nodes: tuple[Node, ...]

    @property
    def grant(self) -> int:
        """Cents of the grant that the admitted costs give, a premium included."""
        return self.assessment.outcome.aid.total


@dataclass(frozen=True)
class Dossier:
    """One application with all that was said, found, asked, done; `problems`: why it cannot be assessed."""

    application: Application
    rules: Rules
    submission: Submission | None
    review: Review | None
    statement: Statement
    facts: tuple[Shown, ...]
    records: Sequence[tuple[Words, Sequence[Sequence[Shown]]]]
    assessed: Assessed | None
    problems: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    scans: Mapping[str, str]
    seal: Seal | None
    checks: tuple[RegisterCheck, ...]
    supplements: tuple[Supplement, ...]
    notices: tuple[RefusalNotice, ...]
    letters: tuple[Sent, ...]
    clock: DecisionClock | None
    events: tuple[Event, ...]
    is_awarded: bool


def dossier_of(application: Application, now: datetime, lang: str) -> Dossier:
    """The dossier of an application as of an instant, in a dozen questions to the database."""
    rules = rules_of(application.edition_id)
    statement = statement_of(application)
    submission = application.submissions.order_by("-number").first()
    supplements = tuple(application.supplements.order_by("at").prefetch_related("items"))
    assessed, problems = assessed_of(application, statement, now)
    attachments = tuple(application.attachments.order_by("document", "at"))
    read = assessed.read if assessed else Read({}, {}, {}, None, None, None)
    wording = Wording(rules, lang)
    return Dossier(
        application,
        rules,
        submission,
        Review.objects.filter(application=application).select_related("officer", "proposed_by").first(),
        statement,
        _facts(rules, wording, statement, read.facts),
        _records(rules, wording, read.records),
        assessed,
        tuple(problems),
        attachments,
        scans_of(one.sha256 for one in attachments),
        application.seals.filter(revoked_at__isnull=True).first(),
        tuple(application.register_checks.order_by("at").select_related("by")),
        supplements,
        tuple(application.refusal_notices.order_by("at")),
        tuple(letters_of(application)),
        None if submission is None else decision_clock(rules, submission.instant, supplements, now),
        tuple(events_of(application.id)),
        Award.objects.filter(application=application).exists(),
    )


def assessed_of(
    application: Application, statement: Statement, now: datetime
) -> tuple[Assessed | None, list[str]]:
    """What the rules make of an application at review, or why they can make nothing of it."""
    rules = rules_of(application.edition_id)
    read, problems = statement.read(rules)
    if problems:
        return None, problems
    try:
        assessment = assessor_of(application.edition_id).assess(read, "review", now)
    except ValueError as problem:
        return None, [str(problem)]
    findings = Finding.objects.filter(review__application=application).order_by("at", "id")
    lines = LineFinding.objects.filter(review__application=application).order_by("at", "id")
    checklist = checklist_of(assessment, findings.select_related("by"))
    last = {one.line: one for one in lines.select_related("by")}
    items = _items(rules, statement, read, assessment, last)
    return Assessed(read, assessment, checklist, items, nodes_of(rules, assessment)), []


def _facts(
    rules: Rules, wording: Wording, statement: Statement, values: Mapping[str, Any]
) -> tuple[Shown, ...]:
    shown = []
    for fact in rules.facts:
        if fact.of or fact.id not in {**statement.declared, **statement.tables["facts"]}:
            continue
        value = wording.value(fact.id, values[fact.id]) if fact.id in values else ""
        by = statement.found_by.get(fact.id, "")
        declared = str(statement.declared.get(fact.id, "")) if by else ""
        shown.append(Shown(fact, declared, value, by))
    return tuple(shown)


def _records(
    rules: Rules, wording: Wording, records: Mapping[str, Sequence[Record]]
) -> list[tuple[Words, list[list[Shown]]]]:
    facts = {fact.id: fact for fact in rules.facts}
    return [
        (
            kind.words,
            [
                [
                    Shown(facts[id], "", wording.value(id, value), "")
                    for id, value in record.items()
                    if id in facts
                ]
                for record in records[kind.id]
            ],
        )
        for kind in rules.records
        if records.get(kind.id)
    ]


def _items(
    rules: Rules, statement: Statement, read: Read, assessment: Assessment, last: Mapping[str, LineFinding]
) -> tuple[Item, ...]:
    words = {line.id: line.words for line in rules.lines}
    refused = {one.number: one.admission.words for one in assessment.outcome.refused if one.kind == CLAIMED}
    found = []
    for number, (id, record) in enumerate(
        zip(statement.items.get(CLAIMED, ()), read.records.get(CLAIMED, ()), strict=True), 1
    ):
        claim = record.get("claim")
        counted = 0 if number in refused else record.get("counted", claim)
        found.append(
            Item(
                f"{CLAIMED}/{id}",
                words.get(str(record["line"]), Words(it=str(record["line"]), en=str(record["line"]))),
                str(record.get("supplier_name", "")),
                claim if isinstance(claim, int) else None,
                counted if isinstance(counted, int) else None,
                refused.get(number),
                last.get(f"{CLAIMED}/{id}"),
            )
        )
    return tuple(found)


def nodes_of(rules: Rules, assessment: Assessment) -> tuple[Node, ...]:
    """The lines and groups of the costs with the limits that bound them."""
    words = {one.id: one.words for one in (*rules.lines, *rules.groups)}
    limits = {one.id: one.words for one in rules.limits}
    return tuple(
        Node(
            words[one.id],
            one.claimed,
            one.limited,
            one.admitted,
            tuple(limits[bound] for bound in one.bound_by if bound in limits),
        )
        for one in assessment.outcome.lines
    )
