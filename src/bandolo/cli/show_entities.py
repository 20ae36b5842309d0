"""How is what each member of a group has shown to a person: its costs, what cut them, its aid?"""

from rich.text import Text

from bandolo.cli.page import Page, cell, grid, with_clauses
from bandolo.rules.assess import Assessment
from bandolo.rules.words_of import Wording


def show_entities(page: Page, wording: Wording, assessment: Assessment) -> None:
    """A row for each with its totals, then one for each of its nodes that has something."""
    outcome = assessment.outcome
    if not outcome.entities:
        return
    kind = wording.say(wording.records[outcome.entities[0].kind])
    page.heading((f"Per ogni {kind}", f"For each {kind}"))
    limits = {limit.id: limit for limit in assessment.call.limits}
    table = grid("left", "right", "right", "wide")
    heads = (("chiesto", "claimed"), ("ammesso", "admitted"))
    table.add_row("", *(cell(page.say(head), "dim") for head in heads), "")
    for one in outcome.entities:
        aid = page.say((f"aiuto {page.euro(one.aid.total)}", f"aid {page.euro(one.aid.total)}"))
        table.add_row(cell(one.name, "bold"), "", "", cell(aid, "bold"))
        for line in one.lines:
            if not line.claimed and not line.admitted:
                continue
            cuts = Text()
            for rule in line.bound_by:
                cuts.append_text(cell("\n" if cuts else "")).append_text(
                    with_clauses(page.say(limits[rule].words), limits[rule].clauses)
                )
            amounts = (cell(page.euro(cents)) for cents in (line.claimed, line.admitted))
            table.add_row(cell(f"  {page.say(wording.nodes[line.id])}"), *amounts, cuts)
    page.show(table)
