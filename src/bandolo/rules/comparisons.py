"""Which comparisons made a condition come out as it did, and what did they find?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bandolo.rules.conditions import (
    Aggregate,
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Operand,
    Over,
    Record,
    View,
    between,
    compare,
    evaluate,
    every,
    negate,
    some,
    value_of_operand,
    within,
)
from bandolo.rules.facts import Value


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


# The verdict of a condition, and the comparisons that keep it from being what it should.
Decided = tuple[bool | None, tuple[Compared, ...]]
Decider = Callable[[View], Decided]


def deciding(condition: Condition, view: View, should: bool = True) -> tuple[Compared, ...]:
    """The comparisons that keep a condition from being true (or false, as it `should`), as they came out."""
    return decider(condition, should)(view)[1]


def decider(condition: Condition, should: bool = True) -> Decider:
    """A condition made ready to be explained in many views."""
    match condition:
        case Comparison():
            return _of_test(condition, should)
        case All() | Any():
            return _of_parts(condition, should)
        case Not():
            part = decider(condition.part, not should)

            def turned(view: View) -> Decided:
                verdict, found = part(view)
                return negate(verdict), found

            return turned
        case Over():
            inner = condition.holds
            holds = None if inner is None else decider(inner, should != (condition.quantifier == "no"))
            if holds is not None and condition.where is None and condition.quantifier != "count":
                return _of_all(condition, holds, should)

            def over(view: View) -> Decided:
                verdict = evaluate(condition, view)
                if verdict is should:
                    return verdict, ()
                return verdict, tuple(_deciding_over(condition, holds, view, should))

            return over


def _of_test(test: Comparison, should: bool) -> Decider:
    left, operator, right = test.left, test.operator, test.right

    def general(view: View) -> Decided:
        outcome = _outcome(test, view, should)
        return outcome.verdict, () if outcome.verdict is should else (outcome,)

    if not (isinstance(left, FactValue) and isinstance(right, Constant)) or left.times or left.plus_days:
        return general
    fact, of, wanted = left.fact, left.of, right.value

    def plain(view: View) -> Decided:
        number, record = (0, view.facts) if of is None else view.scope[of]
        found = record.get(fact)
        verdict = compare(found, operator, wanted)
        if verdict is should:
            return verdict, ()
        place = fact if of is None else f"{of}[{number + 1}].{fact}"
        return verdict, (Compared(place, fact, operator, wanted, found, verdict, should),)

    return plain


def _of_parts(condition: All | Any, should: bool) -> Decider:
    parts = [decider(part, should) for part in condition.parts]
    join = every if isinstance(condition, All) else some

    def joined(view: View) -> Decided:
        outcomes = [part(view) for part in parts]
        verdict = join([verdict for verdict, _ in outcomes])
        if verdict is should:
            return verdict, ()
        # Of what is not known only the unknown parts can still decide.
        return verdict, tuple(
            [one for own, found in outcomes if verdict is not None or own is None for one in found]
        )

    return joined


def _of_all(condition: Over, holds: Decider, should: bool) -> Decider:
    """What holds of all records of a kind, or of none or some of them: each is looked at once."""
    kind, quantifier = condition.records, condition.quantifier
    join = every if quantifier == "every" else some

    def over_all(view: View) -> Decided:
        records = view.records.get(kind)
        if records is None:
            return None, (Compared(kind, kind, quantifier, None, None, None, should),)
        outcomes = [holds(within(view, kind, number, record)) for number, record in enumerate(records)]
        verdict = join([own for own, _ in outcomes])
        verdict = negate(verdict) if quantifier == "no" else verdict
        if verdict is should:
            return verdict, ()
        if not outcomes:
            return verdict, (Compared(kind, kind, "some", 1, 0, False),)
        return verdict, tuple([one for _, found in outcomes for one in found])

    return over_all


def unknown_only(found: Iterable[Compared]) -> tuple[Compared, ...]:
    """Those that are not known: of an unknown condition nothing else is a reason."""
    return tuple([one for one in found if one.verdict is None])


def _deciding_over(condition: Over, holds: Decider | None, view: View, should: bool) -> Iterator[Compared]:
    kind, records = condition.records, view.records.get(condition.records)
    if records is None:
        yield Compared(kind, kind, condition.quantifier, None, None, None, should)
        return
    inside = [within(view, kind, number, record) for number, record in enumerate(records)]
    chosen = [True if condition.where is None else evaluate(condition.where, one) for one in inside]
    for is_chosen, one in zip(chosen, inside, strict=True):
        if is_chosen is None and condition.where is not None:
            yield from (test for test in compared(condition.where, one) if test.verdict is None)
        if is_chosen is not False and holds is not None:
            yield from holds(one)[1]
    if condition.quantifier == "count":
        yield from _deciding_count(condition, chosen, should)
    elif should == (condition.quantifier == "some") and not any(one is not False for one in chosen):
        yield Compared(kind, kind, "some", 1, 0, False)


def _deciding_count(condition: Over, chosen: list[bool | None], should: bool) -> Iterator[Compared]:
    kind, sure, possible = condition.records, chosen.count(True), len(chosen) - chosen.count(False)
    least, most = condition.at_least, condition.at_most
    if least is not None and between(sure, possible, least) is (not should):
        yield Compared(kind, kind, "at_least", least, sure, not should, should)
    if most is not None and negate(between(sure, possible, most + 1)) is (not should):
        yield Compared(kind, kind, "at_most", most, sure, not should, should)


def _outcome(test: Comparison, view: View, should: bool = True) -> Compared:
    found, wanted = value_of_operand(test.left, view), value_of_operand(test.right, view)
    place, name = place_of(test.right if found is not None and wanted is None else test.left, view)
    verdict = compare(found, test.operator, wanted)
    return Compared(place, name, test.operator, wanted, found, verdict, should)


def _place_in(operand: Aggregate, records: Sequence[Record], view: View) -> tuple[str, str]:
    """The first record that keeps the number from being known: whether it counts, or what it adds."""
    for at, record in enumerate(records):
        inside = within(view, operand.records, at, record)
        chosen = True if operand.where is None else evaluate(operand.where, inside)
        if chosen is None and operand.where is not None:
            found = unknown_only(compared(operand.where, inside))
            return found[0].place, found[0].fact
        if chosen and operand.function != "count" and operand.fact not in record:
            return f"{operand.records}[{at + 1}].{operand.fact}", operand.fact
    # Of no records there is no highest amount: what is missing is a record.
    if operand.function == "count" or "." in operand.fact:
        return operand.records, operand.records
    return f"{operand.records}.{operand.fact}", operand.fact


def place_of(operand: Operand, view: View) -> tuple[str, str]:
    """Where an operand is read, and its name; of an aggregate, the first record that lacks the fact."""
    match operand:
        case AmountValue():
            return operand.amount, operand.amount
        case FactValue():
            if operand.of is None:
                return operand.fact, operand.fact
            return f"{operand.of}[{view.scope[operand.of][0] + 1}].{operand.fact}", operand.fact
        case Aggregate():
            records = view.records.get(operand.records)
            if records is None:
                return operand.records, operand.records
            return _place_in(operand, records, view)
        case Constant():
            return "", ""
