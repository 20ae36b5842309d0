"""Is every contradiction of a call found on its line, with what would be right?"""

import pytest

from bandolo.rules.compile import compile_call
from bandolo.rules.load import law
from bandolo.rules.rule import MOMENTS
from tests.rules.small_calls import SHARE, SMALL, call_of, fact, problems_of, requirement, rule
from tests.rules.wrong_amounts import AID, COSTS, ONLY_BELOW, PARTS, TREES, WINDOW, aid, one
from tests.rules.wrong_calls import (
    CLAUSES,
    FACTS,
    IDS,
    MOMENT,
    PEOPLE,
    REFERENCES,
    SMALL_ENTERPRISE,
    Wrong,
    limit,
    share,
)
from tests.rules.wrong_entities import ENTITIES


def problems(wrong: Wrong) -> list[tuple[str, str, str]]:
    """What is wrong with a call, with the text of the lines."""
    text = wrong.head + wrong.rules
    lines = text.splitlines()
    return [(lines[one.line - 1], one.where, one.message) for one in problems_of(text)]


ALL = [*IDS, *FACTS, *CLAUSES, *MOMENT, *PEOPLE, *REFERENCES, *COSTS, *TREES, *AID, *PARTS, *ENTITIES]


@pytest.mark.parametrize("wrong", ALL, ids=[f"{at}-{wrong.where}" for at, wrong in enumerate(ALL)])
def test_a_contradiction_is_found_on_its_line(wrong: Wrong) -> None:
    found = problems(wrong)
    told = [(line, where) for line, where, message in found if message.startswith(wrong.message)]
    assert told[:1] == [(wrong.line, wrong.where)]
    assert len(found) == wrong.times


def test_all_contradictions_are_listed_in_the_order_of_the_file() -> None:
    text = (
        SMALL.replace("format = 1", "format = 3")
        + fact("g", "choice")
        + requirement(SMALL_ENTERPRISE, 'clauses = ["S-2"]', 'where = { amount = "admitted.zzz", is = 1.00 }')
        + share("150%", "total")
        + limit("cap = 5.00", "at = []", id="other")
        + SHARE.replace("50%", "110%")
        + one("window", *WINDOW)
    )
    found = problems_of(text)
    assert [one.where for one in found] == [
        "format",
        "fact[1]",
        "requirement[1].clauses",
        "requirement[1].where",
        "limit[1].share",
        "limit[2]",
        "aid[1].share",
        "window.opens",
    ]
    assert [one.line for one in found] == sorted(one.line for one in found)


FINE = {
    "three halves of the whole": "".join(
        share("50%", "total", on=on) for on in ("works", "tools", "training")
    ),
    "two halves of each other": share("50%", "works", "tools") + share("50%", "works", "tools", on="tools"),
    "a share of others above the whole": share("150%", "tools"),
    "a share of what was approved": limit(
        'share = "100%"', 'base = { of = ["works"], stage = "approved" }', 'at = ["reporting"]'
    ),
    "a premium above an amount": aid(
        "extra",
        "fixed",
        'instrument = "premium"',
        "amount = 5.00",
        'when = { amount = "admitted.works", at_least = 100.00 }',
    ),
    "a ceiling below an amount": SHARE + aid("top", "ceiling", 'on = ["grant"]', "amount = 5.00", ONLY_BELOW),
    "two rates that come to the whole": SHARE + SHARE.replace('"half"', '"more"'),
    "a limit on what was awarded": limit(
        "cap = 5.00", 'when = { amount = "approved.grant", at_least = 1.00 }'
    ),
    "an admission on what was awarded": rule(
        "admission",
        "item",
        'of = "invoice"',
        'holds = { amount = "approved.total", at_least = 5.00 }',
        'at = ["reporting"]',
    ),
    "nothing": "",
}


@pytest.mark.parametrize("rules", FINE.values(), ids=FINE.keys())
def test_what_fits_together_loads_and_compiles_for_every_moment(rules: str) -> None:
    call = call_of(rules)
    for moment in MOMENTS:
        assert compile_call(call, moment, law().de_minimis).explain.__doc__


def test_a_call_without_costs_loads_and_compiles() -> None:
    head = SMALL.partition("[[line]]")[0] + 'not_carried = { it = "x", en = "x" }\n'
    call = call_of(aid("sum", "fixed", 'instrument = "grant"', "amount = 5.00"), head=head)
    for moment in MOMENTS:
        assert compile_call(call, moment, law().de_minimis).decide.__doc__
