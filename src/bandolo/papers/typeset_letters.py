"""What do the letters between the body and an enterprise say?"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
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
class ProgressRequest(Letter):
    """The body asks how far spending and work have come, in which words, until when."""

    TEMPLATE: ClassVar[str] = "progress_request"

    asks: Cited
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNotice(Letter):
    """What an act authorised for payment to the beneficiary; amounts in cents, which add up to `gross`."""

    TEMPLATE: ClassVar[str] = "payment_notice"

    act: Registered
    recognised: Cents
    gross: Cents
    withheld: Cents
    to_creditors: Cents
    net: Cents


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
class RevocationNotice(Letter):
    """The notice that a revocation begins (L. 241/1990, arts. 7 and 8), with what can be said against it.

    `takes` is what would be lost and `answer_by` until when it can answer (art. 10), in words; by the day
    `concludes_by` the procedure ends.
    """

    TEMPLATE: ClassVar[str] = "revocation_notice"

    award: Registered
    grant: Cents
    takes: str
    grounds: tuple[Cited, ...]
    reason: str
    answer_by: str
    concludes_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestRow:
    """Days at one rate on a sum paid out, in cents; the total is rounded once, not its rows."""

    paid_on: date
    sum: Cents
    since: date
    until: date
    days: int
    rate: Fraction
    interest: Cents
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentRow:
    """An instalment of a recovery, in cents, and whether it was met."""

    due: date
    principal: Cents
    interest: Cents
    total: Cents
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """What came back, in cents."""

    on: date
    amount: Cents
    principal: Cents
    interest: Cents
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStatement(Letter):
    """What is to come back after a revocation: the sum, its interest rate by rate, what came already."""

    TEMPLATE: ClassVar[str] = "recovery_statement"

    act: Registered
    principal: Cents
    due: date
    rule: Cited
    segments: tuple[InterestRow, ...]
    instalments: tuple[InstalmentRow, ...]
    receipts: tuple[ReceiptRow, ...]
    on: date
    principal_left: Cents
    interest_left: Cents
    total_left: Cents
    enrolled: str = ""


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
