"""Does each member of a group get its part of a payment, with its own tax, and give back what it owes?"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.answer import answer
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.consequences import Consequences, consequences
from bandolo.rules.days import ROME
from bandolo.rules.load import law, load_call
from bandolo.rules.members_paid import MemberPaid, MembersAccount, members_paid
from bandolo.rules.so_far import read_so_far

BORGHI = load_call(Path(__file__).parents[1] / "made_up" / "borghi" / "call.toml").call
AT = datetime(2027, 9, 1, 10, tzinfo=ROME)
# Awarded 43,500.00: Alfa 7,500.00 and Gamma 12,000.00 under the exemption, Beta 24,000.00 as de minimis.
PARTNERS = [
    {
        "partner_name": "Alfa",
        "role": "leader",
        "partner_kind": "enterprise",
        "size": "small",
        "approved": {
            "grant": "7500.00",
            "exempted": "7500.00",
            "as-de-minimis": 0,
            "lines": {"works": 37500, "equipment": 0, "promotion": 0},
        },
    },
    {
        "partner_name": "Beta",
        "role": "member",
        "partner_kind": "enterprise",
        "size": "medium",
        "approved": {
            "grant": "24000.00",
            "exempted": 0,
            "as-de-minimis": "24000.00",
            "lines": {"works": 0, "equipment": 40000, "promotion": 0},
        },
    },
    {
        "partner_name": "Gamma",
        "role": "member",
        "partner_kind": "association",
        "size": "micro",
        "approved": {
            "grant": "12000.00",
            "exempted": "12000.00",
            "as-de-minimis": 0,
            "lines": {"works": 60000, "equipment": 0, "promotion": 0},
        },
    },
]
# Alfa did all, Beta a quarter of what it should, Gamma all.
INVOICES = [
    {"partner_name": "Alfa", "line": "works", "amount": "37500.00"},
    {"partner_name": "Beta", "line": "equipment", "amount": "10000.00"},
    {"partner_name": "Gamma", "line": "works", "amount": "60000.00"},
]
ADVANCE = {
    "stage": "advance",
    "amount": "13050.00",
    "to": {"Alfa": "2250.00", "Beta": "7200.00", "Gamma": "3600.00"},
}


def followed(so_far: Mapping[str, Any], **raw: Any) -> tuple[Consequences, Any]:  # noqa: ANN401
    """What follows at the payment, and its answer."""
    tables = {"partner": PARTNERS, "invoice": INVOICES, "prior_aid": [], **raw, "so_far": so_far}
    application, found = read_application(BORGHI, tables, law())
    told, faults = read_so_far(BORGHI, tables)
    assert [*found, *faults] == []
    assessment = Assessor(BORGHI, law()).assess(application, "payment", AT)
    follows = consequences(assessment, application, law(), told)
    return follows, answer(assessment, follows)


def rows(follows: Consequences) -> list[tuple[str, int, int, int]]:
    """Each by its name: what it gets, what it gives back, its tax; in cents."""
    return [
        (one.name, one.amount, one.to_return, one.breakdown.withholding if one.breakdown else -1)
        for one in follows.paying.members
    ]


def test_an_advance_falls_on_the_members_as_the_award_does() -> None:
    """30% of each; 4% of 2,250.00 and of 7,200.00, nothing of the association."""
    follows, told = followed({"claim": {"stage": "advance"}})
    assert rows(follows) == [
        ("Alfa", 2_250_00, 0, 90_00),
        ("Beta", 7_200_00, 0, 288_00),
        ("Gamma", 3_600_00, 0, 0),
    ]
    whole = follows.paying.whole
    assert whole is not None
    assert (whole.gross, whole.withholding, whole.net) == (13_050_00, 378_00, 12_672_00)
    assert [one["amount"] for one in told["payment"]["members"]] == ["2250.00", "7200.00", "3600.00"]
    assert told["payment"]["members"][0]["payment"]["net"] == "2160.00"
    assert told["payment"]["missing"] == []


def test_the_balance_brings_each_to_its_own_final_grant() -> None:
    """Beta has 60% of 10,000.00 and has had 1,200.00 more: that comes back. Alfa and Gamma get the rest."""
    follows, _ = followed({"claim": {"stage": "final"}, "paid": [ADVANCE]})
    assert rows(follows) == [
        ("Alfa", 5_250_00, 0, 210_00),
        ("Beta", 0, 1_200_00, 0),
        ("Gamma", 8_400_00, 0, 0),
    ]
    [stage] = follows.after_award.stages
    assert sum(one.amount - one.to_return for one in follows.paying.members) == stage.amount == 12_450_00


def test_the_tax_waits_for_what_is_not_told() -> None:
    """Nobody said what Gamma is."""
    partners = [*PARTNERS[:2], {key: one for key, one in PARTNERS[2].items() if key != "partner_kind"}]
    follows, told = followed({"claim": {"stage": "advance"}}, partner=partners)
    assert (follows.paying.whole, follows.paying.missing) == (None, ("Gamma: partner_kind",))
    assert [one.amount for one in follows.paying.members] == [2_250_00, 7_200_00, 3_600_00]
    assert (told["payment"]["gross"], told["payment"]["missing"]) == (None, ["Gamma: partner_kind"])


def test_who_leaves_gives_back_what_it_was_paid() -> None:
    follows, told = followed({"paid": [ADVANCE], "leaving": {"names": ["Gamma"]}})
    left = follows.after_award.left
    assert left is not None
    assert (left.goes_on, left.owed, left.lost) == (True, {"Gamma": 3_600_00}, 12_000_00)
    assert told["leaving"]["owed"] == {"Gamma": "3600.00"}
    ended, _ = followed({"paid": [ADVANCE], "leaving": {"names": ["Alfa"]}})
    assert ended.after_award.left is not None
    assert ended.after_award.left.owed == {"Alfa": 2_250_00, "Beta": 7_200_00, "Gamma": 3_600_00}


@pytest.mark.parametrize(
    ("so_far", "place", "message"),
    [
        (
            {"paid": [{"stage": "advance", "amount": "1.00"}]},
            ("paid", 0, "to"),
            "says how much of the amount went to each, and all of it",
        ),
        (
            {"paid": [{"stage": "advance", "amount": "1.00", "to": {"Alfa": "0.99"}}]},
            ("paid", 0, "to"),
            "says how much of the amount went to each, and all of it",
        ),
        (
            {"paid": [{"stage": "advance", "amount": "1.00", "to": {"Alpha": "1.00"}}]},
            ("paid", 0, "to", "Alpha"),
            'unknown member "Alpha"; did you mean "Alfa"?',
        ),
        ({"leaving": {"names": ["Delta"]}}, ("leaving",), 'unknown partner "Delta"; did you mean "Beta"?'),
        (
            {"leaving": {"names": ["Beta"], "asked": {"Beta": "1.00"}}},
            ("leaving", "asked", "Beta"),
            "leaves, so it takes nothing over",
        ),
    ],
)
def test_what_was_paid_says_to_whom(
    so_far: Mapping[str, Any], place: tuple[object, ...], message: str
) -> None:
    _, faults = read_so_far(BORGHI, {"partner": PARTNERS, "so_far": so_far})
    assert faults == [(("so_far", *place), message)]


names = ("a", "b", "c")
amounts = st.fixed_dictionaries({name: st.integers(0, 10**7) for name in names})


@given(st.integers(0, 10**7), amounts, amounts, amounts, st.sampled_from(["advance", "interim"]))
def test_a_payment_is_divided_to_the_cent(
    cents: int,
    awarded: Mapping[str, int],
    earned: Mapping[str, int],
    paid: Mapping[str, int],
    pays: Literal["advance", "interim"],
) -> None:
    found = members_paid(pays, cents, MembersAccount(awarded, earned, paid), "pro_rata")
    by = earned if pays == "interim" and any(earned.values()) else awarded
    assert {one.name for one in found} == {*names}
    assert sum(one.amount for one in found) == (cents if any(by.values()) else 0)
    assert all(one.to_return == 0 for one in found)
    whole = sum(by.values()) or 1
    assert all(abs(one.amount - Fraction(cents * by[one.name], whole)) < 1 for one in found)


@given(amounts, amounts, amounts, st.integers(0, 10**5), st.sampled_from(["pro_rata", "in_order"]))
def test_the_balance_settles_each(
    awarded: Mapping[str, int],
    earned: Mapping[str, int],
    paid: Mapping[str, int],
    less: int,
    split: Literal["pro_rata", "in_order"],
) -> None:
    final = max(0, sum(earned.values()) - less)
    found = members_paid("balance", final, MembersAccount(awarded, earned, paid), split)
    assert sum(one.amount - one.to_return for one in found) == final - sum(paid.values())
    for one in found:
        assert min(one.amount, one.to_return) == 0
        assert paid[one.name] + one.amount - one.to_return <= earned[one.name]


def test_no_amount_is_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        members_paid("advance", -1, MembersAccount({"a": 1}, {"a": 1}, {}), "pro_rata")
    assert members_paid("balance", 1, MembersAccount({}, {"a": 1}, {}), "pro_rata") == (
        MemberPaid("a", 1, 0),
    )
