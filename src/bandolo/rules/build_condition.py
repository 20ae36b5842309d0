"""How is a condition written in a call file?

`{ fact = "size", in = ["micro", "small"] }`, `{ amount = "admitted.total", at_least = 4000.00 }`,
`{ all = [...] }`, `{ any = [...] }`, `{ not = {...} }`, `{ every = "quote", where = {...}, holds = {...} }`
(also `some`, `no`), `{ count = "activity", where = {...}, at_least = 3 }`,
`{ sum = "staff", over = "partner", where = {...}, at_least = 10 }` (also `mean`, `highest`, `lowest`).
"""

from fractions import Fraction
from typing import Any

from bandolo.rules.build import FAILED, Path, Reading
from bandolo.rules.conditions import (
    FUNCTIONS,
    OPERATORS,
    STEP,
    Aggregate,
    All,
    AmountValue,
    Comparison,
    Constant,
    FactValue,
    Not,
    Over,
)
from bandolo.rules.conditions import Any as AnyOf
from bandolo.rules.facts import Fact, read_value
from bandolo.rules.money import read_cents, read_rate

MOST_NESTED = 4
DEEPEST = 40
MOST_DAYS = 36_600
QUANTIFIERS = ("every", "some", "no", "count")
_LEFT = ("fact", "amount", *FUNCTIONS)
_BETWEEN_NUMBERS = ("is", "at_least", "at_most", "above", "below")
# What an amount can be multiplied by: euro times euro is nothing.
_NUMBERS = ("count", "percent")
_ORDERED = {"count", "amount", "percent", "date", "instant"}


def read_condition(reading: Reading, raw: Any, path: Path) -> Any:
    """The condition of a table; what is wrong with it is noted in `reading`."""
    if len(path) > DEEPEST:
        return reading.fail(path, "the condition is nested too deep to be read by people")
    if not isinstance(raw, dict):
        return reading.fail(path, 'a condition is a table, such as { fact = "size", is = "small" }')
    if "all" in raw or "any" in raw:
        return _read_parts(reading, raw, path)
    if "not" in raw:
        part = read_condition(reading, raw["not"], (*path, "not"))
        return FAILED if _has_stray(reading, raw, {"not"}, path) or part is FAILED else Not(part)
    if any(isinstance(raw.get(edge), dict) for edge in _BETWEEN_NUMBERS) and "count" in raw:
        return _read_counted(reading, raw, path)
    if any(quantifier in raw for quantifier in QUANTIFIERS):
        return _read_over(reading, raw, path)
    if any(key in raw for key in _LEFT):
        return _read_test(reading, raw, path)
    return reading.fail(
        path, f"a condition has one of: {', '.join((*_LEFT, 'all', 'any', 'not', *QUANTIFIERS))}"
    )


def _has_stray(reading: Reading, raw: dict[str, Any], known: set[str], path: Path) -> bool:
    stray = [key for key in raw if key not in known]
    for key in stray:
        reading.fail_unknown((*path, key), "key", key, known)
    return bool(stray)


def _read_parts(reading: Reading, raw: dict[str, Any], path: Path) -> Any:
    key = "all" if "all" in raw else "any"
    listed = raw[key]
    if not isinstance(listed, list) or not listed:
        return reading.fail((*path, key), "should be a list of conditions, at least one")
    parts = tuple([read_condition(reading, one, (*path, key, at)) for at, one in enumerate(listed)])
    if _has_stray(reading, raw, {key}, path) or FAILED in parts:
        return FAILED
    return All(parts) if key == "all" else AnyOf(parts)


