"""How are amounts and rates written, read and rounded?

Money is integer euro cents, a rate is an exact `Fraction`; no float ever holds either.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NewType

Cents = NewType("Cents", int)
Rate = Fraction
Rounding = Literal["down", "half_up", "up"]

# An amount above this is a typing error, not a grant: a thousand billion euro.
LARGEST = 10**14
LONGEST_EXPONENT = 20
MOST_DIGITS = 60
_PERCENT = re.compile(r"(\d{1,7})(?:\.(\d{1,6}))?\s*%")
_FRACTION = re.compile(r"(\d{1,7})/(\d{1,7})")


def round_cents(exact: Fraction, rounding: Rounding) -> int:
    """Round an exact, non-negative number of cents to whole cents."""
    if rounding == "down":
        return exact.numerator // exact.denominator
    if rounding == "up":
        return -(-exact.numerator // exact.denominator)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def share_of(rate: Fraction, cents: int, rounding: Rounding) -> int:
    """The `rate` of an amount in cents, rounded once."""
    return round_cents(rate * cents, rounding)


def split_pro_rata(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole cents in proportion to the weights, by largest remainder, ties by id; they add up to `cents`.

    Where all weights are zero so are the shares; where `cents` is at most their sum, nobody gets more
    than its weight.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {one: cents * weights[one] // whole for one in sorted(weights)}
    by_remainder = sorted(shares, key=lambda one: (-(cents * weights[one] % whole), one))
    for one in by_remainder[: cents - sum(shares.values())]:
        shares[one] += 1
    return shares


def read_cents(value: object) -> Cents:
    """Cents of `12`, `Decimal("12.50")` or `"12.50"`; ValueError says what would be right."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("an amount is written in euro, such as 1250.00")
    text = str(value).strip() if isinstance(value, str) else value
    if isinstance(text, str) and not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", text):
        raise ValueError("an amount is digits with a point before the cents, such as 1250.00")
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError("an amount is a finite number of euro, such as 1250.00")
    if amount < 0:
        raise ValueError("an amount is never negative")
    _, digits, exponent = amount.as_tuple()
    if amount.adjusted() > LONGEST_EXPONENT or len(digits) > MOST_DIGITS or amount > LARGEST // 100:
        raise ValueError("an amount is below a thousand billion euro")
    # On the digits themselves: Decimal's own arithmetic would round the 29th away.
    scale = int(exponent) + 2
    coefficient = int("".join(map(str, digits)))
    cents, beyond = (coefficient * 10**scale, 0) if scale >= 0 else divmod(coefficient, 10**-scale)
    if beyond or scale < 0:
        # Also 7.200: whoever writes it means seven thousand two hundred.
        raise ValueError("an amount has at most two decimals")
    return Cents(cents)


def read_rate(value: object) -> Fraction:
    """The exact fraction of `"60%"`, `"7.5%"` or `"1/3"`; ValueError says what would be right."""
    if isinstance(value, str):
        if match := _PERCENT.fullmatch(value.strip()):
            whole, decimals = match[1], match[2] or ""
            return Fraction(int(whole + decimals), 100 * 10 ** len(decimals))
        if (match := _FRACTION.fullmatch(value.strip())) and int(match[2]):
            return Fraction(int(match[1]), int(match[2]))
    raise ValueError('a rate is a percentage or a fraction in quotes, such as "60%" or "1/3"')


def show_cents(cents: int) -> str:
    """Cents as a plain string with two decimals: 123450 is "1234.50"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def show_euro(cents: int, lang: str) -> str:
    """Cents for people: "1.234,50 €" in Italian, "EUR 1,234.50" in English."""
    sign = "-" if cents < 0 else ""
    whole = f"{abs(cents) // 100:,}"
    if lang == "it":
        return f"{sign}{whole.replace(',', '.')},{abs(cents) % 100:02d} €"
    return f"{sign}EUR {whole}.{abs(cents) % 100:02d}"


def show_rate(rate: Fraction, lang: str) -> str:
    """A rate for people: "7,5%" in Italian, "7.5%" in English; a fraction where no decimal is exact."""
    percent = rate * 100
    for decimals in range(7):
        scaled = percent * 10**decimals
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(decimals + 1, "0")
            if not decimals:
                return f"{digits}%"
            point = "," if lang == "it" else "."
            return f"{digits[:-decimals]}{point}{digits[-decimals:]}%"
    return f"{rate.numerator}/{rate.denominator}"
