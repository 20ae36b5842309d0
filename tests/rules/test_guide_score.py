"""Does the guide tell what gives points, how many, and what is needed to pass?"""

from bandolo.rules.guide_parts import Voice
from bandolo.rules.guide_score import score_lines
from tests.rules.score_call import CALL
from tests.rules.small_calls import COMMITTEE, call_of, fact

FACTS = (
    fact("has_plan", "yes_no") + fact("has_label", "yes_no") + fact("jobs", "count") + fact("staff", "count")
)
# The ranking has a key on the score, as a score that decides it needs.
RANKING = """
[ranking]
id = "order"
words = { it = "ordine", en = "order" }
ties = "time"
order = [{ words = { it = "punti", en = "points" }, score = "total", order = "descending" }]
"""


def lines(text: str, lang: str) -> list[str]:
    return [*score_lines(Voice(call_of(FACTS, text, RANKING, COMMITTEE), lang))]


def test_criteria_areas_and_thresholds_are_told_in_english() -> None:
    assert lines(CALL, "en") == [
        "- Score. It decides the ranking. Not passed, award: the application is not admitted.",
        "  - Enough; needed to pass: at least 60 points; the bonus left out.",
        "  - Merit; needed to pass: at least 40 points; about: Quality of the project and New jobs.",
        "  - Enterprise; about: Maturity and Size; at most 20 points; needed to pass: at least 8 points.",
        (
            "- Quality of the project. At most 40 points. Needed to pass: at least 20 points. "
            "The mean of the votes without the highest and the lowest, at least 4."
        ),
        "- Maturity. At most 15 points.",
        "  - Approved plan; 10 points.",
        "  - At least 10 staff; 7.5 points.",
        "- Size. At most 10 points. Only the best row counts.",
        "  - Micro enterprise; 10 points.",
        "  - Small enterprise; 5 points.",
        (
            "- New jobs. At most 25 points. All where “?” at least 30% of “?”, none where “?” at most 0, "
            "in proportion in between."
        ),
        "- Green label. At most 5 points. A bonus.",
        "  - Green label; 5 points.",
    ]


def test_the_ceiling_and_the_clauses_of_parts_are_told() -> None:
    text = CALL.replace('decides = "ranking"', 'decides = "ranking"\nmost = 90.00').replace(
        'bonus = "left_out"', 'bonus = "left_out"\nclauses = ["S-1"]'
    )
    assert lines(text, "it")[:2] == [
        (
            "- Punteggio. Decide la graduatoria. Al massimo 90 punti. "
            "Chi non passa, concessione: la domanda non è ammessa."
        ),
        "  - Sufficienza; per passare almeno 60 punti; senza contare la premialità. (S-1)",
    ]


def test_a_call_without_points_tells_nothing() -> None:
    assert [*score_lines(Voice(call_of(), "it"))] == []