def _read_over(reading: Reading, raw: dict[str, Any], path: Path) -> Any:
    quantifier = next(one for one in QUANTIFIERS if one in raw)
    records = raw[quantifier]
    if not isinstance(records, str) or records not in reading.records:
        return reading.fail_unknown((*path, quantifier), "record", records, reading.records)
    if len(reading.scope) >= MOST_NESTED:
        return reading.fail(path, f"conditions over records stand within at most {MOST_NESTED} others")
    counts = {"at_least", "at_most"} if quantifier == "count" else {"holds"}
    failed = _has_stray(reading, raw, {quantifier, "where", *counts}, path)
    outer, reading.scope = reading.scope, (*reading.scope, records)
    where = read_condition(reading, raw["where"], (*path, "where")) if "where" in raw else None
    holds = read_condition(reading, raw["holds"], (*path, "holds")) if "holds" in raw else None
    reading.scope = outer
    numbers = [raw.get("at_least"), raw.get("at_most")]
    if quantifier == "count" and not _can_bound(*numbers):
        return reading.fail(
            path, "count needs at_least or at_most, whole numbers, the first not above the other"
        )
    if quantifier != "count" and holds is None:
        return reading.fail(path, f'"{quantifier}" needs the condition that "holds"')
    if failed or where is FAILED or holds is FAILED:
        return FAILED
    return Over(quantifier, records, where, holds, *numbers)  # type: ignore[arg-type]  # one of QUANTIFIERS


def _can_bound(at_least: object, at_most: object) -> bool:
    """Whether there is a number of records between the two, of which one can be left out."""
    given = [one for one in (at_least, at_most) if one is not None]
    if not given or not all(type(one) is int and one >= 0 for one in given):
        return False
    return not (isinstance(at_least, int) and isinstance(at_most, int) and at_least > at_most)


def _read_test(reading: Reading, raw: dict[str, Any], path: Path) -> Any:
    left_key = next(key for key in _LEFT if key in raw)
    operators = [key for key in raw if key in OPERATORS]
    own = {left_key, *OPERATORS} | ({"over", "where"} if left_key in FUNCTIONS else set())
    if _has_stray(reading, raw, own, path):
        return FAILED
    if len(operators) != 1:
        return reading.fail(path, f"a comparison has exactly one of {', '.join(OPERATORS)}")
    operator: Any = operators[0]
    right_path = (*path, operator)
    if left_key != "fact" and operator not in _BETWEEN_NUMBERS:
        return reading.fail(right_path, f"a number is compared with {', '.join(_BETWEEN_NUMBERS)}")
    if left_key == "amount":
        left: Any = _read_amount(reading, raw["amount"], (*path, "amount"))
        right = _read_amount_operand(reading, raw[operator], right_path)
    elif left_key == "fact":
        fact = _known_fact(reading, raw["fact"], (*path, "fact"))
        if fact is None:
            return FAILED
        left = FactValue(fact.id, _scope_of(reading, fact))
        right = _read_right(reading, fact, operator, raw[operator], right_path)
    else:
        left = _read_aggregate(reading, {key: one for key, one in raw.items() if key not in OPERATORS}, path)
        if left is FAILED:
            return FAILED
        if (known := reading.facts.get(left.fact)) is None:
            right = _read_amount_operand(reading, raw[operator], right_path)
        else:
            right = _read_right(reading, known, operator, raw[operator], right_path)
    return FAILED if FAILED in (left, right) else Comparison(left, operator, right)


def _read_amount(reading: Reading, name: object, path: Path, times: Fraction | None = None) -> Any:
    """`admitted.total` of the whole; `partner.admitted.total` of the partner that the condition stands in."""
    kind, _, own = str(name).partition(".")
    if kind not in reading.records or not own:
        return AmountValue(str(name), times)
    if kind not in reading.scope:
        return reading.fail(
            path, f'each {kind} has its own "{own}": say it within every, some or no = "{kind}", or for each'
        )
    return FactValue(own_name(own), kind, times)


def own_name(name: str) -> str:
    """The name of an amount of one entity, which has a dot."""
    return name if "." in name else f"{STEP}{name}"


