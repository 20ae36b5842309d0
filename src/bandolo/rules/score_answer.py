"""How is a score written for programs: points, what they come from, what is needed to pass?

Points are strings with two decimals; points that are not known yet are null, with the fewest and the most
that they can still be in `between`.
"""

from bandolo.rules.criteria import CriterionScore, Span
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words
from bandolo.rules.score import AreaScore, Scored, ThresholdOutcome
from bandolo.rules.score_reasons import area_words, criterion_reasons, threshold_words, total_words


def score_answer(scored: Scored) -> dict[str, object]:
    """The key `score` of an assessment's answer."""
    return {
        "passes": scored.passes,
        **_points(scored.total),
        "without_bonus": _points(scored.without_bonus),
        "words": _words(total_words(scored)),
        "criteria": [_criterion(one) for one in scored.criteria],
        "areas": [_area(one) for one in scored.areas],
        "thresholds": [_threshold(one) for one in scored.thresholds],
    }


def _words(both: Words) -> dict[str, object]:
    return {"it": both.it, "en": both.en}


def _points(span: Span) -> dict[str, object]:
    return {
        "points": None if span.known is None else show_cents(span.known),
        "between": [show_cents(span.low), show_cents(span.high)],
    }


def _criterion(one: CriterionScore) -> dict[str, object]:
    rule = one.criterion
    return {
        "id": rule.id,
        "clauses": list(rule.clauses),
        "words": _words(rule.words),
        "reading": rule.reading,
        **_points(one.points),
        "most": show_cents(rule.most),
        "is_bonus": rule.is_bonus,
        "missing": [lack.place for lack in one.missing],
        "reasons": [_words(reason) for reason in criterion_reasons(one)],
    }


def _area(one: AreaScore) -> dict[str, object]:
    return {
        "id": one.area.id,
        "clauses": list(one.area.clauses),
        "words": _words(one.area.words),
        **_points(one.points),
        "criteria": list(one.area.criteria),
        "reason": _words(area_words(one)),
    }


def _threshold(one: ThresholdOutcome) -> dict[str, object]:
    return {
        "id": one.id,
        "clauses": list(one.clauses),
        "words": _words(one.words),
        "is_met": one.is_met,
        **_points(one.points),
        "at_least": show_cents(one.at_least),
        "reason": _words(threshold_words(one)),
    }
