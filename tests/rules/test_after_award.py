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


CREDIT = (
    rule("aid", "lent", "kind = 'share'", "instrument = 'loan'", "share = '30%'", "base = { of = ['total'] }")
    + rule("aid", "spared", "kind = 'part'", "share = '1/3'", "base = { of = ['total'] }")
    + rule(
        "tax_credit",
        "credit",
        "of = 'spared'",
        "shares = ['50%', '50%']",
        "counted_from = 'award'",
        "unused = 'carried'",
        "carried_years = 1",
    ).replace("[[tax_credit]]", "[tax_credit]")
    + RATES
    + rule(
        "loan",
        "terms",
        "rate = '1%'",
        "min_years = 1",
        "max_years = 5",
        "max_grace_months = 0",
        "instalments_a_year = 1",
        "schedule = 'constant_instalments'",
        "grace_ends_with_balance = false",
        "rounding = 'half_up'",
    ).replace("[[loan]]", "[loan]")
    + rule(
        "instrument_ceiling",
        "all-costs",
        "on = ['grant', 'loan', 'tax_credit']",
        "counts = 'nominal'",
        "share = '100%'",
        "base = 'admitted.total'",
        "cuts = ['grant', 'loan', 'tax_credit']",
    )
    + rule(
        "instrument_ceiling",
        "in-aid",
        "on = ['grant', 'loan', 'tax_credit']",
        "counts = 'equivalent'",
        "at_most = 700.00",
        "cuts = ['grant', 'tax_credit']",
    )
)
COSTS = {"cost": [{"line": "works", "amount": "1000.00"}]}
LENT = {"openings": ["300.00"], "times_a_year": 1}


def test_forms_of_aid_stand_together() -> None:
    """500.00, 300.00 and 333.33 are 133.33 over the costs: the credit is 200.00.

    The loan spares 3% (base 3%, margin 1%, less 1%) of 300.00, 9.00 in a year, 8.65 today (at 4%). So the aid
    is 500.00, 200.00 and 8.65: 8.65 over 700.00, and the credit, named last, is cut to 191.34.
    """
    follows, told = followed(CREDIT, "award", {"loan": LENT, "used": {"2026": "60.00"}}, **COSTS)
    together = follows.after_award.together
    assert together is not None
    assert together.fits is True
    assert told["together"]["forms"] == {
        "tax_credit": {"nominal": "191.34", "equivalent": "191.34"},
        "grant": {"nominal": "500.00", "equivalent": "500.00"},
        "premium": {"nominal": "0.00", "equivalent": "0.00"},
        "loan": {"nominal": "300.00", "equivalent": "8.65"},
        "services": {"nominal": "0.00", "equivalent": "0.00"},
    }
    assert [(one["id"], one["ceiling"], one["reason"]["en"]) for one in told["together"]["ceilings"]] == [
        ("all-costs", "1000.00", "In all EUR 1,133.33, EUR 1,000.00 at most: cut"),
        ("in-aid", "700.00", "In all EUR 708.66, EUR 700.00 at most: cut"),
    ]
    assert told["tax_credit"]["amount"] == "191.34"
    assert [(one["year"], one["share"], one["used"], one["left"]) for one in told["tax_credit"]["years"]] == [
        (2026, "95.67", "60.00", "35.67"),
        (2027, "95.67", "0.00", "131.34"),
        (2028, "0.00", "0.00", "0.00"),
    ]


def test_the_aid_in_a_loan_that_nobody_told_leaves_the_ceiling_open() -> None:
    _, told = followed(CREDIT, "award", {}, **COSTS)
    assert [(one["id"], one["fits"], one["missing"]) for one in told["together"]["ceilings"]] == [
        ("all-costs", True, []),
        ("in-aid", None, ["so_far.loan"]),
    ]
    assert told["together"]["forms"]["loan"] == {"nominal": "300.00", "equivalent": None}


def test_while_the_aid_is_not_known_nothing_is_said_of_ceilings() -> None:
    _, told = followed(CREDIT, "award", {}, cost=[{"line": "works"}])
    assert (told["together"], told["tax_credit"]["amount"]) == (None, None)


def test_what_was_used_needs_a_credit_and_a_year() -> None:
    for rules, used, message in (
        ("", {"2027": "1.00"}, "the call has no [tax_credit]"),
        (CREDIT, {"soon": "1.00"}, "is no year, such as 2027"),
    ):
        call = call_of(SHARE, rules)
        _, faults = read_so_far(call, {"so_far": {"used": used}})
        assert [said for _, said in faults] == [message]
