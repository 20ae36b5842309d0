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
Record = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FactValue:
    """The value of a fact, of a record of kind `of` where that is set; `times` a rate, plus days."""

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
class Constant:
    """A value written in the call file: cents, fraction, date, text, set of texts."""

    value: Value


Operand = FactValue | AmountValue | Constant


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; `filled` compares whether a text or a set has something in it."""

    left: FactValue | AmountValue
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


@dataclass(frozen=True, slots=True)
class View:
    """What a condition can see: facts, records by kind, named amounts, and the records it stands in."""

    facts: Mapping[str, Value]
    records: Mapping[str, Sequence[Record]]
    amounts: Mapping[str, int]
    scope: Mapping[str, tuple[int, Record]]


class Compared(NamedTuple):
    """One comparison as it came out: `place` is the fact, with the record's number where it has one.

    `should` is whether it had to be true: within a "not" or a "no" it had to be false. A count of records
    stands with the record's kind as its `fact`, and the operator "some", "at_least" or "at_most".
    """

    place: str
    fact: str
    operator: str
    wanted: Value | None
    found: Value | None
    verdict: bool | None
    should: bool = True


def evaluate(condition: Condition, view: View) -> bool | None:
    """True, False, or None where a missing fact decides."""
    match condition:
        case Comparison():
            return compare(_value(condition.left, view), condition.operator, _value(condition.right, view))
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


def _value(operand: Operand, view: View) -> Value | None:
    match operand:
        case Constant():
            return operand.value
        case AmountValue():
            cents = view.amounts.get(operand.amount)
            return cents if cents is None or operand.times is None else operand.times * cents
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
    enough = _between(sure, possible, condition.at_least)
    beyond = _between(sure, possible, None if condition.at_most is None else condition.at_most + 1)
    return every(
        iter(
            (
                True if condition.at_least is None else enough,
                True if condition.at_most is None else negate(beyond),
            )
        )
    )


def _between(sure: int, possible: int, needed: int | None) -> bool | None:
    if needed is None or sure >= needed:
        return True
    return None if possible >= needed else False


def within(view: View, kind: str, number: int, record: Record) -> View:
    """The view from inside one record."""
    return View(view.facts, view.records, view.amounts, {**view.scope, kind: (number, record)})


def compared(condition: Condition, view: View) -> Iterator[Compared]:
    """Every comparison of a condition as it came out, with what was found; the reasons of a verdict."""
    match condition:
        case Comparison():
            yield _outcome(condition, view)
        case All() | Any():
            for part in condition.parts:
                yield from compared(part, view)
        case Not():
            yield from compared(condition.part, view)
        case Over():
            records = view.records.get(condition.records)
            if records is None:
                yield Compared(condition.records, condition.records, condition.quantifier, None, None, None)
            for number, record in enumerate(records or ()):
                inside = within(view, condition.records, number, record)
                if condition.where is not None:
                    yield from (one for one in compared(condition.where, inside) if one.verdict is None)
                    if evaluate(condition.where, inside) is False:
                        continue
                if condition.holds is not None:
                    yield from compared(condition.holds, inside)


def deciding(condition: Condition, view: View, should: bool = True) -> list[Compared]:
    """The comparisons that keep a condition from being true (or false, as it `should`), as they came out."""
    return _decided(condition, view, should)[1]


def _decided(condition: Condition, view: View, should: bool) -> tuple[bool | None, list[Compared]]:
    """The verdict of a condition, and what keeps it from being what it should."""
    match condition:
        case Comparison():
            outcome = _outcome(condition, view, should)
            return outcome.verdict, [] if outcome.verdict is should else [outcome]
        case All() | Any():
            parts = [_decided(part, view, should) for part in condition.parts]
            verdicts = [verdict for verdict, _ in parts]
            verdict = every(verdicts) if isinstance(condition, All) else some(verdicts)
            if verdict is should:
                return verdict, []
            # Of what is not known only the unknown parts can still decide.
            return verdict, [
                one for own, found in parts if verdict is not None or own is None for one in found
            ]
        case Not():
            verdict, found = _decided(condition.part, view, not should)
            return negate(verdict), found
        case Over():
            verdict = evaluate(condition, view)
            return verdict, [] if verdict is should else list(_deciding_over(condition, view, should))


def _deciding_over(condition: Over, view: View, should: bool) -> Iterator[Compared]:
    kind, records = condition.records, view.records.get(condition.records)
    if records is None:
        yield Compared(kind, kind, condition.quantifier, None, None, None, should)
        return
    inside = [within(view, kind, number, record) for number, record in enumerate(records)]
    chosen = [True if condition.where is None else evaluate(condition.where, one) for one in inside]
    for is_chosen, one in zip(chosen, inside, strict=True):
        if is_chosen is None and condition.where is not None:
            yield from (test for test in compared(condition.where, one) if test.verdict is None)
        if is_chosen is not False and condition.holds is not None:
            yield from deciding(condition.holds, one, should != (condition.quantifier == "no"))
    if condition.quantifier == "count":
        yield from _deciding_count(condition, chosen, should)
    elif should == (condition.quantifier == "some") and not any(one is not False for one in chosen):
        yield Compared(kind, kind, "some", 1, 0, False)


def _deciding_count(condition: Over, chosen: list[bool | None], should: bool) -> Iterator[Compared]:
    kind, sure, possible = condition.records, chosen.count(True), len(chosen) - chosen.count(False)
    least, most = condition.at_least, condition.at_most
    if least is not None and _between(sure, possible, least) is (not should):
        yield Compared(kind, kind, "at_least", least, sure, not should, should)
    if most is not None and negate(_between(sure, possible, most + 1)) is (not should):
        yield Compared(kind, kind, "at_most", most, sure, not should, should)


def _outcome(test: Comparison, view: View, should: bool = True) -> Compared:
    found, wanted = _value(test.left, view), _value(test.right, view)
    blank: Operand = test.left
    if found is not None and wanted is None:
        blank = test.right
    name = place = blank.amount if isinstance(blank, AmountValue) else ""
    if isinstance(blank, FactValue):
        name = place = blank.fact
        if blank.of is not None:
            place = f"{blank.of}[{view.scope[blank.of][0] + 1}].{name}"
    verdict = compare(found, test.operator, wanted)
    return Compared(place, name, test.operator, wanted, found, verdict, should)


def operands(condition: Condition) -> Iterator[Operand]:
    """Every operand of a condition, at any depth."""
    match condition:
        case Comparison():
            yield condition.left
            yield condition.right
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
