"""Is there any code for one call alone?

A call is data. A comment or a docstring may cite a clause as the source of a rule, by its id in capitals
(the call's id, a dash, the clause); code may not name a call in any way.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# The calls' names are known to everyone who reads them, so they are looked for as they are written.
CALL_NAMES = re.compile(r"connessi|nuovi mercati|voucher digitali", re.IGNORECASE)


def mentions(text: str, calls: frozenset[str]) -> list[str]:
    """The words of a text, in lower case, that are the id of a call."""
    return [word for word in re.split(r"[^a-z0-9]+", text.lower()) if word in calls]


def code_words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each name and string of the code, docstrings left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name


def calls_of(root: Path) -> frozenset[str]:
    """The ids of the calls that the project ships: the names of their folders."""
    return frozenset(path.parent.name for path in (root / "calls").glob("*/call.toml"))


def test_there_are_calls_to_look_for(root: Path) -> None:
    assert calls_of(root) != frozenset()


def test_code_names_no_call(root: Path, trees: Mapping[Path, ast.Module]) -> None:
    calls = calls_of(root)
    named = [
        f"{place}:{line}: {text}"
        for place, tree in trees.items()
        if place.parts[0] == "src"
        for line, text in code_words(tree)
        if mentions(text, calls)
    ]
    assert named == []


def test_no_file_of_the_code_names_a_call(root: Path, texts: Mapping[Path, str]) -> None:
    ids = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(calls_of(root)))})(?![\w-])")
    sources = {place: text for place, text in texts.items() if place.parts[0] == "src"}
    named = [str(place) for place, text in sources.items() if ids.search(text) or CALL_NAMES.search(text)]
    assert named == []


def test_a_call_is_found_in_code_but_a_clause_may_be_cited() -> None:
    tree = ast.parse('"""C24-AD4 asks for it."""\nif call == "c24": rate_c24 = text.C24')
    found = [text for _, text in code_words(tree) if mentions(text, frozenset({"c24"}))]
    assert sorted(found) == ["C24", "c24", "rate_c24"]
