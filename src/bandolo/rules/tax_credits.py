"""How much of a tax credit can be used in which year, and what becomes of what was not used?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents, Rate, share_of, show_rate
from bandolo.rules.rule import Rule

Path = tuple[str | int, ...]
LAST_YEARS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCredit(Rule):
    """Aid that is used against taxes, spread over years.

    `shares`: what part of the credit each year brings, such as ["1/3", "1/3", "1/3"]; together all of it.
    `counted_from`: the event whose year is the first, or that year plus `plus_years`.
    `most_a_year`: the most that can be used in one year.
    `unused`: what is left over in a year is "carried" to the next or "lost"; `carried_years`: for how many
    years after the last share it can still be used, without it for good.
    """

    shares: tuple[Rate, ...]
    counted_from: str
    plus_years: int = 0
    most_a_year: Cents | None = None
    unused: Literal["carried", "lost"]
    carried_years: int | None = None


class CreditYear(NamedTuple):
    """One year of a credit, in cents: `carried` + `share` = `used` + `left` + `lost`.

    `usable` is the most that could be used; `left` is carried to the next year.
    """

    year: int
    share: int
    carried: int
    usable: int
    used: int
    left: int
    lost: int


def first_year(rule: TaxCredit, dates: Mapping[str, date]) -> int | None:
    """The first year of a credit; None while its event is not known."""
    start = dates.get(rule.counted_from)
    return None if start is None else start.year + rule.plus_years


def credit_shares(rule: TaxCredit, credit: int) -> tuple[int, ...]:
    """The cents that each year brings, which add up to the credit.

    Each is what the shares so far come to, rounded half up, less what those before it came to.
    """
    counts = range(1, len(rule.shares) + 1)
    reached = [share_of(sum(rule.shares[:count], Fraction(0)), credit, "half_up") for count in counts]
    return tuple(after - before for before, after in zip([0, *reached], reached, strict=False))


def credit_use(rule: TaxCredit, credit: int, first: int, used: Mapping[int, int]) -> tuple[CreditYear, ...]:
    """Every year of a credit in cents from its `first` to the last that matters, by what was `used` in each.

    ValueError where more was used in a year than could be, or in a year that is not the credit's.
    """
    shares = credit_shares(rule, credit)
    end = first + len(shares) - 1
    closing = _closing_year(rule, end)
    last = min(max([end, *used]), end + LAST_YEARS) if closing is None else closing
    if strange := sorted(year for year in used if not first <= year <= last):
        raise ValueError(f"nothing can be used in {', '.join(map(str, strange))}: {first} to {last}")
    years: list[CreditYear] = []
    carried = 0
    for year in range(first, last + 1):
        at = year - first
        share = shares[at] if at < len(shares) else 0
        usable = carried + share
        if rule.most_a_year is not None:
            usable = min(usable, rule.most_a_year)
        taken = used.get(year, 0)
        if not 0 <= taken <= usable:
            raise ValueError(f"in {year} at most {usable} cents can be used, not {taken}")
        rest = carried + share - taken
        is_lost = rule.unused == "lost" or year == closing
        years.append(
            CreditYear(year, share, carried, usable, taken, 0 if is_lost else rest, rest if is_lost else 0)
        )
        carried = years[-1].left
    return tuple(years)


def _closing_year(rule: TaxCredit, end: int) -> int | None:
    """The last year of use, by that of the last share; None where the rest is carried for good."""
    if rule.unused == "lost":
        return end
    return None if rule.carried_years is None else end + rule.carried_years


def tax_credit_faults(rule: TaxCredit, events: Collection[str]) -> list[tuple[Path, str]]:
    """What makes no sense in a tax credit; `events` are the ids of the call's events and deadlines."""
    found: list[tuple[Path, str]] = []
    whole = sum(rule.shares, Fraction(0))
    if whole != 1:
        found.append((("shares",), f'come to {show_rate(whole, "en")}: "100%" together would be right'))
    found += [
        (("shares", at), 'is "0%": leave the year out at the end, or give it a share')
        for at, share in enumerate(rule.shares)
        if not share
    ]
    if rule.counted_from not in events:
        found.append((("counted_from",), f'"{rule.counted_from}" is no deadline or event of the call'))
    for field, years in (("plus_years", rule.plus_years), ("carried_years", rule.carried_years or 0)):
        if not 0 <= years <= LAST_YEARS:
            found.append(((field,), f"is {years}: 0 to {LAST_YEARS} would be right"))
    if rule.unused == "lost" and rule.carried_years is not None:
        found.append((("carried_years",), "what is not used is lost: leave it out"))
    if rule.most_a_year == 0:
        found.append((("most_a_year",), "is zero: nothing could ever be used"))
    return found
