"""How are costs, what cut them, and the steps of the aid shown to a person?"""

from collections.abc import Mapping

from rich.text import Text

from bandolo.cli.page import Page, cell, grid, mark, with_clauses, with_reasons
from bandolo.rules.aid import Step
from bandolo.rules.answer import reasons_of
from bandolo.rules.assess import Assessment
from bandolo.rules.consequences import Consequences
from bandolo.rules.costs import LineOutcome, Tree
from bandolo.rules.members_paid import MemberPaid
from bandolo.rules.money import show_rate
from bandolo.rules.payment import PaymentBreakdown
from bandolo.rules.requirements import ReducedItem, RefusedItem
from bandolo.rules.words_of import Wording

_CREDITORS: Mapping[bool | None, tuple[str, str]] = {
    False: (
        "Contributi non in regola: si pagano prima gli enti creditori; il resto si calcola sui loro crediti.",
        "Contributions not in order: creditor bodies are paid first; the rest depends on what they are owed.",
    ),
    None: (
        "Non si sa ancora se i contributi sono in regola: il pagamento si calcola quando si sa.",
        "Whether contributions are in order is not known yet: the payment is worked out once it is.",
    ),
}


def show_costs(page: Page, wording: Wording, assessment: Assessment) -> None:
    """Each line and group: claimed, admitted, and what cut it."""
    lines = assessment.outcome.lines
    if not any(line.claimed or line.admitted for line in lines):
        return
    page.heading(("Spese", "Costs"))
    tree = Tree(assessment.call.lines, assessment.call.groups)
    limits = {limit.id: limit for limit in assessment.call.limits}
    table = grid("left", "right", "right", "wide")
    table.add_row(
        "", *(cell(page.say(head), "dim") for head in (("chiesto", "claimed"), ("ammesso", "admitted"))), ""
    )
    for line in lines:
        if not line.claimed and not line.admitted:
            continue
        cuts = Text()
        for rule in line.bound_by:
            cuts.append_text(cell("\n" if cuts else "")).append_text(
                with_clauses(page.say(limits[rule].words), limits[rule].clauses)
            )
        if refused := _refused_cents(assessment, line):
            said = (f"non ammessi {page.euro(refused)}", f"{page.euro(refused)} not admitted")
            cuts.append_text(cell(("\n" if cuts else "") + page.say(said)))
        style = "bold" if line.id == tree.root else "" if line.id in tree.lines else "italic"
        amounts = (cell(page.euro(cents), style) for cents in (line.claimed, line.admitted))
        table.add_row(cell(page.say(wording.nodes[line.id]), style), *amounts, cuts)
    page.show(table)


def _refused_cents(assessment: Assessment, line: LineOutcome) -> int:
    """What the items refused of a line come to, each counted once."""
    items = {
        (item.kind, item.number): item.cents
        for item in assessment.outcome.refused
        if item.line == line.id and item.verdict is False
    }
    return sum(items.values())


def show_refused(page: Page, wording: Wording, assessment: Assessment) -> None:
    """Each item that does not count, or that cannot be told yet, with the reasons."""
    items = assessment.outcome.refused
    findings, reduced = assessment.staff_findings, assessment.outcome.reduced
    if not items and not findings and not reduced:
        return
    page.heading(("Voci che non contano", "Items that do not count"))
    table = grid("mark", "wide")
    for item in items:
        place = f"{item.kind}[{item.number}]"
        found = reasons_of(assessment, item.admission.id, place)
        text = cell(f"{_item_words(page, wording, item)}: ")
        text.append_text(with_clauses(page.say(item.admission.words), item.admission.clauses))
        reasons = [wording.compared(reason._replace(place="")) for reason in found]
        table.add_row(mark(item.verdict), with_reasons(text, reasons))
    for finding in findings:
        kind = wording.place(f"worker_month[{int(finding.id)}].")
        table.add_row(
            mark(False), cell(f"{kind}: ").append_text(with_clauses(page.say(finding.words), finding.clauses))
        )
    for one in reduced:
        why = (
            page.say(("ne ammette l'istruttoria", "the review admits"))
            if one.by == "found_amount"
            else page.say(("oltre il massimo di unità, contano", "beyond the most units, what counts is"))
        )
        table.add_row(mark(None), cell(f"{_item_words(page, wording, one)}: {why} {page.euro(one.found)}"))
    page.show(table)


def _item_words(page: Page, wording: Wording, item: RefusedItem | ReducedItem) -> str:
    line = page.say(wording.nodes[item.line])
    return f"{wording.place(f'{item.kind}[{item.number}].')}, {line}, {page.euro(item.cents)}"


