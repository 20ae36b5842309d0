"""How far is a report of expenses: which pages are open, what is complete, what can still be changed?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.models import Application, Report, SupplementItem
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import Later, current_report, later_with
from bandolo.desk.queries.report_form import ReportForm, ReportPage, report_form_of
from bandolo.desk.queries.statement import statement_of
from bandolo.desk.queries.told import Told, told
from bandolo.rules.answer import answers_missing
from bandolo.rules.asked import names_in
from bandolo.rules.call import Call as Rules
from bandolo.rules.comparisons import Compared
from bandolo.rules.conditions import View
from bandolo.rules.facts import Fact
from bandolo.rules.reporting import asked_now
from bandolo.rules.requirements import WEIGHT, Document

EDITABLE_STATES = ("awarded", "report_supplement")


@dataclass(frozen=True)
class PageNow:
    """A page: whether it is complete (None: answers are missing), open, fixed for good; why not complete."""

    page: ReportPage
    is_complete: bool | None
    is_open: bool
    is_fixed: bool
    reasons: tuple[Compared, ...]


@dataclass(frozen=True)
class ReportNow:
    """A report as it stands, with what the rules say of it at reporting.

    `opened` is what can be changed: None for all that is open, else the paths that a supplement asks.
    """

    application: Application
    rules: Rules
    form: ReportForm
    told: Told
    later: Later
    report: Report | None
    pages: tuple[PageNow, ...]
    opened: tuple[str, ...] | None

    @property
    def can_edit(self) -> bool:
        """Whether anything can be changed."""
        return self.application.state in EDITABLE_STATES and not self.is_sent_whole

    @property
    def is_sent_whole(self) -> bool:
        """Whether the report is sent and nothing is asked again."""
        return self.report is not None and self.report.sent_at is not None and self.opened is None

    def page_now(self, id: str) -> PageNow | None:
        """The page of an id, as it stands."""
        return next((one for one in self.pages if one.page.id == id), None)

    @property
    def first_incomplete(self) -> PageNow:
        """The page to go on with."""
        undone = (one for one in self.pages if one.is_open and one.is_complete is not True)
        return next(undone, self.pages[-1])

    def fact_at(self, path: str) -> Fact | None:
        """The fact that can be changed at a path now; None where nothing is asked, or it is closed."""
        fact = self.form.fact_at(path)
        if fact is None or not self.can_edit:
            return None
        if self.opened is not None:
            return fact if any(path == one or path.startswith(f"{one}/") for one in self.opened) else None
        now = self.page_now(self.form.page_of(path))
        return fact if now is not None and now.is_open and not now.is_fixed else None

    def takes(self, kind: str) -> bool:
        """Whether records of a kind can be given now."""
        pages = [one for one in self.pages if kind in one.page.kinds]
        return self.can_edit and any(one.is_open and not one.is_fixed for one in pages)

    def asked(self, page: ReportPage) -> tuple[Fact, ...]:
        """The facts of a page that are asked of this project: the sections of its measure."""
        if page.step is None:
            return page.facts
        outcome = self.later.assessment.outcome if self.later.assessment else None
        amounts = outcome.amounts if outcome else {}
        records = outcome.records if outcome else self.later.read.records
        wanted = asked_now(page.step, View(self.later.read.facts, records, amounts, {}))
        return tuple(fact for fact in page.facts if fact.id in wanted or fact.id not in page.step.asks)


def report_now(application: Application, now: datetime) -> ReportNow:
    """The report of an application as of an instant."""
    rules, form = rules_of(application.edition_id), report_form_of(application.edition_id)
    later = later_with(application, statement_of(application), "reporting", now)
    said = told(application, now)
    report = current_report(application)
    opened = _opened(application)
    following = {one.step.id: one for one in later.consequences.report} if later.consequences else {}
    pages = []
    for number, page in enumerate(form.pages):
        outcome = following.get(page.id)
        is_fixed = page.step is not None and page.step.fixed and marker(page) in said.fields
        if page.step is None:
            complete = report is not None and report.sent_at is not None
            pages.append(PageNow(page, complete, True, False, ()))
        elif outcome is None:
            pages.append(PageNow(page, None, number == 0, is_fixed, ()))
        else:
            pages.append(PageNow(page, outcome.verdict, outcome.is_open, is_fixed, outcome.reasons))
    return ReportNow(application, rules, form, said, later, report, tuple(pages), opened)


def marker(page: ReportPage) -> str:
    """The path at which stands that a page was passed for good."""
    return f"step/{page.id}"


def attested_by_passing(rules: Rules, page: ReportPage) -> tuple[Fact, ...]:
    """The days that the desk attests when a page is passed for good: those that its condition names."""
    if page.step is None or not page.step.fixed:
        return ()
    named = set(names_in(page.step.complete))
    return tuple(
        fact
        for fact in rules.facts
        if fact.id in named and fact.attested_by[0] == "system" and fact.type == "date" and not fact.of
    )


def _opened(application: Application) -> tuple[str, ...] | None:
    if application.state != "report_supplement":
        return None
    asked = SupplementItem.objects.filter(
        supplement__application=application,
        supplement__answered_at__isnull=True,
        supplement__lapsed_at__isnull=True,
    )
    return tuple(asked.values_list("path", flat=True))


@dataclass(frozen=True)
class Lack:
    """Something that is missing: an answer (its name and place), or a paper, and the path that mends it."""

    path: str
    place: str = ""
    name: str = ""
    paper: Document | None = None
    blocks: bool = True


def lacks_of(now: ReportNow) -> tuple[Lack, ...]:
    """What the report still misses: answers, and papers by record; `blocks` where nothing is admitted so."""
    return (*_answers(now), *_papers(now))


def _answers(now: ReportNow) -> Iterator[Lack]:
    if now.later.assessment is None:
        return
    for name, _, places in answers_missing(now.later.assessment):
        for place in places:
            path = now.later.assessed.path_of(place)
            if now.form.fact_at(path) is not None or now.form.has_kind(path.removeprefix("records/")):
                yield Lack(path, place, name)


def _papers(now: ReportNow) -> Iterator[Lack]:
    required = required_papers(now)
    there = {(one.document, one.record) for one in now.told.attached}
    for paper in now.form.papers:
        if required.get(paper.id) is not True:
            continue
        blocks = WEIGHT[paper.missing] is False
        if paper.per is None:
            if (paper.id, "") not in there:
                yield Lack(f"document/{paper.id}", paper=paper, blocks=blocks)
            continue
        for id in now.told.items.get(paper.per, ()):
            record = f"{paper.per}/{id}"
            if (paper.id, record) not in there:
                yield Lack(f"record/{record}", paper=paper, blocks=blocks)


def required_papers(now: ReportNow) -> Mapping[str, bool | None]:
    """Whether each paper of the report is required, None while that is not known."""
    if now.later.assessment is None:
        return {}
    return {one.document.id: one.required for one in now.later.assessment.outcome.documents}
