"""On which pages does a beneficiary report its expenses, and what does each ask?

All of it follows from the call file: its steps of the report, or one page where it has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import request_paper
from bandolo.rules.asked import report_facts
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact
from bandolo.rules.reporting import ReportStep
from bandolo.rules.requirements import Document
from bandolo.rules.rule import Words

ONE_PAGE = "report"
_ONE_PAGE = Words(it="Rendicontazione", en="Report of expenses")


@dataclass(frozen=True)
class ReportPage:
    """A page of the report: facts, kinds of records, whether papers are given and the request is made here.

    `step` is that of the call; a call without steps has one page with everything.
    """

    id: str
    words: Words
    clauses: tuple[str, ...]
    facts: tuple[Fact, ...]
    kinds: tuple[str, ...]
    has_papers: bool
    has_request: bool
    step: ReportStep | None = None


@dataclass(frozen=True)
class ReportForm:
    """The pages in order, every fact that is asked by the kind of its records and its id, the papers."""

    pages: tuple[ReportPage, ...]
    facts: Mapping[tuple[str | None, str], Fact]
    papers: tuple[Document, ...]

    def page(self, id: str) -> ReportPage | None:
        """The page of an id."""
        return next((one for one in self.pages if one.id == id), None)

    def fact_at(self, path: str) -> Fact | None:
        """The fact that stands at a path; None where the report has no such place."""
        match path.split("/"):
            case ["fact", fact]:
                return self.facts.get((None, fact))
            case ["record", kind, record, fact] if record.isalnum():
                return self.facts.get((kind, fact))
            case _:
                return None

    def page_of(self, path: str) -> str:
        """The page on which a path stands: of a fact, of a kind of records, else of the papers."""
        parts = path.split("/")
        for one in self.pages:
            if parts[0] == "fact" and any(fact.id == parts[1] for fact in one.facts):
                return one.id
            if parts[0] in ("record", "records") and parts[1] in one.kinds:
                return one.id
        return next(one.id for one in self.pages if one.has_papers)

    def has_kind(self, kind: str) -> bool:
        """Whether the report takes records of a kind."""
        return any(kind in one.kinds for one in self.pages)


@lru_cache(maxsize=64)
def report_form_of(edition: UUID) -> ReportForm:
    """The form of the report of an edition, made once in each process."""
    rules = rules_of(edition)
    listed = dict(report_facts(rules))
    kinds = tuple(kind for kind in listed if kind is not None)
    facts = {(kind, fact.id): fact for kind, told in listed.items() for fact in told}
    return ReportForm(_pages(rules, listed.get(None, ()), kinds), facts, papers_at_reporting(rules))


def papers_at_reporting(rules: Rules) -> tuple[Document, ...]:
    """The papers of the report; the request itself, once signed, is not among them."""
    itself = request_paper(rules)
    return tuple(one for one in rules.documents if "reporting" in one.at and one != itself)


def _pages(rules: Rules, own: tuple[Fact, ...], kinds: tuple[str, ...]) -> tuple[ReportPage, ...]:
    if not rules.report_steps:
        return (ReportPage(ONE_PAGE, _ONE_PAGE, (), own, kinds, has_papers=True, has_request=True),)
    by_id = {fact.id: fact for fact in own}
    placed = {fact for step in rules.report_steps for fact in step.asks}
    rest = tuple(fact for fact in own if fact.id not in placed)
    last = rules.report_steps[-1]
    taking = next((step for step in rules.report_steps if step.records), last)
    pages = []
    for step in rules.report_steps:
        asked = tuple(by_id[id] for id in step.asks if id in by_id)
        pages.append(
            ReportPage(
                step.id,
                step.words,
                step.clauses,
                (*rest, *asked) if step is last else asked,
                tuple(kind for kind in step.records if kind in kinds),
                has_papers=step is taking,
                has_request=step is last,
                step=step,
            )
        )
    return tuple(pages)
