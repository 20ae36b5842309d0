"""How is a ranking shown to a person: who is financed, who waits, who is out, and why?"""

from rich.table import Table

from bandolo.cli.page import Page, cell, grid, with_clauses
from bandolo.rules.allocation import Allocated
from bandolo.rules.allocation_reasons import (
    WAITING,
    award_words,
    flow_words,
    pot_words,
    shared_words,
    unserved_words,
)
from bandolo.rules.call import Call
from bandolo.rules.ranking import Placed, Ranked, Ranking
from bandolo.rules.ranking_answer import earlier_places
from bandolo.rules.ranking_reasons import pending_words, placed_words, superseded_words
from bandolo.rules.rule import Words

_PROVISIONAL = (
    "Elenchi provvisori: ci sono domande sospese.",
    "Provisional lists: some applications are pending.",
)


def show_ranking(page: Page, call: Call, ranking: Ranking, ranked: Ranked, lists: Allocated) -> None:
    """The lists of a ranking and what became of the funds."""
    _show_head(page, call, ranking, lists)
    before = earlier_places(ranked)
    awards = {
        award.placed.entry.id: page.say(award_words(award, call.allocation, call.envelopes))
        for award in lists.financed
    }

    def places(heading: tuple[str, str], placed: list[Placed]) -> None:
        table = grid("right", "left", "right", "wide")
        for one in placed:
            why = page.say(placed_words(ranking, before[one.entry.id], one))
            funds = awards.get(one.entry.id, page.say(WAITING))
            table.add_row(
                str(one.position),
                cell(one.entry.id, "bold"),
                page.euro(one.entry.grant),
                cell(f"{funds} {why}"),
            )
        _section(page, heading, table, len(placed))

    places(("Finanziate", "Financed"), [award.placed for award in lists.financed])
    places(("In attesa di fondi", "Waiting for funds"), [*lists.waiting])
    _show_others(page, ranking, lists)
    _show_funds(page, call, lists)


def _show_head(page: Page, call: Call, ranking: Ranking, lists: Allocated) -> None:
    """Which call, which order, which funds, and whether the lists may still change."""
    page.show(cell(page.say(call.title), "bold"))
    for rule in (ranking, call.allocation):
        if rule is not None:
            page.show(with_clauses(page.say(rule.words), rule.clauses))
    if call.allocation is not None and lists.funds != call.allocation.funds:
        here, usual = page.euro(lists.funds), page.euro(call.allocation.funds)
        page.show(
            page.say(
                (
                    f"Fondi di questo elenco: {here} (bando: {usual}).",
                    f"Funds of this list: {here} (call: {usual}).",
                )
            )
        )
    if not lists.is_final:
        page.show(cell(page.say(_PROVISIONAL), "bold yellow"))


def _show_others(page: Page, ranking: Ranking, lists: Allocated) -> None:
    """Who is neither financed nor waiting, and why."""

    def others(heading: tuple[str, str], rows: list[tuple[str, str]]) -> None:
        table = grid("left", "wide")
        for id, why in rows:
            table.add_row(cell(id, "bold"), cell(why))
        _section(page, heading, table, len(rows))

    unserved = [(one.placed.entry.id, page.say(unserved_words(one))) for one in lists.unserved]
    others(("Senza fondi", "Without funds"), unserved)
    others(("Non ammesse", "Not admitted"), [(one.id, ", ".join(one.reasons)) for one in lists.not_admitted])
    superseded = [(one.entry.id, page.say(superseded_words(ranking, one))) for one in lists.superseded]
    others(("Superate da un'altra domanda", "Superseded by another application"), superseded)
    others(("Sospese", "Pending"), [(one.entry.id, page.say(pending_words(one))) for one in lists.pending])


def _section(page: Page, heading: tuple[str, str], table: Table, rows: int) -> None:
    if rows:
        page.heading((f"{heading[0]}: {rows}", f"{heading[1]}: {rows}"))
        page.show(table)


def _show_funds(page: Page, call: Call, lists: Allocated) -> None:
    amounts = [page.euro(cents) for cents in (lists.funds, lists.awarded, lists.left)]
    page.heading(("Fondi", "Funds"))
    words = Words(
        it="{} in tutto, {} concessi, {} restano".format(*amounts),
        en="{} in all, {} awarded, {} left".format(*amounts),
    )
    page.show(page.say(words))
    for pot in lists.pots:
        if pot.id is not None:
            page.show(page.say(pot_words(pot, call.envelopes)))
    for flow in lists.flows:
        page.show(page.say(flow_words(flow, call.envelopes)))
    for one in lists.shared:
        page.show(page.say(shared_words(one)))
    if not lists.is_final:
        page.show(page.say(_PROVISIONAL))
