"""Is every fact that is missing listed with its places, and every reading that an answer rests on?"""

import functools
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.comparisons import Compared
from bandolo.rules.criteria import VOTE
from bandolo.rules.load import law, load_call, parse, read_call, read_text
from bandolo.rules.rule import MOMENTS, Moment
from tests.rules.random_applications import Applicant
from tests.rules.random_calls import random_call
from tests.rules.small_calls import DE_MINIMIS, SHARE, application_of, call_of, fact, requirement, rule
from tests.rules.wrong_amounts import aid, one
from tests.rules.wrong_calls import flat_line, limit, with_parts

CALLS = Path(__file__).parents[2] / "calls"
IDS = sorted(path.parent.name for path in CALLS.glob("*/call.toml"))
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FACTS = fact("is_new", "yes_no") + fact("is_green", "yes_no") + fact("jobs", "count")
LATER = 'at = ["reporting", "payment"]'
NEW = '{ fact = "is_new", is = true }'
GREEN = '{ fact = "is_green", is = true }'
COSTS = {"cost": [{"line": "works", "amount": 100}]}
INVOICES = {"invoice": [{"line": "works", "amount": 100}]}


def assessed(rules: str, raw: Mapping[str, Any], moment: Moment = "submission") -> Assessment:
    call = call_of(FACTS, rules)
    return Assessor(call, law()).assess(application_of(call, raw), moment, AT)


def missing(assessment: Assessment) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(fact.id if fact is not None else None, places) for fact, places in assessment.missing]


UNRECOVERABLE = one("vat", 'counts = "unrecoverable"')
CUMULATION = one(
    "cumulation", 'de_minimis = "within_limit"', 'exempted = "within_limit"', 'approved = "forbidden"'
) + aid("other", "cumulation", 'on = ["grant"]', 'base = { of = ["total"] }')
HOURS = rule("staff_cost", "by-hour", 'unit = "hour"', 'pay = ["gross"]', 'unit_rounding = "half_up"')
BY_SIZE = '{ by = "size", values = { micro = 4.00, small = 3.00, medium = 2.00, large = 1.00 } }'
MONTH = {
    "line": "works",
    "worker": "Rossi",
    "month": date(2026, 1, 1),
    "unit": "hour",
    "deferred_pay": 0,
    "employer_charges": 0,
    "worked": 100,
}