def show_aid(page: Page, wording: Wording, assessment: Assessment, follows: Consequences) -> None:
    """The steps from the admitted costs to the aid, as a small computation."""
    outcome = assessment.outcome
    steps = [step for step in outcome.steps if step.applies is not False]
    if not steps:
        return
    page.heading(("Dalle spese all'aiuto", "From the costs to the aid"))
    _show_regimes(page, wording, follows)
    table = grid("wide", "left", "mark", "right")
    for step in steps:
        whose = cell(f"{step.entity}: ") if step.entity is not None else cell("")
        table.add_row(
            whose.append_text(with_clauses(page.say(step.rule.words), step.rule.clauses)),
            cell(_inputs(page, wording, step) + _rate(page, step) + _parts(page, step), "dim"),
            "=" if step.applies else mark(None),
            page.euro(step.result),
        )
    named = {name: cents for name, cents in outcome.aid._asdict().items() if cents or name == "grant"}
    if sum(name != "total" for name in named) == 1:
        named.pop("total", None)
    for name, cents in named.items():
        table.add_row(
            cell(wording.amount(f"aid.{name}").capitalize(), "bold"), "", "", cell(page.euro(cents), "bold")
        )
    page.show(table)
    for step in steps:
        # Why the room that the step measured is what it is, article by article.
        for reason in follows.room[step.rule.id, step.entity]:
            owner = f"{step.entity}: " if step.entity is not None else ""
            page.show(cell(f"{owner}{page.say(reason.words)} ({reason.source})", "dim"), 3)


def _show_regimes(page: Page, wording: Wording, follows: Consequences) -> None:
    """Why each regime is that of the aid, or why not."""
    table = grid("mark", "wide")
    for one in follows.regimes:
        outcome = one.outcome
        if outcome.why != "later":
            whose = cell(f"{outcome.entity}: " if outcome.entity is not None else "")
            text = whose.append_text(with_clauses(page.say(outcome.regime.words), outcome.regime.clauses))
            reasons = [f"{page.say(reason.words)} ({reason.source})" for reason in one.room]
            reasons += [wording.compared(compared) for compared in one.compared]
            verdict = None if outcome.why == "unknown" else outcome.why == "taken"
            table.add_row(mark(verdict), with_reasons(text, [page.say(one.words), *reasons]))
    page.show(table)


def _rate(page: Page, step: Step) -> str:
    """The rate that a step applied, where it is not simply the one written."""
    return "" if step.share is None else f"\n{page.say(('al', 'at'))} {show_rate(step.share, page.lang)}"


def _parts(page: Page, step: Step) -> str:
    """What each of a group has after a step that changed what all have."""
    return "".join(f"\n{page.say(('poi', 'then'))} {name} {page.euro(cents)}" for name, cents in step.parts)


def _inputs(page: Page, wording: Wording, step: Step) -> str:
    """What a step read, an amount a line."""
    unknown = page.say(("non noto", "not known"))
    return "\n".join(
        f"{wording.amount(name)} {unknown if cents is None else page.euro(cents)}"
        for name, cents in step.inputs
    )


def has_creditors(assessment: Assessment, verdict: bool | None = False) -> bool:
    """Whether creditor bodies are paid in the beneficiary's place; with None, whether that is not known."""
    return any(
        one.verdict is verdict and one.effect == "substitutive_payment"
        for one in assessment.outcome.requirements
    )


def show_payment(page: Page, assessment: Assessment, follows: Consequences) -> None:
    """What of the grant reaches the beneficiary, or why that cannot be said."""
    is_payable = assessment.moment == "payment" and assessment.outcome.admissible
    paid = follows.paying
    if paid.whole is None and is_payable:
        for verdict in (False, None):
            if has_creditors(assessment, verdict):
                page.heading(("Pagamento", "Payment"))
                page.show(page.say(_CREDITORS[verdict]))
                return
    if paid.whole is None and not paid.missing:
        return
    page.heading(("Pagamento", "Payment"))
    if paid.whole is None:
        names = ", ".join(paid.missing)
        said = f"La ritenuta non è ancora nota, manca: {names}", f"The tax is not known yet, missing: {names}"
        page.show(page.say(said))
    else:
        _show_breakdown(page, paid.whole)
    for one in paid.members:
        _show_member(page, one)


def _show_breakdown(page: Page, found: PaymentBreakdown, indent: int = 0) -> None:
    table = grid("wide", "right")
    for step in found.steps:
        style = "bold" if step.kind == "net" else ""
        table.add_row(with_clauses(page.say(step.words), step.clauses), cell(page.euro(step.amount), style))
    page.show(table, indent)


def _show_member(page: Page, one: MemberPaid) -> None:
    """What one of a group gets of a payment, and what it gives back."""
    said = page.euro(one.amount)
    if one.to_return:
        owed = page.euro(one.to_return)
        said = page.say((f"{said}, da restituire {owed}", f"{said}, to be returned {owed}"))
    page.show(cell(f"{one.name}: {said}"))
    if one.breakdown is not None and one.amount:
        _show_breakdown(page, one.breakdown, 3)
