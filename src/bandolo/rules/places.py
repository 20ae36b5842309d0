"""On which line of a TOML file does a key stand?

Asked only when there is a problem to show, so that good files do not pay for it.
"""

import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]
_LANGUAGE = Language(tree_sitter_toml.language())


def lines_of(text: bytes) -> dict[Path, int]:
    """The line (from 1) of every key path of a TOML text; list items are counted from 0."""
    lines: dict[Path, int] = {(): 1}
    arrays: dict[Path, int] = {}
    for node in Parser(_LANGUAGE).parse(text).root_node.named_children:
        if node.type == "pair":
            _note_pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            head, *pairs = [one for one in node.named_children if one.type != "comment"]
            path = _within_arrays(tuple(_key_parts(head)), arrays)
            for end in range(1, len(path)):
                lines.setdefault(path[:end], _line(node))
            if node.type == "table_array_element":
                arrays[path] = arrays.get(path, -1) + 1
                lines.setdefault(path, _line(node))
                path = (*path, arrays[path])
            lines.setdefault(path, _line(node))
            for pair in pairs:
                _note_pair(pair, path, lines)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest table around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _within_arrays(keys: Path, arrays: dict[Path, int]) -> Path:
    """`[case.facts]` stands inside the last `[[case]]`."""
    path: Path = ()
    for at, key in enumerate(keys):
        path = (*path, key)
        if path in arrays and at < len(keys) - 1:
            path = (*path, arrays[path])
    return path


def _note_pair(pair: Node, outer: Path, lines: dict[Path, int]) -> None:
    if pair.type != "pair":
        return
    key, value, *_ = [one for one in pair.named_children if one.type != "comment"]
    path = outer
    for part in _key_parts(key):
        path = (*path, part)
        lines.setdefault(path, _line(pair))
    _note_value(value, path, lines)


def _note_value(value: Node, path: Path, lines: dict[Path, int]) -> None:
    children = [one for one in value.named_children if one.type != "comment"]
    if value.type == "inline_table":
        for pair in children:
            _note_pair(pair, path, lines)
    elif value.type == "array":
        for at, item in enumerate(children):
            lines[(*path, at)] = _line(item)
            _note_value(item, (*path, at), lines)


def _key_parts(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for one in node.named_children:
            yield from _key_parts(one)
    elif node.type == "quoted_key" and node.text is not None:
        yield next(iter(tomllib.loads(f"{node.text.decode()} = 0")))
    elif node.text is not None:
        yield node.text.decode()


def _line(node: Node) -> int:
    return node.start_point[0] + 1
