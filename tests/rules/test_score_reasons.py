"""Does everybody read where their points come from, what is missing and what it takes to pass?"""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import Record, View
from bandolo.rules.criteria import Span, criterion_score
from bandolo.rules.facts import Value
from bandolo.rules.money import read_cents
from bandolo.rules.rule import Words
from bandolo.rules.score import Scored, score
from bandolo.rules.score_reasons import (
    area_words,
    criterion_reasons,
    points_words,
    show_points,
    threshold_words,
    total_words,
)
from tests.rules.score_call import CALL, one_criterion, read_rules
from tests.rules.test_criteria import vote

RULE, CRITERIA = read_rules(CALL)
BY_ID = {criterion.id: criterion for criterion in CRITERIA}


def scored(facts: Mapping[str, Value], votes: Sequence[Record] = ()) -> Scored:
    assert RULE is not None
    return score(RULE, CRITERIA, View(facts, {"vote": votes}, {}, {}))


@pytest.mark.parametrize(
    ("points", "it", "en"),
    [(0, "0", "0"), (100, "1", "1"), (1250, "12,5", "12.5"), (1005, "10,05", "10.05"), (10000, "100", "100")],
)
def test_points_for_people(points: int, it: str, en: str) -> None:
    assert (show_points(points, "it"), show_points(points, "en")) == (it, en)


@given(st.integers(0, 10**6))
def test_points_read_back_as_they_were(points: int) -> None:
    assert read_cents(show_points(points, "en")) == points


@pytest.mark.parametrize(
    ("span", "it", "en"),
    [
        (Span(100, 100), "1 punto", "1 point"),
        (Span(0, 0), "0 punti", "0 points"),
        (
            Span(50, 1250),
            "da 0,5 a 12,5 punti, secondo quello che manca",
            "from 0.5 to 12.5 points, by what is missing",
        ),
    ],
)
def test_points_or_between_how_many(span: Span, it: str, en: str) -> None:
    assert points_words(span) == Words(it=it, en=en)


REASONS: dict[str, tuple[str, Mapping[str, Value], list[str], list[str]]] = {
    "rows that add up, cut": (
        "maturity",
        {"has_plan": True, "staff": 12},
        [
            "Piano approvato: 10 punti",
            "Almeno 10 addetti: 7,5 punti",
            "In tutto 17,5 punti, ridotti al massimo di 15",
        ],
        [
            "Approved plan: 10 points",
            "At least 10 staff: 7.5 points",
            "In all 17.5 points, cut to the most of 15",
        ],
    ),
    "a row not known yet": (
        "maturity",
        {"has_plan": False},
        ["Almeno 10 addetti: 7,5 punti, non si sa ancora"],
        ["At least 10 staff: 7.5 points, not known yet"],
    ),
    "no row": (
        "maturity",
        {"has_plan": False, "staff": 1},
        ["Nessuna voce che dà punti"],
        ["No row that gives points"],
    ),
    "the best of two": (
        "size",
        {"size": "micro"},
        ["Microimpresa: 10 punti", "Piccola impresa: 5 punti, ma conta solo la voce migliore"],
        ["Micro enterprise: 10 points", "Small enterprise: 5 points, but only the best row counts"],
    ),
    "in proportion, rounded": (
        "local-jobs",
        {"jobs": 1, "staff": 10},
        [
            "Raggiunto: 1/3 di quel che serve per tutti i punti",
            "Punti arrotondati per difetto a multipli di 0,01",
        ],
        ["Reached: 1/3 of what it takes for all points", "Points rounded down to multiples of 0.01"],
    ),
    "in proportion, not known": (
        "local-jobs",
        {"jobs": 1},
        ["Manca il dato su cui si misurano i punti"],
        ["What the points are measured on is missing"],
    ),
}


@pytest.mark.parametrize(("criterion", "facts", "it", "en"), REASONS.values(), ids=REASONS.keys())
def test_reasons_of_a_criterion(
    criterion: str, facts: Mapping[str, Value], it: list[str], en: list[str]
) -> None:
    reasons = criterion_reasons(criterion_score(BY_ID[criterion], View(facts, {}, {}, {})))

    assert [said.it for said in reasons] == it
    assert [said.en for said in reasons] == en


