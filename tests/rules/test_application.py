"""Is an application read into the values that rules use, and each mistake placed with what would be right?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from bandolo.rules.application import MOST_RECORDS, read_application
from bandolo.rules.build import Path
from bandolo.rules.cumulation import OtherAid
from bandolo.rules.de_minimis import PriorAid
from bandolo.rules.load import law, parse, placed
from tests.rules.score_call import row
from tests.rules.small_calls import SMALL, application_of, call_of, fact, requirement, rule

DOCUMENT = rule("document", "budget", 'at = ["submission"]')
FLAT = """\
[[line]]
id = "overheads"
words = { it = "Spese generali", en = "Overheads" }
flat_rate = { share = "10%", base = { of = ["works"] } }
"""
FACTS = (
    fact("weight", "percent")
    + fact("starts", "instant")
    + fact("aims", "choices", "choices = {}", "any_choice = true")
)
CALL = call_of(FLAT, FACTS, DOCUMENT, head=SMALL.replace('"training"]', '"training", "overheads"]'))
UNRECOVERABLE = call_of(rule("vat", "vat", 'counts = "unrecoverable"').replace("[[vat]]", "[vat]"))
STAFF = call_of(
    rule("staff_cost", "by-hour", 'unit = "hour"', 'pay = ["gross", "charges"]', 'unit_rounding = "half_up"')
)


def found(raw: Mapping[str, Any]) -> list[tuple[Path, str]]:
    return read_application(CALL, raw, law())[1]


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        ({"call": "other"}, ("call",), "the application is for \"other\", the call is 'small'"),
        ({"call": 3}, ("call",), "the application is for 3, the call is 'small'"),
        ({"costs": []}, ("costs",), 'unknown key "costs"; did you mean "cost"?'),
        ({"facts": []}, ("facts",), "should be a table of facts"),
        ({"facts": {"sise": "small"}}, ("facts", "sise"), 'unknown fact "sise"; did you mean "size"?'),
        # A fact of a record is no fact of the application.
        (
            {"facts": {"same_costs": True}},
            ("facts", "same_costs"),
            'unknown fact "same_costs" here: each other_aid has its own, say it there',
        ),
        (
            {"facts": {"size": "huge"}},
            ("facts", "size"),
            "'huge' is not a choice; one of micro, small, medium, large; found",
        ),
        ({"facts": {"size": 3}}, ("facts", "size"), "should be one of the choices, in quotes; found 3"),
        (
            {"facts": {"size": [[[]]]}},
            ("facts", "size"),
            "should be one of the choices, in quotes; found a list",
        ),
        (
            {"facts": {"durc_regular": "yes"}},
            ("facts", "durc_regular"),
            'should be true or false; found "yes"',
        ),
        (
            {"facts": {"files_bytes": -1}},
            ("facts", "files_bytes"),
            "should be a whole number, zero or more; found -1",
        ),
        (
            {"facts": {"files_bytes": 10**5000}},
            ("facts", "files_bytes"),
            "should be a whole number, zero or more; found a number of many digits",
        ),
        (
            {"facts": {"weight": 60}},
            ("facts", "weight"),
            'a rate is a percentage or a fraction in quotes, such as "60%" or "1/3"; found 60',
        ),
        (
            {"facts": {"starts": "2026-02-05T09:00:00"}},
            ("facts", "starts"),
            "an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00; found",
        ),
        (
            {"facts": {"fiscal_year_starts": "5/2/2026"}},
            ("facts", "fiscal_year_starts"),
            'should be a date, such as 2026-02-05; found "5/2/2026"',
        ),
        (
            {"facts": {"fiscal_year_starts": date(9999, 12, 31)}},
            ("facts", "fiscal_year_starts"),
            "a date is between 1900 and 2200; found 9999-12-31",
        ),
        (
            {"facts": {"aims": [3]}},
            ("facts", "aims"),
            "should be a list of choices, each in quotes; found a list",
        ),
        ({"cost": {}}, ("cost",), f"should be a list of at most {MOST_RECORDS} tables, [[cost]]"),
        ({"cost": [{}] * 5001}, ("cost",), f"should be a list of at most {MOST_RECORDS} tables, [[cost]]"),
        ({"cost": [3]}, ("cost", 0), "should be a table of facts"),
        ({"cost": [{"line": "works"}, {}]}, ("cost", 1), 'the key "line" is missing: which cost line is it?'),
        (
            {"cost": [{"line": "work", "amount": 5}]},
            ("cost", 0, "line"),
            'unknown cost line "work"; did you mean "works"?',
        ),
        # What is computed at a flat rate is not claimed.
        (
            {"cost": [{"line": "overheads", "amount": 5}]},
            ("cost", 0, "line"),
            'unknown cost line "overheads"',
        ),
        ({"invoice": [{"line": "work"}]}, ("invoice", 0, "line"), 'unknown cost line "work"'),
        ({"quote": [{"line": "work"}]}, ("quote", 0, "line"), 'unknown cost line "work"'),
        (
            {"cost": [{"line": "works", "amount": -5}]},
            ("cost", 0, "amount"),
            "an amount is never negative; found -5",
        ),
        (
            {"cost": [{"line": "works", "amount": Decimal("1.005")}]},
            ("cost", 0, "amount"),
            "an amount has at most two decimals; found 1.005",
        ),
        (
            {"cost": [{"line": "works", "amount": "1.250,00"}]},
            ("cost", 0, "amount"),
            'an amount is digits with a point before the cents, such as 1250.00; found "1.250,00"',
        ),
        ({"cost": [{"line": "works", "size": "small"}]}, ("cost", 0, "size"), 'unknown fact "size"'),
        ({"approved": 5}, ("approved",), "should be a table with grant and a table of lines"),
        ({"approved": {"lines": 5}}, ("approved",), "should be a table with grant and a table of lines"),
        ({"approved": {"gramt": 5}}, ("approved", "gramt"), 'unknown amount "gramt"; did you mean "grant"?'),
        (
            {"approved": {"lines": {"work": 5}}},
            ("approved", "lines", "work"),
            'unknown amount "work"; did you mean "works"?',
        ),
        ({"approved": {"grant": -5}}, ("approved", "grant"), "an amount is never negative; found -5"),
        ({"attached": "budget"}, ("attached",), "should be a list of document ids, each in quotes"),
        ({"attached": [3]}, ("attached",), "should be a list of document ids, each in quotes"),
        (
            {"attached": ["budget", "buget"]},
            ("attached", 1),
            'unknown document "buget"; did you mean "budget"?',
        ),
        (
            {"prior_aid": [{"aid_amount": 5, "regulation": "2023/2831"}]},
            ("prior_aid", 0),
            'the key "granted_on"',
        ),
        (
            {"prior_aid": [{"granted_on": date(2025, 1, 1), "aid_amount": 5, "regulation": "2023/2832x"}]},
            ("prior_aid", 0, "regulation"),
            'unknown de minimis regulation "2023/2832x"; did you mean "2023/2832"?',
        ),
    ],
)
def test_a_mistake_is_placed_with_what_would_be_right(raw: dict[str, Any], place: Path, message: str) -> None:
    [(where, what)] = found(raw)
    assert where == place
    assert what.startswith(message)


def test_all_mistakes_are_listed_at_once() -> None:
    raw = {
        "call": "other",
        "zzz": 1,
        "facts": {"size": "huge", "nope": 1},
        "cost": [{"line": "work", "amount": "1,5"}, {"amount": -3}],
        "quote": [{"line": "zzz"}],
        "prior_aid": [{}],
        "attached": ["no"],
        "approved": {"grant": -5, "lines": {"zzz": 1}},
    }
    assert {place for place, _ in found(raw)} == {
        ("zzz",),
        ("call",),
        ("facts", "size"),
        ("facts", "nope"),
        ("cost", 0, "amount"),
        ("cost", 1, "amount"),
        ("cost", 0, "line"),
        ("cost", 1),
        ("quote", 0, "line"),
        ("approved", "grant"),
        ("approved", "lines", "zzz"),
        ("attached", 0),
        ("prior_aid", 0),
    }


def test_two_hundred_mistakes_are_enough_for_anyone() -> None:
    assert len(found({f"key_{number}": 1 for number in range(1000)})) == 200
    assert len(found({"facts": {f"fact_{number}": 1 for number in range(1000)}})) == 200


def test_mistakes_are_found_on_their_lines() -> None:
    text = b"""\