@pytest.mark.parametrize(
    ("rules", "raw", "moment", "expected"),
    [
        (requirement(NEW), COSTS, "submission", [("is_new", ("is_new",))]),
        (requirement(NEW), {**COSTS, "facts": {"is_new": True}}, "submission", []),
        (requirement(NEW), {**COSTS, "facts": {"is_new": False}}, "submission", []),
        # Of two facts, only those that can still decide.
        (
            requirement(f"{{ any = [{NEW}, {GREEN}] }}"),
            {**COSTS, "facts": {"is_green": False}},
            "submission",
            [("is_new", ("is_new",))],
        ),
        (
            requirement(f"{{ any = [{NEW}, {GREEN}] }}"),
            {**COSTS, "facts": {"is_green": True}},
            "submission",
            [],
        ),
        # Whom a requirement is for decides too.
        (
            requirement(NEW, f"where = {GREEN}"),
            {**COSTS, "facts": {"is_new": False}},
            "submission",
            [("is_green", ("is_green",))],
        ),
        (requirement(NEW, f"where = {GREEN}"), {**COSTS, "facts": {"is_green": False}}, "submission", []),
        (limit("cap = 5.00", f"when = {NEW}"), COSTS, "submission", [("is_new", ("is_new",))]),
        (limit(f"cap = {BY_SIZE}"), COSTS, "submission", [("size", ("size",))]),
        (
            aid("plus", "fixed", 'instrument = "premium"', "amount = 5.00", f"when = {NEW}"),
            COSTS,
            "submission",
            [("is_new", ("is_new",))],
        ),
        (
            aid("plus", "fixed", 'instrument = "premium"', "amount = 5.00", 'times = { fact = "jobs" }'),
            COSTS,
            "submission",
            [("jobs", ("jobs",))],
        ),
        (
            rule("document", "plan", 'at = ["submission"]', f"when = {NEW}"),
            COSTS,
            "submission",
            [("is_new", ("is_new",))],
        ),
        (
            rule(
                "admission",
                "new",
                'of = "cost"',
                'holds = { fact = "vat", at_most = 5.00 }',
                'at = ["submission"]',
            ),
            {"cost": [{"line": "works", "amount": 1}, {"line": "works", "amount": 1, "vat": 1}] * 2},
            "submission",
            [("vat", ("cost[1].vat", "cost[3].vat"))],
        ),
        (
            requirement('{ every = "cost", holds = { fact = "vat", at_most = 5.00 } }'),
            {"cost": [{"line": "works", "amount": 1}] * 2},
            "submission",
            [("vat", ("cost[1].vat", "cost[2].vat"))],
        ),
        (
            requirement('{ every = "supplier", holds = { fact = "supplier_vat", filled = true } }'),
            COSTS,
            "submission",
            [(None, ("supplier",))],
        ),
        # What the chain of amounts needs.
        ("", {}, "submission", [(None, ("cost",))]),
        ("", COSTS, "reporting", [(None, ("invoice",))]),
        # A call without staff costs pays no months of staff: it waits for invoices.
        ("", {"worker_month": []}, "reporting", [(None, ("invoice",))]),
        ("", {"cost": [{"line": "works"}]}, "submission", [("amount", ("cost[1].amount",))]),
        (
            UNRECOVERABLE,
            {"cost": [{"line": "works", "amount": 1}, {"line": "works", "amount": 1, "vat": 1}]},
            "submission",
            [("vat_recoverable", ("cost[2].vat_recoverable",))],
        ),
        (
            HOURS,
            {"worker_month": [{**MONTH, "gross_pay": 1}]},
            "reporting",
            [("on_project", ("worker_month[1].on_project",))],
        ),
        (
            HOURS,
            {"worker_month": [{**MONTH, "on_project": 1}]},
            "payment",
            [("gross_pay", ("worker_month[1].gross_pay",))],
        ),
        (
            SHARE + DE_MINIMIS,
            COSTS,
            "award",
            [(None, ("prior_aid",)), ("de_minimis_sector", ("de_minimis_sector",))],
        ),
        (SHARE + CUMULATION, COSTS, "award", [(None, ("other_aid",))]),
        (
            SHARE + CUMULATION,
            {
                **COSTS,
                "other_aid": [{"aid_kind": "general_measure"}, {"aid_kind": "exempted", "aid_amount": 5}],
            },
            "award",
            [("same_costs", ("other_aid[2].same_costs",)), ("max_rate", ("other_aid[2].max_rate",))],
        ),
        (
            SHARE + aid("top", "ceiling", 'on = ["grant"]', 'base = { value = "approved.grant" }', LATER),
            INVOICES,
            "payment",
            [(None, ("approved.grant",))],
        ),
        (
            limit('share = "100%"', 'base = { of = ["total"], stage = "approved" }', LATER, on="total"),
            {**INVOICES, "approved": {"lines": {"works": 3}}},
            "payment",
            [(None, ("approved.total",))],
        ),
        # An amount that is not known is so for want of something else, which is named.
        (
            requirement('{ amount = "admitted.total", at_least = 5.00 }'),
            {},
            "submission",
            [(None, ("cost",))],
        ),
        (
            requirement('{ amount = "approved.total", at_least = 5.00 }'),
            COSTS,
            "submission",
            [(None, ("approved.total",))],
        ),
    ],
)
def test_what_is_missing_is_listed_with_its_places(
    rules: str, raw: dict[str, Any], moment: Moment, expected: list[tuple[str | None, tuple[str, ...]]]
) -> None:
    assessment = assessed(rules, raw, moment)
    assert missing(assessment) == expected
    assert (assessment.outcome.admissible is None) == bool(expected) or "document" in rules


