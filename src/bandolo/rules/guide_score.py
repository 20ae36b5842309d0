"""How does the score of a call read in its guide: criteria, areas, what is needed to pass?"""

from collections.abc import Iterator

from bandolo.rules.criteria import ByProportion, ByRows, ByVotes, Criterion, Span, none_at
from bandolo.rules.guide_parts import Voice
from bandolo.rules.rule import Words
from bandolo.rules.score import Area, Score
from bandolo.rules.score_reasons import points_words
from bandolo.rules.words_of import EFFECTS, MOMENTS, Tongue

_TAKEN: dict[str, Tongue] = {
    "mean": ("la media dei voti", "the mean of the votes"),
    "trimmed_mean": (
        "la media dei voti senza il più alto e il più basso",
        "the mean of the votes without the highest and the lowest",
    ),
    "median": ("la mediana dei voti", "the median of the votes"),
}


def score_lines(voice: Voice) -> Iterator[str]:
    """The score as items of a list: what it decides, then its criteria, each with its ways to points."""
    rule = voice.call.score
    if rule is not None:
        yield voice.item(rule, _score(voice, rule))
        for threshold in rule.thresholds:
            of = [_name(voice, rule, name) for name in threshold.of]
            more = [_at_least(threshold.at_least), *_of(voice, of)]
            if threshold.bonus == "left_out":
                more.append(("senza contare la premialità", "the bonus left out"))
            yield _item(voice, threshold.words, more, threshold.clauses, 1)
        for area in rule.areas:
            yield _item(voice, area.words, _area(voice, rule, area), area.clauses, 1)
    for criterion in voice.call.criteria:
        yield voice.item(criterion, [voice.say(one) for one in _criterion(voice, criterion)])
        if isinstance(criterion.points, ByRows):
            for row in criterion.points.rows:
                yield _item(voice, row.words, [_points(row.points)], row.clauses, 1)


def _item(voice: Voice, words: Words, more: list[Tongue], clauses: tuple[str, ...], depth: int) -> str:
    """An item that is no rule of its own."""
    said = "; ".join([voice.say(words).rstrip("."), *(voice.say(one) for one in more)])
    cited = f" ({', '.join(clauses)})" if clauses else ""
    return f"{'  ' * depth}- {voice.stopped(said)}{cited}"


def _points(points: int) -> Tongue:
    said = points_words(Span(points, points))
    return said.it, said.en


def _at_least(points: int) -> Tongue:
    it, en = _points(points)
    return f"per passare almeno {it}", f"needed to pass: at least {en}"


def _at_most(points: int) -> Tongue:
    it, en = _points(points)
    return f"al massimo {it}", f"at most {en}"


def _score(voice: Voice, rule: Score) -> Iterator[str]:
    """What the score decides, its ceiling, and what not passing means."""
    decides: dict[str, Tongue] = {
        "ranking": ("decide la graduatoria", "it decides the ranking"),
        "gate": ("decide solo chi passa, non l'ordine", "it decides who passes, not the order"),
    }
    yield voice.say(decides[rule.decides])
    if rule.most is not None:
        yield voice.say(_at_most(rule.most))
    for moment, effect in (rule.failing or {}).items():
        when, lost = MOMENTS[moment], EFFECTS[effect]
        yield voice.say((f"chi non passa, {when[0]}: {lost[0]}", f"not passed, {when[1]}: {lost[1]}"))


def _name(voice: Voice, rule: Score, name: str) -> str:
    words = {one.id: one.words for one in voice.call.criteria}
    words |= {area.id: area.words for area in rule.areas}
    return voice.say(words[name]).rstrip(".") if name in words else name


def _of(voice: Voice, names: list[str]) -> Iterator[Tongue]:
    if names:
        listed = voice.wording.listed(names, ("e", "and"))
        yield f"riguarda: {listed}", f"about: {listed}"


def _area(voice: Voice, rule: Score, area: Area) -> list[Tongue]:
    more = [*_of(voice, [_name(voice, rule, name) for name in area.criteria])]
    more += [_at_most(area.most)] if area.most is not None else []
    return more + ([_at_least(area.at_least)] if area.at_least is not None else [])


def _criterion(voice: Voice, rule: Criterion) -> Iterator[Tongue]:
    """The most of a criterion, what it needs, and how its points come about."""
    yield _at_most(rule.most)
    if rule.is_bonus:
        yield "premialità", "a bonus"
    if rule.at_least is not None:
        yield _at_least(rule.at_least)
    match rule.points:
        case ByRows(takes="best"):
            yield "conta solo la voce migliore", "only the best row counts"
        case ByProportion() as way:
            every, none = (voice.wording.condition(one) for one in (way.all_at, none_at(way)))
            yield (
                f"tutti se {every}, nessuno se {none}, in mezzo in proporzione",
                f"all where {every}, none where {none}, in proportion in between",
            )
        case ByVotes() as way:
            it, en = _TAKEN[way.takes]
            yield f"{it}, almeno {way.assessors}", f"{en}, at least {way.assessors}"
