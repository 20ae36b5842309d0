"""Can a condition ever hold, whatever the facts are?

A condition that compares with written values changes only at those values: trying each of them, and
what lies beside it, tries everything. Where a condition looks at more than that, the answer is that it can.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod

from bandolo.rules.conditions import (
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Over,
    View,
    evaluate,
)
from bandolo.rules.facts import Fact, Value

# Beyond so many trials, or choices of one fact, nobody waits for the answer.
MOST_TRIALS = 20_000
MOST_CHOICES = 6
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
# A text that no call file can hold: it stands for every other one.
_OTHER = "\0"


def can_hold(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    """False only where no values of the facts make the condition hold; `facts` are those declared, by id."""
    tests = _plain_tests(condition)
    if tests is None:
        return True
    written: dict[str, list[Value]] = {}
    for name, value in tests:
        written.setdefault(name, []).append(value)
    trials = [_trials(facts.get(name), values) for name, values in written.items()]
    if prod(len(one) for one in trials) > MOST_TRIALS:
        return True
    return any(_holds(condition, dict(zip(written, values, strict=True))) for values in product(*trials))


def named_values(condition: Condition) -> frozenset[str] | None:
    """The facts and named amounts that a condition compares with written values; None if it looks at more."""
    tests = _plain_tests(condition)
    return None if tests is None else frozenset(name for name, _ in tests)


def _holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    # A fact and a named amount never have one name: only an amount's has a point in it.
    numbers = {name: value for name, value in values.items() if isinstance(value, int)}
    return evaluate(condition, View(values, {}, numbers, {})) is True


def _plain_tests(condition: Condition) -> list[tuple[str, Value]] | None:
    """What is compared with which written value; None where anything else is compared."""
    match condition:
        case Comparison(left=FactValue(of=None, fact=name), right=Constant(value=value)):
            return [(name, value)]
        case Comparison(left=AmountValue(times=None, amount=name), right=Constant(value=value)):
            return [(name, value)]
        case All() | Any():
            return _all_of([_plain_tests(part) for part in condition.parts])
        case Not():
            return _plain_tests(condition.part)
        case Comparison() | Over():
            return None


def _all_of(found: Sequence[list[tuple[str, Value]] | None]) -> list[tuple[str, Value]] | None:
    known = [one for one in found if one is not None]
    return [test for one in known for test in one] if len(known) == len(found) else None


def _trials(fact: Fact | None, written: Sequence[Value]) -> Sequence[Value]:
    """Values that stand for all there are: those written, and what lies between and beside them."""
    kind = "amount" if fact is None else fact.type
    if kind == "yes_no":
        return (True, False)
    flat = {one for value in written for one in (value if isinstance(value, frozenset) else (value,))}
    if kind in ("choice", "choices", "text"):
        names = [one for one in flat if isinstance(one, str)]
        if fact is not None and fact.choices is not None and not fact.any_choice:
            names = list(fact.choices) if kind == "choice" else names
            return names if kind == "choice" else _choices(names, fact)
        return [*names, _OTHER, ""] if kind != "choices" else _choices(names, fact)
    return [near for one in flat for near in _beside(one)] + _between(flat)


def _choices(names: Sequence[str], fact: Fact | None) -> Sequence[Value]:
    """Every set of the choices that are written, with and without one that is not."""
    others = [_OTHER]
    if fact is not None and fact.choices is not None and not fact.any_choice:
        others = [one for one in fact.choices if one not in names][:1]
    pool = [*names, *others]
    if len(pool) > MOST_CHOICES:
        return [frozenset()] * (MOST_TRIALS + 1)
    return [frozenset(some) for size in range(len(pool) + 1) for some in combinations(pool, size)]


def _beside(value: Value) -> list[Value]:
    match value:
        case bool():
            return [value, not value]
        case int():
            return [max(0, value - 1), value, value + 1]
        case Fraction():
            return [Fraction(0), value, value + 1]
        case datetime():
            return [value - _MICROSECOND, value, value + _MICROSECOND]
        case date():
            return [value - _DAY, value, value + _DAY]
        case _:
            return [value]


def _between(values: Iterable[Value]) -> list[Value]:
    rates = sorted(one for one in values if isinstance(one, Fraction))
    return [(one + other) / 2 for one, other in pairwise(rates)]
