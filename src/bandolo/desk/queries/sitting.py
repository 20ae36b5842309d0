"""What has the committee of a call examined, with which votes, conflicts and outcome?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bandolo.desk.models import Application, Call, ConflictDeclaration, Vote
from bandolo.desk.queries.choice import last_rules, references_of
from bandolo.desk.queries.committee import judged_by_committee, last_votes, members_by_call, votes_to_decide
from bandolo.papers.typeset_acts import Examined
from bandolo.rules.call import Call as Rules


@dataclass(frozen=True)
class Case:
    """An application before the committee: how many votes each thing judged has, and if that is enough."""

    reference: str
    application: Application
    votes: Mapping[str, int]
    conflicts: int
    is_judged: bool


@dataclass(frozen=True)
class Sitting:
    """What was examined so far, and the conflicts declared, by person."""

    examined: tuple[Examined, ...]
    conflicts: Mapping[UUID, str]


def cases_of(call: Call) -> list[Case]:
    """The applications that the committee judges: those that the review admitted; four questions in all."""
    rules = last_rules(call)
    judged = judged_by_committee(rules)
    needed = votes_to_decide(rules, members_by_call([call.id]).get(call.id, 0))
    votes = _votes(call)
    conflicts = _conflicts(call)
    found = []
    for name, one in references_of(call).items():
        if one.state != "admissible":
            continue
        kept = last_votes(votes[one.id])
        counts = {item.id: sum(criterion == item.id for criterion, _ in kept) for item in judged}
        declared = sum(each.has_conflict for each in conflicts[one.id].values())
        is_judged = all(count >= needed for count in counts.values())
        found.append(Case(name, one, counts, declared, is_judged))
    return found


def sitting_of(call: Call) -> Sitting:
    """What the minutes say: every application voted on, the points or the ayes, the reasons."""
    rules, votes, declarations = last_rules(call), _votes(call), _conflicts(call)
    examined, conflicts = list[Examined](), defaultdict[UUID, list[str]](list)
    for name, one in references_of(call).items():
        if votes[one.id]:
            examined.append(_examined(rules, name, one, votes[one.id]))
        for person, declared in declarations[one.id].items():
            if declared.has_conflict:
                conflicts[person].append(f"{name}: {declared.reason}")
    return Sitting(tuple(examined), {person: "; ".join(said) for person, said in conflicts.items()})


def _examined(rules: Rules, name: str, application: Application, votes: list[Vote]) -> Examined:
    kept = last_votes(votes)
    points, reasons = [], []
    for item in judged_by_committee(rules):
        mine = [vote for (criterion, _), vote in kept.items() if criterion == item.id]
        if item.is_fact:
            ayes = sum(vote.points > 0 for vote in mine)
            points.append(f"{ayes} sì, {len(mine) - ayes} no")
        else:
            points.append(" + ".join(f"{vote.points.normalize():f}" for vote in mine).replace(".", ","))
        reasons += [f"{item.words.it} {vote.reason}" for vote in mine]
    return Examined(
        reference=name,
        enterprise=application.enterprise.name,
        points="; ".join(points),
        outcome="valutata",
        reason="; ".join(dict.fromkeys(reasons)),
    )


def _votes(call: Call) -> Mapping[UUID, list[Vote]]:
    found: dict[UUID, list[Vote]] = defaultdict(list)
    for vote in Vote.objects.filter(application__call=call).order_by("at", "id"):
        found[vote.application_id].append(vote)
    return found


def _conflicts(call: Call) -> Mapping[UUID, dict[UUID, ConflictDeclaration]]:
    found: dict[UUID, dict[UUID, ConflictDeclaration]] = defaultdict(dict)
    for one in ConflictDeclaration.objects.filter(application__call=call).order_by("at", "id"):
        found[one.application_id][one.person_id] = one
    return found
