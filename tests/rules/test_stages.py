"""Do advance, interim payments and balance add up to the final grant to the cent, never above the award?"""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.build import Reading, build
from bandolo.rules.conditions import Comparison, Constant, FactValue, View
from bandolo.rules.facts import Fact
from bandolo.rules.load import READERS
from bandolo.rules.rule import Words
from bandolo.rules.stages import (
    Account,
    Paid,
    Stage,
    StageClaim,
    StagePayment,
    stage_faults,
    stage_payment,
    stage_payments,
)
from bandolo.rules.sureties import OfferedSurety, Surety
from bandolo.rules.tables import RateTable, Row, Table

WORDS = Words(it="Fase", en="Stage")
NOTHING = View({}, {}, {}, {})
IS_PUBLIC = Comparison(FactValue("is_public"), "is", Constant(True))
IS_PRIVATE = Comparison(FactValue("is_public"), "is", Constant(False))
DATES = {"project_end": date(2026, 6, 30)}
ADVANCE = Stage(id="advance", words=WORDS, pays="advance", share=Fraction(40, 100), recovered="first")
INTERIM = Stage(
    id="interim",
    words=WORDS,
    pays="interim",
    costs_at_least=Fraction(30, 100),
    paid_up_to=Fraction(80, 100),
    most_times=3,
)
BALANCE = Stage(id="balance", words=WORDS, pays="balance")
STAGES = (ADVANCE, INTERIM, BALANCE)
AWARD = Account(awarded=50_000_00, approved_costs=100_000_00)
SURETY = Surety(covers=Fraction(1), expires_after="project_end", months=6, when=IS_PRIVATE)


def claim(stage: str, costs: int = 0, earned: int = 0) -> StageClaim:
    return StageClaim(stage=stage, reported_costs=costs, earned=earned)


def paid(payments: Sequence[StagePayment]) -> list[int]:
    return [one.amount for one in payments]


@pytest.mark.parametrize(
    ("recovered", "earned", "amounts", "to_return"),
    [
        # 30,000.00 earned: the first 20,000.00 pay the advance back, 10,000.00 are left.
        ("first", 45_000_00, [20_000_00, 10_000_00, 15_000_00], 0),
        # 30,000 of 50,000 take back three fifths of the advance, 12,000.00: 18,000.00 are left.
        ("pro_rata", 45_000_00, [20_000_00, 18_000_00, 7_000_00], 0),
        # 30,000.00 would be due, but no more than 80%, 40,000.00 in all, before the balance.
        ("last", 45_000_00, [20_000_00, 20_000_00, 5_000_00], 0),
        ("first", 30_000_00, [20_000_00, 10_000_00, 0], 0),
        ("first", 25_000_00, [20_000_00, 10_000_00, 0], 5_000_00),
        ("pro_rata", 25_000_00, [20_000_00, 18_000_00, 0], 13_000_00),
        ("last", 25_000_00, [20_000_00, 20_000_00, 0], 15_000_00),
        # What the costs earn beyond the award is not paid.
        ("first", 60_000_00, [20_000_00, 10_000_00, 20_000_00], 0),
    ],
)
def test_an_advance_is_taken_back_as_declared(
    recovered: Literal["first", "pro_rata", "last"], earned: int, amounts: list[int], to_return: int
) -> None:
    advance = replace(ADVANCE, recovered=recovered)
    claims = [claim("advance"), claim("interim", 60_000_00, 30_000_00), claim("balance", 90_000_00, earned)]
    payments = stage_payments((advance, INTERIM, BALANCE), AWARD, claims, NOTHING, {})
    assert paid(payments) == amounts
    assert [one.to_return for one in payments] == [0, 0, to_return]


