"""What does an act decide on each application, and how do its lists read?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bandolo.desk.models import Application, Award, Call
from bandolo.desk.queries.choice import references_of
from bandolo.desk.queries.freed import gone_from
from bandolo.desk.queries.standing import Standing
from bandolo.rules.allocation_reasons import WAITING, award_words, unserved_words
from bandolo.rules.call import Call as Rules
from bandolo.rules.ranking import Entry, Placed
from bandolo.rules.ranking_answer import earlier_places
from bandolo.rules.ranking_reasons import pending_words, placed_words, superseded_words
from bandolo.rules.rule import Rule, Words

_GONE = Words(it="Rinunciata o decaduta.", en="Renounced or lapsed.")


@dataclass(frozen=True)
class Place:
    """A place of a list with its reasons: why it stands there, why it is given what it is, in cents."""

    position: int | None
    reference: str
    application: Application
    grant: int
    awarded: int
    order: Words | None
    funds: Words
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lists:
    """The lists of a call (VDI-38) with every reason; `pending` are those that cannot be placed yet."""

    financed: tuple[Place, ...]
    waiting: tuple[Place, ...]
    unserved: tuple[Place, ...]
    not_admitted: tuple[Place, ...]
    superseded: tuple[Place, ...]
    pending: tuple[Place, ...]
    gone: tuple[Place, ...]
    funds: int
    left: int


def explained(call: Call, rules: Rules, standing: Standing) -> Lists:
    """The lists with the words of the rules for each place; two questions however long they are."""
    lists, ranking = standing.lists, standing.ranking
    placer = _Placer(references_of(call), rules, standing)
    out = gone_from(call)
    left = {name for name, one in placer.known.items() if str(one.id) in out}
    here = [one for one in lists.financed if one.placed.entry.id not in left]
    gone = (*lists.gone, *(one for one in lists.financed if one.placed.entry.id in left))
    return Lists(
        tuple(
            placer.placed(one.placed, one.amount, award_words(one, standing.allocation, rules.envelopes))
            for one in here
        ),
        tuple(placer.placed(one, 0, WAITING) for one in lists.waiting if one.entry.id not in left),
        tuple(placer.placed(one.placed, 0, unserved_words(one)) for one in lists.unserved),
        tuple(placer.failed(entry) for entry in lists.not_admitted),
        tuple(placer.unplaced(one.entry, superseded_words(ranking, one)) for one in lists.superseded),
        tuple(placer.unplaced(one.entry, pending_words(one)) for one in lists.pending),
        tuple(placer.unplaced(one.placed.entry, _GONE, one.amount) for one in gone),
        lists.funds + lists.freed,
        lists.left,
    )


class _Placer:
    """Makes places of entries, with the applications of a call and the rules that decided."""

    def __init__(self, known: Mapping[str, Application], rules: Rules, standing: Standing) -> None:
        score = (rules.score,) if rules.score is not None else ()
        every: Sequence[Rule] = (*rules.requirements, *rules.documents, *rules.aid, *score)
        self.known = known
        self.rules = {rule.id: rule for rule in every}
        self.ranking = standing.ranking
        self.before = earlier_places(standing.ranked)

    def placed(self, one: Placed, awarded: int, funds: Words) -> Place:
        """Whoever has a place in the ranking."""
        entry = one.entry
        order = placed_words(self.ranking, self.before.get(entry.id), one)
        application = self.known[entry.id]
        return Place(one.position, entry.id, application, entry.grant, awarded, order, funds)

    def unplaced(self, entry: Entry, why: Words, awarded: int = 0) -> Place:
        """Whoever has none, and why."""
        return Place(None, entry.id, self.known[entry.id], entry.grant, awarded, None, why)

    def failed(self, entry: Entry) -> Place:
        """Whoever is not admitted, with the rules and clauses that say so (L. 241/1990, art. 3)."""
        failed = [self.rules[id] for id in entry.reasons if id in self.rules]
        it = "; ".join(rule.words.it for rule in failed) or "esito negativo dell'istruttoria"
        en = "; ".join(rule.words.en for rule in failed) or "the review came out against it"
        clauses = tuple(dict.fromkeys(clause for rule in failed for clause in rule.clauses))
        why = Words(it=f"Non soddisfatto: {it}", en=f"Not met: {en}")
        return Place(None, entry.id, self.known[entry.id], entry.grant, 0, None, why, clauses)


def decisions_of(call: Call, lists: Lists) -> dict[str, Any]:
    """What adopting these lists does, as the act keeps it: amounts in cents by reference, and who is out.

    Those whom an earlier act decided on already, in the same way, are left out.
    """
    awards = dict(Award.objects.filter(application__call=call).values_list("application_id", "amount_cents"))
    financed = {
        one.reference: one.awarded for one in lists.financed if awards.get(one.application.id) != one.awarded
    }
    waiting = [
        one.reference for one in (*lists.waiting, *lists.unserved) if one.application.state == "admissible"
    ]
    out = [
        one.reference
        for one in (*lists.not_admitted, *lists.superseded)
        if one.application.state in ("admissible", "refused")
    ]
    return {"financed": financed, "waiting": waiting, "not_admitted": out}


def only_new(lists: Lists, decisions: Mapping[str, Any]) -> Lists:
    """The lists of one act: whom it finances and does not admit, and who waits after it."""
    out = set(decisions["not_admitted"])
    return replace(
        lists,
        financed=tuple(one for one in lists.financed if one.reference in decisions["financed"]),
        not_admitted=tuple(one for one in lists.not_admitted if one.reference in out),
        superseded=tuple(one for one in lists.superseded if one.reference in out),
        unserved=tuple(one for one in lists.unserved if one.reference in decisions["waiting"]),
    )


def points_of(entry: Mapping[str, Any]) -> str:
    """The points of an entry of a step as they are shown, empty where the call gives none."""
    return str(entry.get("score", {}).get("total", "")).replace(".", ",")
