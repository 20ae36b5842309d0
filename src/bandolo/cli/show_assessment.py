"""How is an assessment shown to a person: the answer first, then all that it rests on?"""

from collections.abc import Iterator, Mapping, Sequence

from rich.panel import Panel
from rich.text import Text

from bandolo.cli.counting import show_awaited, show_due
from bandolo.cli.page import Page, cell, grid, mark, signs, with_clauses, with_reasons
from bandolo.cli.show_after_award import show_after_award
from bandolo.cli.show_entities import show_entities
from bandolo.cli.show_money import has_creditors, show_aid, show_costs, show_payment, show_refused
from bandolo.cli.show_score import show_score
from bandolo.rules.answer import answers_missing, reasons_of
from bandolo.rules.assess import Assessment
from bandolo.rules.consequences import Consequences
from bandolo.rules.days import show_instant
from bandolo.rules.deadlines import Due, Missing
from bandolo.rules.requirements import WEIGHT, DocumentOutcome, Effect, RequirementOutcome
from bandolo.rules.windows import window_state, window_words
from bandolo.rules.words_of import EFFECTS, MOMENTS, SIGNERS, Wording

_VERDICTS: Mapping[bool | None, tuple[str, str]] = {
    True: ("AMMISSIBILE", "ADMISSIBLE"),
    False: ("NON AMMISSIBILE", "NOT ADMISSIBLE"),
    None: ("NON ANCORA DECISA", "NOT DECIDED YET"),
}
_AT_PAYMENT: Mapping[bool | None, tuple[str, str]] = {
    **_VERDICTS,
    True: ("SI PUÒ PAGARE", "CAN BE PAID"),
    False: ("NON SI PUÒ PAGARE", "CANNOT BE PAID"),
}
_CREDITORS_FIRST = ("SI PAGANO PRIMA GLI ENTI CREDITORI", "CREDITOR BODIES ARE PAID FIRST")
_COLOURS: Mapping[bool | None, str] = {True: "green", False: "red", None: "yellow"}
_WINDOW: Mapping[str, tuple[str, str]] = {
    "open": ("aperta", "open"),
    "not_open": ("non ancora aperta", "not open yet"),
    "closed": ("chiusa", "closed"),
}


def show_assessment(
    page: Page, wording: Wording, assessment: Assessment, follows: Consequences, digest: str
) -> None:
    """The whole of an assessment, in the language of the page."""
    _show_head(page, assessment, digest)
    _show_verdict(page, assessment, follows)
    _show_missing(page, wording, assessment)
    _show_requirements(page, wording, assessment)
    _show_size(page, follows)
    show_costs(page, wording, assessment)
    show_entities(page, wording, assessment)
    show_refused(page, wording, assessment)
    show_aid(page, wording, assessment, follows)
    show_score(page, assessment)
    _show_report(page, wording, follows)
    show_after_award(page, follows)
    show_payment(page, assessment, follows)
    _show_documents(page, assessment)
    _show_dates(page, follows)
    _show_readings(page, follows)


def _show_head(page: Page, assessment: Assessment, digest: str) -> None:
    call, at = assessment.call, assessment.at
    page.show(cell(page.say(call.title), "bold"))
    page.show(cell(page.say(call.body.name)))
    when = page.say(MOMENTS[assessment.moment])
    page.show(cell(f"{when}, {show_instant(at, page.lang)}", "dim"))
    if call.window is not None and assessment.moment == "submission":
        state = page.say(_WINDOW[window_state(call.window, at).state])
        clock = page.say(window_words(call.window))
        page.show(cell(page.say((f"finestra {state}: {clock}", f"window {state}: {clock}")), "dim"))
    page.show(
        cell(
            page.say((f"bando {call.id}, edizione {digest[:12]}", f"call {call.id}, edition {digest[:12]}")),
            "dim",
        )
    )


def _show_size(page: Page, follows: Consequences) -> None:
    if follows.size:
        page.heading(("Dimensione dell'impresa", "Size of the enterprise"))
        for reason in follows.size:
            page.show(cell(f"{page.say(reason.words)} ({reason.source})"))