def _read_counted(reading: Reading, raw: dict[str, Any], path: Path) -> Any:
    """`{ count = "member", where = {...}, at_least = { count = "member", times = "50%" } }`."""
    operators = [key for key in raw if key in OPERATORS]
    if _has_stray(reading, raw, {"count", "where", *OPERATORS}, path):
        return FAILED
    if len(operators) != 1 or operators[0] not in _BETWEEN_NUMBERS:
        return reading.fail(path, f"a comparison has exactly one of {', '.join(_BETWEEN_NUMBERS)}")
    operator: Any = operators[0]
    counted = {key: one for key, one in raw.items() if key not in OPERATORS}
    left = read_number(reading, counted, path)
    right = read_number(reading, raw[operator], (*path, operator))
    return FAILED if FAILED in (left, right) else Comparison(left, operator, right)


def _read_aggregate(
    reading: Reading, raw: dict[str, Any], path: Path, types: tuple[str, ...] = ("count", "amount", "percent")
) -> Any:
    """`{ sum = "staff", over = "partner", where = {...}, times = "50%" }`, likewise mean, highest, lowest."""
    function: Any = next(key for key in (*FUNCTIONS, "count") if key in raw)
    if _has_stray(reading, raw, {function, "over", "where", "times"}, path):
        return FAILED
    records, name = raw.get("over"), raw[function]
    if not isinstance(records, str) or records not in reading.records:
        return reading.fail_unknown((*path, "over"), "record", records, reading.records)
    fact = reading.facts.get(name) if isinstance(name, str) else None
    is_amount = str(name).startswith(f"{records}.") and "amount" in types
    if (
        function != "count"
        and not is_amount
        and (fact is None or records not in fact.of or fact.type not in types)
    ):
        numbers = [one.id for one in reading.facts.values() if records in one.of and one.type in types]
        return reading.fail_unknown((*path, function), f"number of a {records}", name, numbers)
    outer, reading.scope = reading.scope, (*reading.scope, records)
    where = read_condition(reading, raw["where"], (*path, "where")) if "where" in raw else None
    reading.scope = outer
    times = _read_times(raw)
    if times is FAILED:
        return reading.fail((*path, "times"), 'a number times a rate in quotes, such as "40%"')
    name = own_name(str(name).removeprefix(f"{records}.")) if is_amount else str(name)
    return FAILED if where is FAILED else Aggregate(function, name, records, where, times)


def read_number(reading: Reading, raw: Any, path: Path) -> Any:
    """`{ fact = "students" }`, `{ count = "student", where = {...} }`, `{ sum = "hours", over = "job" }`."""
    if not isinstance(raw, dict):
        return reading.fail(
            path, 'a number is a table, such as { fact = "students" } or { count = "student" }'
        )
    if "count" in raw and "over" not in raw:
        raw = {**{key: one for key, one in raw.items() if key != "count"}, "count": "", "over": raw["count"]}
    if any(function in raw for function in (*FUNCTIONS, "count")):
        return _read_aggregate(reading, raw, path, _NUMBERS)
    if _has_stray(reading, raw, {"fact"}, path):
        return FAILED
    fact = _known_fact(reading, raw.get("fact"), (*path, "fact"))
    if fact is not None and fact.type not in _NUMBERS:
        return reading.fail((*path, "fact"), f'"{fact.id}" is a {fact.type}, which is no number')
    return FAILED if fact is None else FactValue(fact.id, _scope_of(reading, fact))


def _known_fact(reading: Reading, name: object, path: Path) -> Fact | None:
    fact = reading.facts.get(name) if isinstance(name, str) else None
    if fact is None:
        reading.fail_unknown(path, "fact", name, reading.facts)
    elif fact.of and _scope_of(reading, fact) is None:
        kinds = " or ".join(fact.of)
        reading.fail(
            path, f'"{name}" belongs to a {kinds}: say it within every, some, no or count = "{fact.of[0]}"'
        )
        return None
    return fact


def _scope_of(reading: Reading, fact: Fact) -> str | None:
    """The innermost record around the condition that has the fact."""
    return next((kind for kind in reversed(reading.scope) if kind in fact.of), None)


