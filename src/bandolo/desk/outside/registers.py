"""What does a register say of an enterprise, on which day, under which protocol?

A register is asked through `Register`. The one here is local: a table that officers import as CSV from the
register's own export (business register, DURC, state aid register, the body's own archive), kept as a file
until the next import. A web service of a register is another class with the same method.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple, Protocol

from django.conf import settings

from bandolo.desk.codes import enterprise_code
from bandolo.desk.typed import NotUnderstoodError, typed_value
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words

REGISTERS: Mapping[str, Words] = {
    "business_register": Words(it="Registro delle imprese", en="Business register"),
    "durc": Words(it="DURC (regolarità contributiva)", en="DURC (contributions)"),
    "state_aid_register": Words(it="Registro nazionale aiuti", en="State aid register"),
    "chamber": Words(it="Archivio dell'ente", en="The body's own archive"),
    "body": Words(it="Corsi e presenze dell'ente", en="The body's courses and attendance"),
    "officer": Words(it="Accertamento d'ufficio", en="The office's own check"),
}
CODE, PROTOCOL, DAY = "fiscal_code", "protocol", "checked_on"
MOST_BYTES = 20 * 1024 * 1024
LONGEST_PROTOCOL = 100


@dataclass(frozen=True)
class Told:
    """What a register tells of an enterprise: one row of names and values, or several of one kind."""

    checked_on: date
    protocol: str
    rows: Sequence[Mapping[str, str]]


class Register(Protocol):
    """Whatever can be asked about an enterprise."""

    def ask(self, fiscal_code: str) -> Told | None:
        """What it tells, None where it does not know the enterprise; OSError where it cannot be asked."""


class Row(NamedTuple):
    """A row of a CSV: the line on which it ends, its cells by column."""

    line: int
    cells: Mapping[str, str]


class Fault(NamedTuple):
    """What is wrong with an import: the line, the column if it is of one cell, what would be right."""

    line: int
    column: str
    words: Words


class LocalRegister:
    """The last import of a register."""

    def __init__(self, name: str) -> None:
        self.path = Path(settings.FILES) / "registers" / f"{name}.csv"

    def ask(self, fiscal_code: str) -> Told | None:
        """The rows of an enterprise; the day and protocol of the first of them count."""
        if not self.path.exists():
            return None
        table = read_rows(self.path.read_text(encoding="utf-8"))
        rows = [row.cells for row in table if row.cells[CODE].upper() == fiscal_code.upper()]
        if not rows:
            return None
        values = [{name: text for name, text in row.items() if name not in _OWN and text} for row in rows]
        return Told(date.fromisoformat(rows[0][DAY]), rows[0][PROTOCOL], values)

    def take(self, text: str) -> None:
        """Put an import in place of the one before, whole or not at all; for the desk's own eyes."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=self.path.parent, encoding="utf-8", delete=False) as fresh:
            fresh.write(text)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(fresh.name).replace(self.path)


def read_rows(text: str) -> list[Row]:
    """The rows of a CSV with a head; `;` or `,` apart, as spreadsheets of both tongues write.

    csv.Error where it is none; cells beyond the head stand under the column "".
    """
    head = text.partition("\n")[0]
    table = csv.DictReader(
        StringIO(text.lstrip("\ufeff"), newline=""),
        delimiter=";" if ";" in head else ",",
        restkey="",
        restval="",
        strict=True,
    )
    return [
        Row(table.line_num, {name.strip(): "".join(cell).strip() for name, cell in row.items()})
        for row in table
    ]


def told_value(fact: Fact, text: str) -> object:
    """What a register says of a fact, as application files write it; else NotUnderstoodError."""
    return typed_value(fact, [_YES_NO.get(text.lower(), text) if fact.type == "yes_no" else text])


def faults_of(text: str, known: Mapping[str, Sequence[Fact]]) -> list[Fault]:
    """All that is wrong with an import; `known` are the facts that it can tell, by id, as calls differ."""
    try:
        rows = read_rows(text)
    except csv.Error as problem:
        return [Fault(0, "", Words(it=f"Il file non è un CSV: {problem}.", en=f"This is no CSV: {problem}."))]
    if not rows:
        return [Fault(1, "", Words(it="Il file non ha righe.", en="The file has no rows."))]
    head = rows[0].cells.keys()
    found = [Fault(1, name, _MISSING) for name in _OWN if name not in head]
    found += [Fault(1, name, _UNKNOWN) for name in sorted(head - {*_OWN, ""} - known.keys())]
    return found or [fault for row in rows for fault in _faults_of_row(row, known)]


def _faults_of_row(row: Row, known: Mapping[str, Sequence[Fact]]) -> Iterator[Fault]:
    if row.cells.get(""):
        yield Fault(row.line, "", _TOO_MANY)
    code = enterprise_code(row.cells[CODE])
    if isinstance(code, Words):
        yield Fault(row.line, CODE, code)
    if not 0 < len(row.cells[PROTOCOL]) <= LONGEST_PROTOCOL:
        yield Fault(row.line, PROTOCOL, _PROTOCOL)
    try:
        date.fromisoformat(row.cells[DAY])
    except ValueError:
        yield Fault(row.line, DAY, _DAY)
    for name, facts in known.items():
        wrong = _wrong(facts, row.cells.get(name, ""))
        if wrong is not None:
            yield Fault(row.line, name, wrong)


def _wrong(facts: Sequence[Fact], text: str) -> Words | None:
    """What would be right, where no call understands a value."""
    words = None
    for fact in facts if text else ():
        try:
            told_value(fact, text)
        except NotUnderstoodError as problem:
            words = problem.words
        else:
            return None
    return words


_OWN = (CODE, PROTOCOL, DAY)
_YES_NO = {
    "sì": "yes",
    "si": "yes",
    "true": "yes",
    "vero": "yes",
    "1": "yes",
    "0": "no",
    "false": "no",
    "falso": "no",
}
_MISSING = Words(it="Manca questa colonna.", en="This column is missing.")
_UNKNOWN = Words(
    it="Nessun bando conosce questo dato: correggere o togliere la colonna.",
    en="No call knows this fact: mend the column or take it away.",
)
_TOO_MANY = Words(
    it="La riga ha più celle dell’intestazione: un testo con il separatore va tra virgolette.",
    en="The row has more cells than the head: a text that holds the separator goes in quotes.",
)
_PROTOCOL = Words(
    it=f"Serve il protocollo, di al massimo {LONGEST_PROTOCOL} caratteri.",
    en=f"The protocol is needed, of at most {LONGEST_PROTOCOL} characters.",
)
_DAY = Words(it="Serve una data come 2026-02-05.", en="A date such as 2026-02-05 is needed.")
