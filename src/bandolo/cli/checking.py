"""Is a call file sound, do its cases come out as they expect, and what carries each clause of its text?"""

from collections.abc import Mapping

from bandolo.cli.inputs import call_file, call_files, calls_folder, refuse
from bandolo.cli.page import Page, cell, grid, mark, show_problems
from bandolo.rules.call import Call
from bandolo.rules.carried import carriers, kinds_used, left_to_people, steps_used
from bandolo.rules.load import Edition, RefusedError, load_call, load_cases
from bandolo.rules.words_of import WHO

PROBLEMS = 1
KINDS: Mapping[str, tuple[str, str]] = {
    "requirement": ("requisiti", "requirements"),
    "vat": ("IVA", "VAT"),
    "unit_cost": ("costi unitari", "unit costs"),
    "line": ("voci di spesa", "cost lines"),
    "group": ("gruppi", "groups"),
    "limit": ("limiti", "limits"),
    "admission": ("ammissioni", "admissions"),
    "regime": ("regimi di aiuto", "state-aid regimes"),
    "aid": ("passi dell'aiuto", "aid steps"),
    "cumulation": ("cumulo", "cumulation"),
    "loan": ("finanziamento", "loan"),
    "reference_rates": ("tassi di riferimento", "reference rates"),
    "guarantee": ("garanzie", "guarantees"),
    "tax_credit": ("credito d'imposta", "tax credit"),
    "instrument_ceiling": ("massimali tra strumenti", "ceilings across instruments"),
    "document": ("documenti", "documents"),
    "criterion": ("criteri", "criteria"),
    "score": ("punteggio", "score"),
    "committee": ("nucleo", "committee"),
    "window": ("finestra", "window"),
    "early_closing": ("chiusura anticipata", "early closing"),
    "ranking": ("graduatoria", "ranking"),
    "allocation": ("fondi", "funds"),
    "envelope": ("quote dei fondi", "envelopes"),
    "tranche": ("tranche", "tranches"),
    "deadline": ("termini", "deadlines"),
    "staff_cost": ("costo del personale", "staff costs"),
    "report_step": ("passi della rendicontazione", "report steps"),
    "reduction": ("riduzioni", "reductions"),
    "stage": ("fasi del pagamento", "payment stages"),
    "payment": ("pagamento", "payment"),
    "ground": ("cause di revoca", "grounds of revocation"),
    "recovery": ("recupero", "recovery"),
    "keeping": ("obblighi di mantenimento", "duties to keep"),
    "leaving": ("uscita di un membro", "leaving of a member"),
    "duty": ("doveri di persone", "duties of people"),
}

_NO_CASES = (
    "nessun caso: il file è ben fatto, ma nulla prova che dica ciò che dice il testo",
    "no cases: the file is sound, but nothing shows that it says what the text says",
)


def check(name: str | None, shows_clauses: bool, lang: str) -> int:
    """Load one call or all, run their cases, print every problem; 1 where there is any."""
    files = call_files(calls_folder())
    paths = list(files.values()) if name is None else [call_file(name)]
    if not paths:
        refuse(str(calls_folder()), "holds no call: each stands in a folder of its own, as call.toml")
    status = 0
    for path in paths:
        try:
            edition = load_call(path)
            cases, problems = load_cases(edition)
        except RefusedError as refused:
            show_problems(refused.problems)
            status = PROBLEMS
            continue
        show_problems(problems)
        status = PROBLEMS if problems else status
        _show(Page(lang), edition, cases, len(problems), shows_clauses)
    return status


def _show(page: Page, edition: Edition, cases: int, problems: int, shows_clauses: bool) -> None:
    call = edition.call
    page.show(
        mark(False if problems else True if cases else None)
        .append(f" {call.id}", style="bold")
        .append(f"  {page.say(call.title)}", style="default")
    )
    without = sum(clause.not_carried is not None for clause in call.clauses)
    counted = (len(call.clauses), without, cases, problems)
    sums = (
        "clausole {}, senza regola {}; casi {}, problemi {}".format(*counted),
        "clauses {}, without a rule {}; cases {}, problems {}".format(*counted),
    )
    page.show(page.say(sums), 2)
    if not cases and not problems:
        page.show(page.say(_NO_CASES), 2)
    kinds = ", ".join(
        f"{page.say(KINDS[kind])} {number}{f' ({_steps(call)})' if kind == 'aid' else ''}"
        for kind, number in kinds_used(call)
    )
    page.show(page.say((f"regole: {kinds}", f"rules: {kinds}")), 2)
    _show_left(page, call)
    if shows_clauses:
        _show_clauses(page, call)


def _steps(call: Call) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in steps_used(call))


def _show_left(page: Page, call: Call) -> None:
    """What is left to people, and the clauses that nothing here carries, with the reason."""
    table = grid("short", "wide")
    for clause, duties, is_alone in left_to_people(call):
        said = "; ".join(f"{duty.id} ({page.say(WHO[duty.who])})" for duty in duties)
        head = ("alle persone", "to people") if is_alone else ("anche a persone", "to people too")
        table.add_row(cell(page.say(head), "dim"), cell(f"{clause.id}: {said}"))
    for clause in call.clauses:
        if clause.not_carried is not None:
            head = ("senza regola", "no rule")
            table.add_row(cell(page.say(head), "dim"), cell(f"{clause.id}: {page.say(clause.not_carried)}"))
    page.show(table, 2)


def _show_clauses(page: Page, call: Call) -> None:
    table = grid("mark", "left", "wide", "wide")
    for clause, carried in carriers(call):
        how = ", ".join(f"{one.kind} {one.id}" for one in carried)
        if clause.not_carried is not None:
            how = page.say(("nessuna regola: ", "no rule: ")) + page.say(clause.not_carried)
        is_carried = True if carried else None
        table.add_row(
            mark(is_carried), cell(clause.id, "bold"), cell(page.say(clause.says)), cell(how, "dim")
        )
    page.show(table, 2)
