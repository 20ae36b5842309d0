"""What is a soft loan or a guarantee worth as aid, its gross grant equivalent?

All sums are exact fractions, rounded once at the end. A sum that falls due after k instalments is
discounted by the discount rate of one period, k times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from bandolo.rules.conditions import View
from bandolo.rules.loan import MONTHS_A_YEAR, Refusal
from bandolo.rules.money import Cents, Rate, Rounding, round_cents, share_of, show_euro, show_rate
from bandolo.rules.rule import Rule, Words
from bandolo.rules.tables import RateTable
from bandolo.rules.worked import AmountStep, amount_step, highest_rate, rate_of

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """The base rate from `since` to `until`, both included, and the act that published it."""

    since: date
    until: date
    rate: Rate
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRates(Rule):
    """The market rates that a soft loan is compared with (Communication 2008/C 14/02).

    `base_rates`: the rates published, the oldest first, with no day between two of them.
    `margin`: what the borrower's rating and collateral add to the base rate, one rate or a table of them.
    `discount_margin`: what is added to the base rate to discount later sums, such as "1%".
    `rounding`: of a gross grant equivalent, once, to the cent.
    """

    base_rates: tuple[BaseRate, ...]
    margin: Rate | RateTable
    discount_margin: Rate
    rounding: Rounding = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """A guarantee of `guaranteed` for `years` that is worth `worth` as aid; less or shorter is worth less."""

    years: int
    guaranteed: Cents
    worth: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProportion:
    """The aid in proportion to the amount and the duration of the first of the rows that is long enough."""

    kind: Literal["proportion"]
    rows: tuple[Proportion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPremium:
    """The aid as the premiums spared each year on what is guaranteed: the market's, less those `paid`.

    `premium` is the market's, or a table of safe-harbour premiums by rating (Notice 2008/C 155/02, 3.3).
    `falls`: whether a premium falls due at the "start" or at the "end" of the period that it is for.
    """

    kind: Literal["premium"]
    premium: Rate | RateTable
    paid: Rate = Fraction(0)
    falls: Literal["start", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee(Rule):
    """A public guarantee on a loan.

    `covers`: the share of the loan that it covers, such as "80%"; `at_most`: the most it guarantees.
    `formula`: how its gross grant equivalent is worked out.
    """

    covers: Rate
    at_most: Cents | None = None
    formula: ByProportion | ByPremium


class LoanBalances(NamedTuple):
    """What is owed on a loan at the start of each period, in cents, and how many periods make a year."""

    openings: tuple[int, ...]
    times_a_year: int

    @property
    def months(self) -> int:
        """How long the loan lasts."""
        return len(self.openings) * MONTHS_A_YEAR // self.times_a_year


class Equivalent(NamedTuple):
    """A gross grant equivalent in cents, exact and rounded, of so many cents lent or guaranteed."""

    nominal: int
    exact: Fraction
    cents: int
    steps: tuple[AmountStep, ...]


def base_rate(rates: ReferenceRates, on: date) -> BaseRate:
    """The base rate of a day; ValueError for a day that the call does not know a rate of."""
    found = next((one for one in rates.base_rates if one.since <= on <= one.until), None)
    if found is None:
        raise ValueError(f"{rates.id}: no base rate is known for {on}")
    return found


def loan_equivalent(
    rates: ReferenceRates, loan_rate: Fraction, balances: LoanBalances, on: date, view: View
) -> Equivalent | None:
    """The interest that a loan granted on a day spares: the reference rate less its own on what is owed.

    None while the margin of the borrower is not known; a loan above the reference rate is worth nothing.
    ValueError for a day without base rate, or balances that are no loan's.
    """
    check_balances(balances)
    margin, base = rate_of(rates.margin, view), base_rate(rates, on)
    if margin is None:
        return None
    spared = max(Fraction(0), base.rate + margin - loan_rate)
    each = [opening * spared / balances.times_a_year for opening in balances.openings]
    exact = _discounted(each, (base.rate + rates.discount_margin) / balances.times_a_year)
    cents = round_cents(exact, rates.rounding)
    shown = {lang: [show_rate(one, lang) for one in (base.rate, margin, loan_rate)] for lang in ("it", "en")}
    it, en = shown["it"], shown["en"]
    steps = (
        amount_step(balances.openings[0], "Finanziamento", "Loan"),
        amount_step(
            round_cents(sum(each, Fraction(0)), rates.rounding),
            f"Interessi risparmiati: base {it[0]} ({base.source}) + margine {it[1]}, meno il tasso {it[2]}",
            f"Interest spared: base {en[0]} ({base.source}) + margin {en[1]}, less the rate {en[2]}",
        ),
        _last_step(cents, base.rate + rates.discount_margin),
    )
    return Equivalent(balances.openings[0], exact, cents, steps)


def guaranteed_amount(rule: Guarantee, loan: int) -> int:
    """The cents guaranteed of a loan in cents: the share, rounded down, at most the maximum."""
    share = share_of(rule.covers, loan, "down")
    return share if rule.at_most is None else min(share, rule.at_most)


def guarantee_refusals(rule: Guarantee, balances: LoanBalances) -> tuple[Refusal, ...]:
    """Why the formula of a guarantee does not reach a loan: too long, or too much."""
    if isinstance(rule.formula, ByPremium):
        return ()
    row = _row(rule.formula, balances.months)
    if row is None:
        years = max((one.years for one in rule.formula.rows), default=0)
        words = Words(
            it=f"La garanzia deve durare al massimo {years} anni.",
            en=f"The guarantee should last {years} years at most.",
        )
        return (Refusal("years", words),)
    if guaranteed_amount(rule, balances.openings[0]) <= row.guaranteed:
        return ()
    words = Words(
        it=f"L'importo garantito deve essere al massimo {show_euro(row.guaranteed, 'it')}.",
        en=f"The amount guaranteed should be {show_euro(row.guaranteed, 'en')} at most.",
    )
    return (Refusal("principal", words),)


def guarantee_equivalent(
    rule: Guarantee, rates: ReferenceRates, balances: LoanBalances, on: date, view: View
) -> Equivalent | None:
    """The gross grant equivalent of a guarantee given on a day; None while the premium is not known.

    ValueError where the formula does not reach the loan (`guarantee_refusals` says why), for a day without
    base rate, or balances that are no loan's.
    """
    check_balances(balances)
    if refused := guarantee_refusals(rule, balances):
        raise ValueError("; ".join(f"{one.where}: {one.words.en}" for one in refused))
    guaranteed = guaranteed_amount(rule, balances.openings[0])
    covered = amount_step(guaranteed, "Importo garantito", "Amount guaranteed")
    if isinstance(rule.formula, ByProportion):
        exact = _in_proportion(rule.formula, guaranteed, balances.months)
        cents = round_cents(exact, rates.rounding)
        last = amount_step(cents, "Equivalente sovvenzione lordo", "Gross grant equivalent")
        return Equivalent(guaranteed, exact, cents, (covered, last))
    premium = rate_of(rule.formula.premium, view)
    if premium is None:
        return None
    spared = max(Fraction(0), premium - rule.formula.paid) / balances.times_a_year
    each = [opening * spared * guaranteed / balances.openings[0] for opening in balances.openings]
    rate = base_rate(rates, on).rate + rates.discount_margin
    period = rate / balances.times_a_year
    exact = _discounted(each, period) * (1 + period if rule.formula.falls == "start" else 1)
    cents = round_cents(exact, rates.rounding)
    it = f"Premi risparmiati: {show_rate(premium, 'it')} l'anno, pagato {show_rate(rule.formula.paid, 'it')}"
    en = f"Premiums spared: {show_rate(premium, 'en')} a year, paid {show_rate(rule.formula.paid, 'en')}"
    middle = amount_step(round_cents(sum(each, Fraction(0)), rates.rounding), it, en)
    return Equivalent(guaranteed, exact, cents, (covered, middle, _last_step(cents, rate)))


def _last_step(cents: int, discount: Fraction) -> AmountStep:
    it = f"Equivalente sovvenzione lordo, attualizzato al {show_rate(discount, 'it')}"
    return amount_step(cents, it, f"Gross grant equivalent, discounted at {show_rate(discount, 'en')}")


def check_balances(balances: LoanBalances) -> None:
    """ValueError for balances that are no loan's."""
    openings = balances.openings
    if not openings or openings[0] <= 0 or any(after > before for before, after in pairwise(openings)):
        raise ValueError("a loan is above zero, and what is owed never grows")
    if openings[-1] < 0 or balances.times_a_year < 1 or MONTHS_A_YEAR % balances.times_a_year:
        raise ValueError("what is owed is not negative, at 1, 2, 3, 4, 6 or 12 instalments a year")


