"""Does a condition hold: yes, no, or not known yet?

Conditions are structured data, three-valued (Kleene): a missing fact makes the answer None, which
neither passes nor fails. `evaluate` is the meaning; `compile.py` turns the same conditions into
straight Python for speed and is tested to agree with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.facts import Value

Operator = Literal["is", "in", "has", "filled", "at_least", "at_most", "above", "below"]
OPERATORS: tuple[Operator, ...] = ("is", "in", "has", "filled", "at_least", "at_most", "above", "below")
Quantifier = Literal["every", "some", "no", "count"]
Function = Literal["sum", "mean", "highest", "lowest", "count"]
FUNCTIONS: tuple[Function, ...] = ("sum", "mean", "highest", "lowest")
Record = Mapping[str, Value]
# Before the id of an aid step, the name of what that step came to for one entity.
STEP = "step."


@dataclass(frozen=True, slots=True)
class FactValue:
    """The value of a fact, of a record of kind `of` where that is set; `times` a rate, plus days.

    A fact with a dot is a named amount of that record, such as what is admitted of a member's costs.
    """

    fact: str
    of: str | None = None
    times: Fraction | None = None
    plus_days: int = 0


@dataclass(frozen=True, slots=True)
class AmountValue:
    """A named amount of the chain in cents: claimed.NODE, admitted.NODE, approved.NODE, or an aid step."""

    amount: str
    times: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number of the records of a kind, of those `where`: of a fact, or their count, which has no fact.

    No records add up to zero, and so does their mean; they have no highest or lowest, which is not known.
    """

    function: "Function"
    fact: str
    records: str
    where: "Condition | None" = None
    times: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the call file: cents, fraction, date, text, set of texts."""

    value: Value


Operand = FactValue | AmountValue | Aggregate | Constant


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; `filled` compares whether a text or a set has something in it."""

    left: FactValue | AmountValue | Aggregate
    operator: Operator
    right: Operand


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when some part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the part does not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Over:
    """Every, some or no record (of those `where`) `holds`; or how many there are of those `where`."""

    quantifier: Quantifier
    records: str
    where: "Condition | None"
    holds: "Condition | None"
    at_least: int | None = None
    at_most: int | None = None


Condition = Comparison | All | Any | Not | Over
# What a rule multiplies by: a fact, or a number of the records of a kind.
Number = FactValue | Aggregate


class View(NamedTuple):
    """What a condition can see: facts, records by kind, named amounts, and the records it stands in."""

    facts: Mapping[str, Value]
    records: Mapping[str, Sequence[Record]]
    amounts: Mapping[str, int]
    scope: Mapping[str, tuple[int, Record]]


def evaluate(condition: Condition, view: View) -> bool | None:
    """True, False, or None where a missing fact decides."""
    match condition:
        case Comparison():
            return compare(
                value_of_operand(condition.left, view),
                condition.operator,
                value_of_operand(condition.right, view),
            )
        case All():
            return every(evaluate(part, view) for part in condition.parts)
        case Any():
            return some(evaluate(part, view) for part in condition.parts)
        case Not():
            return negate(evaluate(condition.part, view))
        case Over():
            return _evaluate_over(condition, view)


def every(verdicts: Iterable[bool | None]) -> bool | None:
    """Kleene's conjunction: one no decides, else one unknown does."""
    answer: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            answer = None
    return answer


def some(verdicts: Iterable[bool | None]) -> bool | None:
    """Kleene's disjunction: one yes decides, else one unknown does."""
    answer: bool | None = False
    for verdict in verdicts:
        if verdict is True:
            return True
        if verdict is None:
            answer = None
    return answer


def negate(verdict: bool | None) -> bool | None:
    """Kleene's negation: what is not known stays so."""
    return None if verdict is None else not verdict


def compare(left: Value | None, operator: Operator, right: Value | None) -> bool | None:
    """One comparison of two values of fitting types (the loader checks that); None where one is missing."""
    if left is None or right is None:
        return None
    match operator:
        case "is":
            return left == right
        case "in":
            return left in right  # type: ignore[operator]  # the loader admits only sets here
        case "has":
            return right in left  # type: ignore[operator]  # likewise
        case "filled":
            return bool(left.strip() if isinstance(left, str) else left) == right
        case "at_least":
            return left >= right  # type: ignore[operator]  # numbers or dates, by the loader
        case "at_most":
            return left <= right  # type: ignore[operator]
        case "above":
            return left > right  # type: ignore[operator]
        case "below":
            return left < right  # type: ignore[operator]


