"""What do the letters between the body and an enterprise say?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bandolo.papers.typeset_records import APPEALS, Cited, Enterprise, Exact, Paper, Person, Registered
from bandolo.rules.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Paper):
    """A letter of the body: to whom, under which register number, who answers for the procedure, who signs.

    `officer` is the responsible officer (L. 241/1990, arts. 4 to 6, 8).
    """

    enterprise: Enterprise
    registered: Registered | None
    officer: Person
    signer: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest(Letter):
    """What is asked for to complete an application (L. 241/1990, art. 6, c. 1, lett. b), until when.

    `due` says by when, in words, and from when that counts; `lapse` what happens where nothing comes.
    """

    TEMPLATE: ClassVar[str] = "supplement_request"

    items: tuple[Cited, ...]
    due: str
    lapse: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalNotice(Letter):
    """The notice of the reasons against an application (L. 241/1990, art. 10-bis), before it is refused.

    `due` is that of a request for a supplement.
    """

    TEMPLATE: ClassVar[str] = "refusal_notice"

    submitted_at: datetime
    reasons: tuple[Cited, ...]
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTerm:
    """Something to be done by a day, in words; `due` is empty where it counts from what is still to come."""

    words: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLetter(Letter):
    """The award told to the beneficiary, with what it has to do and by when."""

    TEMPLATE: ClassVar[str] = "award_letter"

    act: Registered
    admitted: Cents
    grant: Cents
    cup: str = ""
    cor: str = ""
    duties: tuple[Cited, ...]
    terms: tuple[DatedTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Letter):
    """What an act decided on an application, why, and how that can be challenged (L. 241/1990, art. 3).

    `position` is the place in the ranking, `grant` in cents what is awarded; None where there is none.
    """

    TEMPLATE: ClassVar[str] = "outcome"

    act: Registered
    outcome: str
    position: int | None
    grant: Cents | None
    reasons: tuple[Cited, ...]
    what_follows: str = ""
    appeals: tuple[Cited, ...] = APPEALS


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidInvoice:
    """An invoice with its proof of payment; amounts in cents, VAT apart."""

    number: str
    on: date
    supplier: str
    line: str
    taxable: Cents
    vat: Cents
    paid_on: date | None
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest(Paper):
    """The beneficiary's request to be paid, with its report of expenses (D.P.R. 445/2000, art. 47)."""

    TEMPLATE: ClassVar[str] = "payment_request"

    enterprise: Enterprise
    signer: Person
    act: Registered
    grant: Cents
    cup: str = ""
    iban: str
    holder: str
    invoices: tuple[PaidInvoice, ...]
    taxable: Cents
    declarations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceipt(Paper):
    """The receipt of a report of expenses with its register number (D.P.R. 445/2000, art. 53).

    `dossier` and `document` are SHA-256 in hexadecimal: of the report and of its signed request (empty where
    the call asks for no signature); `token` is what the body signed.
    """

    TEMPLATE: ClassVar[str] = "report_receipt"

    enterprise: Enterprise
    signer: Person
    number: int
    received_at: Exact
    dossier: str
    document: str = ""
    token: str
