"""How is a condition written as straight Python with the same three answers as `conditions.evaluate`?"""

from collections.abc import Callable
from datetime import timedelta

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
    Number,
    Operand,
    Operator,
    Over,
    aggregate,
)
from bandolo.rules.emit import Source

_SIGNS: dict[Operator, str] = {
    "is": "==",
    "in": "in",
    "at_least": ">=",
    "at_most": "<=",
    "above": ">",
    "below": "<",
}


class Names:
    """Where generated code finds facts, the records that it stands in, and named amounts."""

    def __init__(self, source: Source, amount: Callable[[str], str]) -> None:
        self.source = source
        self.amount = amount
        self.loops: dict[str, str] = {}
        # How each condition came out and what each comparison has read, by their identity.
        self.verdicts: dict[int, str] = {}
        self.found: dict[int, str] = {}
        self._fetched: dict[tuple[str, str], str] = {}
        self.preamble: list[str] = []

    def fact(self, name: str, of: str | None) -> str:
        """The expression of a fact of the application, or of the record of a kind that the code stands in."""
        if of is not None:
            return self.source.set(f"{self.loops[of]}.get({name!r})", "r")
        return self._once("facts", name)

    def approved(self, name: str) -> str:
        """The expression of an approved amount."""
        return self._once("approved", name)

    def records(self, kind: str) -> str:
        """The expression of the records of a kind, None where nobody gave them."""
        return self._once("records", kind)

    def _once(self, table: str, name: str) -> str:
        """What the application holds is fetched once, at the top."""
        if (table, name) not in self._fetched:
            self._fetched[table, name] = f"{table}{len(self._fetched)}"
            self.preamble.append(f"    {self._fetched[table, name]} = {table}.get({name!r})")
        return self._fetched[table, name]


def emit_condition(names: Names, condition: Condition) -> str:
    """Adds what is needed to the source; returns an expression that is True, False or None."""
    verdict = names.verdicts[id(condition)] = _emit_condition(names, condition)
    return verdict


def _emit_condition(names: Names, condition: Condition) -> str:
    match condition:
        case Comparison():
            return _emit_test(names, condition)
        case All():
            parts = [emit_condition(names, part) for part in condition.parts]
            return names.source.set(conjunction(parts))
        case Any():
            parts = [emit_condition(names, part) for part in condition.parts]
            return names.source.set(disjunction(parts))
        case Not():
            return names.source.set(negation(emit_condition(names, condition.part)))
        case Over():
            return _emit_over(names, condition)


def conjunction(parts: list[str]) -> str:
    """Kleene's and."""
    some_false = " or ".join(f"{part} is False" for part in parts)
    return f"True if {' and '.join(parts)} else False if {some_false} else None"


def disjunction(parts: list[str]) -> str:
    """Kleene's or."""
    some_unknown = " or ".join(f"{part} is None" for part in parts)
    return f"True if {' or '.join(parts)} else None if {some_unknown} else False"


def negation(part: str) -> str:
    """Kleene's not."""
    return f"None if {part} is None else not {part}"


def _emit_test(names: Names, test: Comparison) -> str:
    left, blanks = _operand(names, test.left)
    names.found[id(test)] = left
    right, more = _operand(names, test.right)
    unknown = " or ".join(f"{name} is None" for name in (*blanks, *more))
    if isinstance(test.right, Constant) and test.right.value is True and test.operator == "is":
        return left
    if isinstance(test.right, Constant) and test.right.value is False and test.operator == "is":
        return names.source.set(negation(left))
    if test.operator == "has":
        answer = f"{right} in {left}"
    elif test.operator == "filled":
        # A text of blanks is empty, a set is what it holds; the double not makes a yes or no of either.
        answer = f"(not not ({left}.strip() if {left}.__class__ is str else {left})) is {right}"
    elif not isinstance(test.right, Constant) and test.right.times is not None:
        # Cross-multiplied, so that both sides stay whole numbers.
        rate = test.right.times
        answer = f"{left} * {rate.denominator} {_SIGNS[test.operator]} {right} * {rate.numerator}"
    else:
        answer = f"{left} {_SIGNS[test.operator]} {right}"
    return names.source.set(f"None if {unknown} else {answer}")