def test_of_no_records_there_is_no_highest_amount_so_one_is_missing() -> None:
    member = rule("record", "partner", 'words = { it = "partner", en = "partner" }', 'named_by = "name"')
    owned = fact("name", "text", 'of = ["partner", "cost", "invoice", "prior_aid", "other_aid"]')
    most = requirement('{ highest = "partner.claimed.works", over = "partner", at_most = 5.00 }')
    call = call_of(member, owned, most)
    raw: dict[str, Any] = {"partner": [], "cost": []}
    assessment = Assessor(call, law()).assess(application_of(call, raw), "submission", AT)
    assert (assessment.outcome.admissible, missing(assessment)) == (None, [(None, ("partner",))])


def test_of_an_award_measured_without_flat_rates_the_parts_are_missing() -> None:
    rules = flat_line("overheads", "10%", "works") + limit(
        'share = "100%"', 'base = { of = ["total"], stage = "approved", flat_rates = "without" }', LATER
    )
    call = call_of(rules, head=with_parts("overheads"))
    raw = {**INVOICES, "approved": {"total": 9, "lines": {"works": 1, "tools": 2, "overheads": 3}}}
    assessment = Assessor(call, law()).assess(application_of(call, raw), "payment", AT)
    assert missing(assessment) == [(None, ("approved.training",))]


def test_a_missing_fact_comes_with_its_question() -> None:
    [(asked, _)] = assessed(requirement(NEW), COSTS).missing
    assert asked is not None
    assert (asked.ask.it, asked.attested_by) == ("?", ("applicant",))


def test_the_reasons_of_a_verdict_are_told() -> None:
    rules = (
        requirement(NEW, id="new") + requirement(GREEN, id="green") + requirement('{ fact = "jobs", is = 3 }')
    )
    assessment = assessed(rules, {**COSTS, "facts": {"is_new": False, "jobs": 3}})
    assert assessment.reasons == {
        "new": (Compared("is_new", "is_new", "is", True, False, False),),
        "green": (Compared("is_green", "is_green", "is", True, None, None),),
    }


def test_a_refused_item_is_told_with_its_number() -> None:
    rules = rule(
        "admission", "low", 'of = "cost"', 'holds = { fact = "amount", below = 9.00 }', 'at = ["submission"]'
    )
    raw = {"cost": [{"line": "works", "amount": 1}, {"line": "works", "amount": 9}]}
    assert assessed(rules, raw).reasons == {
        "low": (Compared("cost[2].amount", "amount", "below", 900, 900, False),)
    }


def test_the_report_gives_amounts_of_invoices_as_reasons() -> None:
    enough = requirement('{ amount = "admitted.total", at_least = 1000.00 }').replace(
        "submission", "reporting"
    )
    unknown = Compared("admitted.total", "admitted.total", "at_least", 100000, None, None)
    assert assessed(enough, COSTS, "reporting").reasons == {"asked": (unknown,)}
    told = unknown._replace(found=10000, verdict=False)
    assert assessed(enough, INVOICES, "reporting").reasons == {"asked": (told,)}


# --- Readings ----------------------------------------------------------------------------------------------


def reading(id: str) -> str:
    words = '{ it = "?", en = "?" }'
    return f'[[interpretation]]\nid = "{id}"\nclauses = ["S-1"]\nquestion = {words}\nreading = {words}\n'


RESTING = {
    "requirement": requirement(NEW, 'reading = "open"'),
    "limit": limit("cap = 5.00", 'reading = "open"'),
    "document": rule("document", "plan", 'at = ["submission"]', 'reading = "open"'),
    "vat": one("vat", 'counts = "never"', 'reading = "open"'),
    "step": SHARE + 'reading = "open"\n',
    "step that waits": SHARE + f'when = {NEW}\nreading = "open"\n',
    "unit cost": fact("hours", "count", 'of = ["cost"]')
    + rule(
        "unit_cost", "hour", 'lines = ["tools"]', 'quantity = "hours"', "amount = 9.00", 'reading = "open"'
    ),
    "refusal": rule(
        "admission", "new", 'of = "cost"', f"holds = {NEW}", 'at = ["submission"]', 'reading = "open"'
    ),
}
NOT_RESTING = {
    "limit of another moment": limit("cap = 5.00", 'reading = "open"', 'at = ["reporting"]'),
    "document of another moment": rule("document", "plan", 'at = ["reporting"]', 'reading = "open"'),
    "idle step": SHARE + f'when = {{ not = {NEW} }}\nreading = "open"\n',
    "admission met": rule(
        "admission",
        "low",
        'of = "cost"',
        'holds = { fact = "amount", below = 900.00 }',
        'at = ["submission"]',
        'reading = "open"',
    ),
}


