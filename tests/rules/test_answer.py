"""Is the answer for programs the documented one, whatever the call, the moment and the application?"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bandolo.rules.answer import answer
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.call import Call
from bandolo.rules.consequences import consequences
from bandolo.rules.load import law, load_call, parse, read_text
from bandolo.rules.rule import MOMENTS, Moment

ROOT = Path(__file__).parents[2]
OVEN = ROOT / "tests" / "calls" / "oven"
EXAMPLES = sorted(ROOT.glob("calls/*/example.toml"))
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AMOUNT = re.compile(r"-?\d+\.\d\d")
AMOUNTS = {
    "claimed",
    "admitted",
    "admitted_total",
    "amount",
    "result",
    "grant",
    "premium",
    "loan",
    "services",
    "total",
}
# The keys of docs/answer-format.md, in its order.
KEYS = [
    "version", "call", "moment", "at", "admissible", "failed", "unknown", "passed", "missing",
    "size", "lines", "limits", "refused", "reduced", "staff_findings", "entities", "admitted_total", "final",
    "aid", "score", "documents", "window", "dates", "awaited", "report", "grounds", "payment",
    "reductions", "stages", "equivalents", "together", "tax_credit", "leaving", "interpretations",
]  # fmt: skip


def answered(call: Call, raw: Mapping[str, Any], moment: Moment, at: datetime = AT) -> dict[str, Any]:
    """The answer of a call to the tables of an application."""
    table = law()
    application, found = read_application(call, raw, table)
    assert found == []
    assessment = Assessor(call, table).assess(application, moment, at)
    return answer(assessment, consequences(assessment, application, table))


def oven(moment: Moment = "submission", **changes: object) -> dict[str, Any]:
    """The answer of the made-up call to its application, with some tables changed."""
    raw = parse(read_text(OVEN / "application.toml"), "application.toml")
    return answered(load_call(OVEN / "call.toml").call, raw | changes, moment)


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every plain value of an answer with its key."""
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from leaves(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, key)
    else:
        yield key, value


def ids(listed: Sequence[Mapping[str, object]]) -> list[object]:
    """The ids of a list of rules."""
    return [one["id"] for one in listed]


def test_the_answer_is_the_one_on_file() -> None:
    assert oven() == json.loads((OVEN / "answer.json").read_text())


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_answer_has_the_documented_shape(path: Path, moment: Moment) -> None:
    call = load_call(path.parent / "call.toml").call
    at = call.window.opens if call.window is not None else datetime(2013, 6, 3, 10, 0, tzinfo=UTC)
    found = answered(call, parse(read_text(path), path.name), moment, at)
    assert [*found] == KEYS
    assert json.loads(json.dumps(found)) == found
    for key, value in leaves(found):
        assert type(value) is not int or key in ("version", "number"), key
        if key in AMOUNTS and value is not None:
            assert isinstance(value, str)
            assert AMOUNT.fullmatch(value), key


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_format_page_names_every_key(path: Path) -> None:
    page = (ROOT / "docs" / "answer-format.md").read_text()
    call = load_call(path.parent / "call.toml").call
    at = call.window.opens if call.window is not None else datetime(2013, 6, 3, 10, 0, tzinfo=UTC)
    found = answered(call, parse(read_text(path), path.name), "submission", at)
    named = {key for key, _ in leaves(found)} - {"it", "en"}
    assert sorted(key for key in named if f"`{key}`" not in page) == []


def test_requirements_are_split_by_their_verdict() -> None:
    found = oven(facts={"size": "large"})
    assert found["admissible"] is False
    assert (ids(found["failed"]), ids(found["unknown"]), ids(found["passed"])) == (
        ["small"],
        ["open"],
        ["enough"],
    )
    assert found["failed"][0]["reasons"] == [
        {
            "place": "size",
            "verdict": False,
            "words": {
                "it": "Qual è la dimensione dell'impresa (All. I Reg. UE 651/2014)? "
                "Risposta: grande impresa; serve una tra: microimpresa o piccola impresa",
                "en": "How large is the enterprise (Annex I, Reg. EU 651/2014)? Answer: large enterprise; "
                "needed one of: micro enterprise or small enterprise",
            },
        }
    ]
    assert found["unknown"][0]["cure"] == "open-up"
    assert [(one["fact"], one["places"], one["type"], one["attested_by"]) for one in found["missing"]] == [
        ("site_open", ["site_open"], "yes_no", ["applicant", "officer"])
    ]


def test_an_amount_worked_out_is_never_asked_for() -> None:
    found = oven(cost=[{"line": "oven", "is_new": True}])
    assert (found["admissible"], ids(found["unknown"])) == (None, ["enough"])
    assert [(one["fact"], one["places"]) for one in found["missing"]] == [("amount", ["cost[1].amount"])]
    assert found["final"] == {"claims": False, "costs": False, "aid": False}


def test_records_that_nobody_gave_are_asked_for_as_a_list() -> None:
    raw = {"facts": {"size": "small", "site_open": True}}
    found = answered(load_call(OVEN / "call.toml").call, raw, "submission")
    assert [(one["fact"], one["places"], one["question"]["en"]) for one in found["missing"]] == [
        (None, ["cost"], "List: planned cost item (empty if there is none)")
    ]


def test_each_refused_item_has_its_own_reasons() -> None:
    costs = [{"line": "oven", "amount": "600.00", "is_new": is_new} for is_new in (False, True, False)]
    found = oven(cost=[*costs, {"line": "oven", "amount": "1.00"}])
    assert [
        (one["number"], one["verdict"], [why["place"] for why in one["reasons"]]) for one in found["refused"]
    ] == [(1, False, ["cost[1].is_new"]), (3, False, ["cost[3].is_new"]), (4, None, ["cost[4].is_new"])]


def test_limits_that_cut_are_cited() -> None:
    found = oven()
    assert [(one["id"], one["bound_by"]) for one in found["lines"] if one["bound_by"]] == [
        ("fitting", ["fitting-ceiling"])
    ]
    assert [(one["id"], one["clauses"]) for one in found["limits"]] == [("fitting-ceiling", ["OV-2"])]


def test_a_missing_paper_is_told_with_what_it_costs() -> None:
    found = oven(attached=[])
    assert found["admissible"] is False
    assert [
        (one["id"], one["required"], one["attached"], one["if_missing"]) for one in found["documents"]
    ] == [("quote", True, False, "not_admissible")]


def test_the_steps_of_the_report_tell_what_is_open() -> None:
    found = oven("reporting", facts={"size": "small"}, invoice=[{"line": "oven", "amount": "600.00"}])
    assert [(one["id"], one["complete"], one["open"], one["asks"]) for one in found["report"]] == [
        ("photos", None, True, ["site_open"])
    ]
    assert [(one["id"], one["verdict"]) for one in found["grounds"]] == [("closed", None)]
