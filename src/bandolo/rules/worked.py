"""How is an amount that a rule works out told step by step, and which rate applies to it?"""

from fractions import Fraction
from typing import NamedTuple

from bandolo.rules.comparisons import deciding
from bandolo.rules.conditions import Condition, View
from bandolo.rules.money import Rate
from bandolo.rules.rule import Words
from bandolo.rules.tables import RateTable, rates_in, value_of


class AmountStep(NamedTuple):
    """One step of a calculation: what it is, in words, and its cents."""

    words: Words
    amount: int


def amount_step(amount: int, it: str, en: str) -> AmountStep:
    """A step from its cents and its words in Italian and English."""
    return AmountStep(Words(it=it, en=en), amount)


def rate_of(rate: Rate | RateTable, view: View) -> Fraction | None:
    """A rate, or what its table gives; None while a fact that the table asks for is missing."""
    if isinstance(rate, Fraction):
        return rate
    given = value_of(rate, view)
    return None if given is None else Fraction(given)


def highest_rate(rate: Rate | RateTable) -> Fraction:
    """A rate, or the highest that its table can give."""
    return rate if isinstance(rate, Fraction) else max(rates_in(rate), default=Fraction(0))


def lowest_rate(rate: Rate | RateTable) -> Fraction:
    """A rate, or the lowest that its table can give."""
    return rate if isinstance(rate, Fraction) else min(rates_in(rate), default=Fraction(0))


def named_number(name: str, view: View) -> int | Fraction | None:
    """The number of a fact or of a named amount; None where it is not known or no number."""
    found = view.facts.get(name, view.amounts.get(name))
    return None if isinstance(found, bool) or not isinstance(found, int | Fraction) else found


def missing_in(condition: Condition, view: View) -> tuple[str, ...]:
    """The facts that keep a condition from being decided, with their record where they have one."""
    return tuple(dict.fromkeys(one.place for one in deciding(condition, view) if one.verdict is None))


def cannot_tell(missing: tuple[str, ...]) -> Words:
    """That an amount is not known yet, and the names of what is missing for it."""
    names = ", ".join(missing)
    return Words(it=f"Non ancora calcolabile, manca: {names}", en=f"Cannot be told yet, missing: {names}")