def _discounted(each: Sequence[Fraction], rate: Fraction) -> Fraction:
    """The sums of each period, falling due at its end, as of today: from the last one back."""
    worth = Fraction(0)
    for one in reversed(each):
        worth = (worth + one) / (1 + rate)
    return worth


def _row(formula: ByProportion, months: int) -> Proportion | None:
    ordered = sorted(formula.rows, key=lambda row: row.years)
    return next((row for row in ordered if months <= row.years * MONTHS_A_YEAR), None)


def _in_proportion(formula: ByProportion, guaranteed: int, months: int) -> Fraction:
    row = _row(formula, months)
    if row is None:
        return Fraction(0)
    return Fraction(row.worth * guaranteed * months, row.guaranteed * row.years * MONTHS_A_YEAR)


def reference_rate_faults(rates: ReferenceRates) -> list[Fault]:
    """What makes no sense in the market rates of a call, by the path in the file."""
    found: list[Fault] = [] if rates.base_rates else [(("base_rates",), "is empty: one rate or more")]
    for at, one in enumerate(rates.base_rates):
        if one.until < one.since:
            found.append((("base_rates", at, "until"), "ends before it starts"))
    for at, (before, after) in enumerate(pairwise(rates.base_rates), start=1):
        if after.since != before.until + DAY:
            found.append((("base_rates", at, "since"), f"should start on {before.until + DAY}"))
    return found


def guarantee_faults(rules: Sequence[Guarantee], *, has_rates: bool) -> list[Fault]:
    """What makes no sense in the guarantees of a call; `has_rates`: whether it has reference rates."""
    return [((at, *path), text) for at, rule in enumerate(rules) for path, text in _faults(rule, has_rates)]


def _faults(rule: Guarantee, has_rates: bool) -> Iterator[Fault]:
    if not 0 < rule.covers <= 1:
        yield ("covers",), 'above "0%" and at most "100%" would be right'
    if not has_rates:
        yield ("formula",), "needs the [reference_rates] of the call"
    if isinstance(rule.formula, ByPremium):
        if rule.formula.paid > highest_rate(rule.formula.premium):
            yield ("formula", "paid"), "is above the premium of the market: there is no aid"
        return
    if not rule.formula.rows:
        yield ("formula", "rows"), "is empty: one row or more would be right"
    for at, row in enumerate(rule.formula.rows):
        if row.years < 1 or not row.guaranteed:
            yield ("formula", "rows", at), "a guarantee of one year or more, above zero, would be right"
    years = [row.years for row in rule.formula.rows]
    if len(set(years)) < len(years):
        yield ("formula", "rows"), "two rows are of the same years"
