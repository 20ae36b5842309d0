"""Which papers of a call can be had with what is known of them filled in already?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.draw_up import filing_of
from bandolo.desk.models import Application, Person
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import papers_of
from bandolo.desk.queries.told import Told, told
from bandolo.desk.web.acting import person_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import saved_file
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_quote import Budget, Quote, budget, quotes
from bandolo.rules.call import Call as Rules
from bandolo.rules.requirements import Document

# The paper that splits the costs bears this id in a call.
BUDGET = "budget"
_SUPPLIER = ("supplier_vat", "by")


@dataclass(frozen=True)
class Prefilled:
    """A paper to be downloaded: for whom, and where."""

    words: str
    href: str


def prefilled(
    application: Application, found: Told, person: Person, now: datetime
) -> dict[str, list[Prefilled]]:
    """By document, the papers on a form of the call: a quote for each supplier, or the budget."""
    return {
        document: [
            Prefilled(
                one.supplier or one.supplier_vat if isinstance(one, Quote) else "",
                reverse("application_model", args=[application.id, document, number]),
            )
            for number, one in enumerate(papers, 1)
        ]
        for document, papers in _papers(application, found, person, now).items()
    }


def model(request: DeskRequest, application: Application, document: str, number: int) -> HttpResponse:
    """The numbered paper of a document, as PDF."""
    now = clock.now()
    papers = _papers(application, told(application, now), person_of(request), now).get(document, ())
    if not 1 <= number <= len(papers):
        raise Http404
    return saved_file(typeset(papers[number - 1]), f"{document}-{number}.pdf")


def _papers(
    application: Application, found: Told, person: Person, now: datetime
) -> Mapping[str, Sequence[Quote | Budget]]:
    rules = rules_of(application.edition_id)
    wanted = [one for one in papers_of(rules) if one.model and (_is_quote(one) or one.id == BUDGET)]
    seen = assessed(application, found, now) if wanted else None
    if seen is None or seen.assessment is None:
        return {}
    filing = filing_of(application, found, person, now)
    made: dict[str, Sequence[Quote | Budget]] = {}
    for one in wanted:
        name = one.model or ""
        if _is_quote(one):
            made[one.id] = [*quotes(filing, seen.read, seen.assessment, name, _supplier_fact(rules))]
        else:
            made[one.id] = [budget(filing, seen.read, seen.assessment, name)]
    return made


def _is_quote(document: Document) -> bool:
    """Whether suppliers write it, on a form of the call."""
    return "supplier" in document.signed_by


def _supplier_fact(rules: Rules) -> str:
    """The fact by which a cost names its supplier."""
    known = {fact.id for fact in rules.facts if "cost" in fact.of}
    return next((name for name in _SUPPLIER if name in known), _SUPPLIER[0])
