"""What does the body certify to a beneficiary about what it paid?"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bandolo.papers.typeset_records import Enterprise, Paper, Person, Registered
from bandolo.rules.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A payment with the tax withheld, in cents."""

    call: str
    act: Registered
    paid_on: date
    gross: Cents
    withheld: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdingCertificate(Paper):
    """What was withheld from a beneficiary in a year (D.P.R. 600/1973, art. 28, c. 2)."""

    TEMPLATE: ClassVar[str] = "withholding_certificate"

    enterprise: Enterprise
    year: str
    rows: tuple[Withheld, ...]
    gross_total: Cents
    withheld_total: Cents
    signer: Person
