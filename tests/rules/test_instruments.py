"""Are instruments together cut to their ceilings in the stated order, and never cut without need?"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.build import Reading, build
from bandolo.rules.conditions import Comparison, Constant, FactValue, View
from bandolo.rules.instruments import AidForm, Granted, InstrumentCeiling, instrument_faults, within_ceilings
from bandolo.rules.load import READERS
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words
from bandolo.rules.tables import RateTable, Row, Table

WORDS = Words(it="Massimo di aiuto", en="Most aid")
IS_SMALL = Comparison(FactValue("is_small"), "is", Constant(True))
IS_OTHER = Comparison(FactValue("is_small"), "is", Constant(False))
NOTHING = View({}, {}, {}, {})
COSTS = View({}, {}, {"approved.total": 120_000_00}, {})
AID = InstrumentCeiling(
    id="most-aid",
    words=WORDS,
    on=("grant", "loan"),
    counts="equivalent",
    at_most=Cents(55_000_00),
    cuts=("grant", "loan"),
)
MONEY = InstrumentCeiling(
    id="most-money",
    words=WORDS,
    on=("grant", "loan"),
    counts="nominal",
    share=Fraction(1),
    base="approved.total",
    cuts=("loan",),
)
# A tenth of the loan is aid.
BOTH: Mapping[AidForm, Granted] = {"grant": Granted(50_000_00), "loan": Granted(100_000_00, Fraction(1, 10))}


def nominal(rules: tuple[InstrumentCeiling, ...], view: View = COSTS) -> tuple[dict[str, int], bool | None]:
    found = within_ceilings(rules, BOTH, view)
    return {form: one.nominal for form, one in found.granted.items()}, found.fits


@pytest.mark.parametrize(
    ("rules", "grant", "loan", "fits"),
    [
        ((), 50_000_00, 100_000_00, True),
        ((replace(AID, at_most=Cents(60_000_00)),), 50_000_00, 100_000_00, True),
        # One cent of aid is ten cents of loan.
        ((replace(AID, at_most=Cents(59_999_99)),), 50_000_00, 99_999_90, True),
        ((AID,), 50_000_00, 50_000_00, True),
        ((replace(AID, cuts=("loan", "grant")),), 45_000_00, 100_000_00, True),
        ((replace(AID, at_most=Cents(45_000_00)),), 45_000_00, 0, True),
        ((replace(AID, at_most=Cents(45_000_00), cuts=("loan",)),), 50_000_00, 0, False),
        ((replace(AID, at_most=Cents(0)),), 0, 0, True),
        ((MONEY,), 50_000_00, 70_000_00, True),
        ((MONEY, AID), 50_000_00, 50_000_00, True),
        ((AID, MONEY), 50_000_00, 50_000_00, True),
        (
            (replace(AID, on=("grant",), cuts=("grant",), at_most=Cents(49_999_99)),),
            49_999_99,
            100_000_00,
            True,
        ),
        # What is not granted neither counts nor is cut.
        ((replace(AID, on=("grant", "tax_credit"), cuts=("tax_credit",)),), 50_000_00, 100_000_00, True),
    ],
)
def test_worked_ceilings(rules: tuple[InstrumentCeiling, ...], grant: int, loan: int, fits: bool) -> None:
    assert nominal(rules) == ({"grant": grant, "loan": loan}, fits)


def test_a_third_of_a_cent_of_aid_is_cut_to_whole_cents_of_loan() -> None:
    granted: Mapping[AidForm, Granted] = {"loan": Granted(100, Fraction(1, 3))}
    rule = replace(AID, on=("loan",), cuts=("loan",), at_most=Cents(33))
    found = within_ceilings((rule,), granted, NOTHING)
    assert found.granted == {"loan": Granted(99, Fraction(1, 3))}
    assert (found.cuts[0].before, found.cuts[0].after) == (Fraction(100, 3), Fraction(33))


def test_an_instrument_without_aid_is_not_cut_for_its_aid() -> None:
    granted: Mapping[AidForm, Granted] = {"grant": Granted(50), "loan": Granted(100, Fraction(0))}
    found = within_ceilings((replace(AID, at_most=Cents(40)),), granted, NOTHING)
    assert found.granted == {"grant": Granted(40), "loan": Granted(100, Fraction(0))}


@pytest.mark.parametrize(
    ("rule", "view", "fits", "missing"),
    [
        (MONEY, NOTHING, None, ("approved.total",)),
        (replace(AID, when=IS_SMALL), NOTHING, None, ("is_small",)),
        (replace(AID, when=IS_SMALL), View({"is_small": False}, {}, {}, {}), True, ()),
        (replace(AID, when=IS_SMALL), View({"is_small": True}, {}, {}, {}), True, ()),
    ],
)
def test_nothing_is_cut_for_a_ceiling_that_is_not_known(
    rule: InstrumentCeiling, view: View, fits: bool | None, missing: tuple[str, ...]
) -> None:
    found = within_ceilings((rule,), BOTH, view)
    assert (found.fits, found.cuts[0].missing) == (fits, missing)
    is_cut = view.facts.get("is_small") is True
    assert found.granted["loan"].nominal == (50_000_00 if is_cut else 100_000_00)


def test_a_share_can_stand_in_a_table() -> None:
    rows = (Row(IS_SMALL, Fraction(1)), Row(IS_OTHER, Fraction(1, 2)))
    rule = replace(MONEY, share=RateTable(Table(("is_small",), rows)))
    amounts = {"approved.total": 120_000_00}
    for is_small, loan in ((True, 70_000_00), (False, 10_000_00)):
        assert nominal((rule,), View({"is_small": is_small}, {}, amounts, {}))[0]["loan"] == loan
    found = within_ceilings((rule,), BOTH, View({}, {}, amounts, {}))
    assert (found.fits, found.cuts[0].missing) == (None, ("is_small",))


def test_each_ceiling_says_what_it_did() -> None:
    rules = (AID, replace(AID, at_most=Cents(90_000_00)), replace(AID, at_most=Cents(1), cuts=("loan",)))
    assert [one.words.it for one in within_ceilings(rules, BOTH, NOTHING).cuts] == [
        "In tutto 60.000,00 €, al più 55.000,00 €: ridotto",
        "In tutto 55.000,00 €, al più 90.000,00 €",
        "In tutto 55.000,00 €, al più 0,01 €: non basta ridurre",
    ]


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        within_ceilings((), {"grant": Granted(-1)}, NOTHING)


grants = st.builds(Granted, st.integers(0, 10**9), st.just(Fraction(1)), st.none())
loans = st.builds(Granted, st.integers(0, 10**9), st.fractions(0, 1, max_denominator=50), st.none())
ceilings = st.builds(
    replace,
    st.just(AID),
    counts=st.sampled_from(["nominal", "equivalent"]),
    at_most=st.integers(0, 10**9),
    cuts=st.permutations(["grant", "loan"]).map(tuple),
)


@given(st.lists(ceilings, max_size=4), grants, loans)
def test_every_ceiling_holds_and_nothing_is_cut_without_need(
    rules: list[InstrumentCeiling], grant: Granted, loan: Granted
) -> None:
    granted: Mapping[AidForm, Granted] = {"grant": grant, "loan": loan}
    found = within_ceilings(rules, granted, NOTHING)
    assert found.fits is True
    for rule in rules:
        left = found.granted.values()
        in_all = sum(one.nominal if rule.counts == "nominal" else one.equivalent for one in left)
        assert in_all <= (rule.at_most or 0)
    assert all(0 <= found.granted[form].nominal <= granted[form].nominal for form in granted)
    assert within_ceilings(rules, found.granted, NOTHING).granted == found.granted
    if len(rules) == 1 and found.granted != granted:
        [cut] = found.cuts
        assert cut.after is not None
        assert cut.ceiling is not None
        assert 0 <= cut.ceiling - cut.after < 1


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (AID, []),
        (MONEY, []),
        (replace(AID, at_most=None), ["at_most"]),
        (replace(MONEY, at_most=Cents(1)), ["at_most"]),
        (replace(MONEY, base=None), ["base"]),
        (replace(MONEY, base="other.total"), ["base"]),
        (replace(MONEY, share=Fraction(2)), ["share"]),
        (replace(AID, on=()), ["on", "cuts"]),
        (replace(AID, cuts=()), ["cuts"]),
        (replace(AID, on=("grant", "grant"), cuts=("grant",)), ["on"]),
        (replace(AID, cuts=("guarantee",)), ["cuts"]),
    ],
)
def test_faults_name_their_field(rule: InstrumentCeiling, fields: list[str]) -> None:
    found = instrument_faults((rule,), {"approved.total"})
    assert [path for path, _ in found] == [(0, field) for field in fields]


def test_a_ceiling_reads_as_a_table_of_a_call_file() -> None:
    text = """
    id = "most-money"
    words = { it = "Massimo di aiuto", en = "Most aid" }
    on = ["grant", "loan"]
    counts = "nominal"
    share = "100%"
    base = "approved.total"
    cuts = ["loan"]
    """
    reading = Reading({}, frozenset(), READERS)
    found = build(reading, InstrumentCeiling, tomllib.loads(text, parse_float=Decimal))
    assert (found, reading.problems) == (MONEY, [])
