"""Is what a group writes read right, and what each of its members lacks asked for, each by its place?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bandolo.rules.application import MOST_ENTITIES, read_application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.call import Call
from bandolo.rules.compile import compile_call
from bandolo.rules.load import law
from bandolo.rules.words_of import Wording
from tests.rules.small_calls import SHARE, application_of, call_of, fact, requirement, rule
from tests.rules.wrong_calls import limit

HAS = 'has = ["size", "de_minimis_sector"]'
KIND = rule("record", "partner", 'words = { it = "partner", en = "partner" }', 'named_by = "name"', HAS)
FACTS = fact("name", "text", 'of = ["partner", "cost", "invoice", "prior_aid", "other_aid"]')
FACTS += fact("is_new", "yes_no", 'of = ["partner"]')
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
EACH = 'each = "partner"'
NEW = '{ fact = "is_new", is = true }'
PARTNERS: list[dict[str, Any]] = [{"name": "Alfa", "is_new": True, "size": "micro"}, {"name": "Beta"}]


def group_call(*rules: str) -> Call:
    return call_of(KIND, FACTS, *rules)


def costs(*whose: str) -> list[dict[str, Any]]:
    return [{"name": name, "line": "works", "amount": "100.00"} for name in whose]


def assessed(call: Call, raw: Mapping[str, Any]) -> Assessment:
    return Assessor(call, law()).assess(application_of(call, raw), "submission", AT)


def missing(call: Call, **raw: object) -> dict[str, tuple[str, ...]]:
    """What is missing, by fact or by place, with the places."""
    found = assessed(call, raw).missing
    return {one.id if one is not None else places[0]: places for one, places in found}


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (
            {"partner": [{"name": "A"}, {"name": "A"}]},
            ("partner", 1, "name"),
            '"A" is there twice; each partner has a name of its own',
        ),
        ({"partner": [{"is_new": True}]}, ("partner", 0), 'the key "name" is missing: which partner is it?'),
        (
            {"partner": PARTNERS, "cost": costs("Alfo")},
            ("cost", 0, "name"),
            'unknown partner "Alfo"; did you mean "Alfa"?',
        ),
        (
            {"partner": PARTNERS, "cost": [{"line": "works", "amount": 1}]},
            ("cost", 0),
            'the key "name" is missing: which partner is it?',
        ),
        (
            {"partner": [{"name": "A", "approved": {"grants": 1}}]},
            ("partner", 0, "approved", "grants"),
            'unknown amount "grants"',
        ),
        (
            {"facts": {"size": "micro"}},
            ("facts", "size"),
            'unknown fact "size" here: each partner has its own, say it there',
        ),
        ({"accounting_period": [{}]}, ("accounting_period",), "the size is that of each one: give it there"),
        (
            {"partner": [{"name": f"P{at}"} for at in range(MOST_ENTITIES + 1)]},
            ("partner",),
            f"should be a list of at most {MOST_ENTITIES} tables",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    raw: dict[str, Any], place: tuple[str | int, ...], message: str
) -> None:
    _, found = read_application(group_call(), raw, law())
    assert [(path, said) for path, said in found if path == place and said.startswith(message)] == found[:1]
    assert len(found) == 1


def test_the_award_of_each_stands_in_its_record() -> None:
    call = group_call()
    raw = {
        "partner": [
            {"name": "A", "approved": {"grant": "7.50", "lines": {"works": 3, "tools": 0, "training": 1}}}
        ]
    }
    [record] = application_of(call, raw).records["partner"]
    assert {name: record[name] for name in ("approved.grant", "approved.works", "approved.total")} == {
        "approved.grant": 7_50,
        "approved.works": 3_00,
        "approved.total": 4_00,
    }


def test_what_only_the_members_say_of_the_award_is_summed() -> None:
    partners = [
        {"name": "A", "approved": {"grant": 3}},
        {"name": "B", "approved": {"grant": 4, "premium": 1}},
    ]
    assert application_of(group_call(), {"partner": partners}).approved == {"approved.grant": 7_00}
    told = application_of(group_call(), {"partner": partners, "approved": {"grant": 6}})
    assert told.approved == {"approved.grant": 6_00}


BY_SIZE = '{ by = "size", values = { micro = 9.00, small = 8.00, medium = 7.00, large = 6.00 } }'


@pytest.mark.parametrize(
    ("rules", "places"),
    [
        (limit(f"cap = {BY_SIZE}", EACH), {"size": ("partner[2].size",)}),
        (limit("cap = 5.00", EACH, f"when = {NEW}"), {"is_new": ("partner[2].is_new",)}),
        (
            rule(
                "aid",
                "x",
                'kind = "fixed"',
                EACH,
                'instrument = "grant"',
                f"amount = {BY_SIZE}",
                f"when = {NEW}",
            ),
            {"is_new": ("partner[2].is_new",), "size": ("partner[2].size",)},
        ),
        (
            requirement(
                f'{{ count = "partner", where = {NEW}, at_least = {{ count = "partner", times = "60%" }} }}'
            ),
            {"is_new": ("partner[2].is_new",)},
        ),
        (
            requirement(
                f'{{ sum = "partner.admitted.total", over = "partner", where = {NEW}, at_least = 150.00 }}'
            ),
            {"is_new": ("partner[2].is_new",)},
        ),
    ],
)
def test_what_is_missing_of_each_is_asked_for_by_its_place(
    rules: str, places: dict[str, tuple[str, ...]]
) -> None:
    assert missing(group_call(rules), partner=PARTNERS, cost=costs("Alfa", "Beta")) == places


def test_what_was_approved_of_each_is_asked_for_from_the_report_on() -> None:
    at = 'at = ["reporting", "payment"]'
    base = 'base = { value = "approved.grant" }'
    call = group_call(rule("aid", "x", 'kind = "ceiling"', EACH, 'on = ["grant"]', base, at))
    raw = {"partner": PARTNERS, "invoice": costs("Alfa", "Beta")}
    found = Assessor(call, law()).assess(application_of(call, raw), "reporting", AT).missing
    assert [(one, places) for one, places in found] == [
        (None, ("partner[1].approved.grant", "partner[2].approved.grant"))
    ]


def test_without_the_list_of_members_it_is_asked_for() -> None:
    call = group_call(limit("cap = 5.00", EACH))
    assert missing(call, cost=costs("Alfa")) == {"partner": ("partner",)}
    outcome = assessed(call, {"cost": costs("Alfa")}).outcome
    assert (outcome.admissible, outcome.known.costs, outcome.admitted_total) == (None, False, 100_00)
    assert outcome.entities == ()


def test_a_share_of_a_count_says_how_many_are_needed() -> None:
    share = f'{{ count = "partner", where = {NEW}, at_least = {{ count = "partner", times = "60%" }} }}'
    call = group_call(requirement(share))
    partners = [{"name": name, "is_new": name == "A"} for name in ("A", "B", "C")]
    found = assessed(call, {"partner": partners, "cost": []})
    [reason] = found.reasons["asked"]
    assert Wording(call, "en").compared(reason) == "partner: 1; needed at least 2"
    [holds] = [one.holds for one in call.requirements]
    assert Wording(call, "en").condition(holds) == (
        "the number of “partner”, where “?” yes at least 60% of the number of “partner”"
    )


def test_the_amount_of_a_member_is_told_with_its_name() -> None:
    share = '{ amount = "admitted.total", times = "60%" }'
    most = f'{{ every = "partner", holds = {{ amount = "partner.admitted.total", at_most = {share} }} }}'
    call = group_call(requirement(most))
    raw = {"partner": PARTNERS, "cost": costs("Alfa", "Alfa", "Beta")}
    [reason] = assessed(call, raw).reasons["asked"]
    assert (reason.place, reason.found, reason.verdict) == ("partner[1].admitted.total", 200_00, False)
    assert Wording(call, "en").compared(reason) == (
        "partner 1: cost admitted, Total: EUR 200.00; needed at most EUR 180.00"
    )


def test_what_is_taken_for_each_can_be_compared() -> None:
    most = '{ every = "partner", holds = { amount = "partner.half", at_most = 60.00 } }'
    call = group_call(SHARE + EACH + "\n", requirement(most))
    outcome = assessed(call, {"partner": PARTNERS, "cost": costs("Alfa", "Alfa", "Beta")}).outcome
    assert [(step.entity, step.result) for step in outcome.steps] == [("Alfa", 100_00), ("Beta", 50_00)]
    assert [(one.place, one.found) for one in outcome.reasons["asked"]] == [("partner[1].step.half", 100_00)]


def test_a_call_without_members_has_nothing_of_them_in_its_functions() -> None:
    functions = compile_call(call_of(SHARE, limit("cap = 5.00")), "submission", law().de_minimis)
    assert "entities" not in (functions.decide.__doc__ or "")
    assert "owner" not in (functions.explain.__doc__ or "")
