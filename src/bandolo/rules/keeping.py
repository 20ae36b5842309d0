"""How much comes back when goods, a seat or jobs are not kept for as long as promised?

A duty runs from the day after its event to its last day, both counted. The day of the breach is the first
on which it is not kept, so a breach on the last day leaves one day missing, and one before the duty began
leaves all of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.counting import LONGEST, Closing, Term, closing_day, last_day, length_words
from bandolo.rules.days import show_day
from bandolo.rules.money import Rounding, round_cents
from bandolo.rules.rule import Rule
from bandolo.rules.worked import AmountStep, amount_step, missing_in

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
KeptUnit = Literal["days", "months", "years"]
MONTHS_A_YEAR = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping(Rule):
    """A duty to keep something for a time after an event, and what comes back when it is not kept.

    `counted_from`: the event or deadline from which it runs, for so many `years`, `months` or `days`.
    `to_end_of`: it runs on to the end of the month or year in which it would end.
    `recovery`: "total" takes all that the breach touches, "pro_rata" the part for the time not kept.
    `unit`: in which units the time is counted pro rata. `started_unit`: whether a month or year that was
    kept in part counts as "kept" or as "missing". `rounding`: of the sum that comes back, to the cent.
    `when`: whom the duty binds, such as large enterprises.
    """

    counted_from: str
    years: int | None = None
    months: int | None = None
    days: int | None = None
    to_end_of: Closing | None = None
    recovery: Literal["pro_rata", "total"]
    unit: KeptUnit = "days"
    started_unit: Literal["kept", "missing"] = "missing"
    rounding: Rounding = "half_up"
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What was not kept: on which day first, and how much of it.

    `part` of a `whole`: jobs lost of the jobs promised, cents of the goods sold of all the goods; the breach
    touches that part of the grant.
    """

    on: date
    part: int = 1
    whole: int = 1


class Kept(NamedTuple):
    """How a duty was kept: from `starts` to `ends`, `kept` units of `units`."""

    starts: date
    ends: date
    kept: int
    units: int


@dataclass(frozen=True, slots=True)
class BreachRecovery:
    """What comes back for a breach, in cents; None while something is `missing`.

    `touched` is the part of the grant that the breach concerns, `kept` None where the duty does not bind.
    """

    rule: Keeping
    to_return: int | None
    touched: int
    kept: Kept | None
    steps: tuple[AmountStep, ...]
    missing: tuple[str, ...] = ()


def kept_time(rule: Keeping, starts: date, breach_on: date) -> Kept:
    """How long a duty that runs from the day after `starts` was kept, up to the day before the breach."""
    ends = closing_day(last_day(starts, _term(rule)), rule.to_end_of)
    if rule.unit == "days":
        units = (ends - starts).days
        return Kept(starts, ends, min(units, max(0, (breach_on - starts).days - 1)), units)
    units = _units(rule)
    closed = [last_day(starts, Term(count, rule.unit)) for count in range(1, units + 1)]
    kept = sum(day < breach_on for day in closed)
    if rule.started_unit == "kept" and kept < units:
        kept += [starts, *closed][kept] + DAY < breach_on
    return Kept(starts, ends, kept, units)


def breach_recovery(
    rule: Keeping, breach: Breach, grant: int, view: View, dates: Mapping[str, date]
) -> BreachRecovery:
    """What comes back, in cents, of the grant paid; the longer the duty was kept, the less.

    `dates` are the events known and the last days of the deadlines, by id. A breach after the duty has ended
    costs nothing. ValueError for a negative grant, or a part that is not within its whole.
    """
    if grant < 0 or not 0 <= breach.part <= breach.whole or not breach.whole:
        raise ValueError("a grant is not negative, and what was not kept is a part of its whole")
    binds = True if rule.when is None else evaluate(rule.when, view)
    if binds is False:
        return BreachRecovery(rule, 0, 0, None, ())
    exact = Fraction(breach.part, breach.whole) * grant
    touched, starts = round_cents(exact, rule.rounding), dates.get(rule.counted_from)
    missing: tuple[str, ...] = () if starts is not None else (rule.counted_from,)
    if binds is None and rule.when is not None:
        missing += missing_in(rule.when, view)
    if starts is None or binds is None:
        return BreachRecovery(rule, None, touched, None, (), missing)
    kept = kept_time(rule, starts, breach.on)
    left = Fraction(kept.units - kept.kept, kept.units)
    if rule.recovery == "total":
        left = Fraction(breach.on <= kept.ends)
    to_return = round_cents(left * exact, rule.rounding)
    return BreachRecovery(
        rule, to_return, touched, kept, _steps(rule, breach, grant, touched, kept, to_return)
    )


