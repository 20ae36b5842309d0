"""Does every module say in one line what it answers, and every public function what it gives?"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path


def headless(tree: ast.Module) -> bool:
    """Whether a module's docstring is missing, or does not start with one line that is a sentence."""
    first, *rest = (ast.get_docstring(tree) or "").split("\n")
    return not first.endswith(("?", ".", "!")) or (bool(rest) and rest[0] != "")


def silent(tree: ast.Module) -> Iterator[str]:
    """The public functions, classes and methods without a docstring."""
    blocks: list[ast.Module | ast.ClassDef] = [tree]
    while blocks:
        for node in blocks.pop().body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                # Django's Meta says something of the class around it.
                if not node.name.startswith(("_", "Meta")) and not ast.get_docstring(node):
                    yield f"{node.lineno}: {node.name}"
                if isinstance(node, ast.ClassDef):
                    blocks.append(node)


def test_a_module_starts_with_one_line(trees: Mapping[Path, ast.Module]) -> None:
    assert [str(place) for place, tree in trees.items() if headless(tree)] == []


def test_what_is_public_has_a_docstring(trees: Mapping[Path, ast.Module]) -> None:
    sources = {place: tree for place, tree in trees.items() if place.parts[0] == "src"}
    assert [f"{place}:{found}" for place, tree in sources.items() for found in silent(tree)] == []


def test_what_is_missing_is_found() -> None:
    assert headless(ast.parse("x = 1"))
    assert headless(ast.parse('"""Which\nlines?"""'))
    assert not headless(ast.parse('"""Which lines?\n\nThese."""'))
    assert list(silent(ast.parse('class A:\n  """A."""\n  def b(self): ...\ndef _c(): ...'))) == ["3: b"]
