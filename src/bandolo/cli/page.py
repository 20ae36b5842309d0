"""How is a page laid out on a terminal: headings, texts, marks, problems?

What people typed is shown as it is, never as markup, and without the control characters by which a file
could write elsewhere on the screen.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bandolo.rules.money import show_euro
from bandolo.rules.problem import Problem
from bandolo.rules.rule import Words

WIDTH_OF_A_FILE = 110
MARK_STYLES: Mapping[bool | None, str] = {True: "green", False: "bold red", None: "bold yellow"}


class Signs(NamedTuple):
    """The signs of a page: for yes, no and not known, for a paper to attach, for what follows."""

    yes: str
    no: str
    unknown: str
    to_attach: str
    leads_to: str


DRAWN = Signs("✓", "✗", "?", "□", "→")
TYPED = Signs("[ok]", "[NO]", "[??]", "[  ]", "->")


def signs() -> Signs:
    """The signs that standard output can show: where it has no ticks, they are made of letters."""
    try:
        "".join(DRAWN).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return TYPED
    return DRAWN


def plain(text: str) -> str:
    """A text without control characters."""
    return "".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem on a line of standard error."""
    for problem in problems:
        sys.stderr.write(plain(str(problem)).replace("\n", " ") + "\n")


def show_json(answer: Mapping[str, object]) -> None:
    """An answer for programs."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


class Screen(Console):
    """A console that leaves a pipe closed by its reader to the end of the command."""

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError that is being handled."""
        raise  # noqa: PLE0704


class Page:
    """A page on standard output, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
        self.console = Screen(highlight=False, markup=False, emoji=False, width=width)

    def say(self, words: Words | tuple[str, str]) -> str:
        """Words in the language of the page."""
        pair = (words.it, words.en) if isinstance(words, Words) else words
        return pair[self.lang == "en"]

    def euro(self, cents: int) -> str:
        """An amount in cents."""
        return show_euro(cents, self.lang)

    def heading(self, words: Words | tuple[str, str]) -> None:
        """A new section."""
        self.console.print()
        self.console.print(Rule(Text(self.say(words), style="bold"), align="left", style="dim"))

    def show(self, what: RenderableType, indent: int = 0) -> None:
        """A text or a table; a text is shown as it is."""
        if isinstance(what, Table) and not what.row_count:
            return
        shown = Text(plain(what)) if isinstance(what, str) else what
        self.console.print(Padding(shown, (0, 0, 0, indent)) if indent else shown)


def grid(*widths: str) -> Table:
    """A table without lines: a column for each of "left", "right", "mark" (narrow)."""
    table = Table.grid(padding=(0, 1))
    for width in widths:
        table.add_column(
            justify="right" if width == "right" else "left",
            no_wrap=width in ("right", "mark", "short"),
            ratio=1 if width == "wide" else None,
        )
    return table


def mark(verdict: bool | None) -> Text:
    """A sign for yes, no and not known."""
    shown = signs()
    sign = shown.unknown if verdict is None else shown.yes if verdict else shown.no
    return Text(sign, style=MARK_STYLES[verdict])


def cell(text: str, style: str = "") -> Text:
    """A text in a table."""
    return Text(plain(text), style=style)


def with_clauses(text: str, clauses: Sequence[str]) -> Text:
    """A text with the clauses that say so."""
    shown = cell(text)
    if clauses:
        shown.append(f" [{', '.join(clauses)}]", style="dim")
    return shown


def with_reasons(text: Text, reasons: Iterable[str]) -> RenderableType:
    """A text with the reasons for it below, set in, each once."""
    below = [Padding(cell(reason), (0, 0, 0, 2)) for reason in dict.fromkeys(reasons)]
    return Group(text, *below) if below else text
