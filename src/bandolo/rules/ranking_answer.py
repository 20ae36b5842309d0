"""How are a ranking and its awards written for programs: the answer of docs/answer-format.md?"""

from itertools import chain

from bandolo.rules.allocation import Allocated
from bandolo.rules.allocation_reasons import WAITING, award_words, unserved_words
from bandolo.rules.call import Call
from bandolo.rules.money import show_cents
from bandolo.rules.ranking import Entry, Pending, Placed, Ranked, Ranking
from bandolo.rules.ranking_reasons import pending_words, placed_words, superseded_words
from bandolo.rules.rule import Words

VERSION = 1


def ranking_answer(call: Call, ranking: Ranking, ranked: Ranked, lists: Allocated) -> dict[str, object]:
    """The lists of a ranking with the funds that they got, of version 1, ready for JSON."""
    before = earlier_places(ranked)

    def place(placed: Placed, awarded: int, funds: Words) -> dict[str, object]:
        return {
            "position": placed.position,
            "id": placed.entry.id,
            "grant": show_cents(placed.entry.grant),
            "awarded": show_cents(awarded),
            "order": _words(placed_words(ranking, before[placed.entry.id], placed)),
            "funds": _words(funds),
        }

    return {
        "version": VERSION,
        "call": call.id,
        "funds": show_cents(lists.funds),
        "awarded": show_cents(lists.awarded),
        "left": show_cents(lists.left),
        "is_final": lists.is_final,
        "financed": [
            place(award.placed, award.amount, award_words(award, call.allocation, call.envelopes))
            for award in lists.financed
        ],
        "waiting": [place(placed, 0, WAITING) for placed in lists.waiting],
        "unserved": [{**place(one.placed, 0, unserved_words(one)), "why": one.why} for one in lists.unserved],
        **_money(lists),
        "not_admitted": [_not_admitted(entry) for entry in lists.not_admitted],
        "superseded": [
            {"id": one.entry.id, "counts": one.counts, "words": _words(superseded_words(ranking, one))}
            for one in lists.superseded
        ],
        "pending": [_pending(one) for one in lists.pending],
    }


def earlier_places(ranked: Ranked) -> dict[str, Entry | None]:
    """For each admitted application, by its id, the one of the place before it."""
    entries = [placed.entry for placed in ranked.admitted]
    return dict(zip((entry.id for entry in entries), chain([None], entries), strict=False))


def _money(lists: Allocated) -> dict[str, object]:
    """The envelopes, and what went from one to another."""
    return {
        "envelopes": [
            {"id": pot.id, "set_aside": show_cents(pot.set_aside), "left": show_cents(pot.left)}
            for pot in lists.pots
            if pot.id is not None
        ],
        "flows": [
            {"from": flow.source, "to": flow.target, "amount": show_cents(flow.cents)} for flow in lists.flows
        ],
    }


def _pending(one: Pending) -> dict[str, object]:
    return {
        "id": one.entry.id,
        "waits_for": list(one.waits_for),
        "missing": list(one.missing),
        "words": _words(pending_words(one)),
    }


def _not_admitted(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "reasons": list(entry.reasons)}


def _words(words: Words) -> dict[str, str]:
    return {"it": words.it, "en": words.en}
