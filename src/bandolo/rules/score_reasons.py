"""Why does a project have these points, and why does it pass or not, in words?"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from bandolo.rules.criteria import (
    ByRows,
    ByVotes,
    Criterion,
    CriterionScore,
    PointRounding,
    ProportionFound,
    RowsFound,
    Span,
    Vote,
    VotesFound,
    highest_vote,
)
from bandolo.rules.money import Rounding, round_cents, show_cents, show_rate
from bandolo.rules.rule import Words
from bandolo.rules.score import AreaScore, Scored, ThresholdOutcome

_TAKEN: Mapping[str, Words] = {
    "mean": Words(it="Media dei voti", en="Mean of the votes"),
    "trimmed_mean": Words(
        it="Media dei voti senza il più alto e il più basso",
        en="Mean of the votes without the highest and the lowest",
    ),
    "median": Words(it="Mediana dei voti", en="Median of the votes"),
}
_ROUNDED: Mapping[Rounding, Words] = {
    "down": Words(it="per difetto", en="down"),
    "half_up": Words(it="al più vicino", en="to the nearest"),
    "up": Words(it="per eccesso", en="up"),
}


def show_points(points: int, lang: str) -> str:
    """Hundredths of a point for people: 1250 is "12,5" in Italian, "12.5" in English, 1000 is "10"."""
    plain = show_cents(points).rstrip("0").rstrip(".")
    return plain.replace(".", ",") if lang == "it" else plain


def points_words(points: Span) -> Words:
    """How many points, or between how many while something is missing."""
    if points.known is not None:
        return Words(it=_count(points.known, "it"), en=_count(points.known, "en"))
    return Words(
        it=f"da {show_points(points.low, 'it')} a {_count(points.high, 'it')}, secondo quello che manca",
        en=f"from {show_points(points.low, 'en')} to {_count(points.high, 'en')}, by what is missing",
    )


def criterion_reasons(one: CriterionScore) -> tuple[Words, ...]:
    """What the points of a criterion come from, step by step, and what keeps them open."""
    match one.found:
        case RowsFound():
            return tuple(_of_rows(one.criterion, one.found))
        case ProportionFound():
            return tuple(_of_proportion(one, one.found))
        case VotesFound():
            return tuple(_of_votes(one, one.found))


def area_words(one: AreaScore) -> Words:
    """The points of an area, and what its ceiling took."""
    said = points_words(one.points)
    if one.points == one.uncut:
        return said
    return _and(said, "il massimo dell'area", "the most of the area")


def threshold_words(one: ThresholdOutcome) -> Words:
    """What is needed and what is there."""
    found = points_words(one.points)
    return Words(
        it=f"Per passare: almeno {_count(one.at_least, 'it')}; risultano: {found.it}.",
        en=f"Needed to pass: at least {_count(one.at_least, 'en')}; found: {found.en}.",
    )


def total_words(scored: Scored) -> Words:
    """The points in all; those without the bonus too where the call has one."""
    total, plain = points_words(scored.total), points_words(scored.without_bonus)
    if not any(one.criterion.is_bonus for one in scored.criteria):
        return Words(it=f"Punteggio: {total.it}.", en=f"Score: {total.en}.")
    return Words(
        it=f"Punteggio: {total.it}; senza premialità: {plain.it}.",
        en=f"Score: {total.en}; without the bonus: {plain.en}.",
    )


def _count(points: int, lang: str) -> str:
    shown, names = show_points(points, lang), ("punto", "punti") if lang == "it" else ("point", "points")
    return f"{shown} {names[shown != '1']}"


def _and(said: Words, it: str, en: str) -> Words:
    return Words(it=f"{said.it}: {it}", en=f"{said.en}: {en}")


def _of_rows(criterion: Criterion, found: RowsFound) -> Iterator[Words]:
    way = criterion.points
    if not isinstance(way, ByRows):
        return
    rows = list(zip(way.rows, found.verdicts, strict=True))
    held = [row for row, verdict in rows if verdict]
    best = max(held, key=lambda row: row.points, default=None)
    for row, verdict in rows:
        said = Words(
            it=f"{row.words.it.rstrip('.')}: {_count(row.points, 'it')}",
            en=f"{row.words.en.rstrip('.')}: {_count(row.points, 'en')}",
        )
        if verdict and way.takes == "best" and row is not best:
            yield Words(
                it=f"{said.it}, ma conta solo la voce migliore", en=f"{said.en}, but only the best row counts"
            )
        elif verdict:
            yield said
        elif verdict is None:
            yield Words(it=f"{said.it}, non si sa ancora", en=f"{said.en}, not known yet")
    whole = sum(row.points for row in held)
    if way.takes == "all" and whole > criterion.most:
        yield Words(
            it=f"In tutto {_count(whole, 'it')}, ridotti al massimo di {show_points(criterion.most, 'it')}",
            en=f"In all {_count(whole, 'en')}, cut to the most of {show_points(criterion.most, 'en')}",
        )
    if not any(verdict is not False for verdict in found.verdicts):
        yield Words(it="Nessuna voce che dà punti", en="No row that gives points")


def _of_proportion(one: CriterionScore, found: ProportionFound) -> Iterator[Words]:
    if found.reached is None:
        yield Words(
            it="Manca il dato su cui si misurano i punti", en="What the points are measured on is missing"
        )
        return
    yield Words(
        it=f"Raggiunto: {show_rate(found.reached, 'it')} di quel che serve per tutti i punti",
        en=f"Reached: {show_rate(found.reached, 'en')} of what it takes for all points",
    )
    yield from _rounding(one, found.reached * one.criterion.most)


def _of_votes(one: CriterionScore, found: VotesFound) -> Iterator[Words]:
    way = one.criterion.points
    if not isinstance(way, ByVotes):
        return
    highest = highest_vote(one.criterion)
    given = [vote.points for vote in found.votes if vote.points is not None and vote.fault != "unnamed"]
    if given:
        listed = {lang: "; ".join(show_points(points, lang) for points in given) for lang in ("it", "en")}
        yield Words(
            it=f"Voti, fino a {show_points(highest, 'it')}: {listed['it']}",
            en=f"Votes, up to {show_points(highest, 'en')}: {listed['en']}",
        )
    for vote in found.votes:
        yield from _fault(vote, highest)
    if len(found.votes) < way.assessors:
        yield Words(
            it=f"Voti necessari: {way.assessors}; dati: {len(found.votes)}",
            en=f"Votes needed: {way.assessors}; given: {len(found.votes)}",
        )
    if found.exact is not None:
        hundredths, taken = round_cents(found.exact, "half_up"), _TAKEN[way.takes]
        about = ("circa ", "about ") if hundredths != found.exact else ("", "")
        yield Words(
            it=f"{taken.it}: {about[0]}{show_points(hundredths, 'it')}",
            en=f"{taken.en}: {about[1]}{show_points(hundredths, 'en')}",
        )
        yield from _rounding(one, found.exact * one.criterion.most / highest)


def _fault(vote: Vote, highest: int) -> Iterator[Words]:
    if vote.points is None:
        yield Words(it=f"Il voto n. {vote.number} non ha punti", en=f"Vote {vote.number} has no points")
    if vote.fault == "unnamed":
        yield Words(
            it=f"Il voto n. {vote.number} non dice il criterio o chi vota",
            en=f"Vote {vote.number} does not say its criterion or who votes",
        )
    if vote.fault == "over":
        yield Words(
            it=f"Il voto n. {vote.number} supera {show_points(highest, 'it')}: va corretto",
            en=f"Vote {vote.number} is over {show_points(highest, 'en')}: it should be mended",
        )
    if vote.fault == "again":
        yield Words(
            it=f"Il voto n. {vote.number} è di chi ha già votato: va tolto",
            en=f"Vote {vote.number} is by someone who has voted already: it should be taken out",
        )


def _rounding(one: CriterionScore, exact: Fraction) -> Iterator[Words]:
    """How the points were made round, where that changed them."""
    rounded: PointRounding | None = getattr(one.criterion.points, "rounded", None)
    if rounded is not None and exact != one.points.known:
        way = _ROUNDED[rounded.way]
        yield Words(
            it=f"Punti arrotondati {way.it} a multipli di {show_points(rounded.to, 'it')}",
            en=f"Points rounded {way.en} to multiples of {show_points(rounded.to, 'en')}",
        )
