"""How are reductions, stages of the payment and the aid in loans shown to a person?"""

from bandolo.cli.page import Page, cell, grid, mark, with_clauses, with_reasons
from bandolo.rules.consequences import Consequences
from bandolo.rules.reductions import ReducedGrant
from bandolo.rules.stages import StagePayment


def show_after_award(page: Page, follows: Consequences) -> None:
    """What the reductions leave of the grant, what each stage pays, what loans are worth as aid."""
    found = follows.after_award
    if found.reduced is not None:
        _show_reduced(page, found.reduced)
    if found.stages:
        page.heading(("Fasi del pagamento", "Stages of the payment"))
        for one in found.stages:
            _show_stage(page, one)
    if found.in_loans:
        page.heading(("Aiuto nel finanziamento e nelle garanzie", "Aid in the loan and the guarantees"))
    for each in found.in_loans:
        worth = each.equivalent
        page.show(with_clauses(page.say(each.rule.words), each.rule.clauses))
        for refusal in each.refused:
            page.show(cell(page.say(refusal.words)), 3)
        if worth is None and not each.refused:
            page.show(page.say(("non ancora noto", "not known yet")), 3)
        table = grid("wide", "right")
        for step in worth.steps if worth is not None else ():
            table.add_row(cell(page.say(step.words)), page.euro(step.amount))
        page.show(table, 3)


def _show_reduced(page: Page, found: ReducedGrant) -> None:
    page.heading(("Riduzioni", "Reductions"))
    unknown = page.say(("non noto", "not known"))
    table = grid("wide", "right")
    table.add_row(page.say(("Contributo", "Grant")), page.euro(found.grant))
    for cut in found.cuts:
        text = with_reasons(with_clauses(page.say(cut.rule.words), cut.rule.clauses), (page.say(cut.words),))
        table.add_row(text, unknown if cut.amount is None else f"-{page.euro(cut.amount)}")
    left = unknown if found.left is None else page.euro(found.left)
    table.add_row(cell(page.say(("Resta", "Left")), "bold"), cell(left, "bold"))
    page.show(table)


def _show_stage(page: Page, one: StagePayment) -> None:
    text = with_clauses(page.say(one.stage.words), one.stage.clauses)
    hurdles = [
        page.say(hurdle.words) + (f" ({', '.join(hurdle.missing)})" if hurdle.missing else "")
        for hurdle in one.hurdles
    ]
    table = grid("mark", "wide")
    table.add_row(mark(one.is_due), with_reasons(text, hurdles))
    page.show(table)
    steps = grid("wide", "right")
    for step in one.steps:
        steps.add_row(cell(page.say(step.words), "dim"), page.euro(step.amount))
    page.show(steps, 3)
