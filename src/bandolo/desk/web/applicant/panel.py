"""What does the assessment beside the form say, and to which field does each thing lead?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from bandolo.desk.models import Application
from bandolo.desk.queries.assessments import Assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.hindrances import Hindrances, hindrances_of, is_asked
from bandolo.desk.queries.told import Told
from bandolo.desk.words import lang, said
from bandolo.rules.answer import reasons_of
from bandolo.rules.requirements import DocumentOutcome
from bandolo.rules.rule import Words
from bandolo.rules.size_reasons import size_reasons
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
    """The verdict so far, what stands against it, what is missing, and what the grant would be.

    `size` holds the steps from the figures of the undertaking to its size, the answer last.
    """

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
    size: tuple[Words, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether it can be sealed, as `Hindrances.are_none` has it."""
        return not (self.unread or self.missing or self.papers or self.unable)


def panel_of(application: Application, told: Told, found: Assessed) -> Panel:
    """The panel of an application."""
    against = hindrances_of(application, told, found)
    unread = tuple(_unread(application, against.unread))
    if found.assessment is None:
        unable = said(against.unable) if against.unable else ""
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
        missing=tuple(_missing(application, against, wording)),
        papers=tuple(_papers(application, against.papers)),
        later_papers=tuple(_papers(application, against.later)),
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
        size=() if found.read.sizing is None else tuple(one.words for one in size_reasons(found.read.sizing)),
    )


def link_to(application: Application, path: str) -> str:
    """The address of a field."""
    form = form_of(application.edition_id)
    if not is_asked(form, path):
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


def _missing(application: Application, against: Hindrances, wording: Wording) -> Iterator[Remark]:
    for one in against.missing:
        yield Remark(_numbered(wording.question(one.name), one.place), link_to(application, one.path))


def _numbered(question: str, place: str) -> str:
    number = place.partition("[")[2].partition("]")[0]
    return f"{question} ({number})" if number else question


def _papers(application: Application, owed: Sequence[DocumentOutcome]) -> Iterator[Remark]:
    page = reverse("application_documents", kwargs={"application": application.id})
    for one in owed:
        yield Remark(said(one.document.words), f"{page}#{one.document.id}", (), one.document.clauses)


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