def _show_verdict(page: Page, assessment: Assessment, follows: Consequences) -> None:
    outcome = assessment.outcome
    verdicts = _AT_PAYMENT if assessment.moment == "payment" else _VERDICTS
    colour = _COLOURS[outcome.admissible]
    head = verdicts[outcome.admissible]
    if outcome.admissible and has_creditors(assessment):
        head, colour = _CREDITORS_FIRST, "yellow"
    elif outcome.admissible and has_creditors(assessment, verdict=None):
        # Whom to pay is not known: saying that it can be paid would be too much.
        head, colour = _VERDICTS[None], "yellow"
    text = Text(page.say(head), style=f"bold {colour}")
    for line in _summary(page, assessment, follows):
        text.append(f"\n{line}", style="default not bold")
    page.console.print()
    page.show(Panel(text, border_style=colour, expand=False, padding=(0, 2)))


def _summary(page: Page, assessment: Assessment, follows: Consequences) -> Iterator[str]:
    """What decides, and what it comes to, in a few lines."""
    outcome, window = assessment.outcome, assessment.call.window
    no, unknown = signs().no, signs().unknown
    yield from (f"{no} {page.say(one.rule.words)}" for one in outcome.requirements if _decides(one))
    for one in outcome.documents:
        if one.required and one.attached is False and WEIGHT[one.document.missing] is not True:
            yield page.say((f"{no} Manca: {one.document.words.it}", f"{no} Missing: {one.document.words.en}"))
    yield from (f"{no} {page.say(one.ground.words)}" for one in follows.grounds if one.verdict)
    if missing := answers_missing(assessment):
        number = sum(len(places) for _, _, places in missing)
        yield page.say((f"{unknown} Risposte che mancano: {number}", f"{unknown} Answers missing: {number}"))
    if window is not None and assessment.moment == "submission":
        state = window_state(window, assessment.at).state
        if state != "open":
            yield page.say(
                (
                    f"! La finestra per le domande è {page.say(_WINDOW[state])}.",
                    f"! The window is {page.say(_WINDOW[state])}.",
                )
            )
    admitted, total = page.euro(outcome.admitted_total), page.euro(outcome.aid.total)
    amounts = (f"{total} su {admitted} di spese ammesse", f"{total} on {admitted} of admitted costs")
    unless = (f"(spetterebbero {amounts[0]})", f"(would come to {amounts[1]})")
    lacking = ("", "") if outcome.known.claims else ("; manca un importo", "; an amount is missing")
    so_far = (
        f"(con ciò che si sa finora: {amounts[0]}{lacking[0]})",
        f"(as far as is known so far: {amounts[1]}{lacking[1]})",
    )
    is_known = outcome.known.aid and outcome.known.claims
    yield page.say(so_far if not is_known else amounts if outcome.admissible else unless)


def _decides(one: RequirementOutcome) -> bool:
    return one.verdict is False and WEIGHT[one.effect] is not True


def _show_missing(page: Page, wording: Wording, assessment: Assessment) -> None:
    missing = answers_missing(assessment)
    if not missing:
        return
    page.heading(("Risposte che mancano", "Answers missing"))
    table = grid("mark", "wide", "left")
    # Facts of two kinds of records may ask the same: an invoice and a planned cost.
    asked: dict[str, tuple[str, ...]] = {}
    for name, _, places in missing:
        question = wording.question(name)
        asked[question] = (*asked.get(question, ()), *places)
    for question, places in asked.items():
        table.add_row(mark(None), cell(question), cell("\n".join(dict.fromkeys(places)), "dim"))
    page.show(table)


