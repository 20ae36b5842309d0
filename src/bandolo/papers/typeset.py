"""How does a record become an official PDF, tagged and fit for the archive, the same bytes each time?

The record travels to the typesetter as JSON and never as markup, so that nothing typed by people acts there.
"""

import functools
import json
import re
import unicodedata
from dataclasses import fields
from datetime import date, datetime
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typst

from bandolo.papers.typeset_records import Exact, Paper, Svg
from bandolo.rules.days import ROME, show_day, show_instant, utc
from bandolo.rules.money import Cents, show_euro, show_rate

# ISO 19005-2 level A (archive, with structure) and ISO 14289-1 (read by assistive technology).
STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")

_FOLDER = Path(str(files("bandolo.papers") / "documents"))
# A word longer than this can be broken anywhere, or it would run out of its column.
_LONGEST_WORD = 24
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{_LONGEST_WORD + 1},}}")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«“])")
# Invisible marks that come with copied text and say nothing on paper.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\r]")


def typeset(paper: Paper) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1) of a paper; its dates are those of the record, so are its bytes.

    `typst.TypstError` where the coat of arms of the body is not an SVG image.
    """
    pdf = typst.compile(
        _FOLDER / f"{paper.TEMPLATE}.typ",
        format="pdf",
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"record": json.dumps(plain(paper, type(paper)), ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
        timestamp=utc(paper.made_at).replace(microsecond=0),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts that the typesetter carries, among them the two of the theme; none of this machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def plain(value: object, hint: object) -> Any:  # noqa: ANN401
    """A value as the templates read it: texts, truths, lists and tables; `hint` tells cents from a count."""
    if value is None or isinstance(value, bool):
        return value
    if get_origin(hint) in (Union, UnionType):
        [hint] = [one for one in get_args(hint) if one is not type(None)]
    match value:
        case str():
            return value if hint is Svg else printable(value)
        case int():
            return show_euro(value, "it") if hint is Cents else f"{value:,}".replace(",", ".")
        case Fraction():
            return show_rate(value, "it")
        case datetime():
            # The weekday is of use in a term, not in the date of an act.
            shown = show_instant(value.replace(microsecond=0), "it").partition(" ")[2]
            return shown if hint is not Exact else _exact(shown, value)
        case date():
            return show_day(value, "it").partition(" ")[2]
        case tuple():
            return [plain(one, get_args(hint)[0]) for one in value]
        case _:
            return {name: plain(getattr(value, name), inner) for name, inner in _slots(type(value))}  # type: ignore[arg-type]


def _exact(shown: str, moment: datetime) -> str:
    return f"{shown.partition(' ore ')[0]} ore {moment.astimezone(ROME):%H:%M:%S,%f}"


@functools.cache
def _slots(record: type[Any]) -> list[tuple[str, Any]]:
    """The fields of a kind of record with their annotations."""
    hints = get_type_hints(record)
    return [(one.name, hints[one.name]) for one in fields(record)]


def printable(text: str) -> str:
    """A text in characters that the fonts have; any other stands as its code, `[U+202E]`, and is not lost.

    PDF/A forbids a character without a glyph. Marks that turn the direction of a text are written as codes
    too: on an act they could make a name read as another. An apostrophe between letters is set as such.
    """
    kept = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    shown = _APOSTROPHE.sub("’", kept.translate(_Glyphs()))
    return _LONG_WORD.sub(_breakable, shown)


def _breakable(word: re.Match[str]) -> str:
    return "\u200b".join(word[0])


class _Glyphs(dict[int, str | int]):
    """For `str.translate`: a character to itself where there is a glyph for it, else to its code."""

    def __missing__(self, code: int) -> str | int:
        return code if code in _glyphs() or code in (9, 10) else f"[U+{code:04X}]"


@functools.cache
def _glyphs() -> frozenset[int]:
    """The characters that the fonts have, but for those of scripts written from right to left."""
    found: set[int] = set()
    for span in (_FOLDER / "glyphs.txt").read_text(encoding="ascii").split():
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