def value_of_operand(operand: Operand, view: View) -> Value | None:
    """What an operand comes to; None where a fact is missing."""
    match operand:
        case Constant():
            return operand.value
        case AmountValue():
            cents = view.amounts.get(operand.amount)
            return cents if cents is None or operand.times is None else operand.times * cents
        case Aggregate():
            return _aggregated(operand, view)
        case FactValue():
            source = view.facts if operand.of is None else view.scope[operand.of][1]
            found = source.get(operand.fact)
            if found is None:
                return None
            if operand.times is not None and isinstance(found, int | Fraction):
                return operand.times * found
            if operand.plus_days and isinstance(found, date | datetime):
                return found + timedelta(days=operand.plus_days)
            return found


def _aggregated(operand: Aggregate, view: View) -> Value | None:
    values: list[int | Fraction] = []
    records = view.records.get(operand.records)
    for number, record in enumerate(records or ()):
        inside = within(view, operand.records, number, record)
        is_chosen = True if operand.where is None else evaluate(operand.where, inside)
        found = 1 if operand.function == "count" else record.get(operand.fact)
        if is_chosen is None or (is_chosen and not isinstance(found, int | Fraction)):
            return None
        if is_chosen and isinstance(found, int | Fraction):
            values.append(found)
    if records is None or (not values and operand.function in ("highest", "lowest")):
        return None
    result = aggregate(operand.function, values)
    return result if operand.times is None else operand.times * result


def aggregate(function: Function, values: Sequence[int | Fraction]) -> int | Fraction:
    """The sum, mean, highest or lowest of some numbers; ValueError for the highest or lowest of none."""
    match function:
        case "sum" | "count":
            return sum(values)
        case "mean":
            return Fraction(sum(values), len(values)) if values else 0
        case "highest":
            return max(values)
        case "lowest":
            return min(values)


def _evaluate_over(condition: Over, view: View) -> bool | None:
    records = view.records.get(condition.records)
    if records is None:
        return None
    inside = [within(view, condition.records, number, record) for number, record in enumerate(records)]
    chosen = [True if condition.where is None else evaluate(condition.where, one) for one in inside]
    if condition.holds is None:
        return _count(condition, chosen)
    held = (evaluate(condition.holds, one) for one in inside)
    if condition.quantifier == "every":
        return every(
            negate(every((is_chosen, negate(verdict))))
            for is_chosen, verdict in zip(chosen, held, strict=True)
        )
    both = [every((is_chosen, verdict)) for is_chosen, verdict in zip(chosen, held, strict=True)]
    none = every(negate(one) for one in both)
    return none if condition.quantifier == "no" else negate(none)


def _count(condition: Over, chosen: list[bool | None]) -> bool | None:
    sure, possible = chosen.count(True), chosen.count(True) + chosen.count(None)
    enough = between(sure, possible, condition.at_least)
    beyond = between(sure, possible, None if condition.at_most is None else condition.at_most + 1)
    return every(
        iter(
            (
                True if condition.at_least is None else enough,
                True if condition.at_most is None else negate(beyond),
            )
        )
    )


def between(sure: int, possible: int, needed: int | None) -> bool | None:
    """Whether there are as many as needed: yes by the sure ones, perhaps by the possible ones, or no."""
    if needed is None or sure >= needed:
        return True
    return None if possible >= needed else False


def within(view: View, kind: str, number: int, record: Record) -> View:
    """The view from inside one record."""
    return View(view.facts, view.records, view.amounts, {**view.scope, kind: (number, record)})


def is_amount(operand: Operand) -> bool:
    """Whether an operand is a named amount of the chain, of the whole or of one entity; facts have no dot."""
    return isinstance(operand, AmountValue) or "." in getattr(operand, "fact", "")


def operands(condition: Condition) -> Iterator[Operand]:
    """Every operand of a condition, at any depth."""
    match condition:
        case Comparison():
            for operand in (condition.left, condition.right):
                yield operand
                if isinstance(operand, Aggregate) and operand.where is not None:
                    yield from operands(operand.where)
        case All() | Any():
            for part in condition.parts:
                yield from operands(part)
        case Not():
            yield from operands(condition.part)
        case Over():
            for inner in (condition.where, condition.holds):
                if inner is not None:
                    yield from operands(inner)


def tests_of(condition: Condition, *, positive: bool) -> Iterator[tuple[Comparison, bool]]:
    """Every comparison, with whether its being true helps the whole to be true."""
    match condition:
        case Comparison():
            yield condition, positive
        case All() | Any():
            for part in condition.parts:
                yield from tests_of(part, positive=positive)
        case Not():
            yield from tests_of(condition.part, positive=not positive)
        case Over():
            helps = positive if condition.quantifier != "no" else not positive
            if condition.holds is not None:
                yield from tests_of(condition.holds, positive=helps)
            if condition.where is not None:
                yield from tests_of(condition.where, positive=helps != (condition.quantifier == "every"))