@pytest.mark.parametrize(
    ("costs", "earned", "is_due", "amount"),
    [
        (30_000_00, 15_000_00, True, 0),  # the advance of 20,000.00 is not earned yet
        (29_999_99, 15_000_00, False, 0),
        (40_000_00, 20_000_01, True, 1),
        (80_000_00, 40_000_00, True, 20_000_00),
        (90_000_00, 45_000_00, True, 20_000_00),  # 80% of the award in all
    ],
)
def test_an_interim_payment_meets_its_edges(costs: int, earned: int, is_due: bool, amount: int) -> None:
    account = replace(AWARD, paid=(Paid("advance", 20_000_00),))
    found = stage_payment(STAGES, account, claim("interim", costs, earned), NOTHING, {})
    assert (found.is_due, found.amount) == (is_due, amount)


def test_an_advance_rounds_down_and_can_be_asked_for_in_part() -> None:
    account = Account(awarded=10_000_01, approved_costs=20_000_00)
    assert stage_payment(STAGES, account, claim("advance"), NOTHING, {}).amount == 4_000_00
    asked = StageClaim(stage="advance", asked=1_500_00)
    assert stage_payment(STAGES, account, asked, NOTHING, {}).amount == 1_500_00
    asked = StageClaim(stage="advance", asked=4_000_01)
    assert stage_payment(STAGES, account, asked, NOTHING, {}).amount == 4_000_00


def test_a_stage_is_paid_as_often_as_declared_and_never_after_the_balance() -> None:
    claims = [claim("advance"), claim("advance"), claim("balance", 0, 50_000_00), claim("interim", 90_000_00)]
    payments = stage_payments(STAGES, AWARD, claims, NOTHING, {})
    assert [one.is_due for one in payments] == [True, False, True, False]
    assert [[hurdle.words.en for hurdle in one.hurdles] for one in payments] == [
        [],
        ["paid already, 1 of 1"],
        [],
        ["the balance has been paid already"],
    ]


def test_the_steps_say_how_a_payment_came_about() -> None:
    account = replace(AWARD, paid=(Paid("advance", 20_000_00),))
    advance = replace(ADVANCE, recovered="pro_rata")
    stages = (advance, INTERIM, BALANCE)
    found = stage_payment(stages, account, claim("interim", 90_000_00, 45_000_00), NOTHING, {})
    assert [(step.words.it, step.amount) for step in found.steps] == [
        ("Contributo sui costi rendicontati", 45_000_00),
        ("Anticipo non ancora recuperato", 2_000_00),
        ("Pagamenti in tutto fino a questa fase: al più 80% del contributo concesso", 40_000_00),
        ("Già pagato", 20_000_00),
        ("Pagamento intermedio", 20_000_00),
    ]
    first = stage_payment(STAGES, AWARD, claim("advance"), NOTHING, {})
    assert [(step.words.en, step.amount) for step in first.steps] == [
        ("Advance: 40% of EUR 50,000.00", 20_000_00),
        ("Payment", 20_000_00),
    ]
    last = stage_payment(STAGES, account, claim("balance", 10_000_00, 5_000_00), NOTHING, {})
    assert [(step.words.en, step.amount) for step in last.steps] == [
        ("Final grant", 5_000_00),
        ("Paid already", 20_000_00),
        ("To be returned", 15_000_00),
    ]


@pytest.mark.parametrize(
    ("is_public", "offered", "dates", "is_due", "amount"),
    [
        (True, OfferedSurety(), {}, True, 20_000_00),
        (False, OfferedSurety(20_000_00, date(2026, 12, 30)), DATES, True, 20_000_00),
        (False, OfferedSurety(19_999_99, date(2026, 12, 30)), DATES, False, 0),
        (False, OfferedSurety(20_000_00, date(2026, 12, 29)), DATES, False, 0),
        (False, OfferedSurety(20_000_00, date(2026, 12, 30)), {}, None, 0),
        (False, OfferedSurety(20_000_00, None), DATES, None, 0),
        (False, OfferedSurety(), DATES, None, 0),
        (None, OfferedSurety(20_000_00, date(2026, 12, 30)), DATES, None, 0),
    ],
)
def test_an_advance_waits_for_its_surety(
    is_public: bool | None, offered: OfferedSurety, dates: dict[str, date], is_due: bool | None, amount: int
) -> None:
    facts = {} if is_public is None else {"is_public": is_public}
    stages = (replace(ADVANCE, surety=SURETY), INTERIM, BALANCE)
    asked = StageClaim(stage="advance", surety=offered)
    found = stage_payment(stages, AWARD, asked, View(facts, {}, {}, {}), dates)
    assert (found.is_due, found.amount) == (is_due, amount)
    assert (found.hurdles == ()) == (is_due is True)


