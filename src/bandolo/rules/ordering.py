"""By what do applications stand before one another, and what is missing to say so?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from bandolo.rules.comparisons import compared
from bandolo.rules.conditions import (
    Aggregate,
    All,
    AmountValue,
    Comparison,
    Condition,
    FactValue,
    Not,
    Over,
    View,
    evaluate,
    operands,
)
from bandolo.rules.conditions import Any as Some
from bandolo.rules.facts import Fact, Value
from bandolo.rules.reachable import can_hold
from bandolo.rules.rule import Words
from bandolo.rules.score import PREFIX

ORDERED_TYPES: tuple[str, ...] = ("yes_no", "count", "amount", "percent", "date")
# Values of one key: all of one kind that has an order, or None, or OUTSIDE; `column` checks it.
Column = list[Any]
Path = tuple[str | int, ...]
Fault = tuple[Path, str]
Verdicts = tuple[bool | None, ...]
# What an order looks at: the facts of an application by id, and its points in hundredths by names such as
# "score.total".
Facts = Mapping[str, Value]


class _Outside:
    """Stands for the value of an application that a key does not look at."""


OUTSIDE: Final = _Outside()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityClass:
    """A class of applications that comes before the classes listed after it.

    `words` name who is in it, as in "holders of the rating". `when` says who is in it; the one class
    without it holds everybody else. An application is in the first class whose `when` holds.
    """

    words: Words
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderKey:
    """One thing that orders the ranking, where the keys before it leave a tie.

    `words` name it, as in "rating score". It is one of three: a `fact`; a `score`, which is "total",
    "without_bonus" or the id of a criterion or an area; or `classes`, from the first served to the last.
    A fact or score has its `order`: "descending" puts the highest number, the latest date, or yes, first;
    "ascending" the other way round. `missing` says where an application stands whose value is not known:
    "first", "last", or "pending" (not ranked until it is known). `when` says for whom the key counts; the
    others stand after them, level: so that, after a key of classes, each class has an order of its own.
    `clauses` are those that say so.
    """

    words: Words
    fact: str | None = None
    score: str | None = None
    order: Literal["ascending", "descending"] | None = None
    classes: tuple[PriorityClass, ...] = ()
    missing: Literal["first", "last", "pending"] = "pending"
    when: Condition | None = None
    clauses: tuple[str, ...] = ()


def in_order(keys: Sequence[OrderKey], every: Sequence[Facts]) -> tuple[list[int], list[Column]]:
    """The rows of `every` in order, those that the keys leave level as they stood, and each key's values.

    Rows that lack a value are left out where the key says that they are pending. ValueError where values
    of a key cannot be compared.
    """
    columns = [column(key, every) for key in keys]
    needed = [values for key, values in zip(keys, columns, strict=True) if key.missing == "pending"]
    lacking = {row for values in needed for row, value in enumerate(values) if value is None}
    rows = [row for row in range(len(every)) if row not in lacking]
    # Sorting is stable: from the weakest key to the strongest, each keeps the order of the others.
    for key, values in zip(reversed(keys), reversed(columns), strict=True):
        unknown = [row for row in rows if values[row] is None]
        outside = [row for row in rows if values[row] is OUTSIDE]
        having = [row for row in rows if values[row] is not None and values[row] is not OUTSIDE]
        having.sort(key=values.__getitem__, reverse=key.order == "descending")
        counted = [*having, *outside]
        rows = [*unknown, *counted] if key.missing == "first" else [*counted, *unknown]
    return rows, columns


def column(key: OrderKey, every: Sequence[Facts]) -> Column:
    """The value of a key for each: None where it is not known, OUTSIDE where the key looks away."""
    name = name_of(key)
    if name is None:
        whens = [one.when for one in key.classes]
        values: Column = [_class_in(whens, each) for each in verdicts(whens, every)]
    else:
        values = [facts.get(name) for facts in every]
        _check_comparable(name, values)
    if key.when is not None:
        counts = {True: None, False: OUTSIDE, None: None}
        values = [
            value if each[0] else counts[each[0]]
            for value, each in zip(values, verdicts([key.when], every), strict=True)
        ]
    return values


def name_of(key: OrderKey) -> str | None:
    """The fact that a key orders by, or the name of the points; None where it has classes."""
    return f"{PREFIX}{key.score}" if key.score is not None else key.fact


def class_of(key: OrderKey, facts: Facts) -> int | None:
    """The index of the class that an application is in; None where something missing decides."""
    value = column(key, [facts])[0] if key.classes else None
    return value if isinstance(value, int) else None


def lacks(keys: Sequence[OrderKey], facts: Facts) -> tuple[str, ...]:
    """The facts and scores that keep an application from being placed, by name."""
    names: dict[str, None] = {}
    for key in keys:
        if key.missing != "pending" or column(key, [facts])[0] is not None:
            continue
        if key.when is not None and evaluate(key.when, _view(facts)) is None:
            names |= dict.fromkeys(unknown_names([key.when], facts))
        elif (name := name_of(key)) is not None:
            names |= {name: None}
        else:
            names |= dict.fromkeys(unknown_names([one.when for one in key.classes], facts))
    return tuple(names)


def verdicts(whens: Sequence[Condition | None], every: Sequence[Facts]) -> Iterator[Verdicts]:
    """Whether each condition holds, for each application in turn; one that is left out always does."""
    seen = [one for when in whens if when is not None for one in operands(when)]
    names = {one.fact for one in seen if isinstance(one, FactValue)}
    ordered = sorted(names | {one.amount for one in seen if isinstance(one, AmountValue)})
    # Most applications share the few values that decide: each set of them is evaluated once.
    known: dict[tuple[Value | None, ...], Verdicts] = {}
    for facts in every:
        values = tuple([facts.get(name) for name in ordered])
        if values not in known:
            view = _view(facts)
            known[values] = tuple([True if when is None else evaluate(when, view) for when in whens])
        yield known[values]


def unknown_names(whens: Sequence[Condition | None], facts: Facts) -> tuple[str, ...]:
    """What is missing of the facts and scores that conditions compare, by name."""
    tests = (test for when in whens if when is not None for test in compared(when, _view(facts)))
    return tuple(dict.fromkeys(test.fact for test in tests if test.verdict is None))


def _view(facts: Facts) -> View:
    points = {name: one for name, one in facts.items() if name.startswith(PREFIX) and isinstance(one, int)}
    return View(facts=facts, records={}, amounts=points, scope={})


def _class_in(whens: Sequence[Condition | None], found: Verdicts) -> int | None:
    """The first class that holds, before the one for everybody else; None where an unknown one decides."""
    everybody_else = len(whens)
    for index, (when, verdict) in enumerate(zip(whens, found, strict=True)):
        if when is None:
            everybody_else = index
        elif verdict is not False:
            return index if verdict else None
    return everybody_else


def _check_comparable(name: str, values: Column) -> None:
    kinds = set(map(type, values)) - {type(None)}
    if not (kinds <= {int, Fraction} or kinds in ({bool}, {date})):
        found = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise ValueError(f"{name}: orders by numbers, or by dates, or by yes and no; found {found}")


def key_faults(
    keys: Sequence[OrderKey], facts: Mapping[str, Fact], scores: Collection[str]
) -> Iterator[Fault]:
    """What contradicts itself in the keys of an order, by the path in their list.

    `facts` are those declared, by id; `scores` the names that a score can be ordered by.
    """
    seen: set[tuple[str | None, str | None]] = set()
    for at, key in enumerate(keys):
        if (key.fact is not None) + (key.score is not None) + bool(key.classes) != 1:
            yield (at,), "a key is one of fact, score or classes"
        elif key.classes:
            yield from (((at, "classes"), message) for message in _class_mistakes(key, facts))
        else:
            where: Path = (at, "score" if key.fact is None else "fact")
            yield from ((where, message) for message in _value_mistakes(key, facts, scores))
            if (key.fact, key.score) in seen and key.when is None:
                yield where, f'"{key.fact or key.score}" orders already above; here it never decides'
            seen |= {(key.fact, key.score)} if key.when is None else set()
        if key.when is not None and looks_beyond(key.when):
            yield (
                (at, "when"),
                "a key looks at facts and scores of the application, not at records or amounts",
            )


def _value_mistakes(key: OrderKey, facts: Mapping[str, Fact], scores: Collection[str]) -> Iterator[str]:
    fact = facts.get(key.fact) if key.fact is not None else None
    if key.score is not None and key.score not in scores:
        known = ", ".join(scores) or "nothing, since the call has no score"
        yield f'no score of the call is "{key.score}"; known are: {known}'
    elif key.fact is not None and fact is None:
        yield f'no fact of the call is "{key.fact}"'
    elif fact is not None and fact.of:
        yield f'"{key.fact}" belongs to records ({", ".join(fact.of)}); a key is a fact of the application'
    elif fact is not None and fact.type not in ORDERED_TYPES:
        yield f'"{key.fact}" is a {fact.type}, which has no order; one of {", ".join(ORDERED_TYPES)} has'
    if key.order is None and key.score is None:
        yield 'a fact orders in a direction: order = "ascending" or "descending"'
    elif key.order is None:
        yield 'a score orders in a direction: order = "ascending" or "descending"'


def _class_mistakes(key: OrderKey, facts: Mapping[str, Fact]) -> Iterator[str]:
    if sum(one.when is None for one in key.classes) != 1:
        yield "exactly one class stands without when, for everybody else"
    if len(key.classes) == 1:
        yield "a single class orders nothing; list at least two"
    if key.order is not None:
        yield "classes stand in the order in which they are served; leave order out"
    whens = [one.when for one in key.classes if one.when is not None]
    if any(map(looks_beyond, whens)):
        yield "a class looks at facts and scores of the application, not at its records or amounts"
        return
    for at, one in enumerate(key.classes):
        earlier = [before.when for before in key.classes[:at] if before.when is not None]
        others = whens if one.when is None else earlier
        parts = (*(Not(other) for other in others), *(() if one.when is None else (one.when,)))
        if not can_hold(All(parts), facts):
            yield f'nobody can be in the class "{one.words.en}": it contradicts itself or others have all'


def looks_beyond(condition: Condition) -> bool:
    """Whether a condition looks at more than facts and scores of the application itself."""
    match condition:
        case Comparison():
            return any(_is_beyond(one) for one in (condition.left, condition.right))
        case All() | Some():
            return any(looks_beyond(part) for part in condition.parts)
        case Not():
            return looks_beyond(condition.part)
        case Over():
            return True


def _is_beyond(operand: object) -> bool:
    match operand:
        case AmountValue():
            return not operand.amount.startswith(PREFIX)
        case FactValue():
            return operand.of is not None
        case _:
            return isinstance(operand, Aggregate)
