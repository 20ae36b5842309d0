"""Why does an application stand where it does, not count, or wait?"""

from bandolo.rules.ordering import class_of
from bandolo.rules.ranking import Entry, OnePer, Pending, Placed, Ranking, Superseded, moment
from bandolo.rules.rule import Words

# So many digits of a lot tell two apart at sight.
SHOWN = 12
_WHOSE = {
    "enterprise": ("della stessa impresa", "of the same enterprise"),
    "undertaking": ("della stessa impresa unica", "of the same single undertaking"),
    "member": ("con lo stesso partecipante", "with the same member"),
}
_WHICH = {"first": ("prima", "first"), "first_admissible": ("prima ammissibile", "first admissible")}


def placed_words(ranking: Ranking, before: Entry | None, placed: Placed) -> Words:
    """Why an application stands where it does; `before` is the entry of the place before it."""
    if before is None or placed.decided_by is None:
        if placed.lot is None:
            return Words(it="Prima in graduatoria.", en="First in the ranking.")
        return Words(
            it=f"Prima in graduatoria, con il numero {placed.lot[:SHOWN]}… del sorteggio.",
            en=f"First in the ranking, with the lot {placed.lot[:SHOWN]}… of the draw.",
        )
    it, en = f"Segue {before.id}", f"Follows {before.id}"
    if placed.decided_by < len(ranking.order):
        key = ranking.order[placed.decided_by]
        index = class_of(key, placed.entry.facts)
        if index is not None and index < len(key.classes):
            of = key.classes[index].words
            return Words(it=f"{it} per {key.words.it}: {of.it}.", en=f"{en} by {key.words.en}: {of.en}.")
        return Words(it=f"{it} per {key.words.it}.", en=f"{en} by {key.words.en}.")
    if placed.lot is not None:
        return Words(
            it=f"{it} per sorteggio, con il numero {placed.lot[:SHOWN]}…",
            en=f"{en} by the draw, with the lot {placed.lot[:SHOWN]}…",
        )
    if moment(before)[0] != moment(placed.entry)[0]:
        return Words(it=f"{it}, che è stata presentata prima.", en=f"{en}, which was submitted earlier.")
    if before.number != placed.entry.number:
        return Words(
            it=f"{it}, che ha lo stesso istante e un numero precedente.",
            en=f"{en}, which has the same instant and an earlier number.",
        )
    return Words(
        it=f"{it}, che ha lo stesso istante e lo stesso numero: decide l'identificativo.",
        en=f"{en}, which has the same instant and number: the identifier decides.",
    )


def limit_words(limit: OnePer) -> Words:
    """Which of several applications counts."""
    it, en = _WHOSE[limit.each]
    first_it, first_en = _WHICH[limit.counts]
    return Words(
        it=f"Di più domande {it} conta solo la {first_it} in ordine di tempo",
        en=f"Of several applications {en} only the {first_en} in time counts",
    )


def superseded_words(ranking: Ranking, one: Superseded) -> Words:
    """Why an application does not count, and which one counts instead."""
    said = limit_words(ranking.one_per[one.limit])
    return Words(it=f"{said.it}: {one.counts}.", en=f"{said.en}: {one.counts}.")


def pending_words(one: Pending) -> Words:
    """What an application that cannot be placed is waiting for."""
    if one.waits_for:
        ids = ", ".join(one.waits_for)
        return Words(it=f"Attende l'esito di {ids}.", en=f"Waits for the outcome of {ids}.")
    if one.missing:
        facts = ", ".join(one.missing)
        return Words(it=f"Per la graduatoria manca: {facts}.", en=f"The ranking lacks: {facts}.")
    if one.awaits_draw:
        return Words(it="Attende il sorteggio.", en="Waits for the draw.")
    return Words(it="L'istruttoria non è conclusa.", en="The review is not concluded.")
