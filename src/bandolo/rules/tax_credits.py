"""How much of a tax credit can be used in which year, and what becomes of what was not used?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents, Rate, share_of, show_euro, show_rate
from bandolo.rules.rule import Rule

Path = tuple[str | int, ...]
LAST_YEARS = 30
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCredit(Rule):
    """Aid that is used against taxes, spread over years.

    `of`: the named amount that the credit is, such as an instrument or a step of the aid.
    `shares`: what part of the credit each year brings, such as ["1/3", "1/3", "1/3"]; together all of it.
    `counted_from`: the event whose year is the first, or that year plus `plus_years`.
    `most_a_year`: the most that can be used in one year.
    `unused`: what is left over in a year is "carried" to the next or "lost"; `carried_years`: for how many
    years after the last share it can still be used, without it for good.
    `spread_after`: what is left at the end of that calendar year, later shares included, is used in
    `spread_years` equal shares, one a year from the next.
    """

    of: str = "aid.grant"
    shares: tuple[Rate, ...]
    counted_from: str
    plus_years: int = 0
    most_a_year: Cents | None = None
    unused: Literal["carried", "lost"]
    carried_years: int | None = None
    spread_after: int | None = None
    spread_years: int | None = None


class CreditYear(NamedTuple):
    """One year of a credit, in cents: `carried` + `share` = `used` + `left` + `lost` + `spread`.

    `usable` is the most that could be used; `left` is carried to the next year, `spread` over the next years.
    """

    year: int
    share: int
    carried: int
    usable: int
    used: int
    left: int
    lost: int
    spread: int = 0


def first_year(rule: TaxCredit, dates: Mapping[str, date]) -> int | None:
    """The first year of a credit; None while its event is not known."""
    start = dates.get(rule.counted_from)
    return None if start is None else start.year + rule.plus_years


def credit_shares(rule: TaxCredit, credit: int) -> tuple[int, ...]:
    """The cents that each year brings, which add up to the credit, where nothing is spread anew."""
    return _apportioned(rule.shares, credit)


def credit_use(rule: TaxCredit, credit: int, first: int, used: Mapping[int, int]) -> tuple[CreditYear, ...]:
    """Every year of a credit in cents from its `first` to the last that matters, by what was `used` in each.

    ValueError where more was used in a year than could be, or in a year that is not the credit's.
    """
    shares = dict(enumerate(credit_shares(rule, credit), first))
    if rule.spread_after is not None and first > rule.spread_after:
        shares = _spread(rule, credit, first)
    years: list[CreditYear] = []
    year, carried = first, 0
    while year <= _last_year(rule, shares, used):
        share = shares.get(year, 0)
        usable = carried + share
        if rule.most_a_year is not None:
            usable = min(usable, rule.most_a_year)
        taken = used.get(year, 0)
        if not 0 <= taken <= usable:
            most, told = show_euro(usable, "en"), show_euro(taken, "en")
            raise ValueError(f"in {year} at most {most} can be used, not {told}")
        rest = carried + share - taken
        is_lost = rule.unused == "lost" or year == _closing_year(rule, max(shares))
        years.append(
            CreditYear(year, share, carried, usable, taken, 0 if is_lost else rest, rest if is_lost else 0)
        )
        carried = years[-1].left
        if year == rule.spread_after:
            shares = _spread(rule, carried + sum(one for at, one in shares.items() if at > year), year + 1)
            years[-1], carried = years[-1]._replace(left=0, spread=rest), 0
        year += 1
    if strange := sorted(year for year in used if not first <= year <= years[-1].year):
        last = years[-1].year
        raise ValueError(f"nothing can be used in {', '.join(map(str, strange))}: {first} to {last}")
    return tuple(years)


def _apportioned(shares: Sequence[Fraction], credit: int) -> tuple[int, ...]:
    """Each is what the shares so far come to, rounded half up, less what those before it came to."""
    counts = range(1, len(shares) + 1)
    reached = [share_of(sum(shares[:count], Fraction(0)), credit, "half_up") for count in counts]
    return tuple(after - before for before, after in zip([0, *reached], reached, strict=False))


def _spread(rule: TaxCredit, cents: int, first: int) -> dict[int, int]:
    """What is left, in equal shares from the `first` year on."""
    count = rule.spread_years or 1
    return dict(enumerate(_apportioned([Fraction(1, count)] * count, cents), first))


def _last_year(rule: TaxCredit, shares: Collection[int], used: Collection[int]) -> int:
    """The last year that matters: that of the last use or share, and while anything can still be spread."""
    end = max(shares)
    closing = _closing_year(rule, end)
    if rule.spread_after is not None and end <= rule.spread_after:
        return rule.spread_after
    return min(max([end, *used]), end + LAST_YEARS) if closing is None else closing


def _closing_year(rule: TaxCredit, end: int) -> int | None:
    """The last year of use, by that of the last share; None where the rest is carried for good."""
    if rule.spread_after is not None and end <= rule.spread_after:
        return None
    if rule.unused == "lost":
        return end
    return None if rule.carried_years is None else end + rule.carried_years


def tax_credit_faults(
    rule: TaxCredit, events: Collection[str], amounts: Collection[str]
) -> list[tuple[Path, str]]:
    """What makes no sense in a tax credit.

    `events` are the ids of the call's events and deadlines, `amounts` its named amounts.
    """
    found: list[tuple[Path, str]] = []
    if rule.of not in amounts:
        found.append((("of",), f'"{rule.of}" is no amount of the call'))
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
    if (rule.spread_after is None) != (rule.spread_years is None):
        found.append((("spread_after",), "goes with spread_years: after which year, over how many"))
    if rule.spread_years is not None and not 1 <= rule.spread_years <= LAST_YEARS:
        found.append((("spread_years",), f"is {rule.spread_years}: 1 to {LAST_YEARS} would be right"))
    if rule.spread_after is not None and not FIRST_YEAR <= rule.spread_after <= LAST_YEAR:
        found.append((("spread_after",), f"is {rule.spread_after}: a calendar year would be right"))
    if rule.spread_after is not None and rule.unused == "lost":
        found.append((("unused",), "what is not used is lost: nothing is left to spread"))
    if rule.unused == "lost" and rule.carried_years is not None:
        found.append((("carried_years",), "what is not used is lost: leave it out"))
    if rule.most_a_year == 0:
        found.append((("most_a_year",), "is zero: nothing could ever be used"))
    return found
