"""Is what is still owed of a recovery right to the cent, however it comes back?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.load import law
from bandolo.rules.recovery import Recovery, interest, recovery_plan
from bandolo.rules.returning import PaidPart, Planned, Received, Settled, interest_of, owed, plan_of
from bandolo.rules.rule import Words

TABLE = law().interest
LEGAL = Recovery(id="recovery", clauses=("X-1",), words=Words(it="torna", en="comes back"))
PAID = date(2024, 10, 1)

parts_of = st.lists(
    st.builds(PaidPart, st.integers(1, 5_000_000), st.dates(date(2023, 1, 1), date(2024, 12, 31))),
    min_size=1,
    max_size=3,
)


def test_interest_is_settled_first_and_the_rest_bears_on() -> None:
    # 2.5% of 6,000.00 over the 91 days to the end of 2024 and 2% over the 31 of January: 37.40 + 10.19.
    parts, first = [PaidPart(600_000, PAID)], date(2025, 1, 31)
    assert owed(parts, [], first, TABLE, LEGAL).interest == 4_759
    after = owed(parts, [Received(100_000, first)], first, TABLE, LEGAL)
    assert after.receipts == (Settled(4_759, 95_241, 0),)
    assert (after.principal, after.interest) == (504_759, 0)
    # 28 days of 2% on what is left.
    later = owed(parts, [Received(100_000, first)], date(2025, 2, 28), TABLE, LEGAL)
    assert (later.principal, later.interest, later.total) == (504_759, 774, 505_533)


def test_what_is_more_than_owed_is_told_apart() -> None:
    parts = [PaidPart(100, PAID), PaidPart(100, PAID)]
    without = Recovery(id="r", clauses=("X-1",), words=LEGAL.words, interest="none")
    assert owed(parts, [Received(250, PAID)], PAID, TABLE, without).receipts == (Settled(0, 200, 50),)


@given(parts=parts_of, days=st.integers(0, 400))
def test_what_is_owed_before_anything_comes_back_is_the_sum_with_its_interest(
    parts: list[PaidPart], days: int
) -> None:
    on = date(2024, 12, 31) + timedelta(days=days)
    found = owed(parts, [], on, TABLE, LEGAL)
    exact = sum((interest(one.cents, one.paid_on, on, TABLE, LEGAL).exact for one in parts), Fraction(0))
    assert exact == sum(one.exact for one in interest_of(parts, on, TABLE, LEGAL))
    assert found.principal == sum(one.cents for one in parts)
    assert abs(found.interest - exact) * 2 <= 1


@given(cents=st.integers(12, 5_000_000), count=st.integers(1, 12))
def test_whoever_pays_each_instalment_on_its_day_owes_nothing(cents: int, count: int) -> None:
    dues = [date(2025, 1, 31) + timedelta(days=30 * number) for number in range(count)]
    plan = recovery_plan(cents, PAID, dues, TABLE, LEGAL)
    assert plan_of([PaidPart(cents, PAID)], [], dues, TABLE, LEGAL) == tuple(
        Planned(one.due, one.principal, one.interest) for one in plan
    )
    found = owed(
        [PaidPart(cents, PAID)], [Received(one.total, one.due) for one in plan], dues[-1], TABLE, LEGAL
    )
    assert found.total == 0
    assert [(one.principal, one.interest) for one in found.receipts] == [
        (one.principal, one.interest) for one in plan
    ]


def test_a_plan_after_receipts_is_of_what_is_left() -> None:
    parts, first = [PaidPart(600_000, PAID)], Received(100_000, date(2025, 1, 31))
    dues = [date(2025, 2, 28), date(2025, 3, 31)]
    plan = plan_of(parts, [first], dues, TABLE, LEGAL)
    assert [(one.principal, one.interest) for one in plan] == [(252_379, 774), (252_380, 429)]
    paid = [first, *(Received(one.principal + (one.interest or 0), one.due) for one in plan)]
    assert owed(parts, paid, dues[-1], TABLE, LEGAL).total == 0
    with pytest.raises(ValueError, match="no more of them than cents"):
        plan_of(parts, [first], [], TABLE, LEGAL)
    with pytest.raises(ValueError, match="after the one before"):
        plan_of(parts, [first], [dues[1], dues[0]], TABLE, LEGAL)


def test_a_plan_goes_on_into_years_whose_rate_nobody_knows_yet() -> None:
    last = TABLE.rates[-1].until
    dues = [last, last + timedelta(days=31)]
    [known, unknown] = plan_of([PaidPart(1_000, last)], [], dues, TABLE, LEGAL)
    assert (known.interest, unknown) == (0, Planned(dues[1], 500, None))
    bare = Recovery(id="r", clauses=("X-1",), words=LEGAL.words, interest="none")
    assert plan_of([PaidPart(1_000, last)], [], dues, TABLE, bare)[1].interest == 0


@given(parts=parts_of, amounts=st.lists(st.integers(1, 3_000_000), max_size=6), on=st.integers(0, 300))
def test_no_cent_is_lost_whatever_comes_back(parts: list[PaidPart], amounts: list[int], on: int) -> None:
    receipts = [
        Received(cents, date(2025, 1, 1) + timedelta(days=20 * at)) for at, cents in enumerate(amounts)
    ]
    day = date(2025, 4, 11) + timedelta(days=on)
    found = owed(parts, receipts, day, TABLE, LEGAL)
    assert [sum(one) for one in found.receipts] == amounts
    assert found.principal + sum(one.principal for one in found.receipts) == sum(one.cents for one in parts)
    assert found.interest >= 0
    # Whatever comes back, no more interest runs than on the whole.
    whole = owed(parts, [], day, TABLE, LEGAL).interest
    assert found.interest + sum(one.interest for one in found.receipts) <= whole


@pytest.mark.parametrize(
    ("parts", "receipts"),
    [
        ([PaidPart(0, PAID)], []),
        ([PaidPart(100, PAID)], [Received(10, date(2025, 3, 1)), Received(10, date(2025, 2, 1))]),
        ([PaidPart(100, PAID)], [Received(10, date(2026, 3, 1))]),
        ([PaidPart(100, PAID)], [Received(10, date(2024, 3, 1))]),
        ([PaidPart(100, date(2011, 1, 1))], []),
    ],
)
def test_what_cannot_be_counted_is_refused(parts: list[PaidPart], receipts: list[Received]) -> None:
    with pytest.raises(ValueError, match=r"receipt|amounts|comes back|known"):
        owed(parts, receipts, date(2025, 6, 30), TABLE, LEGAL)
