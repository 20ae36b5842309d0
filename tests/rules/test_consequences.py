"""Do dates, room, report, grounds and payment follow from an assessment?"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.call import Call
from bandolo.rules.consequences import Consequences, consequences
from bandolo.rules.deadlines import Due
from bandolo.rules.load import law, parse, read_call, read_text
from bandolo.rules.rule import Moment

OVEN = Path(__file__).parents[1] / "calls" / "oven" / "call.toml"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FACTS = {"size": "small", "site_open": True}
INVOICE = {"line": "oven", "amount": "600.00"}
ROOM = {
    "id": "room", "kind": "de_minimis", "clauses": ["OV-3"], "words": {"it": "Spazio.", "en": "Room."},
    "regulations": ["2023/2831"], "counts": ["grant"], "cuts": ["grant"],
}  # fmt: skip


def call_with(**tables: object) -> Call:
    """The made-up call with some tables replaced."""
    raw = parse(read_text(OVEN), OVEN.name) | tables
    call, found = read_call(raw)
    assert (call is None, found) == (False, [])
    assert call is not None
    return call


def following(moment: Moment, call: Call | None = None, **application: Any) -> Consequences:  # noqa: ANN401
    """What follows for an application of the tables given."""
    call, table = call or call_with(), law()
    read, found = read_application(call, {"facts": FACTS, **application}, table)
    assert found == []
    return consequences(Assessor(call, table).assess(read, moment, AT), read, table)


def test_a_submission_starts_the_terms_that_are_counted_from_it() -> None:
    found = following("submission", cost=[]).dates
    assert [(one.deadline.id, one.day if isinstance(one, Due) else one.awaits) for one in found] == [
        ("open-up", ("test_baking", "days_to_open")),
        ("decision", date(2026, 3, 30)),
        ("fair", date(2026, 12, 9)),
    ]


def test_a_report_starts_none() -> None:
    found = following("reporting", invoice=[]).dates
    assert [one.deadline.id for one in found if isinstance(one, Due)] == ["fair"]


@pytest.mark.parametrize(
    ("is_open", "complete", "lost"), [(True, True, False), (False, False, True), (None, None, None)]
)
def test_the_report_and_the_grounds_look_at_the_same_fact(
    is_open: bool | None, complete: bool | None, lost: bool | None
) -> None:
    facts = FACTS if is_open is None else FACTS | {"site_open": is_open}
    facts = {key: value for key, value in facts.items() if is_open is not None or key != "site_open"}
    found = following("reporting", facts=facts, invoice=[INVOICE])
    assert [(one.step.id, one.verdict, one.is_open) for one in found.report] == [("photos", complete, True)]
    assert [(one.ground.id, one.verdict) for one in found.grounds] == [("closed", lost)]
    reasons = [found.report[0].reasons, found.grounds[0].reasons]
    assert [len(one) for one in reasons] == ([0, 0] if is_open else [1, 1])


def test_a_payment_withholds_its_part_of_the_gross() -> None:
    paid = following("payment", invoice=[INVOICE]).paying.whole
    assert paid is not None
    assert (paid.gross, paid.withholding, paid.net) == (30000, 1200, 28800)


@pytest.mark.parametrize("facts", [FACTS | {"size": "large"}, {"site_open": True}])
def test_nothing_is_paid_where_something_stands_against_it(facts: dict[str, object]) -> None:
    assert following("payment", facts=facts, invoice=[INVOICE]).paying.whole is None
    assert following("submission", cost=[]).paying.whole is None


def test_nothing_is_paid_before_the_creditor_bodies() -> None:
    durc = {
        "id": "durc", "words": {"it": "DURC.", "en": "DURC."}, "holds": {"fact": "durc_regular", "is": True},
        "failing": {"payment": "substitutive_payment"}, "clauses": ["OV-1"],
    }  # fmt: skip
    raw = parse(read_text(OVEN), OVEN.name)
    call = call_with(requirement=[*raw["requirement"], durc])
    assert (
        following("payment", call, facts=FACTS | {"durc_regular": False}, invoice=[INVOICE]).paying.whole
        is None
    )
    assert (
        following("payment", call, facts=FACTS | {"durc_regular": True}, invoice=[INVOICE]).paying.whole
        is not None
    )


def test_the_room_for_aid_is_explained_by_the_prior_aid() -> None:
    raw = parse(read_text(OVEN), OVEN.name)
    call = call_with(aid=[*raw["aid"], ROOM])
    prior = [{"granted_on": date(2025, 5, 1), "aid_amount": "299900.00", "regulation": "2023/2831"}]
    facts = FACTS | {"de_minimis_sector": "general"}
    cost = [{"line": "oven", "amount": "1000.00", "is_new": True}]
    room = following("submission", call, facts=facts, prior_aid=prior, cost=cost).room
    assert list(room) == [("half", None), ("most", None), ("room", None)]
    reasons = {step: found for (step, _), found in room.items()}
    assert [reasons["half"], reasons["most"]] == [(), ()]
    assert [one.words.en for one in reasons["room"][-2:]] == [
        "Room: EUR 100.00",
        "In full it would pass the ceiling: it is granted for EUR 100.00",
    ]
    unknown = following("submission", call, facts=facts, cost=cost).room
    assert unknown["room", None] == ()


def test_the_readings_are_those_of_the_rules_that_had_a_part() -> None:
    assert [one.id for one in following("submission", cost=[]).interpretations] == []
    refused = [{"line": "oven", "amount": "1000.00", "is_new": False}]
    assert [one.id for one in following("submission", cost=refused).interpretations] == ["new"]
