"""What does a worker's time on the project cost, month by month?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from bandolo.rules.money import Rounding, round_cents, show_euro
from bandolo.rules.rule import Rule, Words

Path = tuple[str | int, ...]
Unit = Literal["day", "hour"]
PayPart = Literal["gross", "deferred", "charges"]

_ROUNDED = {
    "down": Words(it="troncato al centesimo", en="cut to the cent"),
    "half_up": Words(it="arrotondato al centesimo", en="rounded to the cent"),
    "up": Words(it="arrotondato al centesimo superiore", en="rounded up to the cent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCost(Rule):
    """How the cost of staff is worked out from the pay of a month.

    `unit`: "day" divides the pay by the days worked in the month, "hour" by the hours.
    `pay`: the parts of the pay: "gross" pay, "deferred" pay (severance, extra months), employer's "charges".
    `unit_rounding`: how the cost of one day or hour is rounded, before it is multiplied.
    """

    unit: Unit
    pay: tuple[PayPart, ...]
    unit_rounding: Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedMonth:
    """One worker in one month (`month` is any day of it): pay in cents, whole days or hours worked.

    `on_project` are those of the `worked` days or hours that went into the project.
    """

    id: str
    worker: str
    month: date
    unit: Unit
    gross: int
    deferred: int = 0
    charges: int = 0
    worked: int
    on_project: int


@dataclass(frozen=True, slots=True)
class StaffStep:
    """One step of a cost in cents, with the clauses and the reading that it rests on."""

    words: Words
    amount: int
    clauses: tuple[str, ...]
    reading: str | None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """The cost of one worker in one month, in cents."""

    id: str
    worker: str
    month: date
    unit_cost: int
    amount: int
    steps: tuple[StaffStep, ...]


@dataclass(frozen=True, slots=True)
class StaffFinding:
    """Why a month is refused: `id` is the month's, `where` the field that is wrong."""

    id: str
    where: str
    words: Words
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffCosts:
    """The months that count and their total in cents, and why the others do not; in the order of the ids."""

    lines: tuple[StaffLine, ...]
    total: int
    findings: tuple[StaffFinding, ...]


def staff_costs(rules: Sequence[StaffCost], months: Sequence[WorkedMonth]) -> StaffCosts:
    """The cost of every month by the rule of its unit (L12-24, L12-25, L12-26).

    A worker has one line a month: of several without another fault the first by id counts. The order in
    which the months are given is irrelevant. ValueError where two months share an id, or two rules a unit.
    """
    by_unit = {rule.unit: rule for rule in rules}
    if len(by_unit) < len(rules) or len({month.id for month in months}) < len(months):
        raise ValueError("each month has an id of its own, and each unit one rule")
    lines: list[StaffLine] = []
    findings: list[StaffFinding] = []
    taken: dict[tuple[str, int, int], str] = {}
    for month in sorted(months, key=lambda one: one.id):
        rule = by_unit.get(month.unit)
        if rule is None:
            findings.append(_no_rule(month))
        elif faults := _faults(rule, month):
            findings.extend(faults)
        elif (key := (month.worker, month.month.year, month.month.month)) in taken:
            findings.append(_repeated(rule, month, taken[key]))
        else:
            taken[key] = month.id
            lines.append(staff_line(rule, month))
    return StaffCosts(tuple(lines), sum(line.amount for line in lines), tuple(findings))


