"""Is every number exact, in tests too?"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

# Called, these make a float or draw one.
INEXACT = frozenset(
    ("exp", "float", "floats", "fsum", "isclose", "log", "sqrt", "timestamp", "total_seconds")
)


def inexact(tree: ast.Module) -> Iterator[str]:
    """Line and text of each float that is written, made or drawn."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{node.lineno}: {node.value}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in INEXACT:
            yield f"{node.lineno}: {ast.unparse(node.func)}()"


def test_no_float_is_written_or_made(trees: Mapping[Path, ast.Module]) -> None:
    exact = {place: tree for place, tree in trees.items() if place.parts[0] in {"src", "tests"}}
    assert [f"{place}:{found}" for place, tree in exact.items() for found in inexact(tree)] == []


def test_a_float_is_found() -> None:
    tree = ast.parse("a = 1 / 2 + 0.5\nb = float(12)\nc = math.sqrt(2)\nif isinstance(d, float): ...")
    assert sorted(inexact(tree)) == ["1: 0.5", "2: float()", "3: math.sqrt()"]
