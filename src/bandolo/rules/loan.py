"""How is a soft loan paid back, instalment by instalment?

During the grace period the borrower pays interest only; the grace period is part of the duration.
Afterwards every instalment is the same amount, except the last: it takes what is left, so that the
parts of principal add up to the loan to the cent.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from bandolo.rules.days import FIRST_YEAR, LAST_YEAR, add_months
from bandolo.rules.money import Rate, Rounding, round_cents, share_of
from bandolo.rules.rule import Rule, Words

Path = tuple[str | int, ...]
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan(Rule):
    """A soft loan at a fixed rate, paid back by instalments.

    `rate`: nominal annual rate, such as "1.5%"; an instalment bears its even part of it.
    `min_years`, `max_years`: the duration in whole years, grace period included.
    `max_grace_months`: the longest grace period, in which only interest is paid.
    `grace_ends_with_balance`: true where no instalment of the grace period may fall due after the day on
    which the balance of the aid is paid.
    `instalments_a_year`: 2 for six-monthly instalments; 12 is divided by it evenly.
    `schedule`: "constant_instalments" pays the same amount at each instalment after the grace period.
    `rounding`: how the interest of an instalment and the constant instalment are rounded to the cent.
    """

    rate: Rate
    min_years: int
    max_years: int
    max_grace_months: int
    grace_ends_with_balance: bool
    instalments_a_year: int
    schedule: Literal["constant_instalments"] = "constant_instalments"
    rounding: Rounding = "half_up"

    @property
    def months_between(self) -> int:
        """Months from one instalment to the next."""
        return MONTHS_A_YEAR // self.instalments_a_year


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """What is agreed with one borrower: cents, whole years, months of grace, first due date.

    `balance_paid` is the day on which the balance of the aid is paid, None while nobody knows it.
    """

    principal: int
    years: int
    grace_months: int
    first_due: date
    balance_paid: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A term that the call does not allow: `where` is the field of `LoanTerms`."""

    where: str
    words: Words


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment in cents: `total` = `interest` + `principal`, `closing` = `opening` - `principal`."""

    number: int
    due: date
    opening: int
    interest: int
    principal: int
    total: int
    closing: int


def schedule(loan: Loan, terms: LoanTerms) -> tuple[Instalment, ...]:
    """Every instalment of a loan, the first falling due on `terms.first_due` (VNM-L1, VNM-L2).

    ValueError names every term that the call refuses; `refusals` gives them as data.
    """
    if refused := refusals(loan, terms):
        raise ValueError("; ".join(f"{one.where}: {one.words.en}" for one in refused))
    rate = loan.rate / loan.instalments_a_year
    count = terms.years * loan.instalments_a_year
    grace = terms.grace_months // loan.months_between
    constant = round_cents(constant_instalment(terms.principal, rate, count - grace), loan.rounding)
    instalments = []
    opening = terms.principal
    for number in range(1, count + 1):
        due = due_date(loan, terms.first_due, number)
        interest = share_of(rate, opening, loan.rounding)
        if number <= grace:
            principal = 0
        elif number < count:
            # A loan of a few cents is repaid early where the constant instalment was rounded up.
            principal = min(constant - interest, opening)
        else:
            principal = opening
        closing = opening - principal
        instalments.append(
            Instalment(number, due, opening, interest, principal, interest + principal, closing)
        )
        opening = closing
    return tuple(instalments)


def refusals(loan: Loan, terms: LoanTerms) -> tuple[Refusal, ...]:
    """Every term that the call does not allow; none means that `schedule` works."""
    found = []
    if terms.principal < 1:
        words = Words(
            it="Il finanziamento deve essere maggiore di zero.", en="The loan should be above zero."
        )
        found.append(Refusal("principal", words))
    if not loan.min_years <= terms.years <= loan.max_years:
        words = Words(
            it=f"La durata deve essere tra {loan.min_years} e {loan.max_years} anni.",
            en=f"The duration should be from {loan.min_years} to {loan.max_years} years.",
        )
        found.append(Refusal("years", words))
    if not FIRST_YEAR <= terms.first_due.year <= LAST_YEAR:
        words = Words(
            it=f"La prima rata deve scadere tra il {FIRST_YEAR} e il {LAST_YEAR}.",
            en=f"The first instalment should fall due between {FIRST_YEAR} and {LAST_YEAR}.",
        )
        return (*found, Refusal("first_due", words), *_refused_grace(loan, terms))
    return (*found, *_refused_grace(loan, terms), *_refused_by_balance(loan, terms))


def _refused_grace(loan: Loan, terms: LoanTerms) -> list[Refusal]:
    found = []
    if not 0 <= terms.grace_months <= loan.max_grace_months:
        words = Words(
            it=f"Il preammortamento deve essere tra 0 e {loan.max_grace_months} mesi.",
            en=f"The grace period should be from 0 to {loan.max_grace_months} months.",
        )
        found.append(Refusal("grace_months", words))
    if terms.grace_months % loan.months_between:
        words = Words(
            it=f"Il preammortamento deve contare rate intere: un multiplo di {loan.months_between} mesi.",
            en=f"The grace period should be whole instalments: a multiple of {loan.months_between} months.",
        )
        found.append(Refusal("grace_months", words))
    if terms.grace_months >= terms.years * MONTHS_A_YEAR > 0:
        words = Words(
            it="Dopo il preammortamento deve restare almeno una rata.",
            en="At least one instalment should be left after the grace period.",
        )
        found.append(Refusal("grace_months", words))
    return found


def _refused_by_balance(loan: Loan, terms: LoanTerms) -> list[Refusal]:
    longest = longest_grace(loan, terms.first_due, terms.balance_paid)
    if terms.balance_paid is None or terms.grace_months <= longest:
        return []
    words = Words(
        it=f"Il preammortamento finisce con l'erogazione del saldo: al massimo {longest} mesi.",
        en=f"The grace period ends when the balance is paid: at most {longest} months.",
    )
    return [Refusal("grace_months", words)] if longest < _whole_grace(loan) else []


def longest_grace(loan: Loan, first_due: date, balance_paid: date | None) -> int:
    """The most months of grace: whole instalments, none due after the balance is paid (VNM-L2).

    Where that day is not known, or the call does not look at it, only the call's maximum counts.
    """
    if balance_paid is None or not loan.grace_ends_with_balance:
        return _whole_grace(loan)
    most = _whole_grace(loan) // loan.months_between
    due = [due_date(loan, first_due, number) for number in range(1, most + 1)]
    return loan.months_between * sum(day <= balance_paid for day in due)


def constant_instalment(principal: int, rate: Fraction, count: int) -> Fraction:
    """The exact cents which, paid `count` times, repay `principal` at `rate` a period."""
    if rate == 0:
        return Fraction(principal, count)
    growth = (1 + rate) ** count
    return principal * rate * growth / (growth - 1)


def due_date(loan: Loan, first_due: date, number: int) -> date:
    """When instalment `number`, from 1, falls due: counted from the first, so short months do not add up."""
    return first_due if number == 1 else add_months(first_due, (number - 1) * loan.months_between)


def loan_faults(loan: Loan) -> list[tuple[Path, str]]:
    """What makes no sense in the figures of a loan, by the path in the file."""
    found = []
    if loan.instalments_a_year < 1 or MONTHS_A_YEAR % loan.instalments_a_year:
        found.append(
            ("instalments_a_year", f"is {loan.instalments_a_year}: 1, 2, 3, 4, 6 or 12 would be right")
        )
    if loan.min_years < 1:
        found.append(("min_years", f"is {loan.min_years}: 1 or more would be right"))
    if loan.max_years < loan.min_years:
        found.append(
            ("max_years", f"is {loan.max_years}: min_years, {loan.min_years}, or more would be right")
        )
    if not 0 <= loan.max_grace_months < loan.max_years * MONTHS_A_YEAR:
        found.append(
            ("max_grace_months", f"is {loan.max_grace_months}: fewer months than max_years would be right")
        )
    return [((field,), message) for field, message in found]


def _whole_grace(loan: Loan) -> int:
    return loan.max_grace_months - loan.max_grace_months % loan.months_between