def _read_right(reading: Reading, fact: Fact, operator: str, raw: Any, path: Path) -> Any:
    if operator == "filled":
        if not isinstance(raw, bool) or fact.type not in ("text", "choices"):
            return reading.fail(path, "filled is true or false, of a text or of choices")
        return Constant(raw)
    if operator == "in" and fact.type == "choices":
        return reading.fail(path, f'"{fact.id}" has several choices; ask whether it has one: has = "..."')
    if operator == "in":
        values = [_read_constant(reading, fact, one, path) for one in raw] if isinstance(raw, list) else []
        if not values:
            return reading.fail(path, "should be a list of values")
        return FAILED if FAILED in values else Constant(frozenset(values))
    if operator == "has":
        if fact.type != "choices":
            return reading.fail(
                path, f'has asks of a fact with several choices; "{fact.id}" is a {fact.type}'
            )
        value = _read_constant(reading, fact, [raw], path)
        return FAILED if value is FAILED else Constant(next(iter(value)))
    if operator != "is" and fact.type not in _ORDERED:
        return reading.fail(path, f'"{fact.id}" is a {fact.type}, which has no order; compare with is or in')
    if isinstance(raw, dict):
        return _read_fact_operand(reading, fact, raw, path)
    value = _read_constant(reading, fact, raw, path)
    return FAILED if value is FAILED else Constant(value)


def _read_constant(reading: Reading, fact: Fact, raw: Any, path: Path) -> Any:
    try:
        return read_value(fact, raw)
    except ValueError as problem:
        return reading.fail(path, str(problem))


def _read_fact_operand(reading: Reading, left: Fact, raw: dict[str, Any], path: Path) -> Any:
    if any(function in raw for function in FUNCTIONS):
        found = _read_aggregate(reading, raw, path)
        known = None if found is FAILED else reading.facts.get(found.fact)
        if found is not FAILED and ("amount" if known is None else known.type) != left.type:
            return reading.fail(
                path, f'"{left.id}" is a {left.type} and "{found.fact}" is not; they do not compare'
            )
        return found
    if _has_stray(reading, raw, {"fact", "times", "plus_days"}, path):
        return FAILED
    fact = _known_fact(reading, raw.get("fact"), (*path, "fact"))
    if fact is None:
        return FAILED
    if fact.type != left.type:
        return reading.fail(
            path, f'"{left.id}" is a {left.type} and "{fact.id}" a {fact.type}; they do not compare'
        )
    times = _read_times(raw)
    days = raw.get("plus_days", 0)
    if times is FAILED or (times is not None and left.type not in ("amount", "count", "percent")):
        return reading.fail((*path, "times"), 'a number times a rate in quotes, such as "40%"')
    if type(days) is not int or not 0 <= days <= MOST_DAYS or (days and left.type not in ("date", "instant")):
        return reading.fail((*path, "plus_days"), "a whole number of days, added to a date")
    return FactValue(fact.id, _scope_of(reading, fact), times, days)


def _read_times(raw: dict[str, Any]) -> Any:
    try:
        return read_rate(raw["times"]) if "times" in raw else None
    except ValueError:
        return FAILED


def _read_amount_operand(reading: Reading, raw: Any, path: Path) -> Any:
    if isinstance(raw, dict) and any(function in raw for function in FUNCTIONS):
        return _read_aggregate(reading, raw, path, ("amount",))
    if isinstance(raw, dict):
        if _has_stray(reading, raw, {"amount", "times"}, path):
            return FAILED
        times = _read_times(raw)
        if times is FAILED or not isinstance(raw.get("amount"), str):
            return reading.fail(path, 'should be { amount = "approved.total", times = "70%" }')
        return _read_amount(reading, raw["amount"], (*path, "amount"), times)
    try:
        return Constant(read_cents(raw))
    except ValueError as problem:
        return reading.fail(path, str(problem))
