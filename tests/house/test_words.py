"""Does every name say what the thing is, rather than that it is of some use?"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

EMPTY_WORDS = frozenset(
    ("common", "helper", "helpers", "manager", "managers", "service", "services", "util", "utils")
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(name: str) -> frozenset[str]:
    """The words of a name in any case: `SpendingManager` and `spending_manager` are spending, manager."""
    return frozenset(word.lower() for word in WORD.findall(name))


def names(place: Path, tree: ast.Module) -> Iterator[str]:
    """The names that a module brings: of its folders, itself, its classes and its functions."""
    yield from place.with_suffix("").parts
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_names_carry_no_empty_word(trees: Mapping[Path, ast.Module]) -> None:
    empty = [
        f"{place}: {name}"
        for place, tree in trees.items()
        for name in names(place, tree)
        if words_of(name) & EMPTY_WORDS
    ]
    assert empty == []


def test_an_empty_word_is_found_in_any_spelling() -> None:
    tree = ast.parse("class CostManager: ...\ndef read_utils(): ...\ndef commonplace(): ...")
    found = [name for name in names(Path("src/common/costs.py"), tree) if words_of(name) & EMPTY_WORDS]
    assert found == ["common", "CostManager", "read_utils"]
