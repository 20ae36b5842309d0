"""What has every rule of a call in common?

A rule kind is a frozen dataclass. Its annotations are its grammar in the call file: `load.py` reads
them, so a field's type says how the field is written (see docs/writing-a-call.md).
"""

from dataclasses import dataclass
from typing import Literal

Moment = Literal["submission", "review", "award", "reporting", "payment"]
# How what is cut from a whole falls on its parts.
Split = Literal["pro_rata", "in_order"]
MOMENTS: tuple[Moment, ...] = ("submission", "review", "award", "reporting", "payment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people read, Italian first."""

    it: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Fields of every rule: its id, the clauses that it carries, its words, the reading it rests on."""

    id: str
    clauses: tuple[str, ...] = ()
    words: Words
    reading: str | None = None