def _lengths(rule: Keeping) -> dict[KeptUnit, int]:
    written: dict[KeptUnit, int | None] = {"years": rule.years, "months": rule.months, "days": rule.days}
    return {unit: length for unit, length in written.items() if length is not None}


def _term(rule: Keeping) -> Term:
    lengths = _lengths(rule)
    if len(lengths) != 1:
        raise ValueError(f"{rule.id}: a duty lasts so many years, months or days: one of them")
    [(unit, length)] = lengths.items()
    return Term(length, unit)


def _units(rule: Keeping) -> int:
    """How many months or years a duty lasts."""
    length, unit, _ = _term(rule)
    months = length * MONTHS_A_YEAR if unit == "years" else length
    return months if rule.unit == "months" else months // MONTHS_A_YEAR


def _steps(
    rule: Keeping, breach: Breach, grant: int, touched: int, kept: Kept, to_return: int
) -> tuple[AmountStep, ...]:
    steps = [amount_step(grant, "Contributo pagato", "Grant paid")]
    if breach.part != breach.whole:
        share = f"{breach.part}/{breach.whole}"
        steps.append(amount_step(touched, f"Parte toccata: {share}", f"Part that is touched: {share}"))
    if rule.recovery == "pro_rata":
        kept_it = f"{kept.kept} su {length_words(kept.units, rule.unit).it}"
        kept_en = f"{kept.kept} of {length_words(kept.units, rule.unit).en}"
    else:
        kept_it, kept_en = show_day(breach.on - DAY, "it"), show_day(breach.on - DAY, "en")
        kept_it, kept_en = f"fino a {kept_it}", f"up to {kept_en}"
    until = {lang: show_day(kept.ends, lang) for lang in ("it", "en")}
    it = f"Obbligo fino a {until['it']}, rispettato: {kept_it}. Da restituire"
    en = f"Duty up to {until['en']}, kept: {kept_en}. To be returned"
    return (*steps, amount_step(to_return, it, en))


def keeping_faults(rules: Sequence[Keeping], dates: Collection[str]) -> list[Fault]:
    """What makes no sense in the duties to keep; `dates` are the known events and deadline ids."""
    return [
        ((at, field), message)
        for at, rule in enumerate(rules)
        for field, message in _rule_faults(rule, dates)
    ]


def _rule_faults(rule: Keeping, dates: Collection[str]) -> Iterator[tuple[str, str]]:
    lengths = _lengths(rule)
    if rule.counted_from not in dates:
        yield "counted_from", f'"{rule.counted_from}" is no deadline or event of the call'
    if len(lengths) != 1:
        yield "counted_from", f"lasts {' and '.join(lengths) or 'no time'}: one of years, months, days"
    for unit, length in lengths.items():
        if not 1 <= length <= LONGEST[unit]:
            yield unit, f"is {length}: 1 to {LONGEST[unit]} would be right"
    if rule.unit != "days" and "days" in lengths:
        yield "unit", "the duty lasts days: count it in days"
    if rule.unit != "days" and rule.to_end_of is not None:
        yield "unit", f"the duty runs on to the end of the {rule.to_end_of}: count it in days"
    if rule.unit == "years" and (rule.months or 0) % MONTHS_A_YEAR:
        yield "unit", f"{rule.months} months are no whole years: count the duty in months or days"
    if rule.recovery == "total" and rule.unit != "days":
        yield "unit", "everything comes back, nothing is counted: leave it out"
    if rule.started_unit == "kept" and (rule.unit == "days" or rule.recovery == "total"):
        yield "started_unit", "is about months or years counted pro rata: leave it out"