def test_reasons_of_votes() -> None:
    given_votes = [
        vote(*one, "quality") for one in (("A", 0), ("B", 700), ("C", 800), ("D", 710), ("E", 1000))
    ]

    [quality, *_] = scored({}, given_votes).criteria

    assert quality.points == Span(2950, 2950)
    assert [said.it for said in criterion_reasons(quality)] == [
        "Voti, fino a 10: 0; 7; 8; 7,1; 10",
        "Media dei voti senza il più alto e il più basso: circa 7,37",
        "Punti arrotondati al più vicino a multipli di 0,5",
    ]
    assert [said.en for said in criterion_reasons(quality)] == [
        "Votes, up to 10: 0; 7; 8; 7.1; 10",
        "Mean of the votes without the highest and the lowest: about 7.37",
        "Points rounded to the nearest to multiples of 0.5",
    ]


def test_reasons_why_votes_do_not_count_yet() -> None:
    found = criterion_score(
        one_criterion(
            'kind = "votes"\ntakes = "median"\nassessors = 6\nrounded = { to = 0.01, way = "half_up" }'
        ),
        View(
            {},
            {
                "vote": [
                    vote("A", 500),
                    vote("B", 1100),
                    vote("A", 600),
                    {"criterion": "one", "assessor": "C"},
                    {"points": 300, "assessor": "D"},
                ]
            },
            {},
            {},
        ),
    )

    assert [said.it for said in criterion_reasons(found)] == [
        "Voti, fino a 10: 5; 11; 6",
        "Il voto n. 2 supera 10: va corretto",
        "Il voto n. 3 è di chi ha già votato: va tolto",
        "Il voto n. 4 non ha punti",
        "Il voto n. 5 non dice il criterio o chi vota",
        "Voti necessari: 6; dati: 5",
    ]
    assert [said.en for said in criterion_reasons(found)] == [
        "Votes, up to 10: 5; 11; 6",
        "Vote 2 is over 10: it should be mended",
        "Vote 3 is by someone who has voted already: it should be taken out",
        "Vote 4 has no points",
        "Vote 5 does not say its criterion or who votes",
        "Votes needed: 6; given: 5",
    ]


def test_words_of_the_whole() -> None:
    facts: dict[str, Value] = {"has_plan": True, "staff": 20, "size": "micro", "jobs": 6, "has_label": True}

    found = scored(facts)

    assert [area_words(one).it for one in found.areas] == ["20 punti: il massimo dell'area"]
    assert [area_words(one).en for one in found.areas] == ["20 points: the most of the area"]
    assert total_words(found) == Words(
        it="Punteggio: da 50 a 90 punti, secondo quello che manca; "
        "senza premialità: da 45 a 85 punti, secondo quello che manca.",
        en="Score: from 50 to 90 points, by what is missing; "
        "without the bonus: from 45 to 85 points, by what is missing.",
    )
    assert [threshold_words(one).it for one in found.thresholds][:2] == [
        "Per passare: almeno 20 punti; risultano: da 0 a 40 punti, secondo quello che manca.",
        "Per passare: almeno 8 punti; risultano: 20 punti.",
    ]
    assert [threshold_words(one).en for one in found.thresholds][:2] == [
        "Needed to pass: at least 20 points; found: from 0 to 40 points, by what is missing.",
        "Needed to pass: at least 8 points; found: 20 points.",
    ]


def test_words_of_a_score_without_bonus_or_cut() -> None:
    assert RULE is not None
    found = score(RULE, CRITERIA[1:3], View({"has_plan": True, "staff": 1, "size": "large"}, {}, {}, {}))

    assert total_words(found) == Words(it="Punteggio: 10 punti.", en="Score: 10 points.")
    assert [area_words(one).it for one in found.areas] == ["10 punti"]
