"""What of a grant reaches the beneficiary, what the tax office, what its creditor bodies?

Two decisions hold here. The withholding tax is computed on the gross, whoever then gets the money. The
substitutive payment is taken from what is left after the withholding: the tax is not the beneficiary's to
lose twice, and the bodies cannot get what the beneficiary would not have got.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from bandolo.rules.money import Rate, Rounding, share_of, show_euro, show_rate, split_pro_rata
from bandolo.rules.rule import Rule, Words
from bandolo.rules.tables import RateTable
from bandolo.rules.worked import highest_rate

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Rule):
    """How a grant is paid out.

    `withholding`: the tax kept back on the gross, such as "4%" (art. 28, c. 2, DPR 600/1973); "0%" for none;
    or a table of rates, where it depends on who is paid.
    `each`: the kind of records of which each is paid by itself; without it one is paid for all.
    `substitutive_payment`: true where the body pays the creditors of contributions in the beneficiary's place
    when the DURC is irregular (art. 31, c. 3 and 8-bis, DL 69/2013).
    `rounding`: how the withholding is rounded to the cent.
    """

    SCOPE: ClassVar[str] = "each"

    withholding: Rate | RateTable
    substitutive_payment: bool
    each: str | None = None
    rounding: Rounding = "half_up"


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One step from the grant to the net, in cents; `creditor` is set where the money goes to a body."""

    kind: Literal["gross", "withholding", "creditor", "net"]
    amount: int
    words: Words
    clauses: tuple[str, ...]
    reading: str | None
    creditor: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentBreakdown:
    """A payment in cents: `gross` = `withholding` + the sum of `to_creditors` + `net`."""

    gross: int
    withholding: int
    to_creditors: Mapping[str, int]
    net: int
    steps: tuple[PaymentStep, ...]


def payment(
    rule: Payment, rate: Fraction, gross: int, approved: int, debts: Mapping[str, int]
) -> PaymentBreakdown:
    """Split a grant in cents between tax, at its `rate`, creditor bodies and beneficiary.

    `approved` is what the award still allows: more is never paid (C24-G6, L12-39). `debts` are cents by
    creditor body, empty where the DURC is regular (C24-B4b). Where debts exceed what is left they are paid
    pro rata. ValueError where an amount is negative, or the call has no substitutive payment.
    """
    if gross < 0 or approved < 0 or any(debt <= 0 for debt in debts.values()):
        raise ValueError("a grant is not negative, and a debt is above zero")
    if debts and not rule.substitutive_payment:
        raise ValueError("this call does not pay creditors in the beneficiary's place: pass no debts")
    paid = min(gross, approved)
    withholding = share_of(rate, paid, rule.rounding)
    left = paid - withholding
    to_creditors = dict(sorted(debts.items())) if sum(debts.values()) <= left else split_pro_rata(left, debts)
    net = left - sum(to_creditors.values())
    told = Words(
        it=f"Ritenuta d'acconto: {show_rate(rate, 'it')} di {show_euro(paid, 'it')}",
        en=f"Withholding tax: {show_rate(rate, 'en')} of {show_euro(paid, 'en')}",
    )
    tax = (withholding, told) if rate else None
    steps = _steps(rule, gross, paid, tax, to_creditors, net)
    return PaymentBreakdown(paid, withholding, to_creditors, net, steps)


def payment_of_all(rule: Payment, each: Sequence[PaymentBreakdown]) -> PaymentBreakdown:
    """What the payments of each come to: every one of them owes its own tax, rounded by itself."""
    gross, withholding = sum(one.gross for one in each), sum(one.withholding for one in each)
    told = Words(it="Ritenute d'acconto di ciascuno", en="Withholding tax of each")
    net = gross - withholding
    tax = (withholding, told) if withholding else None
    return PaymentBreakdown(gross, withholding, {}, net, _steps(rule, gross, gross, tax, {}, net))


def _steps(
    rule: Payment,
    asked: int,
    gross: int,
    tax: tuple[int, Words] | None,
    to_creditors: Mapping[str, int],
    net: int,
) -> tuple[PaymentStep, ...]:
    gross_words = Words(it="Contributo da liquidare", en="Grant to be paid")
    if asked > gross:
        gross_words = Words(
            it=f"Contributo da liquidare: l'approvato, non {show_euro(asked, 'it')}",
            en=f"Grant to be paid: the approved one, not {show_euro(asked, 'en')}",
        )
    steps = [PaymentStep("gross", gross, gross_words, rule.clauses, rule.reading)]
    if tax is not None:
        steps.append(PaymentStep("withholding", *tax, rule.clauses, rule.reading))
    for creditor, amount in to_creditors.items():
        words = Words(it=f"Pagamento sostitutivo a {creditor}", en=f"Substitutive payment to {creditor}")
        steps.append(PaymentStep("creditor", amount, words, rule.clauses, rule.reading, creditor))
    net_words = Words(it="Netto al beneficiario", en="Net to the beneficiary")
    return (*steps, PaymentStep("net", net, net_words, rule.clauses, rule.reading))


def payment_faults(rule: Payment) -> list[tuple[Path, str]]:
    """What makes no sense in the figures of a payment, by the path in the file."""
    most = highest_rate(rule.withholding)
    if most <= 1:
        return []
    rate = show_rate(most, "en")
    return [(("withholding",), f'is "{rate}": at most "100%" would be right')]
