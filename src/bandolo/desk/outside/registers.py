"""What does a register say of an enterprise, on which day, under which protocol?

A register is asked through `Register`. The one here is local: a table that officers import as CSV from the
register's own export (business register, DURC, state aid register, the body's own archive), kept as a file
until the next import. A web service of a register is another class with the same method.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Protocol

from django.conf import settings

from bandolo.rules.rule import Words

REGISTERS: Mapping[str, Words] = {
    "business_register": Words(it="Registro delle imprese", en="Business register"),
    "durc": Words(it="DURC (regolarità contributiva)", en="DURC (contributions)"),
    "state_aid_register": Words(it="Registro nazionale aiuti", en="State aid register"),
    "chamber": Words(it="Archivio dell'ente", en="The body's own archive"),
    "officer": Words(it="Accertamento d'ufficio", en="The office's own check"),
}
CODE, PROTOCOL, DAY = "fiscal_code", "protocol", "checked_on"
MOST_BYTES = 20 * 1024 * 1024


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


class LocalRegister:
    """The last import of a register."""

    def __init__(self, name: str) -> None:
        self.path = Path(settings.FILES) / "registers" / f"{name}.csv"

    def ask(self, fiscal_code: str) -> Told | None:
        """The rows of an enterprise; the day and protocol of the first of them count."""
        if not self.path.exists():
            return None
        table = read_rows(self.path.read_text(encoding="utf-8"))
        rows = [row for row in table if row[CODE].upper() == fiscal_code.upper()]
        if not rows:
            return None
        own = (CODE, PROTOCOL, DAY)
        values = [{name: text for name, text in row.items() if name not in own and text} for row in rows]
        return Told(date.fromisoformat(rows[0][DAY]), rows[0][PROTOCOL], values)

    def take(self, text: str) -> None:
        """Put an import in place of the one before, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.path)


def read_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV with a head; `;` or `,` apart, as spreadsheets of both tongues write."""
    head = text.partition("\n")[0]
    found = csv.DictReader(StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in head else ",")
    return [
        {(name or "").strip(): (value or "").strip() for name, value in row.items() if name is not None}
        for row in found
    ]


def faults_of(rows: Iterable[Mapping[str, str]], known: Iterable[str]) -> list[str]:
    """What is wrong with the rows of an import, each with its line; `known` are the facts it can tell."""
    listed = list(rows)
    if not listed:
        return ["il file non ha righe / the file has no rows"]
    names = {CODE, PROTOCOL, DAY}
    missing = sorted(names - listed[0].keys())
    strange = sorted(listed[0].keys() - names - set(known))
    found = [f"1: manca la colonna / column missing: {name}" for name in missing]
    found += [f"1: colonna sconosciuta / unknown column: {name}" for name in strange]
    for number, row in enumerate(listed, 2) if not missing else ():
        if not row[CODE] or not row[PROTOCOL]:
            found.append(f"{number}: servono codice fiscale e protocollo / code and protocol needed")
        try:
            date.fromisoformat(row[DAY])
        except ValueError:
            found.append(f"{number}: {DAY}: una data come / a date such as 2026-02-05, non/not {row[DAY]!r}")
    return found
