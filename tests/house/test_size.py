"""Is every file and every function short enough to be read at once?

A comment `# long: reason` on the line of a `def`, or above it, excuses a function;
`# long file: reason` excuses its file.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
FILE_REASON = re.compile(r"^# long file: \w+", re.MULTILINE)
FUNCTION_REASON = re.compile(r"# long: \w+")


def long_functions(source: str) -> Iterator[str]:
    """Name and length of each function over the limit that no reason excuses, with its line."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        excuse = "\n".join([*lines[max(first - 2, 0) : first - 1], lines[node.lineno - 1]])
        if length > LONGEST_FUNCTION and not FUNCTION_REASON.search(excuse):
            yield f"{node.lineno}: {node.name} has {length} lines"


def test_files_are_short(texts: Mapping[Path, str]) -> None:
    long = [
        f"{place} has {len(text.splitlines())} lines"
        for place, text in texts.items()
        if place.suffix == ".py" and len(text.splitlines()) > LONGEST_FILE and not FILE_REASON.search(text)
    ]
    assert long == []


def test_functions_are_short(texts: Mapping[Path, str]) -> None:
    sources = {place: text for place, text in texts.items() if place.suffix == ".py"}
    assert [f"{place}:{found}" for place, text in sources.items() for found in long_functions(text)] == []


def test_a_long_function_is_found_unless_a_reason_stands_beside_it() -> None:
    body = "    pass\n" * LONGEST_FUNCTION
    assert list(long_functions(f"def gather():\n{body}")) == ["1: gather has 41 lines"]
    assert list(long_functions(f"# long: one table\n@cache\ndef gather():\n{body}")) == []
    assert list(long_functions(f"def gather():  # long: one table\n{body}")) == []
