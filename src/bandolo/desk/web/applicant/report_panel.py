"""What stands beside the pages of a report: the grant as it would be, what takes from it, what is missing?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from urllib.parse import quote

from django.urls import reverse

from bandolo.desk.queries.late import report_term
from bandolo.desk.queries.report_findings import Found, Item
from bandolo.desk.queries.report_now import Lack, ReportNow
from bandolo.desk.web.applicant.panel import Amount, Remark
from bandolo.desk.words import lang, said
from bandolo.rules.answer import reasons_of
from bandolo.rules.comparisons import Compared
from bandolo.rules.costs import Tree
from bandolo.rules.rule import Words
from bandolo.rules.words_of import Wording, end_words

_NO_COVER = Words(it="{}: nessuna spesa ammessa", en="{}: no admitted cost")


@dataclass(frozen=True)
class Gate:
    """A threshold in cents: what is needed, what is there, how much lacks."""

    words: str
    needed: int
    there: int

    @property
    def lacks(self) -> int:
        """How much is still needed."""
        return max(0, self.needed - self.there)

    @property
    def percent(self) -> int:
        """What is there of what is needed, at most 100."""
        return min(100, 100 * self.there // self.needed) if self.needed else 100


@dataclass(frozen=True)
class Taken:
    """An item that does not count: the words, where it stands, and what it takes from the grant."""

    remark: Remark
    cents: int | None


@dataclass(frozen=True)
class ReportPanel:
    """Amounts in cents: the grant by the costs admitted so far, what was approved, what is admitted of it."""

    unable: str
    grant: int
    approved_grant: int
    admitted: int
    approved: int
    is_final: bool
    lines: tuple[Amount, ...]
    taken: tuple[Taken, ...]
    failed: tuple[Remark, ...]
    lacks: tuple[Remark, ...]
    uncovered: tuple[str, ...]
    gates: tuple[Gate, ...]
    term: str
    term_clauses: tuple[str, ...]


def panel_of_report(now: ReportNow, items: Sequence[Item], lacks: Sequence[Lack]) -> ReportPanel:
    """The panel of a report."""
    wording, later = Wording(now.rules, lang()), now.later
    approved = later.read.approved
    if later.assessment is None:
        unable = said(later.assessed.unable) if later.assessed.unable else ""
        grant = approved.get("approved.grant", 0)
        return ReportPanel(unable, 0, grant, 0, 0, False, (), (), (), (), (), (), "", ())
    outcome = later.assessment.outcome
    due = report_term(later)
    root = Tree(now.rules.lines, now.rules.groups).root
    total = approved.get(f"approved.{root}", 0) if root else sum(_of_lines(now).values())
    return ReportPanel(
        unable="",
        grant=outcome.aid.total,
        approved_grant=approved.get("approved.grant", 0),
        admitted=outcome.admitted_total,
        approved=total,
        is_final=outcome.known.aid and outcome.known.claims,
        lines=tuple(_amounts(now, wording)),
        taken=tuple(_taken(now, items, wording)),
        failed=tuple(_failed(now, wording)),
        lacks=tuple(_lack(now, one, wording) for one in lacks),
        uncovered=tuple(_uncovered(now, wording)),
        gates=tuple(_gates(now, wording)),
        term="" if due is None else said(end_words(due)),
        term_clauses=() if due is None else due.deadline.clauses,
    )


def _amounts(now: ReportNow, wording: Wording) -> Iterator[Amount]:
    limits = {limit.id: said(limit.words) for limit in now.rules.limits}
    for one in now.later.assessment.outcome.lines if now.later.assessment else ():
        if one.claimed or one.admitted:
            bound = tuple(limits[id] for id in one.bound_by if id in limits)
            yield Amount(wording.say(wording.nodes[one.id]), one.claimed, one.admitted, bound)


def found_words(now: ReportNow, found: Sequence[Found]) -> list[Remark]:
    """What was found of an item, as its page says it."""
    wording = Wording(now.rules, lang())
    return [
        Remark(said(one.words), "", tuple(wording.compared(each) for each in one.reasons), one.clauses)
        for one in found
    ]


def link_in_report(now: ReportNow, path: str) -> str:
    """The address of a place of the report; empty where it has none."""
    if not path.startswith(("document/", "records/", "record/")) and now.form.fact_at(path) is None:
        return ""
    named = {"application": now.application.id, "page": now.form.page_of(path)}
    return f"{reverse('report_page', kwargs=named)}#{quote(path.replace('/', '-'))}"


def shown_reasons(now: ReportNow, reasons: Sequence[Compared]) -> list[str]:
    """Why a page is not complete, in words."""
    wording = Wording(now.rules, lang())
    return [wording.compared(one) for one in reasons]


def _taken(now: ReportNow, items: Sequence[Item], wording: Wording) -> Iterator[Taken]:
    for item in items:
        if out := [one for one in item.found if not one.is_open]:
            words = (
                f"{wording.say(wording.records[item.kind]).capitalize()} {item.number}: {said(out[0].words)}"
            )
            clauses = tuple(dict.fromkeys(clause for one in out for clause in one.clauses))
            yield Taken(Remark(words, link_in_report(now, item.path), (), clauses), item.takes)


def _failed(now: ReportNow, wording: Wording) -> Iterator[Remark]:
    assessment = now.later.assessment
    for one in assessment.outcome.requirements if assessment else ():
        if one.verdict is False and assessment is not None:
            reasons = reasons_of(assessment, one.rule.id)
            words = tuple(wording.compared(reason) for reason in reasons)
            href = link_in_report(now, now.later.assessed.path_of(reasons[0].place)) if reasons else ""
            yield Remark(said(one.rule.words), href, words, one.rule.clauses)


def _lack(now: ReportNow, one: Lack, wording: Wording) -> Remark:
    href, parts = link_in_report(now, one.path), one.path.split("/")
    if one.paper is None:
        return Remark(_numbered(wording.question(one.name), one.place), href)
    words = said(one.paper.words)
    if parts[0] == "record":
        ids = now.told.items.get(parts[1], ())
        kind = wording.say(wording.records[parts[1]])
        words = f"{kind.capitalize()} {ids.index(parts[2]) + 1}: {words}"
    return Remark(words, href, (), one.paper.clauses)


def _numbered(question: str, place: str) -> str:
    number = place.partition("[")[2].partition("]")[0]
    return f"{question} ({number})" if number else question


def _of_lines(now: ReportNow) -> dict[str, int]:
    approved = now.later.read.approved
    return {line.id: approved.get(f"approved.{line.id}", 0) for line in now.rules.lines}


def _uncovered(now: ReportNow, wording: Wording) -> Iterator[str]:
    """The lines approved above zero that no admitted cost covers yet."""
    outcome = now.later.assessment.outcome if now.later.assessment else None
    covered = {one.id for one in outcome.lines if one.admitted} if outcome else set()
    for line, cents in _of_lines(now).items():
        if cents and line not in covered:
            yield said(_NO_COVER).format(wording.say(wording.nodes[line]).capitalize())


def _gates(now: ReportNow, wording: Wording) -> Iterator[Gate]:
    """The amounts that a page wants: what is admitted, of what is needed."""
    assessment = now.later.assessment
    for one in now.pages:
        for reason in one.reasons:
            if reason.operator != "at_least" or "." not in reason.fact or assessment is None:
                continue
            wanted, found = reason.wanted, reason.found
            if found is None and reason.fact.endswith(".total"):
                found = assessment.outcome.admitted_total
            if isinstance(found, int) and isinstance(wanted, int | Fraction):
                yield Gate(wording.amount(reason.fact), ceil(wanted), found)
