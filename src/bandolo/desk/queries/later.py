"""What do the rules say of an application after its award, from what was approved, happened and reported?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from django.db.models import Sum

from bandolo.desk.models import Application, Attachment, Award, LedgerEntry, Report
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.assessments import Assessed, assessed_at
from bandolo.desk.queries.choice import reference
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import request_paper
from bandolo.desk.queries.inspections import inspected_facts
from bandolo.desk.queries.paid_so_far import paid_so_far
from bandolo.desk.queries.statement import Statement, statement_of
from bandolo.papers.invoice_fingerprint import plain_number
from bandolo.rules.application import Application as Read
from bandolo.rules.application import claim_kinds
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call as Rules
from bandolo.rules.call import dividing_kind
from bandolo.rules.consequences import Consequences, consequences
from bandolo.rules.costs import split_cut
from bandolo.rules.days import ROME, day_in_rome, is_countable
from bandolo.rules.deadlines import Event
from bandolo.rules.load import law
from bandolo.rules.money import read_cents, show_cents
from bandolo.rules.so_far import ClaimNow, SoFar, events_told

AfterAward = Literal["reporting", "payment"]
_FROM_THE_DESK = ("system", "body")


@dataclass(frozen=True)
class Later:
    """What the rules say; `problems` tell what was left out since it cannot be read, or why nothing is said.

    `assessed` tells by path what was left out, and the path of each place; `statement` what stands for it.
    """

    read: Read
    assessment: Assessment | None
    consequences: Consequences | None
    problems: tuple[str, ...]
    assessed: Assessed
    statement: Statement
    so_far: SoFar

    @property
    def tables(self) -> Mapping[str, Any]:
        """What was read, as the tables of an application file."""
        return self.assessed.tables


def current_report(application: Application, stage: str = "") -> Report | None:
    """The report of a stage that was drawn up last: sent, or not yet."""
    return Report.objects.filter(application=application, stage=stage, replaced_at=None).first()


def later_of(application: Application, moment: AfterAward, now: datetime) -> Later:
    """What the rules say at a moment after the award, as of an instant, with all that officers found."""
    return later_with(application, statement_of(application), moment, now)


def later_with(
    application: Application,
    statement: Statement,
    moment: AfterAward,
    now: datetime,
    sent_at: datetime | None = None,
) -> Later:
    """The same of a statement; `sent_at` supposes that the report were sent then."""
    rules, report = rules_of(application.edition_id), current_report(application)
    award = Award.objects.filter(application=application).select_related("act__ranking").first()
    files = list(application.attachments.filter(state__in=ATTACHED))
    so_far = _so_far(application, rules, statement, award, report, sent_at)
    handed = application.handed.filter(removed_at=None).aggregate(bytes=Sum("size"))["bytes"] or 0
    attested = attested_later(rules, so_far.events, report, files, handed, award is not None)
    attested |= inspected_facts(rules, application)
    tables = {
        **statement.tables,
        "facts": {**_until_said(rules), **statement.tables["facts"], **attested},
        "attached": _attached(rules, statement, files, report),
        "approved": {} if award is None else _approved(award),
    }
    _give_members(rules, tables)
    _claims_once(rules, tables)
    found = assessed_at(moment, application.edition_id, tables, statement.items, now)
    problems = tuple(f"{path}: {words.it}" for path, words in found.left_out.items())
    if found.assessment is None:
        problems = (*problems, *([found.unable.it] if found.unable else []))
        return Later(found.read, None, None, problems, found, statement, so_far)
    following = consequences(found.assessment, found.read, law(), so_far)
    return Later(found.read, found.assessment, following, problems, found, statement, so_far)


def _give_members(rules: Rules, tables: dict[str, Any]) -> None:
    """To each member of a group what was approved of its own, lowered as what stands of the whole is."""
    approved, kind = dict(tables["approved"]), dividing_kind(rules)
    own: Mapping[str, Mapping[str, Any]] = approved.pop("members", {})
    tables["approved"] = approved
    if kind is None or not own:
        return
    grants = {name: read_cents(one.get("grant", "0")) for name, one in own.items()}
    stands = split_cut(read_cents(approved.get("grant", "0")), grants, kind.split)
    given = {name: {**one, "grant": show_cents(stands[name])} for name, one in own.items()}
    tables[kind.id] = [
        {**one, "approved": given[name]} if (name := str(one.get(kind.named_by or ""))) in given else one
        for one in tables.get(kind.id, ())
    ]


def copies_of(invoices: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The invoices that stand there before, with the first of each: by supplier, number and year, from 1."""
    first: dict[tuple[str, str, str], int] = {}
    copies: dict[int, int] = {}
    for at, row in enumerate(invoices, 1):
        supplier = str(row.get("supplier_vat") or row.get("supplier_name") or "").casefold()
        name = "".join(char for char in supplier if char.isalnum()).removeprefix("it")
        number = plain_number(str(row.get("number", "")))
        if name and number:
            earlier = first.setdefault((name, number, str(row.get("dated", ""))[:4]), at)
            if earlier != at:
                copies[at] = earlier
    return copies


