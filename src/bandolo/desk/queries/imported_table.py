"""What does a CSV that somebody uploads hold, or what is wrong in which row and column?"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest

from bandolo.desk.csv_cells import bare_cell
from bandolo.rules.rule import Words

MOST_ROWS = 100_000
MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a table, and what would be right; rows count from the head, which is 1."""

    row: int
    column: str
    words: Words


@dataclass(frozen=True)
class Row:
    """A row with its number and its cells by column."""

    number: int
    cells: dict[str, str]


def table_of(content: bytes, columns: Sequence[str]) -> list[Row] | list[Fault]:
    """The rows of a CSV in UTF-8 or Windows-1252, `;` or `,` apart; every fault of its head where it has any.

    A cell that begins as a formula with an apostrophe before it, as our own exports write it, loses that.
    """
    if len(content) > MOST_BYTES:
        return [Fault(1, "", Words(it="il file supera 10 MB", en="the file is above 10 MB"))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    # PostgreSQL keeps no NUL, and nobody means to write one.
    text = text.replace("\0", "")
    head = text.partition("\n")[0]
    try:
        listed = [*csv.reader(StringIO(text), delimiter=";" if ";" in head else ",", strict=True)]
    except csv.Error as problem:
        return [Fault(1, "", Words(it=f"non è un CSV: {problem}", en=f"this is no CSV: {problem}"))]
    names = [name.strip() for name in listed[0]] if listed else []
    faults = [*_head_faults(names, columns)]
    if len(listed) - 1 > MOST_ROWS:
        faults.append(Fault(1, "", Words(it="più di 100.000 righe", en="more than 100,000 rows")))
    if faults:
        return faults
    return [
        Row(number, dict(zip_longest(names, map(bare_cell, cells[: len(names)]), fillvalue="")))
        for number, cells in enumerate(listed[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _head_faults(names: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    for name in columns:
        if name not in names:
            right = ", ".join(columns)
            it, en = f"manca la colonna; servono {right}", f"the column is missing; {right} are needed"
            yield Fault(1, name, Words(it=it, en=en))
