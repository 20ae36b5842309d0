"""What is the whole of a call, as a guide for people in Markdown?

Everything is derived from the call file: nothing stands here but headings and the words that connect.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from bandolo.rules.aid import PAID, AnyAidStep, Ceiling, Fixed, Share
from bandolo.rules.allocation_reasons import envelope_words
from bandolo.rules.call import Call
from bandolo.rules.committee import committee_words
from bandolo.rules.costs import Tree
from bandolo.rules.days import show_day
from bandolo.rules.draw import draw_words
from bandolo.rules.envelopes import Envelope
from bandolo.rules.guide_after_award import reduction_lines, stage_line
from bandolo.rules.guide_parts import Voice
from bandolo.rules.guide_score import score_lines
from bandolo.rules.leaving import leaving_words
from bandolo.rules.money import show_rate
from bandolo.rules.ordering import OrderKey
from bandolo.rules.ranking_reasons import limit_words
from bandolo.rules.regimes import Regime, regime_notes
from bandolo.rules.requirements import Admission
from bandolo.rules.rule import MOMENTS, Moment, Rule
from bandolo.rules.windows import window_words
from bandolo.rules.words_of import EFFECTS, WHO, Tongue
from bandolo.rules.words_of import MOMENTS as MOMENT_WORDS

EARLY: tuple[Moment, ...] = ("submission", "review", "award")
Section = Callable[[Voice], Iterator[str]]
# Which way a key orders: a date and a yes or no have words of their own, any other value those of numbers.
_WAYS: Mapping[tuple[str | None, str], Tongue] = {
    (None, "descending"): ("dal più alto", "highest first"),
    (None, "ascending"): ("dal più basso", "lowest first"),
    ("date", "descending"): ("dalla data più recente", "latest first"),
    ("date", "ascending"): ("dalla data meno recente", "earliest first"),
    ("yes_no", "descending"): ("prima chi dice sì", "yes first"),
    ("yes_no", "ascending"): ("prima chi dice no", "no first"),
}
_TIES: Mapping[str, Tongue] = {
    "time": ("ordine di arrivo", "order of arrival"),
    "draw": ("sorteggio", "draw"),
}


def guide(call: Call, lang: str) -> str:
    """The guide of a call in "it" or "en"; sections that the call has nothing for are left out."""
    voice = Voice(call, lang)
    lines = [f"# {voice.say(call.title)}", "", voice.say(call.summary), ""]
    for heading, section in _SECTIONS:
        found = list(section(voice))
        if found:
            lines += [f"## {voice.say(heading)}", "", *found, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _short(voice: Voice) -> Iterator[str]:
    call = voice.call
    contact = f", {call.body.contact}" if call.body.contact else ""
    yield f"- {voice.say(('Ente', 'Body'))}: {voice.say(call.body.name)}{contact}."
    if call.published is not None:
        day = show_day(call.published, voice.lang)
        yield f"- {voice.say(('Pubblicato', 'Published'))}: {day}."
    yield from _items(voice, (call.window, call.allocation))
    yield from _items(voice, (step for step in call.aid if set(step.at) & set(EARLY) and _is_headline(step)))
    yield from _items(voice, (call.loan,))


def _is_headline(step: AnyAidStep) -> bool:
    """Whether a step says what is paid, or the most of it."""
    match step:
        case Share():
            return True
        case Fixed():
            return step.instrument in PAID
        case Ceiling():
            return step.amount is not None
        case _:
            return False


def _items(voice: Voice, rules: Iterable[Rule | None]) -> Iterator[str]:
    return (voice.item(rule) for rule in rules if rule is not None)


def _who(voice: Voice) -> Iterator[str]:
    for rule in voice.call.requirements:
        if set(rule.failing) & set(EARLY):
            yield voice.requirement(rule, EARLY)


def _what(voice: Voice) -> Iterator[str]:
    call = voice.call
    tree = Tree(call.lines, call.groups)
    limits = [limit for limit in call.limits if set(limit.at) & set(EARLY)]
    if tree.root is not None:
        yield from voice.costs(tree.root, tree, limits)
    yield from _items(voice, (call.vat, *call.unit_costs))
    admissions = [one for one in call.admissions if set(one.at) & set(EARLY)]
    if admissions:
        yield from ("", voice.say(("Che cosa conta e che cosa no:", "What counts and what does not:")), "")
        yield from (_admission(voice, one) for one in admissions)


def _admission(voice: Voice, rule: Admission) -> str:
    """An admission; the lines that it is about are named where it is not about all."""
    lines = [voice.say(voice.wording.nodes[line]) for line in rule.lines]
    about = voice.wording.listed(lines, ("e", "and"))
    return voice.item(rule, [voice.say((f"riguarda: {about}", f"about: {about}"))] if lines else [])


def _how_much(voice: Voice) -> Iterator[str]:
    call = voice.call
    steps = [step for step in call.aid if set(step.at) & set(EARLY)]
    if call.regimes:
        heads = (
            (
                "Regimi di aiuto, nell'ordine in cui si provano:",
                "State-aid regimes, in the order they are tried:",
            ),
            ("Il calcolo:", "The computation:"),
        )
        yield from (voice.say(heads[0]), "", *(_regime(voice, one) for one in call.regimes))
        yield from ("", voice.say(heads[1]), "")
    for number, step in enumerate(steps, 1):
        yield _numbered(voice, number, step)
        yield from _points(voice, step)
    others = [*_items(voice, (call.cumulation, call.loan, call.reference_rates, *call.guarantees))]
    others += _items(voice, (call.tax_credit,))
    others += [voice.item(rule, voice.where(rule.when)) for rule in call.instrument_ceilings]
    yield from (["", *others] if others else [])


def _numbered(voice: Voice, number: int, step: AnyAidStep) -> str:
    """A step of the aid; the order is that of the computation."""
    named = [regime.words for regime in voice.call.regimes if regime.id == step.regime]
    within = [voice.say((f"regime: {words.it}", f"regime: {words.en}")) for words in named]
    return f"{number}. {voice.item(step, [*within, *voice.where(step.when)]).removeprefix('- ')}"


def _regime(voice: Voice, regime: Regime) -> str:
    """A regime: for whom it is, when it is in force, to what it gives way."""
    notes = [voice.say(words) for words in regime_notes(regime)]
    return voice.item(regime, [*voice.where(regime.when), *notes])


def _points(voice: Voice, step: AnyAidStep) -> Iterator[str]:
    """The percentage points that a share can gain."""
    for one in step.points if isinstance(step, Share) else ():
        cited = f" ({', '.join(one.clauses)})" if one.clauses else ""
        yield f"    - +{show_rate(one.add, voice.lang)}: {voice.stopped(voice.say(one.words))}{cited}"


def _papers(voice: Voice) -> Iterator[str]:
    for moment in MOMENTS:
        documents = [one for one in voice.call.documents if moment in one.at]
        if documents:
            yield from (f"### {voice.stopped(voice.say(MOMENT_WORDS[moment])).rstrip('.')}", "")
            yield from (voice.document(one) for one in documents)
            yield ""


def _dates(voice: Voice) -> Iterator[str]:
    call = voice.call
    if call.window is not None:
        yield voice.item(call.window, [voice.say(window_words(call.window))])
    yield from (voice.item(one, [voice.say(window_words(one))]) for one in call.tranches)
    yield from _items(voice, (call.early_closing,))
    yield from (voice.deadline(one) for one in call.deadlines)


def _order(voice: Voice) -> Iterator[str]:
    ranking = voice.call.ranking
    if ranking is not None:
        drawn = [] if ranking.draw is None else [voice.say(draw_words(ranking.draw, None))]
        yield voice.item(ranking, drawn)
        keys = [_key(voice, key) for key in ranking.order]
        keys += [voice.say(_TIES[ranking.ties])] if keys else []
        yield from (f"    {number}. {key}" for number, key in enumerate(keys, 1))
        for limit in ranking.one_per:
            cited = f" ({', '.join(limit.clauses)})" if limit.clauses else ""
            yield f"- {voice.say(limit_words(limit))}.{cited}"
    if (committee := voice.call.committee) is not None:
        yield voice.item(committee, [voice.say(committee_words(committee))])
    yield from _items(voice, (voice.call.allocation,))
    yield from (_envelope(voice, envelope) for envelope in voice.call.envelopes)


def _key(voice: Voice, key: OrderKey) -> str:
    """What orders, which way, and for whom."""
    said = voice.say(key.words)
    if key.classes:
        said += f": {'; '.join(voice.say(one.words) for one in key.classes)}"
    if key.order is not None:
        kind = voice.wording.facts[key.fact].type if key.fact is not None else None
        said += f", {voice.say(_WAYS.get((kind, key.order), _WAYS[None, key.order]))}"
    return "; ".join([said, *voice.where(key.when)])


def _envelope(voice: Voice, envelope: Envelope) -> str:
    """Whose money it is, how much, for applications of which window, and who gets what is not used."""
    more = [voice.say(envelope_words(envelope, voice.call.envelopes))]
    for tranche in voice.call.tranches:
        if tranche.id == envelope.window:
            it, en = tranche.words.it.rstrip("."), tranche.words.en.rstrip(".")
            more.append(voice.say((f"domande di: {it}", f"applications of: {en}")))
    return voice.item(envelope, [*more, *voice.where(envelope.when)])


def _report(voice: Voice) -> Iterator[str]:
    call = voice.call
    for number, step in enumerate(call.report_steps, 1):
        more = [voice.say(("poi non si cambia", "later it cannot be changed"))] if step.fixed else []
        yield f"{number}. {voice.item(step, more).removeprefix('- ')}"
        yield from (f"    - {voice.say(voice.wording.facts[fact].ask)}" for fact in step.asks)
    if call.report_steps:
        yield ""
    yield from _items(
        voice, (one for one in call.limits if "reporting" in one.at and not set(one.at) & set(EARLY))
    )
    yield from (_admission(voice, one) for one in call.admissions if "reporting" in one.at)
    yield from _items(voice, call.staff_costs)
    for rule in call.requirements:
        if "reporting" in rule.failing and not set(rule.failing) & set(EARLY):
            yield voice.requirement(rule, ("reporting",))


def _payment(voice: Voice) -> Iterator[str]:
    call = voice.call
    yield from (stage_line(voice, stage) for stage in call.stages)
    yield from _items(voice, (call.payment,))
    for reduction in call.reductions:
        yield from reduction_lines(voice, reduction)
    yield from _items(
        voice, (step for step in call.aid if "payment" in step.at and not set(step.at) & set(EARLY))
    )
    for rule in call.requirements:
        if "payment" in rule.failing:
            yield voice.requirement(rule, ("payment",))


def _losses(voice: Voice) -> Iterator[str]:
    call = voice.call
    for ground in call.grounds:
        partial = voice.say(("solo per la parte che riguarda", "only for the part it concerns"))
        yield voice.item(ground, [partial] if ground.extent == "partial" else [])
    for rule in call.requirements:
        if "revoked" in rule.failing.values():
            lost = EFFECTS["revoked"]
            yield voice.item(rule, [voice.say((f"altrimenti {lost[0]}", f"otherwise {lost[1]}"))])
    yield from (voice.item(rule, voice.where(rule.when)) for rule in call.keeping)
    if call.leaving is not None:
        more = [voice.say(leaving_words(call.leaving)), *voice.where(call.leaving.holds)]
        yield voice.item(call.leaving, more)
    yield from _items(voice, (call.recovery,))


def _duties(voice: Voice) -> Iterator[str]:
    for who, words in WHO.items():
        duties = [duty for duty in voice.call.duties if duty.who == who]
        if duties:
            yield from (f"### {voice.stopped(voice.say(words)).rstrip('.')}", "")
            yield from (voice.item(duty) for duty in duties)
            yield ""


def _readings(voice: Voice) -> Iterator[str]:
    for number, one in enumerate(voice.call.interpretations, 1):
        yield f"{number}. **{voice.say(one.question)}** {voice.say(one.reading)} ({', '.join(one.clauses)})"
        for other in one.others:
            yield f"    - {voice.say(('Altra lettura', 'Another reading'))}: {voice.say(other)}"


def _clauses(voice: Voice) -> Iterator[str]:
    for clause in voice.call.clauses:
        yield f"- **{clause.id}** ({clause.where}): {voice.say(clause.says)}"


_SECTIONS: tuple[tuple[Tongue, Section], ...] = (
    (("In breve", "In short"), _short),
    (("Chi può chiedere", "Who can apply"), _who),
    (("Che cosa si finanzia", "What is funded"), _what),
    (("Quanto si ottiene", "How much"), _how_much),
    (("Che cosa allegare", "What to attach"), _papers),
    (("Date e scadenze", "Dates and deadlines"), _dates),
    (("Il punteggio", "The score"), score_lines),
    (("Ordine e fondi", "Order and funds"), _order),
    (("Come si rendiconta", "How to report"), _report),
    (("Il pagamento", "The payment"), _payment),
    (("Che cosa fa perdere il contributo", "What loses the grant"), _losses),
    (("Chi deve fare che cosa", "Who has to do what"), _duties),
    (
        ("Dove il testo è aperto: le letture adottate", "Where the text is open: the readings taken"),
        _readings,
    ),
    (("Le clausole del testo", "The clauses of the text"), _clauses),
)
