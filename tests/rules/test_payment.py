"""Does every cent of a grant reach the tax office, a creditor or the beneficiary, and none twice?"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.money import split_pro_rata
from bandolo.rules.payment import Payment, PaymentBreakdown, PaymentStep, payment, payment_faults
from bandolo.rules.rule import Words

WORDS = Words(it="Liquidazione", en="Payment")
FOUR = Fraction(4, 100)
C24 = Payment(
    id="payment",
    clauses=("C24-G7", "C24-B4b"),
    words=WORDS,
    withholding=Fraction(4, 100),
    substitutive_payment=True,
)
L12 = Payment(
    id="payment", clauses=("L12-39",), words=WORDS, withholding=Fraction(0), substitutive_payment=False
)


@pytest.mark.parametrize(
    ("gross", "approved", "debts", "withholding", "to_creditors", "net"),
    [
        (10_000_00, 10_000_00, {}, 400_00, {}, 9_600_00),
        # 4% of 12.37 is 0.4948, of 12.38 is 0.4952, 0.12 and 0.13 pass from 0.48 to 0.52 of a cent.
        (12_37, 12_37, {}, 49, {}, 11_88),
        (12_38, 12_38, {}, 50, {}, 11_88),
        (12, 12, {}, 0, {}, 12),
        (13, 13, {}, 1, {}, 12),
        # Never above the approved grant.
        (10_000_01, 10_000_00, {}, 400_00, {}, 9_600_00),
        (5_000_00, 10_000_00, {}, 200_00, {}, 4_800_00),
        (5_000_00, 0, {}, 0, {}, 0),
        # The creditors are paid from the 9,600.00 that are left after the withholding on the gross.
        (10_000_00, 10_000_00, {"INPS": 600_00}, 400_00, {"INPS": 600_00}, 9_000_00),
        (10_000_00, 10_000_00, {"INPS": 9_600_00}, 400_00, {"INPS": 9_600_00}, 0),
        (10_000_00, 10_000_00, {"INPS": 9_600_01}, 400_00, {"INPS": 9_600_00}, 0),
        # 9,600.00 over 8,000.00 and 4,000.00: two thirds and one third.
        (
            10_000_00,
            10_000_00,
            {"INPS": 8_000_00, "INAIL": 4_000_00},
            400_00,
            {"INAIL": 3_200_00, "INPS": 6_400_00},
            0,
        ),
        # 0.96 over three equal debts: 0.32 each.
        (1_00, 1_00, {"a": 1_00, "b": 1_00, "c": 1_00}, 4, {"a": 32, "b": 32, "c": 32}, 0),
        # 0.97 over three equal debts: the cent left over goes to the first by id.
        (1_01, 1_01, {"c": 1_00, "b": 1_00, "a": 1_00}, 4, {"a": 33, "b": 32, "c": 32}, 0),
    ],
)
def test_worked_payments(
    gross: int,
    approved: int,
    debts: Mapping[str, int],
    withholding: int,
    to_creditors: Mapping[str, int],
    net: int,
) -> None:
    found = payment(C24, FOUR, gross, approved, debts)
    assert (found.gross, found.withholding, found.to_creditors, found.net) == (
        min(gross, approved),
        withholding,
        to_creditors,
        net,
    )


def test_the_steps_explain_the_payment() -> None:
    found = payment(C24, FOUR, 10_500_00, 10_000_00, {"INPS": 600_00})

    def step(kind: str, amount: int, it: str, en: str, creditor: str | None = None) -> PaymentStep:
        words = Words(it=it, en=en)
        return PaymentStep(kind, amount, words, C24.clauses, None, creditor)  # type: ignore[arg-type]  # as written

    assert found.steps == (
        step(
            "gross",
            10_000_00,
            "Contributo da liquidare: l'approvato, non 10.500,00 €",
            "Grant to be paid: the approved one, not EUR 10,500.00",
        ),
        step(
            "withholding",
            400_00,
            "Ritenuta d'acconto: 4% di 10.000,00 €",
            "Withholding tax: 4% of EUR 10,000.00",
        ),
        step("creditor", 600_00, "Pagamento sostitutivo a INPS", "Substitutive payment to INPS", "INPS"),
        step("net", 9_000_00, "Netto al beneficiario", "Net to the beneficiary"),
    )


def test_a_call_without_withholding_pays_the_grant_whole() -> None:
    found = payment(L12, Fraction(0), 15_000_00, 15_000_00, {})
    assert (found.withholding, found.net) == (0, 15_000_00)
    assert [one.kind for one in found.steps] == ["gross", "net"]


@pytest.mark.parametrize(
    ("rule", "gross", "approved", "debts", "message"),
    [
        (C24, -1, 0, {}, "not negative"),
        (C24, 0, -1, {}, "not negative"),
        (C24, 1_00, 1_00, {"INPS": 0}, "above zero"),
        (L12, 1_00, 1_00, {"INPS": 1}, "does not pay creditors"),
    ],
)
def test_what_cannot_be_paid_is_refused(
    rule: Payment, gross: int, approved: int, debts: Mapping[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        payment(rule, FOUR, gross, approved, debts)


def test_a_withholding_above_the_grant_is_a_fault() -> None:
    assert payment_faults(replace(C24, withholding=Fraction(1))) == []
    assert payment_faults(replace(C24, withholding=Fraction(1005, 1000))) == [
        (("withholding",), 'is "100.5%": at most "100%" would be right')
    ]


CENTS = st.integers(0, 1_000_000_00)
DEBTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 1_000_000_00), max_size=5)


@given(CENTS, CENTS, DEBTS)
def test_every_cent_goes_somewhere(gross: int, approved: int, debts: Mapping[str, int]) -> None:
    found = payment(C24, FOUR, gross, approved, debts)
    assert found.gross == found.withholding + sum(found.to_creditors.values()) + found.net
    assert found.gross == min(gross, approved)
    assert found.net >= 0
    assert list(found.to_creditors) == sorted(debts)
    assert all(0 <= paid <= debts[creditor] for creditor, paid in found.to_creditors.items())
    assert found.net == max(0, found.gross - found.withholding - sum(debts.values()))


@given(CENTS, CENTS, DEBTS)
def test_the_steps_add_up(gross: int, approved: int, debts: Mapping[str, int]) -> None:
    steps = payment(C24, FOUR, gross, approved, debts).steps
    assert steps[0].amount == sum(step.amount for step in steps[1:])


@given(CENTS, CENTS, DEBTS)
def test_debts_do_not_change_the_withholding(gross: int, approved: int, debts: Mapping[str, int]) -> None:
    assert (
        payment(C24, FOUR, gross, approved, debts).withholding
        == payment(C24, FOUR, gross, approved, {}).withholding
    )


@given(CENTS, st.integers(0, 1000_00), CENTS, DEBTS)
def test_a_larger_grant_never_pays_anyone_less(
    gross: int, more: int, approved: int, debts: Mapping[str, int]
) -> None:
    def outcome(found: PaymentBreakdown) -> tuple[int, int, int]:
        return found.withholding, found.net, sum(found.to_creditors.values())

    before = outcome(payment(C24, FOUR, gross, approved, debts))
    after = outcome(payment(C24, FOUR, gross + more, approved, debts))
    assert all(late >= early for early, late in zip(before, after, strict=True))


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 1000_00), min_size=1), CENTS)
def test_a_split_is_exact_to_the_cent_and_nearly_proportional(weights: Mapping[str, int], cents: int) -> None:
    shares = split_pro_rata(cents, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == cents
    assert all(abs(shares[one] - Fraction(cents * weight, whole)) < 1 for one, weight in weights.items())
    assert shares == split_pro_rata(cents, {one: weights[one] for one in reversed(list(weights))})
