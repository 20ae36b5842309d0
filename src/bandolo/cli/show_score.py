"""How is the score of a project shown to a person: points by criterion, why, and what is needed to pass?"""

from bandolo.cli.page import Page, cell, grid, mark, with_clauses, with_reasons
from bandolo.rules.assess import Assessment
from bandolo.rules.score_reasons import (
    area_words,
    criterion_reasons,
    points_words,
    threshold_words,
    total_words,
)


def show_score(page: Page, assessment: Assessment) -> None:
    """The criteria with their points, the areas, the total, the thresholds."""
    scored = assessment.scored
    if scored is None:
        return
    page.heading(("Punteggio", "Score"))
    table = grid("wide", "left")
    for one in scored.criteria:
        text = with_clauses(page.say(one.criterion.words), one.criterion.clauses)
        reasons = [page.say(reason) for reason in criterion_reasons(one)]
        table.add_row(with_reasons(text, reasons), cell(page.say(points_words(one.points)), "bold"))
    for each in scored.areas:
        text = with_clauses(page.say(each.area.words), each.area.clauses)
        table.add_row(text, cell(page.say(area_words(each)), "italic"))
    page.show(table)
    page.show(cell(page.say(total_words(scored)), "bold"))
    below = grid("mark", "wide")
    for threshold in scored.thresholds:
        text = with_clauses(page.say(threshold.words), threshold.clauses)
        below.add_row(mark(threshold.is_met), with_reasons(text, [page.say(threshold_words(threshold))]))
    page.show(below)