@pytest.mark.parametrize(("is_public", "is_due"), [(True, True), (False, False), (None, None)])
def test_a_stage_opens_with_its_condition(is_public: bool | None, is_due: bool | None) -> None:
    view = View({} if is_public is None else {"is_public": is_public}, {}, {}, {})
    stages = (replace(ADVANCE, when=IS_PUBLIC), BALANCE)
    found = stage_payment(stages, AWARD, claim("advance"), view, {})
    assert found.is_due is is_due
    assert [one.missing for one in found.hurdles] == {True: [], False: [()], None: [("is_public",)]}[is_due]


@pytest.mark.parametrize(("is_public", "amount"), [(True, 25_000_00), (False, 10_000_00), (None, 0)])
def test_the_share_of_an_advance_can_stand_in_a_table(is_public: bool | None, amount: int) -> None:
    rows = (Row(IS_PUBLIC, Fraction(1, 2)), Row(IS_PRIVATE, Fraction(1, 5)))
    stages = (replace(ADVANCE, share=RateTable(Table(("is_public",), rows))), BALANCE)
    view = View({} if is_public is None else {"is_public": is_public}, {}, {}, {})
    found = stage_payment(stages, AWARD, claim("advance"), view, {})
    assert (found.is_due, found.amount) == (None if is_public is None else True, amount)


