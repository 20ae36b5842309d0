"""How do stages of payment, reductions and duties to keep read in the guide of a call?"""

from collections.abc import Iterator
from fractions import Fraction

from bandolo.rules.bands import Band, MeasureKind
from bandolo.rules.counting import Unit, length_words
from bandolo.rules.guide_parts import Voice
from bandolo.rules.money import show_rate
from bandolo.rules.reductions import Reduction
from bandolo.rules.stages import Stage
from bandolo.rules.sureties import Surety
from bandolo.rules.words_of import Tongue

_MEASURED: dict[MeasureKind, Tongue] = {
    "delay": ("giorni di ritardo", "days late"),
    "share": ("quota realizzata", "share realised"),
    "value": ("valore raggiunto", "value reached"),
    "loss": ("punti persi", "points lost"),
}
_EACH: dict[MeasureKind, Tongue] = {"delay": ("giorno", "day"), "loss": ("punto", "point")}


def stage_line(voice: Voice, rule: Stage) -> str:
    """A stage of the payment: for whom, after which costs, with which surety."""
    more = voice.where(rule.when)
    if rule.costs_at_least is not None:
        rates = _rates(rule.costs_at_least)
        costs = (
            f"servono costi rendicontati per il {rates[0]} di quelli approvati",
            f"costs reported of {rates[1]} of those approved are needed",
        )
        more.append(voice.say(costs))
    if rule.surety is not None:
        rates, until = _rates(rule.surety.covers), _until(voice, rule.surety)
        surety = (
            f"serve una garanzia per il {rates[0]} dell'anticipo, valida {until}",
            f"a surety for {rates[1]} of the advance is needed, valid {until}",
        )
        more += [voice.say(surety), *voice.where(rule.surety.when)]
    return voice.item(rule, more)


def _until(voice: Voice, surety: Surety) -> str:
    """Until when a surety has to run."""
    event = voice.event(surety.expires_after)
    lengths: dict[Unit, int | None] = {"days": surety.days, "months": surety.months}
    for unit, length in lengths.items():
        if length is not None:
            said = length_words(length, unit)
            return voice.say((f"fino a {said.it} dopo: {event}", f"until {said.en} after: {event}"))
    return voice.say((f"fino a: {event}", f"until: {event}"))


def reduction_lines(voice: Voice, rule: Reduction) -> Iterator[str]:
    """A reduction, then its bands."""
    yield voice.item(rule, voice.where(rule.when))
    if rule.measured is not None:
        for band in rule.bands:
            yield f"  - {voice.stopped(voice.say(_band(band, rule.measured.kind)))}"


def _rates(rate: Fraction) -> Tongue:
    return show_rate(rate, "it"), show_rate(rate, "en")


def _edge(edge: int | Fraction) -> Tongue:
    return (str(edge), str(edge)) if isinstance(edge, int) else _rates(edge)


def _band(band: Band, kind: MeasureKind) -> Tongue:
    """The edges of a band and what it takes off, in one line."""
    edges: tuple[tuple[Tongue, int | Fraction | None], ...] = (
        (("almeno", "at least"), band.at_least),
        (("più di", "more than"), band.above),
        (("al massimo", "at most"), band.at_most),
        (("meno di", "less than"), band.below),
    )
    said = [(words, _edge(edge)) for words, edge in edges if edge is not None]
    measured, effect = _MEASURED[kind], _effect(band, kind)
    it, en = (
        ", ".join(f"{words[lang]} {edge[lang]}" for words, edge in said) or ("sempre", "always")[lang]
        for lang in (0, 1)
    )
    return f"{measured[0]}: {it}; {effect[0]}", f"{measured[1]}: {en}; {effect[1]}"


def _effect(band: Band, kind: MeasureKind) -> Tongue:
    if band.revoked:
        return "il contributo è revocato", "the grant is revoked"
    if band.in_proportion:
        return "in meno la quota che manca", "less by the share that is short"
    if band.cut_each is not None:
        rates, each = _rates(band.cut_each), _EACH.get(kind, ("", ""))
        return f"{rates[0]} in meno per ogni {each[0]}", f"{rates[1]} less for each {each[1]}"
    if not band.cut:
        return "nulla in meno", "nothing less"
    rates = _rates(band.cut)
    return f"{rates[0]} in meno", f"{rates[1]} less"
