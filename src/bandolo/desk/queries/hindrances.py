"""What keeps an application from being sealed, and what would be right at each place?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bandolo.desk.models import Application
from bandolo.desk.queries.assessments import Assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import Form, form_of, papers_of
from bandolo.desk.queries.told import Told
from bandolo.rules.answer import answers_missing
from bandolo.rules.requirements import WEIGHT, DocumentOutcome
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class Missing:
    """An answer that the rules need and nobody gave: the fact or kind, its place for people, its path."""

    name: str
    place: str
    path: str


@dataclass(frozen=True)
class Hindrances:
    """All of them; `later` are papers that the office will ask for, which keep nothing from being sent.

    What the answers do not meet is told, and keeps nobody from sending: who decides is the body.
    """

    unread: Mapping[str, Words]
    missing: tuple[Missing, ...]
    papers: tuple[DocumentOutcome, ...]
    later: tuple[DocumentOutcome, ...]
    unable: Words | None

    @property
    def are_none(self) -> bool:
        """Whether it can be sealed."""
        return not (self.unread or self.missing or self.papers or self.unable)


def hindrances_of(application: Application, told: Told, found: Assessed) -> Hindrances:
    """The hindrances of an application as it was assessed."""
    form = form_of(application.edition_id)
    unread = {**told.unread, **found.left_out}
    if found.assessment is None:
        return Hindrances(unread, (), (), (), found.unable)
    attachable = {one.id for one in papers_of(rules_of(application.edition_id))}
    owed = [
        one
        for one in found.assessment.outcome.documents
        if one.required and not one.attached and one.document.id in attachable
    ]
    return Hindrances(
        unread=unread,
        missing=tuple(_missing(form, found)),
        papers=tuple(one for one in owed if WEIGHT[one.document.missing] is False),
        later=tuple(one for one in owed if WEIGHT[one.document.missing] is None),
        unable=None,
    )


def is_asked(form: Form, path: str) -> bool:
    """Whether the form asks for what stands at a path."""
    parts = path.split("/")
    if parts[0] == "fact":
        return (None, parts[1]) in form.facts
    return form.step(parts[1]) is not None


def _missing(form: Form, found: Assessed) -> Iterator[Missing]:
    if found.assessment is None:
        return
    for name, _fact, places in answers_missing(found.assessment):
        for place in places:
            path = found.path_of(place)
            if is_asked(form, path):
                yield Missing(name, place, path)
