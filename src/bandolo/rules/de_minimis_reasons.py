"""Why is that the de minimis room, and why was an aid cut to it or refused, in words?"""

from collections.abc import Iterator
from datetime import date

from bandolo.rules.days import show_day
from bandolo.rules.de_minimis import CeilingRoom, DeMinimisTable, Fit, Link, PriorAid, Room
from bandolo.rules.money import show_euro
from bandolo.rules.reason import Reason, reason
from bandolo.rules.rule import Words

_LINK_WORDS: dict[Link, Words] = {
    "same": Words(it="all'impresa stessa", en="to the enterprise itself"),
    "single_undertaking": Words(it="a un'impresa dell'impresa unica", en="within the single undertaking"),
    "merger": Words(it="a un'impresa fusa o acquisita", en="to an enterprise merged or acquired"),
    "split": Words(it="all'impresa da cui nasce per scissione", en="to the enterprise it was split from"),
}


def room_reasons(table: DeMinimisTable, room: Room) -> tuple[Reason, ...]:
    """The ceilings that apply, the aid that counts against each and the aid that does not, with articles."""
    reasons: list[Reason] = []
    if room.is_transitional:
        until = room.regulation.schemes_until
        it = f"Il regolamento è scaduto: vale fino al {_day(until, 'it')} per i regimi che copriva"
        en = f"The regulation has expired: it holds until {_day(until, 'en')} for schemes it covered"
        reasons.append(reason(room.regulation.act, it, en))
    for one in room.ceilings:
        reasons.append(_ceiling(table, one, room))
        reasons.extend(_counted(room, aid) for aid in one.counted)
    reasons.extend(_uncounted(room, aid) for aid in room.uncounted)
    left = {lang: show_euro(room.left, lang) for lang in ("it", "en")}
    source = room.binding.ceiling.source
    reasons.append(reason(source, f"Disponibilità: {left['it']}", f"Room: {left['en']}"))
    return tuple(reasons)


def fit_reasons(room: Room, fit: Fit) -> Iterator[Reason]:
    """What the room did to the new aid."""
    source = _article(room, "exceeding")
    if fit.services:
        yield reason(
            room.regulation.act,
            it=f"Contati per intero, senza riduzione: {show_euro(fit.services, 'it')}",
            en=f"Counted in full and never cut: {show_euro(fit.services, 'en')}",
        )
    if fit.verdict == "whole":
        yield reason(source, "Il nuovo aiuto rientra nel massimale", "The new aid is within the ceiling")
    elif fit.verdict == "cut":
        yield reason(
            source,
            it=f"Per intero supererebbe il massimale: è concesso per {show_euro(fit.aid, 'it')}",
            en=f"In full it would pass the ceiling: it is granted for {show_euro(fit.aid, 'en')}",
        )
    else:
        yield reason(
            source,
            it="Il nuovo aiuto supererebbe il massimale: non è concesso",
            en="The new aid would pass the ceiling: it is not granted",
        )


def _ceiling(table: DeMinimisTable, one: CeilingRoom, room: Room) -> Reason:
    ceiling = one.ceiling
    sources = [ceiling.source]
    if ceiling.window == "rolling_years":
        # The article that says how days are counted is often among those of the ceiling.
        said = table.same_day_source.split("; ")
        sources += [one for one in said if f"{one}," not in f"{ceiling.source},"]
    unsure = Words(it="", en="") if ceiling.sure else Words(it=" (da confermare)", en=" (to be confirmed)")
    return reason(
        "; ".join(sources),
        it=f"Massimale {show_euro(ceiling.up_to, 'it')}{unsure.it}; dal {_day(one.window_from, 'it')} "
        f"al {_day(room.on, 'it')} concessi {show_euro(one.used, 'it')}; "
        f"restano {show_euro(one.left, 'it')}",
        en=f"Ceiling {show_euro(ceiling.up_to, 'en')}{unsure.en}; from {_day(one.window_from, 'en')} "
        f"to {_day(room.on, 'en')} {show_euro(one.used, 'en')} was granted; "
        f"{show_euro(one.left, 'en')} is left",
    )


def _counted(room: Room, aid: PriorAid) -> Reason:
    link = _LINK_WORDS[aid.link]
    return reason(
        _article(room, "granted" if aid.link == "same" else aid.link),
        it=f"Conta: {_named(aid, 'it')}, {link.it}",
        en=f"Counts: {_named(aid, 'en')}, {link.en}",
    )


def _uncounted(room: Room, aid: PriorAid) -> Reason:
    start = min(one.window_from for one in room.ceilings)
    if aid.granted_on > room.on:
        why = Words(it="concesso dopo", en="granted later")
    elif aid.granted_on < start:
        why = Words(it=f"prima del {_day(start, 'it')}", en=f"before {_day(start, 'en')}")
    else:
        why = Words(
            it="il suo regolamento o la sua data non contano qui",
            en="its regulation or its date does not count here",
        )
    return reason(
        room.binding.ceiling.source,
        it=f"Non conta: {_named(aid, 'it')}: {why.it}",
        en=f"Does not count: {_named(aid, 'en')}: {why.en}",
    )


def _named(aid: PriorAid, lang: str) -> str:
    parts = (show_euro(aid.cents, lang), _day(aid.granted_on, lang), aid.regulation, aid.enterprise)
    return ", ".join(part for part in parts if part)


def _day(day: date, lang: str) -> str:
    """A day as registers write it: the weekday says nothing here, and the article before it is always one."""
    return f"{day:%d/%m/%Y}" if lang == "it" else show_day(day, lang).partition(" ")[2]


def _article(room: Room, subject: str) -> str:
    article = room.regulation.articles.get(subject)
    return f"{room.regulation.act}, {article}" if article else room.regulation.act