@pytest.mark.parametrize(
    ("account", "asked", "message"),
    [
        (AWARD, claim("none"), '"none" is no stage; known are: advance, interim, balance'),
        (AWARD, claim("balance", -1), "never negative"),
        (AWARD, claim("balance", 0, -1), "never negative"),
        (replace(AWARD, awarded=-1), claim("balance"), "never negative"),
        (replace(AWARD, paid=(Paid("advance", -1),)), claim("balance"), "never negative"),
        (replace(AWARD, paid=(Paid("other", 1),)), claim("balance"), "paid at other, which is no stage"),
    ],
)
def test_what_makes_no_sense_is_refused(account: Account, asked: StageClaim, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stage_payment(STAGES, account, asked, NOTHING, {})


shares = st.integers(1, 50).map(lambda percent: Fraction(percent, 100))
recoveries = st.sampled_from(["first", "pro_rata", "last"])
interims = st.builds(
    replace,
    st.just(INTERIM),
    costs_at_least=st.none(),
    paid_up_to=st.none() | st.integers(1, 100).map(lambda percent: Fraction(percent, 100)),
    most_times=st.just(9),
)
stage_lists = st.builds(
    lambda first, second, third: (first, second, third, BALANCE),
    st.builds(replace, st.just(ADVANCE), share=shares, recovered=recoveries),
    st.builds(replace, st.just(ADVANCE), id=st.just("second"), share=shares, recovered=recoveries),
    interims,
)
amounts = st.integers(0, 10**9)
calls = st.lists(st.tuples(st.sampled_from(["advance", "second", "interim"]), amounts), max_size=6)


@given(stage_lists, amounts, calls, amounts)
def test_payments_never_exceed_the_award_and_end_at_the_final_grant(
    stages: tuple[Stage, ...], awarded: int, asked: list[tuple[str, int]], final: int
) -> None:
    claims = [claim(stage, 0, earned) for stage, earned in asked]
    account = Account(awarded=awarded, approved_costs=0)
    payments = stage_payments(stages, account, [*claims, claim("balance", 0, final)], NOTHING, {})
    last = payments[-1]
    assert all(one.amount >= 0 and one.to_return >= 0 for one in payments)
    assert sum(paid(payments)) <= awarded
    assert sum(paid(payments)) - last.to_return == min(final, awarded)
    assert min(last.amount, last.to_return) == 0


@given(stage_lists, amounts, amounts, amounts)
def test_more_earned_never_pays_less(stages: tuple[Stage, ...], awarded: int, earned: int, more: int) -> None:
    account = Account(awarded=awarded, approved_costs=0)
    lists = [
        stage_payments(stages, account, [claim("advance"), claim("interim", 0, one)], NOTHING, {})
        for one in (earned, earned + more)
    ]
    assert lists[0][1].amount <= lists[1][1].amount


@pytest.mark.parametrize(
    ("stages", "faults"),
    [
        ((), []),
        (STAGES, []),
        ((ADVANCE, INTERIM), [()]),
        ((BALANCE, ADVANCE), [()]),
        ((BALANCE, BALANCE), [()]),
        ((replace(ADVANCE, share=None), BALANCE), [(0, "share")]),
        ((replace(ADVANCE, share=Fraction(0)), BALANCE), [(0, "share")]),
        ((replace(ADVANCE, most_times=3), BALANCE), [()]),
        ((replace(ADVANCE, recovered=None), INTERIM, BALANCE), [(0, "recovered")]),
        ((replace(ADVANCE, recovered=None), BALANCE), []),
        ((ADVANCE, replace(INTERIM, paid_up_to=Fraction(40, 100)), BALANCE), [(1, "paid_up_to")]),
        ((ADVANCE, replace(INTERIM, paid_up_to=Fraction(0)), BALANCE), [(1, "paid_up_to")]),
        ((replace(INTERIM, share=Fraction(1)), BALANCE), [(0, "share")]),
        ((replace(INTERIM, most_times=0), BALANCE), [(0, "most_times")]),
        ((replace(INTERIM, costs_at_least=Fraction(2)), BALANCE), [(0, "costs_at_least")]),
        ((replace(BALANCE, recovered="first", surety=SURETY),), [(0, "recovered"), (0, "surety")]),
        ((replace(BALANCE, paid_up_to=Fraction(1), most_times=2),), [(0, "paid_up_to"), (0, "most_times")]),
        (
            (replace(ADVANCE, surety=replace(SURETY, covers=Fraction(0), expires_after="never")), BALANCE),
            [(0, "surety", "covers"), (0, "surety", "expires_after")],
        ),
    ],
)
def test_faults_have_their_place(stages: tuple[Stage, ...], faults: list[tuple[str | int, ...]]) -> None:
    assert [path for path, _ in stage_faults(stages, {"project_end"})] == faults


def test_a_stage_reads_as_a_table_of_a_call_file() -> None:
    text = """
    id = "advance"
    words = { it = "Anticipo", en = "Advance" }
    pays = "advance"
    share = "40%"
    recovered = "pro_rata"
    when = { fact = "is_public", is = true }
    [surety]
    covers = "110%"
    expires_after = "project_end"
    months = 6
    """
    fact = Fact(id="is_public", type="yes_no", ask=WORDS)
    reading = Reading({"is_public": fact}, frozenset(), READERS)
    found = build(reading, Stage, tomllib.loads(text, parse_float=Decimal))
    assert reading.problems == []
    assert found == Stage(
        id="advance",
        words=Words(it="Anticipo", en="Advance"),
        pays="advance",
        share=Fraction(2, 5),
        recovered="pro_rata",
        when=IS_PUBLIC,
        surety=Surety(covers=Fraction(11, 10), expires_after="project_end", months=6),
    )