def staff_line(rule: StaffCost, month: WorkedMonth) -> StaffLine:
    """The cost of one month: pay / time worked, rounded, times the time on the project (L12-25)."""
    parts = _pay_parts(month)
    pay = sum(parts[part] for part in rule.pay)
    unit_cost = round_cents(Fraction(pay, month.worked), rule.unit_rounding)
    amount = unit_cost * month.on_project
    how = _ROUNDED[rule.unit_rounding]
    steps = (
        Words(
            it=f"Retribuzione del mese: {' + '.join(show_euro(parts[part], 'it') for part in rule.pay)}",
            en=f"Pay of the month: {' + '.join(show_euro(parts[part], 'en') for part in rule.pay)}",
        ),
        Words(
            it=f"Costo {_unit(rule, 'it')}: {show_euro(pay, 'it')} / {month.worked}, {how.it}",
            en=f"Cost of {_unit(rule, 'en')}: {show_euro(pay, 'en')} / {month.worked}, {how.en}",
        ),
        Words(
            it=f"Costo sul progetto: {show_euro(unit_cost, 'it')} x {month.on_project}",
            en=f"Cost on the project: {show_euro(unit_cost, 'en')} x {month.on_project}",
        ),
    )
    explained = tuple(
        StaffStep(words, cents, rule.clauses, rule.reading)
        for words, cents in zip(steps, (pay, unit_cost, amount), strict=True)
    )
    return StaffLine(month.id, month.worker, month.month, unit_cost, amount, explained)


def _pay_parts(month: WorkedMonth) -> dict[PayPart, int]:
    return {"gross": month.gross, "deferred": month.deferred, "charges": month.charges}


def _unit(rule: StaffCost, lang: str) -> str:
    if lang == "it":
        return "di un giorno" if rule.unit == "day" else "di un'ora"
    return "a day" if rule.unit == "day" else "an hour"


def _faults(rule: StaffCost, month: WorkedMonth) -> list[StaffFinding]:
    found: list[tuple[str, Words]] = []
    units = Words(it="giorni", en="days") if rule.unit == "day" else Words(it="ore", en="hours")
    if month.worked < 1:
        words = Words(
            it=f"Nel mese non risultano {units.it} di lavoro: indicarne il numero.",
            en=f"The month has no {units.en} of work: give their number.",
        )
        found.append(("worked", words))
    if month.on_project < 1:
        words = Words(
            it=f"Sul progetto non risultano {units.it}: indicarne il numero o togliere la voce.",
            en=f"The project has no {units.en}: give their number or take the line out.",
        )
        found.append(("on_project", words))
    if month.on_project > month.worked > 0:
        words = Words(
            it=f"Sul progetto risultano {month.on_project} {units.it}, nel mese {month.worked}: "
            "sul progetto non possono essere di più.",
            en=f"The project has {month.on_project} {units.en}, the month {month.worked}: "
            "the project cannot have more.",
        )
        found.append(("on_project", words))
    for part, cents in _pay_parts(month).items():
        if cents < 0:
            words = Words(it="L'importo non è mai negativo.", en="The amount is never negative.")
            found.append((part, words))
    return [StaffFinding(month.id, where, words, rule.clauses) for where, words in found]


def _repeated(rule: StaffCost, month: WorkedMonth, earlier: str) -> StaffFinding:
    words = Words(
        it=f"Il lavoratore ha già la voce {earlier} per questo mese: una sola voce per lavoratore e mese.",
        en=f"The worker already has line {earlier} for this month: one line per worker and month.",
    )
    return StaffFinding(month.id, "month", words, rule.clauses)


def _no_rule(month: WorkedMonth) -> StaffFinding:
    unit = (
        Words(it="a giornata", en="by the day")
        if month.unit == "day"
        else Words(it="a ore", en="by the hour")
    )
    words = Words(it=f"Il bando non prevede il costo {unit.it}.", en=f"The call has no staff cost {unit.en}.")
    return StaffFinding(month.id, "unit", words, ())


def staff_faults(rules: Sequence[StaffCost]) -> list[tuple[Path, str]]:
    """What makes no sense in the rules of staff costs, by the path in the file."""
    found: list[tuple[Path, str]] = []
    for at, rule in enumerate(rules):
        if rule.unit in {earlier.unit for earlier in rules[:at]}:
            found.append(((at, "unit"), f'is "{rule.unit}" again: one rule for each unit would be right'))
        if not rule.pay or len(set(rule.pay)) < len(rule.pay):
            found.append(((at, "pay"), "should name its parts, each once: gross, deferred, charges"))
    return found
