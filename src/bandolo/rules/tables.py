"""Which value does a table give for what is known of an application?

A row is a condition and what it gives. The loader makes sure that exactly one row fits whatever the
facts are, so the order of rows does not matter.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NewType

from bandolo.rules.conditions import Condition, View, evaluate


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cents or a rate, given `when` the condition on its columns holds."""

    when: Condition
    gives: int | Fraction


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table and the facts that are its columns."""

    facts: tuple[str, ...]
    rows: tuple[Row, ...]


# What the rows give says how the table is written in a call file.
CentsTable = NewType("CentsTable", Table)
RateTable = NewType("RateTable", Table)


def value_of(table: Table, view: View) -> int | Fraction | None:
    """What the table gives: cents or a rate; None while a fact of its columns that matters is missing."""
    for row in table.rows:
        if evaluate(row.when, view):
            return row.gives
    return None


def rates_in(table: Table) -> tuple[Fraction, ...]:
    """The rates that a table of rates can give."""
    return tuple(Fraction(row.gives) for row in table.rows)
