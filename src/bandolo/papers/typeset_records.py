"""What do all papers of a public body have in common: who writes, to whom, about what?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, NewType

# The text of an SVG image.
Svg = NewType("Svg", str)
# An aware instant that is written to the microsecond.
Exact = NewType("Exact", datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The body that writes, as its letters name it; `arms` is its coat of arms.

    `contacts` are lines such as an address or a PEC address; `place` stands before a date.
    """

    name: str
    office: str = ""
    place: str = ""
    contacts: tuple[str, ...] = ()
    arms: Svg | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise as the business register has it."""

    name: str
    fiscal_code: str
    vat_number: str = ""
    rea: str = ""
    office: str = ""
    pec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with the capacity in which they sign."""

    name: str
    capacity: str
    fiscal_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A register number with its day (D.P.R. 445/2000, art. 53); also the number and day of an act."""

    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Something said, with the clauses or articles that it rests on."""

    words: str
    clauses: tuple[str, ...] = ()


# What an act has to say of how it can be challenged (L. 241/1990, art. 3, c. 4).
APPEALS = (
    Cited(
        words="ricorso al Tribunale amministrativo regionale entro sessanta giorni dalla conoscenza",
        clauses=("D.Lgs. 104/2010, artt. 29 e 41",),
    ),
    Cited(
        words="ricorso straordinario al Presidente della Repubblica entro centoventi giorni",
        clauses=("D.P.R. 1199/1971, artt. 8 e 9",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer, both in words."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every paper carries: who issues it, for which call, its own reference, when it was made (aware).

    The PDF's own date is `made_at`, so that the same record gives the same bytes.
    """

    TEMPLATE: ClassVar[str]

    issuer: Issuer
    call: str
    reference: str
    made_at: datetime
