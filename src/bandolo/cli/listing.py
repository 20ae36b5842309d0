"""Which calls are there, what does each ask, and what does its guide say?"""

import sys

from rich.console import Group
from rich.table import Table

from bandolo.cli.inputs import call_files, calls_folder, edition_of, refuse
from bandolo.cli.page import Page, cell, grid, show_problems
from bandolo.rules.asked import asked_facts
from bandolo.rules.call import Call
from bandolo.rules.facts import Attester, Fact, FactType
from bandolo.rules.guide import guide as guide_of
from bandolo.rules.load import RefusedError, load_call
from bandolo.rules.windows import window_words
from bandolo.rules.words_of import LINE

BAD_INPUT = 2
_TYPES: dict[FactType, tuple[str, str]] = {
    "yes_no": ("sì o no", "yes or no"),
    "count": ("numero", "number"),
    "amount": ("importo", "amount"),
    "percent": ("percentuale", "percentage"),
    "date": ("data", "date"),
    "instant": ("data e ora", "date and time"),
    "choice": ("una scelta", "one choice"),
    "choices": ("più scelte", "several choices"),
    "text": ("testo", "text"),
}
_ATTESTERS: dict[Attester, tuple[str, str]] = {
    "applicant": ("impresa", "applicant"),
    "supplier": ("fornitore", "supplier"),
    "business_register": ("Registro delle imprese", "business register"),
    "durc": ("DURC", "DURC"),
    "state_aid_register": ("Registro aiuti (RNA)", "state-aid register (RNA)"),
    "chamber": ("Camera di commercio", "chamber of commerce"),
    "officer": ("istruttoria", "officer"),
    "committee": ("nucleo di valutazione", "committee"),
    "body": ("ente", "body"),
    "bank": ("banca", "bank"),
    "system": ("portale", "desk"),
}


def calls(lang: str) -> int:
    """List the calls of the folder; 2 where one of them cannot be used."""
    folder = calls_folder()
    files = call_files(folder)
    if not files:
        refuse(str(folder), "holds no call: each stands in a folder of its own, as call.toml")
    page, status = Page(lang), 0
    for id, path in files.items():
        try:
            call = load_call(path).call
        except RefusedError as refused:
            show_problems(refused.problems)
            status = BAD_INPUT
            continue
        page.show(cell(id, "bold").append(f"  {page.say(call.title)}", style="default"))
        page.show(page.say(call.body.name), 5)
        if call.window is not None:
            page.show(page.say(window_words(call.window)), 5)
    return status


def facts(name: str, lang: str) -> int:
    """List what a call asks, of the application and of each kind of record."""
    call = edition_of(name).call
    page = Page(lang)
    kinds = {kind.id: kind.words for kind in call.records}
    for kind, asked in asked_facts(call):
        page.heading(
            ("Domanda: [facts]", "Application: [facts]")
            if kind is None
            else (f"{kinds[kind].it.capitalize()}: [[{kind}]]", f"{kinds[kind].en.capitalize()}: [[{kind}]]")
        )
        page.show(_fact_table(page, call, asked))
    return 0


def _fact_table(page: Page, call: Call, asked: tuple[Fact, ...]) -> Table:
    table = grid("short", "wide")
    for fact in asked:
        attesters = ", ".join(page.say(_ATTESTERS[one]) for one in fact.attested_by)
        attested = page.say((f"lo attesta: {attesters}", f"attested by: {attesters}"))
        meta = cell(f"{_type_words(page, call, fact)}; {attested}", "dim")
        table.add_row(cell(fact.id, "bold"), Group(cell(page.say(fact.ask)), meta))
    return table


def _type_words(page: Page, call: Call, fact: Fact) -> str:
    """The type of a fact, with what it can be where that is a choice."""
    choices = [*(fact.choices or ())]
    if fact.id == LINE:
        choices = [line.id for line in call.lines if line.flat_rate is None]
    listed = ", ".join([*choices, "…"] if fact.any_choice else choices)
    said = page.say(_TYPES[fact.type])
    return f"{said} ({listed})" if listed else said


def guide(name: str, lang: str) -> int:
    """Write the guide of a call on standard output."""
    sys.stdout.write(guide_of(edition_of(name).call, lang))
    return 0
