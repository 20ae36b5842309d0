"""Is every key of a TOML text found on its line?"""

import tomllib
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given

from bandolo.rules.places import Path, line_of, lines_of
from tests.rules.random_toml import Written, documents


def paths_in(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of every table, key and item of a parsed text."""
    yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths_in(one, (*path, key))
    if isinstance(value, list):
        for at, one in enumerate(value):
            yield from paths_in(one, (*path, at))


@given(documents())
def test_every_path_stands_on_the_line_of_its_first_mention(written: Written) -> None:
    assert set(paths_in(tomllib.loads(written.text))) == written.lines.keys()
    assert lines_of(written.text.encode()) == written.lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", {}),
        ("# nothing\n", {}),
        ("a = 1", {("a",): 1}),
        ("\n\na = 1\r\n\r\nb = 2\r\n", {("a",): 3, ("b",): 5}),
        ('"a\\"b" = 1\n', {('a"b',): 1}),
        ('"\\u00e9" = 1\n', {("é",): 1}),
        ("'\"x\"' = 1\n", {('"x"',): 1}),
        ("3.14 = 1\n", {("3",): 1, ("3", "14"): 1}),
        ('a."b.c".d = 1\n', {("a",): 1, ("a", "b.c"): 1, ("a", "b.c", "d"): 1}),
        ("[t]\na.b = 1\na.c = 2\n", {("t",): 1, ("t", "a"): 2, ("t", "a", "b"): 2, ("t", "a", "c"): 3}),
        (
            "[[a]]\n[[a]]\n[a.b]\nx = [\n1,\n# no\n{ y = 2 },\n]\n",
            {
                ("a",): 1,
                ("a", 0): 1,
                ("a", 1): 2,
                ("a", 1, "b"): 3,
                ("a", 1, "b", "x"): 4,
                ("a", 1, "b", "x", 0): 5,
                ("a", 1, "b", "x", 1): 7,
                ("a", 1, "b", "x", 1, "y"): 7,
            },
        ),
        (
            "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\nx = 1",
            {
                ("a",): 1,
                ("a", 0): 1,
                ("a", 0, "b"): 2,
                ("a", 0, "b", 0): 2,
                ("a", 0, "b", 1): 3,
                ("a", 1): 4,
                ("a", 1, "b"): 5,
                ("a", 1, "b", 0): 5,
                ("a", 1, "b", 0, "x"): 6,
            },
        ),
    ],
)
def test_worked_texts(text: str, lines: Mapping[Path, int]) -> None:
    assert lines_of(text.encode()) == {(): 1, **lines}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("limit", 0, "cap"), 3),
        (("limit", 0, "share"), 1),
        (("limit", 0, "cap", "values", "small"), 3),
        (("limit", 7), 1),
        (("nowhere", 3, "x"), 1),
        ((), 1),
    ],
)
def test_what_is_not_there_stands_where_it_should_be(path: Path, line: int) -> None:
    assert line_of(lines_of(b'[[limit]]\nid = "most"\ncap = 5.00\n'), path) == line


@pytest.mark.parametrize(
    "text", [b"a = ", b"= 1", b"[a", b"[[a]", b"a = [1", b"\xff\xfe", b"{", b"a = 'x", b"\x00"]
)
def test_a_broken_text_has_some_lines_and_no_crash(text: bytes) -> None:
    assert lines_of(text)[()] == 1