def _operand(names: Names, operand: Operand) -> tuple[str, tuple[str, ...]]:
    """The expression, and the names that must not be None for it to be known."""
    match operand:
        case Constant():
            return names.source.constant(operand.value), ()
        case AmountValue():
            amount = names.amount(operand.amount)
            return amount, (amount,)
        case Aggregate():
            number = _emit_aggregate(names, operand)
            return number, (number,)
        case FactValue():
            fact = names.fact(operand.fact, operand.of)
            if operand.plus_days:
                return f"({fact} + {names.source.constant(timedelta(days=operand.plus_days))})", (fact,)
            return fact, (fact,)


def emit_number(names: Names, number: Number) -> str:
    """The name that holds a number, None while it is not known."""
    found, blanks = _operand(names, number)
    if number.times is None:
        return names.source.set(found, "number")
    unknown = " or ".join(f"{blank} is None" for blank in blanks)
    return names.source.set(
        f"None if {unknown} else {names.source.constant(number.times)} * {found}", "number"
    )


def _emit_aggregate(names: Names, operand: Aggregate) -> str:
    """The name that holds the number, None where a record that counts lacks it."""
    source, records = names.source, names.records(operand.records)
    number, values, record = source.fresh("n"), source.fresh("values"), source.fresh("record")
    source.add(f"{values} = None if {records} is None else []")
    with source.block(f"for {record} in {records} or ():"):
        outer = names.loops
        names.loops = {**outer, operand.records: record}
        where = "True" if operand.where is None else emit_condition(names, operand.where)
        names.loops = outer
        with source.block(f"if {where} is False:"):
            source.add("continue")
        counts = operand.function == "count"
        found = "1" if counts else f"{record}.get({operand.fact!r})"
        with source.block(f"if {where} is None:" if counts else f"if {where} is None or {found} is None:"):
            source.add(f"{values} = None")
            source.add("break")
        source.add(f"{values}.append({found})")
    missing = f"not {values}" if operand.function in ("highest", "lowest") else f"{values} is None"
    source.add(
        f"{number} = None if {missing} else {source.constant(aggregate)}({operand.function!r}, {values})"
    )
    return number


def _emit_over(names: Names, over: Over) -> str:
    source = names.source
    answer = source.fresh()
    records = names.records(over.records)
    record = source.fresh("record")
    sure, possible = source.fresh("sure"), source.fresh("possible")
    with source.block(f"if {records} is None:"):
        source.add(f"{answer} = None")
    with source.block("else:"):
        if over.holds is None:
            source.add(f"{sure} = {possible} = 0")
        else:
            source.add(f"{answer} = {over.quantifier == 'every'}")
        with source.block(f"for {record} in {records}:"):
            outer = names.loops
            names.loops = {**outer, over.records: record}
            where = "True" if over.where is None else emit_condition(names, over.where)
            if over.holds is None:
                source.add(f"{sure} += {where} is True")
                source.add(f"{possible} += {where} is not False")
            else:
                _emit_step(names, over, answer, where)
            names.loops = outer
        if over.holds is None:
            source.add(f"{answer} = {_counted(over, sure, possible)}")
    return source.set(negation(answer)) if over.quantifier == "no" else answer


def _emit_step(names: Names, over: Over, answer: str, where: str) -> None:
    """One round of a quantifier: a record that decides ends the loop, an unknown one leaves it open."""
    source = names.source
    if where != "True":
        with source.block(f"if {where} is False:"):
            source.add("continue")
    holds = emit_condition(names, over.holds)  # type: ignore[arg-type]  # the caller has looked
    decides = over.quantifier != "every"
    with source.block(f"if {holds} is {not decides}:"):
        source.add("continue")
    known = f"{holds} is {decides}" if where == "True" else f"{where} and {holds} is {decides}"
    with source.block(f"if {known}:"):
        source.add(f"{answer} = {decides}")
        source.add("break")
    source.add(f"{answer} = None")


def _counted(over: Over, sure: str, possible: str) -> str:
    parts = []
    if over.at_least is not None:
        parts.append(
            f"(True if {sure} >= {over.at_least} else None if {possible} >= {over.at_least} else False)"
        )
    if over.at_most is not None:
        parts.append(f"(False if {sure} > {over.at_most} else None if {possible} > {over.at_most} else True)")
    return parts[0] if len(parts) == 1 else conjunction(parts)
