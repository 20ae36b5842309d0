"""Does an assessment work out reductions, stages and the aid in loans from what has happened so far?"""

from datetime import UTC, datetime
from typing import Any

import pytest

from bandolo.rules.answer import answer
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.consequences import Consequences, consequences
from bandolo.rules.load import law
from bandolo.rules.rule import Moment
from bandolo.rules.so_far import read_so_far
from tests.rules.small_calls import SHARE, call_of, rule

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
LATE = (
    rule("deadline", "report", 'counted_from = "award"', "days = 180")
    + rule("event", "report_sent")
    + rule(
        "reduction",
        "late-report",
        'measured = { kind = "delay", after = "report", done = "report_sent" }',
        'bands = [{ at_least = 1, cut = "10%" }]',
    )
)
STAGES = rule("stage", "advance", 'pays = "advance"', 'share = "40%"') + rule(
    "stage", "balance", 'pays = "balance"'
)
RATES = (
    rule("reference_rates", "market", 'margin = "1%"', 'discount_margin = "1%"')
    .replace("[[", "[")
    .replace("]]", "]")
    + '[[reference_rates.base_rates]]\nsince = 2026-01-01\nuntil = 2026-12-31\nrate = "3%"\nsource = "act"\n'
)
GUARANTEE = (
    rule("guarantee", "fund", 'covers = "80%"')
    + '[guarantee.formula]\nkind = "proportion"\n'
    + "rows = [{ years = 1, guaranteed = 1000.00, worth = 100.00 }]\n"
)
PAYMENT = rule("payment", "pay", 'withholding = "4%"', "substitutive_payment = false").replace(
    "[[payment]]", "[payment]"
)
REPORTED = {
    "invoice": [{"line": "works", "amount": "1000.00"}],
    "approved": {"grant": "500.00", "lines": {"works": "1000.00", "tools": 0, "training": 0}},
}


def followed(rules: str, moment: Moment, so_far: dict[str, Any], **raw: Any) -> tuple[Consequences, Any]:  # noqa: ANN401
    """What follows for an application, and its answer."""
    call, table = call_of(SHARE, rules), law()
    tables = {**raw, "so_far": so_far}
    application, found = read_application(call, tables, table)
    told, faults = read_so_far(call, tables)
    assert [*found, *faults] == []
    assessment = Assessor(call, table).assess(application, moment, AT)
    follows = consequences(assessment, application, table, told)
    return follows, answer(assessment, follows)


@pytest.mark.parametrize(
    ("sent", "left", "missing"),
    [("2026-11-16", "500.00", []), ("2026-11-17", "450.00", []), (None, None, ["report_sent"])],
)
def test_a_late_report_reduces_the_grant(sent: str | None, left: str | None, missing: list[str]) -> None:
    events = {"award": "2026-05-20"} | ({"report_sent": sent} if sent else {})
    _, told = followed(LATE, "reporting", {"events": events}, **REPORTED)
    assert (told["reductions"]["left"], told["reductions"]["cuts"][0]["missing"]) == (left, missing)
    assert told["reductions"]["grant"] == "500.00"


def test_the_balance_pays_what_the_reductions_leave_less_what_was_paid() -> None:
    so_far = {
        "events": {"award": "2026-05-20", "report_sent": "2026-11-17"},
        "paid": [{"stage": "advance", "amount": "200.00"}],
        "claim": {"stage": "balance"},
    }
    _, told = followed(LATE + STAGES + PAYMENT, "payment", so_far, **REPORTED)
    assert [(one["id"], one["due"], one["amount"]) for one in told["stages"]] == [("balance", True, "250.00")]
    assert (told["payment"]["gross"], told["payment"]["net"]) == ("250.00", "240.00")


def test_without_a_claim_each_stage_says_what_it_would_pay() -> None:
    _, told = followed(STAGES + PAYMENT, "payment", {}, **REPORTED)
    assert [(one["id"], one["amount"]) for one in told["stages"]] == [
        ("advance", "200.00"),
        ("balance", "500.00"),
    ]
    assert told["payment"] is None


def test_without_the_amounts_of_the_award_a_stage_waits_for_them() -> None:
    _, told = followed(STAGES, "payment", {}, invoice=REPORTED["invoice"])
    assert [(one["due"], one["hurdles"][0]["missing"]) for one in told["stages"]] == [
        (None, ["approved.grant", "approved.total"])
    ] * 2


def test_a_reduction_without_stages_lowers_the_payment() -> None:
    events = {"award": "2026-05-20", "report_sent": "2026-12-01"}
    _, told = followed(LATE + PAYMENT, "payment", {"events": events}, **REPORTED)
    assert (told["payment"]["gross"], told["stages"]) == ("450.00", [])


def test_a_loan_and_a_guarantee_are_worth_aid() -> None:
    so_far = {"loan": {"openings": ["1000.00"], "times_a_year": 1, "rate": "1%"}}
    _, told = followed(RATES + GUARANTEE, "award", so_far)
    # 1,000 at 3% less than the market for a year, discounted at 4%: 30 / 1.04; and 80% of 100 a 1,000.
    assert [(one["id"], one["nominal"], one["equivalent"]) for one in told["equivalents"]] == [
        ("market", "1000.00", "28.85"),
        ("fund", "800.00", "80.00"),
    ]
    long = {"loan": {"openings": ["1000.00", "500.00"], "times_a_year": 1, "rate": "1%"}}
    _, told = followed(RATES + GUARANTEE, "award", long)
    assert [(one["equivalent"], bool(one["refused"])) for one in told["equivalents"]][1] == (None, True)


def test_dates_are_counted_from_what_has_happened() -> None:
    follows, _ = followed(LATE, "reporting", {"events": {"award": "2026-05-20"}}, **REPORTED)
    assert [getattr(one, "day", None) for one in follows.dates] == [datetime(2026, 11, 16).date()]  # noqa: DTZ001


def test_what_is_wrong_in_it_is_told() -> None:
    so_far = {
        "events": {"awards": "2026-05-20", "award": "soon"},
        "paid": [{"stage": "advanse", "amount": 1}],
        "loan": {"openings": [1, 2], "times_a_year": 1},
        "gone": 1,
    }
    call = call_of(LATE, STAGES)
    found = read_so_far(call, {"so_far": so_far})[1]
    assert [path for path, _ in found] == [("so_far", "events", "award"), ("so_far", "gone")]
    kept = {"events": {"awards": "2026-05-20"}, "paid": so_far["paid"], "loan": so_far["loan"]}
    assert read_so_far(call, {"so_far": kept})[1] == [
        (("so_far", "events", "awards"), 'unknown event "awards"; did you mean "award"?'),
        (("so_far", "paid", 0, "stage"), 'unknown stage "advanse"; did you mean "advance"?'),
        (("so_far", "loan"), "a loan is above zero, and what is owed never grows"),
    ]
