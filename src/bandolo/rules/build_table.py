"""How is a table of values written in a call file, and does exactly one row fit whatever the facts are?

By one choice: `{ by = "measure", values = { A = 15000.00, B = 25000.00 } }`. By several facts, with
columns that list choices or give edges: `{ rows = [ { size = ["micro", "small"], staff = { below = 10 },
gives = "60%" }, ... ] }`.
"""

import itertools
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from bandolo.rules.build import FAILED, Path, Reader, Reading, converted
from bandolo.rules.build_condition import own_name, read_condition
from bandolo.rules.conditions import All, AmountValue, Condition, Constant, View, evaluate, tests_of
from bandolo.rules.facts import Fact, Value
from bandolo.rules.money import read_cents, read_rate
from bandolo.rules.tables import Row, Table

MOST_POINTS = 20_000
_EDGES = ("at_least", "at_most", "above", "below")


def read_cents_table(reading: Reading, raw: Any, path: Path) -> Any:
    """A table that gives amounts."""
    return _read_table(reading, raw, path, converted(read_cents))


def read_rate_table(reading: Reading, raw: Any, path: Path) -> Any:
    """A table that gives rates."""
    return _read_table(reading, raw, path, converted(read_rate))


def _read_table(reading: Reading, raw: Any, path: Path, gives: Reader) -> Any:
    if isinstance(raw, dict) and raw.keys() == {"by", "values"}:
        values = raw["values"]
        if not isinstance(raw["by"], str) or not isinstance(values, dict) or not values:
            return reading.fail(path, 'should be { by = "a choice", values = { its choices = ... } }')
        if raw["by"] not in reading.facts:
            return reading.fail_unknown((*path, "by"), "fact", raw["by"], reading.facts)
        raw = {"rows": [{raw["by"]: choice, "gives": given} for choice, given in values.items()]}
        places = {at: (*path, "values", choice) for at, choice in enumerate(values)}
    elif isinstance(raw, dict) and raw.keys() == {"rows"} and isinstance(raw["rows"], list) and raw["rows"]:
        places = {at: (*path, "rows", at) for at in range(len(raw["rows"]))}
    else:
        return reading.fail(path, "a table has either by and values, or a list of rows")
    rows = [_read_row(reading, row, places[at], gives) for at, row in enumerate(raw["rows"])]
    if FAILED in rows:
        return FAILED
    table = Table(
        tuple(dict.fromkeys(fact for row in raw["rows"] for fact in row if fact != "gives")), tuple(rows)
    )
    problems = list(_uncovered(reading, table))
    for message in problems[:3]:
        reading.fail(path, message)
    return FAILED if problems else table


def _read_row(reading: Reading, raw: Any, path: Path, gives: Reader) -> Any:
    if not isinstance(raw, dict) or "gives" not in raw:
        return reading.fail(path, 'a row has its columns and what it "gives"')
    given = gives(reading, raw["gives"], (*path, "gives"))
    cells = [_read_cell(reading, fact, cell, path) for fact, cell in raw.items() if fact != "gives"]
    if given is FAILED or FAILED in cells:
        return FAILED
    return Row(cells[0] if len(cells) == 1 else All(tuple(cells)), given)


def _read_cell(reading: Reading, fact: str, raw: Any, path: Path) -> Any:
    """A cell is a value, a list of values, or edges; each is a condition on the column's fact."""
    place = (*path, fact)
    if "." in fact:
        bounds = raw if isinstance(raw, dict) and raw else {"is": raw}
        tests = [
            read_condition(reading, {"amount": fact, edge: value}, place) for edge, value in bounds.items()
        ]
        return FAILED if FAILED in tests else tests[0] if len(tests) == 1 else All(tuple(tests))
    if isinstance(raw, list):
        return read_condition(reading, {"fact": fact, "in": raw}, place)
    if not isinstance(raw, dict):
        return read_condition(reading, {"fact": fact, "is": raw}, place)
    if not raw or any(edge not in _EDGES for edge in raw):
        return reading.fail(place, f"edges are {', '.join(_EDGES)}")
    edges = [read_condition(reading, {"fact": fact, edge: value}, place) for edge, value in raw.items()]
    return FAILED if FAILED in edges else edges[0] if len(edges) == 1 else All(tuple(edges))


def _uncovered(reading: Reading, table: Table) -> Iterator[str]:
    """The combinations of facts that no row fits, or that several do."""
    facts = [reading.facts[name] for name in table.facts if "." not in name]
    kinds = {kind for fact in facts for kind in fact.of} | {name.partition(".")[0] for name in table.facts}
    columns = [list(_points(reading.facts.get(name), name, table.rows)) for name in table.facts]
    points = [column or [0] for column in columns]
    total = 1
    for listed in points:
        total *= len(listed)
    if total > MOST_POINTS:
        yield f"the table has {total} cases, more than people can check; split it"
        return
    for point in itertools.product(*points):
        values = dict(zip(table.facts, point, strict=True))
        fitting = sum(
            evaluate(row.when, _view(kinds & reading.records, values)) is True for row in table.rows
        )
        if fitting != 1:
            case = ", ".join(f"{name} {_show(value)}" for name, value in values.items())
            yield f"no row fits {case}" if not fitting else f"{fitting} rows fit {case}; one should"


def _show(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _view(kinds: AbstractSet[str], values: dict[str, Value]) -> View:
    """The point as facts of the application and of every record that a column belongs to, and as amounts."""
    amounts = {name: value for name, value in values.items() if "." in name and isinstance(value, int)}
    own = {own_name(name.partition(".")[2]): value for name, value in amounts.items()}
    return View(values, {}, amounts, dict.fromkeys(kinds, (0, {**values, **own})))


def _points(fact: Fact | None, name: str, rows: Sequence[Row]) -> Iterator[Value]:
    """Values of a column that stand for all: each choice, or each edge with what is just beside it."""
    if fact is None or (fact.choices is None and fact.type != "yes_no"):
        edges = {value for row in rows for value in _constants(row.when, name)}
        yield from sorted({point for edge in edges for point in _beside(edge)})
    elif fact.type == "yes_no":
        yield from (True, False)
    else:
        yield from fact.choices or ()
        if fact.any_choice:
            yield "anything else"


def _constants(condition: Condition, name: str) -> Iterator[Value]:
    for test, _ in tests_of(condition, positive=True):
        own = test.left.amount if isinstance(test.left, AmountValue) else test.left.fact
        if own in (name, own_name(name.partition(".")[2])) and isinstance(test.right, Constant):
            value = test.right.value
            yield from value if isinstance(value, frozenset) else (value,)


def _beside(edge: Value) -> Iterator[Value]:
    if isinstance(edge, datetime):
        yield from (edge - timedelta(microseconds=1), edge, edge + timedelta(microseconds=1))
    elif isinstance(edge, date):
        yield from (edge - timedelta(days=1), edge, edge + timedelta(days=1))
    elif isinstance(edge, int):
        yield from (one for one in (edge - 1, edge, edge + 1) if one >= 0)
    elif isinstance(edge, Fraction):
        near = Fraction(1, 10**9)
        yield from (one for one in (edge - near, edge, edge + near) if one >= 0)
    else:
        yield edge