call = "small"

[facts]
size = "huge"

[[cost]]
line = "works"
amount = 1.005
"""
    problems = placed("it.toml", text, found(parse(text, "it.toml")))
    assert [(one.line, one.where) for one in problems] == [(4, "facts.size"), (8, "cost[1].amount")]


def test_values_are_what_the_rules_use() -> None:
    application = application_of(
        CALL,
        {
            "call": "small",
            "facts": {"size": "small", "weight": "12.5%", "fiscal_year_starts": "2026-07-01", "aims": ["x"]},
            "cost": [{"line": "works"}],
            "attached": [],
        },
    )
    assert application.facts == {
        "size": "small",
        "weight": Fraction(1, 8),
        "fiscal_year_starts": date(2026, 7, 1),
        "aims": frozenset({"x"}),
    }
    assert application.records == {"cost": ({"line": "works"},)}
    assert application.attached == frozenset()
    assert (application.prior_aid, application.other_aid, application.approved) == (None, None, {})


def test_what_nobody_mentions_is_not_known() -> None:
    nothing = application_of(CALL, {})
    assert (nothing.facts, nothing.records, nothing.attached) == ({}, {}, None)
    assert application_of(CALL, {"cost": [], "prior_aid": []}).records == {"cost": (), "prior_aid": ()}
    assert application_of(CALL, {"prior_aid": []}).prior_aid == ()


@pytest.mark.parametrize(
    ("vat", "never", "unrecoverable"),
    [
        ({}, 100_00, 100_00),
        ({"vat": 22}, 100_00, None),
        ({"vat": 22, "vat_recoverable": True}, 100_00, 100_00),
        ({"vat": 22, "vat_recoverable": False}, 100_00, 122_00),
        ({"vat": 0}, 100_00, 100_00),
    ],
)
def test_a_claim_is_net_of_vat_that_is_recovered(
    vat: Mapping[str, object], never: int | None, unrecoverable: int | None
) -> None:
    raw = {kind: [{"line": "works", "amount": 100, **vat}] for kind in ("cost", "invoice")}
    for call, claim in ((CALL, never), (UNRECOVERABLE, unrecoverable)):
        records = application_of(call, raw).records
        assert [records[kind][0].get("claim") for kind in ("cost", "invoice")] == [claim, claim]


def test_an_item_without_amount_has_no_claim() -> None:
    assert "claim" not in application_of(CALL, {"cost": [{"line": "works", "vat": 5}]}).records["cost"][0]


MONTH = {
    "line": "works",
    "worker": "Rossi",
    "month": date(2026, 1, 1),
    "unit": "hour",
    "gross_pay": 1000,
    "deferred_pay": 0,
    "employer_charges": 500,
    "worked": 100,
    "on_project": 10,
}


def test_a_month_of_staff_claims_what_the_formula_gives() -> None:
    application = application_of(STAFF, {"worker_month": [MONTH]})
    assert application.records["worker_month"][0]["claim"] == 150_00
    assert application.staff_findings == ()


@pytest.mark.parametrize("key", [key for key in MONTH if key != "line"])
def test_a_month_of_staff_that_lacks_something_claims_nothing_yet(key: str) -> None:
    month = {one: value for one, value in MONTH.items() if one != key}
    application = application_of(STAFF, {"worker_month": [month]})
    assert "claim" not in application.records["worker_month"][0]


def test_of_two_entries_for_one_month_the_first_in_the_file_counts() -> None:
    months = [{**MONTH, "month": date(2025, number, 1)} for number in range(1, 13)]
    # The tenth repeats the second; as text "10" stands before "2".
    months[9] = {**months[1], "on_project": 20}
    application = application_of(STAFF, {"worker_month": months})
    claims = [record["claim"] for record in application.records["worker_month"]]
    assert claims == [150_00] * 9 + [0] + [150_00] * 2
    assert [(int(one.id), one.where) for one in application.staff_findings] == [(10, "month")]


@pytest.mark.parametrize(
    ("approved", "amounts"),
    [
        ({"grant": "10.00"}, {"approved.grant": 10_00}),
        (
            {"premium": 1, "loan": 2, "lines": {"works": 3}},
            {"approved.premium": 1_00, "approved.loan": 2_00, "approved.works": 3_00},
        ),
        # A group is the sum of its parts where all are known, unless it is given itself.
        (
            {"lines": {"works": 1, "tools": 2, "training": 3, "overheads": 4}},
            {
                "approved.works": 1_00,
                "approved.tools": 2_00,
                "approved.training": 3_00,
                "approved.overheads": 4_00,
                "approved.total": 10_00,
            },
        ),
        ({"total": 9}, {"approved.total": 9_00}),
        ({"lines": {"total": 9, "works": 1}}, {"approved.total": 9_00, "approved.works": 1_00}),
    ],
)
def test_the_award_is_read(approved: Mapping[str, object], amounts: Mapping[str, int]) -> None:
    assert application_of(CALL, {"approved": approved}).approved == amounts


def test_earlier_aid_is_read() -> None:
    earlier = {
        "granted_on": date(2025, 3, 1),
        "aid_amount": 5000,
        "regulation": "2023/2831",
        "enterprise": "Rossi srl",
        "link": "merger",
    }
    latest = {"granted_on": "2024-01-01", "aid_amount": "0.01", "regulation": "1407/2013"}
    assert application_of(CALL, {"prior_aid": [earlier, latest]}).prior_aid == (
        PriorAid(
            granted_on=date(2025, 3, 1),
            cents=5000_00,
            enterprise="Rossi srl",
            regulation="2023/2831",
            link="merger",
        ),
        PriorAid(granted_on=date(2024, 1, 1), cents=1, enterprise="", regulation="1407/2013", link="same"),
    )


def test_other_aid_is_read() -> None:
    approved = {
        "aid_kind": "approved",
        "aid_amount": 5,
        "same_costs": False,
        "max_rate": "50%",
        "max_amount": 9,
    }
    assert application_of(CALL, {"other_aid": [approved, {"aid_kind": "de_minimis"}]}).other_aid == (
        OtherAid(
            id="1",
            kind="approved",
            cents=5_00,
            is_on_same_costs=False,
            max_rate=Fraction(1, 2),
            max_amount=9_00,  # type: ignore[arg-type]  # cents
        ),
        OtherAid(id="2", kind="de_minimis", is_on_same_costs=None),
    )


def test_a_vote_for_a_criterion_that_takes_none_is_told() -> None:
    call = call_of(
        rule("criterion", "quality", "most = 10.00")
        + '[criterion.points]\nkind = "votes"\ntakes = "mean"\nassessors = 1\n'
        + 'rounded = { to = 1.00, way = "down" }\n'
        + rule("criterion", "size", "most = 10.00")
        + '[criterion.points]\nkind = "rows"\ntakes = "all"\n'
        + row("10.00", '{ fact = "size", is = "micro" }')
        + rule("score", "score", 'decides = "gate"').replace("[[score]]", "[score]")
        + requirement('{ amount = "score.total", at_least = 6.00 }')
        + rule("committee", "committee", "members = 1", 'quorum = "all"').replace(
            "[[committee]]", "[committee]"
        )
    )
    votes = [{"criterion": one, "assessor": "Ada", "points": 5} for one in ("quality", "size", "qualiti")]
    assert read_application(call, {"vote": votes}, law())[1] == [
        (("vote", 1, "criterion"), 'unknown criterion given by votes "size"; known are: quality'),
        (("vote", 2, "criterion"), 'unknown criterion given by votes "qualiti"; did you mean "quality"?'),
    ]
