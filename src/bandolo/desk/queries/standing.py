"""Where does every application of a call stand, and who is financed with how much, by the rules?

A ranking is kept as its inputs: the entries as the review left them, the funds, what came free. The lists
follow from the inputs of all adopted acts in order, so whoever has them can work them out again, also with
`bandolo rank`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from bandolo.rules.allocation import Allocated, Allocation, allocate, draw
from bandolo.rules.call import Call as Rules
from bandolo.rules.entries import read_entries
from bandolo.rules.envelopes import Division
from bandolo.rules.ranking import Entry, Ranked, Ranking, moment, rank
from bandolo.rules.rule import Words

# One step of the lists: entries ranked and funds spent on them, or freed funds drawn. Plain JSON.
Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """The lists after some steps, and the whole ranking that they rest on."""

    ranking: Ranking
    allocation: Allocation
    ranked: Ranked
    lists: Allocated
    entries: Mapping[str, Entry]


class NotRankedError(ValueError):
    """What keeps the lists from being made, in `words` for people."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


_NO_RANKING = Words(it="il bando non ha graduatoria e fondi", en="the call has no ranking and funds")
_NOBODY = Words(it="nessuna domanda da ordinare", en="no application to rank")
_NO_DRAW = Words(it="prima dello scorrimento serve la graduatoria", en="a draw follows a ranking")


def standing_after(rules: Rules, steps: Sequence[Inputs]) -> Standing:
    """The lists after the steps in order; NotRankedError where the call has none or the steps do not fit."""
    if rules.ranking is None or rules.allocation is None:
        raise NotRankedError(_NO_RANKING)
    if not steps:
        raise NotRankedError(_NOBODY)
    before: Standing | None = None
    try:
        for step in steps:
            before = _ranked(rules, step, before) if step["kind"] == "ranking" else _drawn(step, before)
    except ValueError as problem:
        raise NotRankedError(Words(it=str(problem), en=str(problem))) from problem
    if before is None:
        raise NotRankedError(_NOBODY)
    return before


def costs_in(steps: Iterable[Inputs]) -> dict[str, int]:
    """Cents admitted of each application by its name: a draw tells none, the ranking before it does."""
    return {name: cents for step in steps for name, cents in step.get("costs", {}).items()}


def decided(standing: Standing) -> set[str]:
    """The ids of those on a list for good: whoever is pending may still come anywhere."""
    lists = standing.lists
    return {
        *(placed.entry.id for placed in lists.line),
        *(one.placed.entry.id for one in lists.unserved),
        *(entry.id for entry in lists.not_admitted),
        *(one.entry.id for one in lists.superseded),
    }


def up_to_first_pending(rules: Rules, step: Inputs) -> Inputs:
    """The step without whoever comes after the first pending one, where the order is that of arrival.

    A counter procedure is decided in periodic acts (C26-S2): an act goes as far as nobody earlier waits.
    """
    ranking = rules.ranking
    if ranking is None or ranking.order or ranking.ties != "time":
        return step
    entries = read(rules, step["entry"])
    waiting = [moment(entry) for entry in entries if entry.admissible is None]
    if not waiting:
        return step
    inside = {entry.id for entry in entries if moment(entry) < min(waiting)}
    return {**step, "entry": [one for one in step["entry"] if one["id"] in inside]}


def read(rules: Rules, listed: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The entries of a step; ValueError where the rules cannot read one."""
    tables = [{**one, "submitted_at": datetime.fromisoformat(one["submitted_at"])} for one in listed]
    entries, problems = read_entries(rules, tables, ("entry",))
    if problems:
        raise ValueError("; ".join(f"{'.'.join(map(str, path))}: {message}" for path, message in problems))
    return entries


def ordered_by(rules: Rules) -> set[str]:
    """The facts that the order and the envelopes of a call look at: a ranking needs no others."""
    return {*_named((rules.ranking, rules.envelopes))} & {fact.id for fact in rules.facts if not fact.of}


def _named(part: object) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _named(one)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            if one.name not in ("id", "words", "clauses"):
                yield from _named(getattr(part, one.name))


def _ranked(rules: Rules, step: Inputs, before: Standing | None) -> Standing:
    if rules.ranking is None or rules.allocation is None:
        raise NotRankedError(_NO_RANKING)
    settled = {} if before is None else {id: before.entries[id] for id in decided(before)}
    new = {entry.id: entry for entry in read(rules, step["entry"])}
    entries = {**new, **settled}
    ranked = rank(rules.ranking, list(entries.values()))
    allocation = replace(rules.allocation, funds=step["funds"]) if before is None else before.allocation
    as_of = datetime.fromisoformat(step["as_of"])
    division = Division(rules.envelopes, {window.id: window for window in rules.tranches}, as_of)
    fresh = ranked if before is None else _without(ranked, set(settled))
    lists = allocate(allocation, fresh, division, None if before is None else before.lists)
    return Standing(rules.ranking, allocation, ranked, lists, entries)


def _drawn(step: Inputs, before: Standing | None) -> Standing:
    if before is None:
        raise NotRankedError(_NO_DRAW)
    day = step["freed_on"]
    lists = draw(
        before.allocation,
        before.lists,
        step["freed"],
        freed_on=date.fromisoformat(day) if day else None,
        until=date.fromisoformat(step["until"]) if step["until"] else None,
        gone=step["gone"],
    )
    return replace(before, lists=lists)


def _without(ranked: Ranked, ids: set[str]) -> Ranked:
    return Ranked(
        tuple(one for one in ranked.admitted if one.entry.id not in ids),
        tuple(one for one in ranked.not_admitted if one.id not in ids),
        tuple(one for one in ranked.superseded if one.entry.id not in ids),
        tuple(one for one in ranked.pending if one.entry.id not in ids),
    )
