"""Which applications are asked to follow a later edition of their call, and what does that one ask?"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from bandolo.desk.models import Application, Edition
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of, papers_of
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words

# What was sent stays on the edition under which it was; so does all that the review makes of it.
MOVABLE = ("draft", "sealed")


@dataclass(frozen=True)
class Amendment:
    """The edition that binds now, and what it asks and takes away against the `own` of an application."""

    own: int
    edition: Edition
    more: tuple[Words, ...]
    other: tuple[Words, ...]
    less: tuple[Words, ...]


def amendment_of(application: Application) -> Amendment | None:
    """What an application is asked to move to; None where it is on the last edition, or was sent.

    `other` are the questions that are put otherwise: in other words, with other choices, of another type.
    """
    if application.state not in MOVABLE:
        return None
    editions = Edition.objects.filter(call=application.call_id).order_by("number").defer("content", "cases")
    numbers = {one.id: one for one in editions}
    last = [*numbers.values()][-1]
    if last.id == application.edition_id:
        return None
    before, after = form_of(application.edition_id).facts, form_of(last.id).facts
    papers, later = (
        {one.id: one for one in papers_of(rules_of(id))} for id in (application.edition_id, last.id)
    )
    changed = [fact.ask for key, fact in after.items() if key in before and _put(fact) != _put(before[key])]
    return Amendment(
        numbers[application.edition_id].number,
        last,
        (
            *(fact.ask for key, fact in after.items() if key not in before),
            *(one.words for id, one in later.items() if id not in papers),
        ),
        tuple(changed),
        (
            *(fact.ask for key, fact in before.items() if key not in after),
            *(one.words for id, one in papers.items() if id not in later),
        ),
    )


def _put(fact: Fact) -> tuple[object, ...]:
    return (fact.type, fact.ask, fact.unit, fact.choices, fact.any_choice)


def asked_to_move(applications: QuerySet[Application]) -> frozenset[UUID]:
    """The ids of those of some applications that are asked to move."""
    last = Edition.objects.filter(call=OuterRef("call")).order_by("-number").values("number")[:1]
    movable = applications.filter(state__in=MOVABLE).annotate(last=Subquery(last)).order_by()
    return frozenset(movable.exclude(edition__number=F("last")).values_list("id", flat=True))
