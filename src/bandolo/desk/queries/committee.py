"""What does a committee judge, who sits in it, and what do its votes come to?

Its members vote, as many as the call asks for at least; its coordinator does not.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from bandolo.desk.models import Call, CommitteeMember, ConflictDeclaration, Person, Vote
from bandolo.rules.call import Call as Rules
from bandolo.rules.committee import votes_needed
from bandolo.rules.criteria import ByVotes
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words

# A vote on a fact is yes or no.
YES, NO = 1, 0


class Judged(NamedTuple):
    """What the committee votes on: a criterion by points in hundredths, or a fact by yes and no."""

    id: str
    words: Words
    most: int
    is_fact: bool
    clauses: tuple[str, ...]


def judged_by_committee(rules: Rules) -> tuple[Judged, ...]:
    """The facts that the committee attests before anybody else, and the criteria that it gives points on."""
    facts = [
        Judged(fact.id, fact.ask, YES * 100, True, fact.clauses)
        for fact in rules.facts
        if fact.attested_by[0] == "committee" and fact.type == "yes_no" and not fact.of
    ]
    criteria = [
        Judged(one.id, one.words, one.points.scale or one.most, False, one.clauses)
        for one in rules.criteria
        if isinstance(one.points, ByVotes)
    ]
    return (*facts, *criteria)


def members_of(call: Call, now: datetime) -> list[CommitteeMember]:
    """Who sits in the committee of a call at an instant, members first."""
    sitting = CommitteeMember.objects.filter(
        Q(until__isnull=True) | Q(until__gt=now), call=call, since__lte=now
    )
    return list(
        sitting.select_related("person").order_by("-part", "person__family_name", "person__given_name")
    )


def sits(call: Call, person: Person, now: datetime) -> bool:
    """Whether a person votes in the committee of a call at an instant: the coordinator does not."""
    return any(one.person_id == person.id and one.part == "member" for one in members_of(call, now))


def coordinates(call: Call, person: Person, now: datetime) -> bool:
    """Whether a person coordinates the committee of a call at an instant."""
    return any(one.person_id == person.id and one.part == "coordinator" for one in members_of(call, now))


def members_by_call(calls: Iterable[UUID]) -> dict[UUID, int]:
    """How many members vote in each call."""
    listed = CommitteeMember.objects.filter(call__in=set(calls), part="member", until__isnull=True)
    counted: dict[UUID, int] = {}
    for call in listed.values_list("call_id", flat=True):
        counted[call] = counted.get(call, 0) + 1
    return counted


def votes_to_decide(rules: Rules, named: int) -> int:
    """How many votes are needed where so many were named; none can be where the call has no committee."""
    return named + 1 if rules.committee is None else votes_needed(rules.committee, named)


def last_votes(votes: Iterable[Vote]) -> dict[tuple[str, UUID], Vote]:
    """The vote that counts of each member on each thing judged: the last one; `votes` come in order."""
    return {(vote.criterion, vote.person_id): vote for vote in votes}


def conflicts_of(application: UUID) -> dict[UUID, ConflictDeclaration]:
    """The declaration that counts of each member on an application: the last one."""
    declared = ConflictDeclaration.objects.filter(application=application).order_by("at", "id")
    return {one.person_id: one for one in declared}


def found_by_votes(rules: Rules, votes: Iterable[Vote], members: int) -> tuple[dict[str, Any], list[Any]]:
    """The facts that the votes settle, and the votes on criteria as records of the rules.

    A fact is true where more than half of those who voted say so, and open below the quorum.
    """
    kept, needed = last_votes(votes), votes_to_decide(rules, members)
    facts: dict[str, Any] = {}
    records: list[Mapping[str, Any]] = []
    for judged in judged_by_committee(rules):
        mine = [vote for (criterion, _), vote in kept.items() if criterion == judged.id]
        if judged.is_fact and len(mine) >= needed:
            facts[judged.id] = 2 * sum(vote.points > 0 for vote in mine) > len(mine)
        elif not judged.is_fact:
            records += [
                {
                    "criterion": judged.id,
                    "assessor": str(vote.person_id),
                    "points": show_cents(int(vote.points * 100)),
                }
                for vote in mine
            ]
    return facts, records


def has_committee(rules: Rules) -> bool:
    """Whether a call has a committee."""
    return rules.committee is not None