def _claims_once(rules: Rules, tables: dict[str, Any]) -> None:
    """What nobody reports is none; what stands there twice counts once, until an officer says otherwise."""
    for kind in claim_kinds(rules, "reporting"):
        # What nobody reports is not there: a report is what is claimed.
        tables.setdefault(kind, [])
    rows = tables.get("invoice", [])
    if rows and any(fact.id == "found_amount" and "invoice" in fact.of for fact in rules.facts):
        tables["invoice"] = [dict(row) for row in rows]
        for at in copies_of(rows):
            tables["invoice"][at - 1].setdefault("found_amount", "0.00")


def so_far_of(application: Application) -> SoFar:
    """What has happened: events with their days or instants, payments made, the stage that is reported on."""
    award = Award.objects.filter(application=application).select_related("act").first()
    rules, statement = rules_of(application.edition_id), statement_of(application)
    return _so_far(application, rules, statement, award, current_report(application), None)


def approved_of(application: Application) -> Mapping[str, Any]:
    """What was approved, as the table [approved] of an application file; empty before the award.

    The lines are those that the act rests on; the grant is what stands of the award today, after what was
    released, so that a premium or a loan beside it is what the act gave.
    """
    award = Award.objects.filter(application=application).select_related("act__ranking").first()
    return {} if award is None else _approved(award)


def _approved(award: Award) -> dict[str, Any]:
    given = _given_by(award)
    beside = sum(read_cents(given.get(name, "0")) or 0 for name in ("premium", "loan"))
    sums = dict(
        LedgerEntry.objects.filter(award=award, kind__in=("commitment", "release"))
        .values_list("kind")
        .annotate(cents=Sum("amount_cents"))
    )
    stands = int(sums.get("commitment", 0)) - int(sums.get("release", 0))
    return {**given, "grant": show_cents(max(stands - beside, 0))}


def _given_by(award: Award) -> Mapping[str, Any]:
    """What the ranking that placed it says of an application, or the list of an act adopted elsewhere."""
    varied = award.application.acts.filter(
        kind="variation", adopted_at__isnull=False, content__has_key="approved"
    ).order_by("-adopted_at")
    if (last := varied.first()) is not None:
        return dict(last.content["approved"])
    elsewhere: Mapping[str, Any] = award.act.content.get("approved", {})
    if str(award.application_id) in elsewhere:
        found: Mapping[str, Any] = elsewhere[str(award.application_id)]
        return found
    sent = award.application.submissions.order_by("-number").first()
    name = "" if sent is None else reference(award.act.call, sent.number)
    adopted = award.act.call.formal_acts.filter(adopted_at__isnull=False, ranking__isnull=False)
    for act in adopted.select_related("ranking").order_by("-adopted_at"):
        approved = act.ranking.result["inputs"].get("approved", {}) if act.ranking is not None else {}
        if name in approved:
            return dict(approved[name])
    return {}


