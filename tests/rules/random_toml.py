"""How can a TOML document be written, and on which line does each of its keys then stand?"""

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st

Path = tuple[str | int, ...]

# What a key means, and how people can write it.
KEYS: Mapping[str, tuple[str, ...]] = {
    "bare": ("bare", '"bare"', "'bare'", r'"b\u0061re"'),
    "with-dash_9": ("with-dash_9", '"with-dash_9"'),
    "3": ("3", "'3'"),
    "true": ("true", '"true"'),
    "1979-05-27": ("1979-05-27", '"1979-05-27"'),
    "": ('""', "''"),
    "b.c": ('"b.c"', "'b.c'"),
    "sp ace": ('"sp ace"', r'"sp\u0020ace"'),
    "[x]": ('"[x]"', "'[x]'"),
    "a = 1 # no": ('"a = 1 # no"', "'a = 1 # no'"),
    '"': (r'"\""', "'\"'", r'"\u0022"'),
    "\\": (r'"\\"', "'\\'"),
    "it's": ('"it\'s"',),
    "\t\n": (r'"\t\n"', r'"\u0009\n"'),
    "perché": ('"perché"', "'perché'", r'"perch\u00e9"'),
    "🧶": ('"🧶"', r'"\U0001F9F6"'),
}
SCALARS = (
    *("1", "0xff", "1_000", "+1.5e-3", "inf", "true", "''", '"text"', "'\\'", '"[no]"', '"no = 1 # no"'),
    *("2026-02-05", "09:00:00.5", "2026-02-05 09:00:00", "2026-02-05T09:00:00.123456+01:00"),
    *('"""\n[no]\nno = 1 # no\n"""', "'''\n[[no]]\n\"\"\"\n'''", '"""a \\\n  b"""', r'"\"\u00e9"'),
)
COMMENTS = ("", "\n", "# [no]\n", "   # no = 1\n\n", "\t\n")
ENDS = ("\n", " # no = 1\n", "\t\n")


class Written(NamedTuple):
    """A document, with the line (from 1) on which each path is first mentioned."""

    text: str
    lines: dict[Path, int]


class Page:
    """A document as it is being written."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[Path, int] = {(): 1}

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of several ways to write something."""
        return self.draw(st.sampled_from(choices))

    def keys(self, least: int, most: int) -> list[str]:
        """Different keys of one table."""
        return self.draw(st.lists(st.sampled_from(sorted(KEYS)), min_size=least, max_size=most, unique=True))

    def is_so(self, one_in: int) -> bool:
        """Sometimes true."""
        return self.draw(st.integers(1, one_in)) == 1

    def write(self, text: str) -> None:
        """Add text."""
        self.text += text

    def note(self, path: Path) -> None:
        """A path is mentioned here; only its first mention counts."""
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def key(self, outer: Path, keys: tuple[str, ...]) -> None:
        """Write a key of one or more parts that stands in a table."""
        for at in range(len(keys)):
            self.note((*outer, *keys[: at + 1]))
        dot = self.one_of((".", " . ", "."))
        self.write(dot.join(self.one_of(KEYS[key]) for key in keys))


def write_pair(page: Page, outer: Path, keys: tuple[str, ...], depth: int) -> None:
    """`key = value`, without the end of the line."""
    page.key(outer, keys)
    page.write(page.one_of((" = ", "=", "\t=  ")))
    write_value(page, (*outer, *keys), depth)


def write_value(page: Page, path: Path, depth: int) -> None:
    """A scalar, an array over one or more lines, or an inline table."""
    shape = page.one_of(("scalar", "array", "table")) if depth else "scalar"
    if shape == "scalar":
        page.write(page.one_of(SCALARS))
    elif shape == "array":
        page.write("[")
        for at in range(page.draw(st.integers(0, 3))):
            page.write(page.one_of(("", " ", *COMMENTS)))
            page.note((*path, at))
            write_value(page, (*path, at), depth - 1)
            page.write(page.one_of((",", " ,", ", # no\n")))
        page.write(page.one_of(("]", "\n]", " # ]\n]")))
    else:
        page.write("{ ")
        for at, key in enumerate(page.keys(0, 3)):
            page.write(", " if at else "")
            inner = (key, *page.keys(0, 1)) if page.is_so(3) else (key,)
            write_pair(page, path, inner, depth - 1)
        page.write(" }")


def write_body(page: Page, path: Path, keys: list[str]) -> None:
    """The pairs of a table, some of them with dotted keys that share their first part."""
    for key in keys:
        inner: list[tuple[str, ...]] = [(key,)]
        if page.is_so(4):
            inner = [(key, one) for one in page.keys(1, 2)]
        for one in inner:
            page.write(page.one_of(COMMENTS) + page.one_of(("", "  ", "\t")))
            write_pair(page, path, one, 2)
            page.write(page.one_of(ENDS))


def write_header(page: Page, path: Path, left: str, right: str) -> None:
    """`[a.b]` or `[[a.b]]`: every table around it is mentioned too."""
    page.write(page.one_of(COMMENTS) + page.one_of(("", "  ")))
    for end in range(1, len(path) + 1):
        page.note(path[:end])
    dot = page.one_of((".", " . ", "."))
    names = dot.join(page.one_of(KEYS[part]) for part in path if isinstance(part, str))
    space = page.one_of(("", " "))
    page.write(f"{left}{space}{names}{space}{right}{page.one_of(ENDS)}")


def write_sections(page: Page, path: Path, keys: list[str], depth: int) -> None:
    """The tables and arrays of tables under a path, each with its own body and sections."""
    for key in keys:
        inner: Path = (*path, key)
        if page.is_so(2):
            for at in range(page.draw(st.integers(1, 3))):
                write_header(page, (*inner, at), "[[", "]]")
                own, below = page.keys(0, 2), page.keys(0, 2) if depth else []
                write_body(page, (*inner, at), own)
                write_sections(page, (*inner, at), [one for one in below if one not in own], depth - 1)
            continue
        own, below = page.keys(0, 3), page.keys(0, 2) if depth else []
        below = [one for one in below if one not in own]
        # A table can be named after those within it, or by them alone.
        is_late = bool(below) and page.is_so(3)
        is_unnamed = bool(below) and not own and page.is_so(2)
        if is_late:
            write_sections(page, inner, below, depth - 1)
        if not is_unnamed:
            write_header(page, inner, "[", "]")
            write_body(page, inner, own)
        if not is_late:
            write_sections(page, inner, below, depth - 1)


@st.composite
def documents(draw: st.DrawFn) -> Written:
    """A document with pairs, tables and arrays of tables at any depth."""
    page = Page(draw)
    own = page.keys(0, 3)
    write_body(page, (), own)
    write_sections(page, (), [one for one in page.keys(0, 3) if one not in own], 2)
    page.write(page.one_of(("", "# the end")))
    return Written(page.text.replace("\n", page.one_of(("\n", "\n", "\r\n"))), page.lines)