@pytest.mark.parametrize("rules", RESTING.values(), ids=RESTING.keys())
def test_an_answer_names_the_readings_that_it_rests_on(rules: str) -> None:
    assessment = assessed(reading("open") + rules, COSTS)
    assert [one.id for one in assessment.interpretations] == ["open"]


@pytest.mark.parametrize("rules", NOT_RESTING.values(), ids=NOT_RESTING.keys())
def test_an_answer_names_no_other_readings(rules: str) -> None:
    assessment = assessed(reading("open") + rules, {**COSTS, "facts": {"is_new": True}})
    assert assessment.interpretations == ()


def test_readings_stand_in_the_order_of_the_call() -> None:
    rules = reading("first") + reading("second")
    rules += requirement(NEW, 'reading = "second"') + limit("cap = 5.00", 'reading = "first"')
    assert [one.id for one in assessed(rules, COSTS).interpretations] == ["first", "second"]


# --- Grounds, findings, rules -------------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "found"), [({"is_new": True}, ["new"]), ({"is_new": False}, []), ({}, [])])
def test_grounds_of_revocation_are_found_when_they_hold(facts: dict[str, bool], found: list[str]) -> None:
    rules = rule("ground", "new", f"when = {NEW}", 'extent = "total"', 'moments = ["reporting"]')
    assessment = assessed(rules, {**INVOICES, "facts": facts}, "reporting")
    assert [one.id for one in assessment.grounds] == found
    assert assessed(rules, {**COSTS, "facts": facts}).grounds == ()


def test_a_month_that_counts_for_nothing_says_why() -> None:
    month = {**MONTH, "gross_pay": 1, "on_project": 101}
    assessment = assessed(HOURS, {"worker_month": [month]}, "reporting")
    assert [one.where for one in assessment.staff_findings] == ["on_project"]
    assert assessment.outcome.admitted_total == 0


# --- Whatever people send -----------------------------------------------------------------------------------

PLACE = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
chances = st.randoms(use_true_random=False)


def is_absent(place: str, application: Application) -> bool:
    """Whether nothing is said at a place of the application; votes can be too few, or at fault.

    Of no records there is no highest: an empty list can be what is missing.
    """
    if place.startswith(VOTE):
        return True
    if found := PLACE.fullmatch(place):
        return found[3] not in application.records[found[1]][int(found[2]) - 1]
    return (
        place not in application.facts
        and not application.records.get(place)
        and place not in application.approved
    )


def check_gaps(assessor: Assessor, applicant: Applicant, moment: Moment) -> None:
    """Where an answer is open something is named as missing, and all that is named is missing."""
    application = application_of(assessor.call, applicant.application())
    at = datetime.combine(applicant.on, time(12), UTC)
    assessment = assessor.assess(application, moment, at)
    assert (assessment.missing != ()) == assessment.outcome.has_gaps
    assert [
        place for _, places in assessment.missing for place in places if not is_absent(place, application)
    ] == []
    named = [fact.id for fact, _ in assessment.missing if fact is not None]
    assert len(named) == len(set(named))


@functools.cache
def assessor_of(folder: str) -> Assessor:
    return Assessor(load_call(CALLS / folder / "call.toml").call, law())


@pytest.mark.parametrize("folder", IDS)
@given(chances)
def test_calls_name_what_keeps_their_answers_open(folder: str, chance: Random) -> None:
    path = CALLS / folder / "example.toml"
    assessor, model = assessor_of(folder), parse(read_text(path), str(path))
    check_gaps(assessor, Applicant(chance, assessor.call, law().de_minimis, model), chance.choice(MOMENTS))


@given(chances)
def test_any_call_names_what_keeps_its_answers_open(chance: Random) -> None:
    call, found = read_call(random_call(chance))
    assume(not found)
    assert call is not None
    assessor, moment = Assessor(call, law()), chance.choice(MOMENTS)
    for _ in range(5):
        check_gaps(assessor, Applicant(chance, call, law().de_minimis, {}), moment)
