"""Does what nobody said leave an answer open, where it could decide?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bandolo.rules.assess import Assessor
from bandolo.rules.days import ROME
from bandolo.rules.load import law
from tests.rules.small_calls import SHARE, application_of, call_of, fact, problems_of, requirement, rule
from tests.rules.small_calls import SMALL as HEAD
from tests.rules.test_compile_worked import FACTS, NEW, outcome_of

AT = datetime(2026, 3, 1, 10, tzinfo=ROME)
VAT = rule("vat", "vat", 'counts = "unrecoverable"').replace("[[vat]]", "[vat]")
MINIMUM = requirement('{ amount = "admitted.total", at_least = 4000.00 }')
HOURS = fact("hours", "count", 'of = ["cost"]') + fact("who", "text", 'of = ["cost"]')
UNITS = rule(
    "unit_cost",
    "standard",
    'lines = ["works"]',
    'quantity = "hours"',
    "amount = 10.00",
    "up_to = 100",
    'each = ["who"]',
)
CUMULATION = rule(
    "cumulation", "cumulation", 'de_minimis = "free"', 'exempted = "within_limit"', 'approved = "forbidden"'
).replace("[[cumulation]]", "[cumulation]") + rule(
    "aid", "with-other-aid", 'kind = "cumulation"', 'on = ["grant"]', 'base = { of = ["total"] }'
)


@pytest.mark.parametrize(
    ("vat", "admissible", "claimed"),
    [
        ({"vat_recoverable": False}, None, None),
        ({"vat": 858}, None, None),
        ({"vat": 858, "vat_recoverable": False}, True, 4758_00),
        ({"vat": 858, "vat_recoverable": True}, False, 3900_00),
        ({"vat_recoverable": True}, False, 3900_00),
        ({"vat": 0, "vat_recoverable": False}, False, 3900_00),
        ({}, False, 3900_00),
    ],
)
def test_a_vat_that_is_borne_and_not_told_can_still_decide(
    vat: Mapping[str, Any], admissible: bool | None, claimed: int | None
) -> None:
    outcome = outcome_of(VAT + MINIMUM, {"cost": [{"line": "works", "amount": 3900, **vat}]})
    assert outcome.admissible is admissible
    assert (outcome.lines[-1].claimed if outcome.known.claims else None) == claimed


def test_units_of_nobody_are_not_counted_together() -> None:
    items = [{"line": "works", "hours": 80}, {"line": "works", "hours": 80}]
    outcome = outcome_of(HOURS + UNITS, {"cost": items})
    assert (outcome.admissible, outcome.known.claims) == (None, False)
    told = [{**one, "who": who} for one, who in zip(items, ("Ada", "Bea"), strict=True)]
    assert outcome_of(HOURS + UNITS, {"cost": told}).admitted_total == 1600_00
    same = [{**one, "who": "Ada"} for one in items]
    assert outcome_of(HOURS + UNITS, {"cost": same}).admitted_total == 1000_00


def test_other_aid_of_a_kind_not_told_leaves_the_room_open() -> None:
    call = call_of(FACTS, SHARE + CUMULATION)
    aid = {"aid_amount": 50, "same_costs": True, "max_rate": "50%"}
    raw = {"cost": [{"line": "works", "amount": 100}], "other_aid": [aid]}
    found = Assessor(call, law()).assess(application_of(call, raw), "submission", AT)
    assert found.outcome.admissible is None
    assert [places for _, places in found.missing] == [("other_aid[1].aid_kind",)]


@pytest.mark.parametrize(
    ("facts", "attached", "admissible"),
    [({}, [], None), ({}, ["deed"], True), ({"is_new": True}, [], False), ({"is_new": False}, [], True)],
)
def test_a_paper_that_may_be_needed_and_is_not_there_leaves_the_answer_open(
    facts: Mapping[str, Any], attached: list[str], admissible: bool | None
) -> None:
    paper = rule("document", "deed", 'at = ["submission"]', f"when = {NEW}", 'missing = "not_admissible"')
    raw = {"facts": facts, "attached": attached, "cost": [{"line": "works", "amount": 1}]}
    assert outcome_of(paper, raw).admissible is admissible


def test_rates_under_conditions_add_up_unless_a_ceiling_keeps_them() -> None:
    premium = rule(
        "aid",
        "premium",
        'kind = "share"',
        'instrument = "premium"',
        'share = "60%"',
        f"when = {NEW}",
        'base = { of = ["total"] }',
    )
    ceiling = rule(
        "aid",
        "all-the-costs",
        'kind = "ceiling"',
        'on = ["grant", "premium"]',
        'share = "100%"',
        'base = { of = ["total"] }',
    )
    messages = [one.message for one in problems_of(HEAD + FACTS + SHARE + premium)]
    assert messages == ["the aid rates on one base come to over 100%"]
    assert problems_of(HEAD + FACTS + SHARE + premium + ceiling) == ()


def test_rates_that_exclude_each_other_do_not_add_up() -> None:
    jobs = fact("jobs", "count")

    def step(id: str, share: str, when: str) -> str:
        fields = ('kind = "share"', 'instrument = "grant"', f'share = "{share}"', f"when = {when}")
        return rule("aid", id, *fields, 'base = { of = ["total"] }')

    few = step("few", "60%", '{ fact = "jobs", at_most = 5 }')
    many = step("many", "80%", '{ fact = "jobs", above = 5 }')
    most = step("most", "30%", '{ fact = "jobs", at_least = 10 }')
    assert problems_of(HEAD + jobs + few + many) == ()
    assert [one.message for one in problems_of(HEAD + jobs + few + many + most)] == [
        "the aid rates on one base come to over 100%"
    ]


def test_a_table_by_instants_has_no_gap_within_a_day() -> None:
    sent = fact("sent_at", "instant")
    rows = (
        "{ sent_at = { at_most = 2026-03-01T12:00:00+01:00 }, gives = 1.00 }, "
        "{ sent_at = { at_least = 2026-03-01T18:00:00+01:00 }, gives = 2.00 }"
    )
    wrong = rule("aid", "sum", 'kind = "fixed"', 'instrument = "grant"', f"amount = {{ rows = [{rows}] }}")
    assert [one.where for one in problems_of(HEAD + sent + wrong)] == ["aid[1].amount", "aid[1].amount"]