def _so_far(
    application: Application,
    rules: Rules,
    statement: Statement,
    award: Award | None,
    report: Report | None,
    sent_at: datetime | None,
) -> SoFar:
    events: dict[str, Event] = {}
    submission = application.submissions.order_by("-number").first()
    if submission is not None:
        events["submission"] = submission.instant
    if award is not None and award.act.dated is not None:
        events["award"] = award.act.dated
    said = {fact.id: fact for fact in rules.facts if fact.tells and not fact.of}
    # What the desk itself entered stands in no form.
    entered = application.fields.filter(path__in=[f"fact/{id}" for id in said]).values_list("path", "value")
    values = {path.removeprefix("fact/"): value for path, value in entered} | statement.tables["facts"]
    told = {id: _day(values[id]) for id in said if id in values}
    events |= events_told(rules, {id: day for id, day in told.items() if day is not None})
    events |= {one.event: one.on for one in application.milestones.order_by("at", "id")}
    sent = report.sent_at if report is not None and report.sent_at is not None else sent_at
    for fact in said.values():
        # Whatever happens when the report is sent bears its instant.
        if sent is not None and "report" in fact.tells:
            events |= dict.fromkeys(fact.tells, sent)
    if sent is not None:
        events["report"] = sent
    counted = {one.id for one in rules.deadlines}
    stage = report.stage if report is not None else ""
    return SoFar(
        events={name: event for name, event in events.items() if name not in counted},
        paid=() if award is None else paid_so_far(award, {one.id for one in rules.stages}),
        claim=ClaimNow(stage=stage) if stage else None,
    )


def _day(value: object) -> date | datetime | None:
    if not isinstance(value, str):
        return value if isinstance(value, date) and is_countable(value) else None
    try:
        told = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None
    # From another day nothing can be counted, and no page of the dossier would say so.
    return told if is_countable(told) else None


def attested_later(
    rules: Rules,
    events: Mapping[str, Event],
    report: Report | None,
    files: Iterable[Attachment],
    handed: int,
    is_awarded: bool,
) -> dict[str, Any]:
    """What the desk itself attests at reporting, where the call asks it.

    The days and instants of what it saw happen, the bytes of the files of the report (with the `handed` ones
    that are read), whether the request is signed, whether the award lists the enterprise.
    """
    papers = {one.id for one in rules.documents if "reporting" in one.at} - {_request_id(rules)}
    known: dict[str, Any] = {
        "files_bytes": handed + sum(one.size for one in files if one.document in papers),
        "request_signed": report is not None and bool(report.signed_sha256),
        "in_award_list": is_awarded,
    }
    for fact in rules.facts:
        happened = next((events[name] for name in fact.tells if name in events), None)
        if happened is not None:
            is_day = fact.type == "date"
            known[fact.id] = day_in_rome(happened).isoformat() if is_day else _instant(happened)
    asked = {fact.id for fact in rules.facts if fact.attested_by[0] in _FROM_THE_DESK and not fact.of}
    return {id: value for id, value in known.items() if id in asked}


def _until_said(rules: Rules) -> dict[str, Any]:
    return {fact.id: fact.until_said for fact in rules.facts if fact.until_said is not None}


def _instant(happened: Event) -> str:
    if not isinstance(happened, datetime):
        happened = datetime.combine(happened, time(), tzinfo=ROME)
    return happened.isoformat()


def _request_id(rules: Rules) -> str:
    paper = request_paper(rules)
    return paper.id if paper is not None else ""


def _attached(
    rules: Rules, statement: Statement, files: Sequence[Attachment], report: Report | None
) -> list[str]:
    """The papers that are there; one due for each record of a kind only where each of them has it."""
    there = {(one.document, one.record) for one in files}
    listed = {document for document, _ in there}
    for paper in rules.documents:
        if paper.per is not None and "reporting" in paper.at:
            records = [f"{paper.per}/{id}" for id in statement.items.get(paper.per, ())]
            if any((paper.id, record) not in there for record in records):
                listed.discard(paper.id)
    itself = _request_id(rules)
    if itself and report is not None and report.signed_sha256:
        listed.add(itself)
    return sorted(listed)
