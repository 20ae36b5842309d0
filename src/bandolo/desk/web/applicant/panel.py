"""What does the assessment beside the form say, and to which field does each thing lead?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from bandolo.desk.models import Application
from bandolo.desk.queries.assessments import Assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of, papers_of
from bandolo.desk.queries.told import Told
from bandolo.desk.words import lang, said
from bandolo.rules.answer import answers_missing, reasons_of
from bandolo.rules.requirements import WEIGHT
from bandolo.rules.rule import Words
from bandolo.rules.words_of import Wording


@dataclass(frozen=True)
class Remark:
    """Something against the application, or missing: words, where to mend it, reasons, clauses."""

    words: str
    href: str = ""
    reasons: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amount:
    """A cost line or group: what is claimed and admitted, in cents, and why less is."""

    words: str
    claimed: int
    admitted: int
    bound_by: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """The verdict so far, what stands against it, what is missing, and what the grant would be."""

    admissible: bool | None
    unable: str
    failed: tuple[Remark, ...]
    unread: tuple[Remark, ...]
    missing: tuple[Remark, ...]
    papers: tuple[Remark, ...]
    later_papers: tuple[Remark, ...]
    refused: tuple[Remark, ...]
    lines: tuple[Amount, ...]
    aid: tuple[tuple[str, int], ...]
    is_final: bool

    @property
    def is_clear(self) -> bool:
        """Whether it can be sealed: what it does not meet is told, and does not keep it from being sent."""
        return not (self.unread or self.missing or self.papers or self.unable)


def panel_of(application: Application, told: Told, found: Assessed) -> Panel:
    """The panel of an application."""
    unread = (*_unread(application, told.unread), *_unread(application, found.left_out))
    if found.assessment is None:
        unable = said(found.unable) if found.unable else ""
        return Panel(None, unable, (), unread, (), (), (), (), (), (), is_final=False)
    assessment = found.assessment
    outcome, wording = assessment.outcome, Wording(assessment.call, lang())
    limits = {limit.id: said(limit.words) for limit in assessment.call.limits}
    aid = {name: cents for name, cents in outcome.aid._asdict().items() if cents and name != "total"}
    return Panel(
        admissible=outcome.admissible,
        unable="",
        failed=tuple(_failed(application, found)),
        unread=unread,
        missing=tuple(_missing(application, found)),
        papers=tuple(_papers(application, found, is_decisive=True)),
        later_papers=tuple(_papers(application, found, is_decisive=False)),
        refused=tuple(_refused(application, found)),
        lines=tuple(
            Amount(
                wording.say(wording.nodes[line.id]),
                line.claimed,
                line.admitted,
                tuple(limits[one] for one in line.bound_by if one in limits),
            )
            for line in outcome.lines
            if line.claimed or line.admitted
        ),
        aid=tuple((wording.amount(f"aid.{name}"), cents) for name, cents in (aid or {"grant": 0}).items()),
        is_final=outcome.known.aid and outcome.known.claims,
    )


def link_to(application: Application, path: str) -> str:
    """The address of a field."""
    form = form_of(application.edition_id)
    parts = path.split("/")
    if parts[0] == "fact" and (None, parts[1]) not in form.facts:
        return ""
    if parts[0] != "fact" and form.step(parts[1]) is None:
        return ""
    page = reverse("application_step", kwargs={"application": application.id, "step": form.step_of(path)})
    return f"{page}#{quote(path.replace('/', '-'))}"


def _unread(application: Application, problems: Mapping[str, Words]) -> Iterator[Remark]:
    for path, words in problems.items():
        fact = form_of(application.edition_id).fact_at(path)
        what = said(fact.ask) if fact else _kind_words(application, path)
        yield Remark(f"{what} {said(words)}", link_to(application, path))


def _kind_words(application: Application, path: str) -> str:
    kinds = {kind.id: said(kind.words) for kind in rules_of(application.edition_id).records}
    kind = path.split("/")[1]
    return f"{kinds.get(kind, kind).capitalize()}:"


def _failed(application: Application, found: Assessed) -> Iterator[Remark]:
    """The requirements that the answers do not meet, with why, and the field of the first reason."""
    assessment = found.assessment
    if assessment is None:
        return
    wording = Wording(assessment.call, lang())
    for one in assessment.outcome.requirements:
        if one.verdict is False:
            reasons = reasons_of(assessment, one.rule.id)
            href = link_to(application, found.path_of(reasons[0].place)) if reasons else ""
            words = tuple(wording.compared(reason) for reason in reasons)
            yield Remark(said(one.rule.words), href, words, one.rule.clauses)


def _missing(application: Application, found: Assessed) -> Iterator[Remark]:
    """The answers that nobody has given, and the kinds of records of which nothing was said."""
    if found.assessment is None:
        return
    wording = Wording(found.assessment.call, lang())
    for name, _fact, places in answers_missing(found.assessment):
        for place in places:
            if href := link_to(application, found.path_of(place)):
                yield Remark(_numbered(wording.question(name), place), href)


def _numbered(question: str, place: str) -> str:
    number = place.partition("[")[2].partition("]")[0]
    return f"{question} ({number})" if number else question


def _papers(application: Application, found: Assessed, *, is_decisive: bool) -> Iterator[Remark]:
    """The papers that are owed and not attached: those without which it is out, or the others."""
    if found.assessment is None:
        return
    page = reverse("application_documents", kwargs={"application": application.id})
    attached = {one.id for one in papers_of(rules_of(application.edition_id))}
    for one in found.assessment.outcome.documents:
        document = one.document
        owed = one.required and not one.attached and document.id in attached
        if owed and (WEIGHT[document.missing] is False) is is_decisive:
            yield Remark(said(document.words), f"{page}#{document.id}", (), document.clauses)


def _refused(application: Application, found: Assessed) -> Iterator[Remark]:
    """The costs that do not count, with the rule that keeps them out."""
    assessment = found.assessment
    if assessment is None:
        return
    wording = Wording(assessment.call, lang())
    for item in assessment.outcome.refused:
        place = f"{item.kind}[{item.number}]"
        if item.verdict is False:
            reasons = reasons_of(assessment, item.admission.id, place)
            words = tuple(wording.compared(one) for one in reasons)
            href = link_to(application, found.path_of(place))
            yield Remark(_numbered(said(item.admission.words), place), href, words, item.admission.clauses)