def _show_requirements(page: Page, wording: Wording, assessment: Assessment) -> None:
    page.heading(("Requisiti", "Requirements"))
    table = grid("mark", "wide")
    order = {False: 0, None: 1, True: 2}
    concerned = [one for one in assessment.outcome.requirements if one.concerns]
    for one in sorted(concerned, key=lambda one: order[one.verdict]):
        text = with_clauses(page.say(one.rule.words), one.rule.clauses)
        if one.verdict is False:
            effect = _effect_words(page, one.effect, getattr(one.rule, "cure", None), assessment)
            text.append(f" {signs().leads_to} {effect}", style="italic")
        reasons = [wording.compared(reason) for reason in reasons_of(assessment, one.rule.id)]
        table.add_row(mark(one.verdict), with_reasons(text, reasons))
    page.show(table)


def _show_report(page: Page, wording: Wording, follows: Consequences) -> None:
    """The steps of the report in order, and the grounds of revocation that are there or may be."""
    if follows.report:
        page.heading(("Passi della rendicontazione", "Steps of the report"))
    table = grid("mark", "wide")
    for step in follows.report:
        text = with_clauses(page.say(step.step.words), step.step.clauses)
        if not step.is_open:
            later = page.say(("si apre dopo i passi precedenti", "opens after the steps before"))
            text.append(f" {signs().leads_to} {later}", style="italic")
        table.add_row(mark(step.verdict), with_reasons(text, [wording.compared(one) for one in step.reasons]))
    page.show(table)
    grounds = [one for one in follows.grounds if one.verdict is not False]
    if grounds:
        page.heading(("Cause di revoca", "Grounds of revocation"))
    table = grid("mark", "wide")
    for one in grounds:
        text = with_clauses(page.say(one.ground.words), one.ground.clauses)
        is_there = None if one.verdict is None else False
        table.add_row(
            mark(is_there), with_reasons(text, [wording.compared(reason) for reason in one.reasons])
        )
    page.show(table)


def _effect_words(page: Page, effect: Effect, cure: str | None, assessment: Assessment) -> str:
    """What failing costs; the term to mend it where there is one."""
    said = page.say(EFFECTS[effect])
    deadline = next((one for one in assessment.call.deadlines if one.id == cure), None)
    return f"{said} ({page.say(deadline.words).rstrip('.')})" if effect == "curable" and deadline else said


def _show_documents(page: Page, assessment: Assessment) -> None:
    needed = [one for one in assessment.outcome.documents if one.required is not False]
    if not needed:
        return
    page.heading(("Documenti da allegare", "Papers to attach"))
    table = grid("mark", "wide", "left")
    kinds = {kind.id: kind.words for kind in assessment.call.records}
    for one in needed:
        document = one.document
        notes = [page.say(SIGNERS[signer]) for signer in document.signed_by]
        notes = [page.say((f"firma: {', '.join(notes)}", f"signed: {', '.join(notes)}"))] if notes else []
        notes += [document.model] if document.model else []
        if document.per is not None:
            kind = kinds[document.per]
            notes.append(page.say((f"per ogni {kind.it}", f"for each {kind.en}")))
        table.add_row(
            _document_mark(one),
            with_clauses(page.say(document.words), document.clauses),
            cell("; ".join(notes), "dim"),
        )
    page.show(table)


def _document_mark(one: DocumentOutcome) -> Text:
    if one.required is None:
        return mark(None)
    return Text(signs().to_attach) if one.attached is None else mark(one.attached)


def _show_dates(page: Page, follows: Consequences) -> None:
    found: Sequence[Due] = [one for one in follows.dates if isinstance(one, Due)]
    awaited = [one for one in follows.dates if isinstance(one, Missing)]
    if found:
        page.heading(("Scadenze", "Deadlines"))
    for due in sorted(found, key=lambda one: (one.day, one.end)):
        show_due(page, due, counted=False)
    if awaited:
        page.heading(("Scadenze che si contano più avanti", "Deadlines that are counted later"))
        show_awaited(page, awaited)


def _show_readings(page: Page, follows: Consequences) -> None:
    if not follows.interpretations:
        return
    page.heading(
        ("Dove il testo è aperto: le letture adottate", "Where the text is open: the readings taken")
    )
    for one in follows.interpretations:
        page.show(with_clauses(page.say(one.question), one.clauses))
        page.show(page.say(one.reading), 3)
