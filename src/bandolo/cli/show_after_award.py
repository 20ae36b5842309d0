"""How are reductions, stages of the payment, forms of aid together and a tax credit shown to a person?"""

from collections.abc import Mapping

from bandolo.cli.page import Page, cell, grid, mark, with_clauses, with_reasons
from bandolo.rules.after_award import Credit
from bandolo.rules.consequences import Consequences
from bandolo.rules.instruments import AidForm, WithinCeilings
from bandolo.rules.leaving import Left
from bandolo.rules.reductions import ReducedGrant
from bandolo.rules.stages import StagePayment

FORM_WORDS: Mapping[AidForm, tuple[str, str]] = {
    "grant": ("contributo", "grant"),
    "premium": ("premialità", "premium"),
    "loan": ("finanziamento", "loan"),
    "services": ("servizi gratuiti", "free services"),
    "guarantee": ("garanzia", "guarantee"),
    "tax_credit": ("credito d'imposta", "tax credit"),
}


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
    if found.together is not None:
        _show_together(page, found.together)
    if found.credit is not None:
        _show_credit(page, found.credit)
    if found.left is not None:
        _show_left(page, found.left)


def _show_together(page: Page, found: WithinCeilings) -> None:
    page.heading(("Le forme di aiuto insieme", "The forms of aid together"))
    table = grid("mark", "wide")
    for cut in found.cuts:
        text = with_clauses(page.say(cut.rule.words), cut.rule.clauses)
        table.add_row(mark(cut.fits), with_reasons(text, (page.say(cut.words),)))
    page.show(table)
    forms = grid("wide", "right")
    for form, one in found.granted.items():
        if one.nominal:
            forms.add_row(cell(page.say(FORM_WORDS[form])), page.euro(one.nominal))
    page.show(forms, 3)


def _show_left(page: Page, found: Left) -> None:
    """What is left of a group that members leave, and what they have to give back."""
    page.heading(("Uscita di un membro", "Leaving of a member"))
    table = grid("mark", "wide")
    table.add_row(mark(found.goes_on), with_clauses(page.say(found.rule.words), found.rule.clauses))
    page.show(table)
    steps = grid("wide", "right")
    for step in found.steps:
        steps.add_row(cell(page.say(step.words), "dim"), page.euro(step.amount))
    for name, cents in found.parts.items():
        steps.add_row(cell(page.say((f"Ha ora {name}", f"{name} has now"))), page.euro(cents))
    for name, cents in found.owed.items():
        steps.add_row(cell(page.say((f"Restituisce {name}", f"{name} gives back")), "bold"), page.euro(cents))
    page.show(steps, 3)


def _show_credit(page: Page, found: Credit) -> None:
    """What the credit comes to, and by year what it brings and what was used; by number before the first."""
    page.heading(("Credito d'imposta", "Tax credit"))
    unknown = page.say(("non noto", "not known"))
    amount = unknown if found.amount is None else page.euro(found.amount)
    table = grid("wide", "right")
    table.add_row(with_clauses(page.say(found.rule.words), found.rule.clauses), cell(amount, "bold"))
    for number, cents in enumerate(() if found.years else found.shares, 1):
        table.add_row(cell(page.say((f"anno {number}", f"year {number}"))), page.euro(cents))
    page.show(table)
    years = grid("left", "right", "right", "right", "right")
    heads = (
        *(("anno", "year"), ("quota", "share"), ("usabile", "usable")),
        *(("usato", "used"), ("perso", "lost")),
    )
    if found.years:
        years.add_row(*(cell(page.say(head), "dim") for head in heads))
    for one in found.years:
        amounts = (one.share, one.usable, one.used, one.lost)
        years.add_row(cell(str(one.year)), *(cell(page.euro(cents)) for cents in amounts))
    page.show(years)


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
