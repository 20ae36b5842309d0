"""What does an e-invoice say, as plain records?

Amounts are whole cents as the document writes them: those of a credit note are positive. Quantities and
unit prices have more decimals than cents: they stay exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.papers.paper_problem import PaperProblem

Form = Literal["ordinary", "simplified"]
ReferenceKind = Literal["CUP", "CIG"]
# Payable at once or later; "split": the customer, a public body, pays the VAT to the state (D.P.R. 633/1972,
# art. 17-ter).
Due = Literal["at_once", "deferred", "split", "not_said"]
# A euro: what the exchange system lets amounts of one document differ by.
_NEAR = 100
CREDIT_TYPES = frozenset(("TD04", "TD08"))
# Written by the customer, who completes the invoice of a foreign or other supplier, or stands in for it.
SELF_TYPES = frozenset(
    ("TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD27", "TD28", "TD29")
)


class Party(NamedTuple):
    """Who issues or receives: VAT number without its country, Italian tax code."""

    name: str
    country: str
    vat_number: str
    tax_code: str


class InvoiceLine(NamedTuple):
    """One line: its total in cents, without VAT in an ordinary invoice and with it in a simplified one."""

    number: str
    description: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    cents: int
    vat_rate: Fraction | None
    nature: str


class VatSummary(NamedTuple):
    """The taxable amount and the VAT of one rate or nature, in cents."""

    rate: Fraction | None
    nature: str
    taxable: int
    vat: int
    due: Due


class Withholding(NamedTuple):
    """What the customer withholds and pays to the state or a pension body, in cents (RT01 ... RT06)."""

    kind: str
    cents: int
    rate: Fraction | None


class PaymentTerm(NamedTuple):
    """How and when a part is to be paid: the code of the means (MP05 is a transfer), cents, account."""

    means: str
    due: date | None
    cents: int | None
    iban: str
    payee: str


class Reference(NamedTuple):
    """A CUP or CIG, and where it stands."""

    kind: ReferenceKind
    value: str
    where: str


class Related(NamedTuple):
    """An earlier invoice that this document refers to."""

    number: str
    dated: date | None


class PlacedText(NamedTuple):
    """A text that people wrote, and where it stands."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One document of a file, all amounts in cents.

    `total` is what the document states, else taxable and VAT together.
    """

    form: Form
    type: str
    number: str
    dated: date | None
    currency: str
    supplier: Party
    customer: Party
    lines: tuple[InvoiceLine, ...]
    summaries: tuple[VatSummary, ...]
    withholdings: tuple[Withholding, ...]
    terms: tuple[PaymentTerm, ...]
    references: tuple[Reference, ...]
    related: tuple[Related, ...]
    texts: tuple[PlacedText, ...]
    taxable: int
    vat: int
    total: int
    problems: tuple[PaperProblem, ...]

    @property
    def is_credit(self) -> bool:
        """Whether it takes back, wholly or in part, what another invoice asked for."""
        return self.type in CREDIT_TYPES

    @property
    def is_self_issued(self) -> bool:
        """Whether the customer wrote it in place of the supplier."""
        return self.type in SELF_TYPES

    @property
    def withheld(self) -> int:
        """What the customer pays to others in place of the supplier, in cents."""
        return sum(one.cents for one in self.withholdings)

    @property
    def split_vat(self) -> int:
        """The VAT that the customer pays to the state itself, in cents."""
        return sum(one.vat for one in self.summaries if one.due == "split")

    @property
    def is_total_net(self) -> bool:
        """Whether the total is written with what is withheld already taken off, as some programs do."""
        gross = self.taxable + self.vat
        return self.withheld > _NEAR and abs(gross - self.withheld - self.total) <= _NEAR

    @property
    def payable(self) -> int:
        """What the supplier is to be paid, in cents; below zero for a credit note.

        The total less what is withheld, and less the VAT where the customer owes it to the state: under
        split payment, and in documents that the customer writes.
        """
        vat = self.vat if self.is_self_issued else self.split_vat
        due = self.total - vat - (0 if self.is_total_net else self.withheld)
        return -abs(due) if self.is_credit else due

    @property
    def instalments(self) -> int | None:
        """What the document itself asks to be paid, in cents; None where it does not say."""
        asked = [term.cents for term in self.terms if term.cents is not None]
        return sum(asked) if asked and len(asked) == len(self.terms) else None

    def values_of(self, kind: ReferenceKind) -> tuple[str, ...]:
        """The codes of a kind, each once."""
        return tuple(dict.fromkeys(one.value for one in self.references if one.kind == kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFile:
    """A file of one or more invoices: the digest of its inner XML, and what is odd about the file.

    `refused` says why nothing could be read; then there are no invoices.
    """

    name: str
    digest: str
    signatures: int
    encoding: str
    version: str
    invoices: tuple[Invoice, ...]
    problems: tuple[PaperProblem, ...]
    refused: PaperProblem | None = None


def sum_of(summaries: Sequence[VatSummary]) -> tuple[int, int]:
    """The taxable amount and the VAT of all summaries, in cents."""
    return sum(one.taxable for one in summaries), sum(one.vat for one in summaries)
