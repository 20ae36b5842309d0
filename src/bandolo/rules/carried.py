"""What carries each clause of a call's text, and which kinds of rules does the call use?"""

from collections import Counter
from typing import NamedTuple

from bandolo.rules.call import Call, Clause, Duty, cited_clauses, placed_rules


class Carrier(NamedTuple):
    """What cites a clause: its table in the call file (requirement, limit, duty, ...) and its id."""

    kind: str
    id: str


def carriers(call: Call) -> tuple[tuple[Clause, tuple[Carrier, ...]], ...]:
    """Each clause in the order of the file with all that carries it; nothing where `not_carried` says why."""
    found: dict[str, list[Carrier]] = {clause.id: [] for clause in call.clauses}
    for path, rule in placed_rules(call):
        for clause in dict.fromkeys(cited_clauses(rule)):
            found.setdefault(clause, []).append(Carrier(str(path[0]), rule.id))
    for reading in call.interpretations:
        for clause in reading.clauses:
            found.setdefault(clause, []).append(Carrier("interpretation", reading.id))
    for fact in call.facts:
        for clause in fact.clauses:
            found.setdefault(clause, []).append(Carrier("fact", fact.id))
    return tuple((clause, tuple(found[clause.id])) for clause in call.clauses)


def kinds_used(call: Call) -> tuple[tuple[str, int], ...]:
    """How many rules of each kind the call has, in the order of its tables; duties are counted with them."""
    return tuple(Counter(str(path[0]) for path, _ in placed_rules(call)).items())


def steps_used(call: Call) -> tuple[tuple[str, int], ...]:
    """How many steps of each kind lead to the aid, in the order of the file."""
    return tuple(Counter(step.kind for step in call.aid).items())


class Left(NamedTuple):
    """A clause that duties carry, alone or beside rules."""

    clause: Clause
    duties: tuple[Duty, ...]
    is_alone: bool


def left_to_people(call: Call) -> tuple[Left, ...]:
    """What the call leaves to people: the clauses that duties carry, with those duties."""
    duties = {duty.id: duty for duty in call.duties}
    left = []
    for clause, carried in carriers(call):
        kinds = {one.kind for one in carried} - {"interpretation"}
        if "duty" in kinds:
            own = tuple(duties[one.id] for one in carried if one.kind == "duty")
            left.append(Left(clause, own, kinds == {"duty"}))
    return tuple(left)
