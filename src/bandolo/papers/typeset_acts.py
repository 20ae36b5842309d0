"""What do the acts of the body, the minutes of its committee and its certificates say?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bandolo.papers.typeset_records import APPEALS, Cited, Enterprise, Paper, Person, Registered
from bandolo.rules.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Awarded:
    """A row of the awarded: place in the ranking, costs admitted and grant in cents, codes of the award.

    `points` are as they are shown, empty where the call gives none.
    """

    place: int
    reference: str
    enterprise: str
    fiscal_code: str
    points: str = ""
    admitted: Cents
    grant: Cents
    cup: str = ""
    cor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAwarded:
    """A row of those refused, with the reasons (L. 241/1990, art. 3), or of those that wait."""

    place: int | None = None
    reference: str
    enterprise: str
    fiscal_code: str
    reasons: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyAct(Paper):
    """What every act (determinazione) has: number and day once adopted, subject, reasons, decision, appeals.

    `seen` are the norms and acts it rests on, `considered` its reasons, `decides` what it says.
    """

    adopted: Registered | None
    subject: str
    signer: Person
    officer: Person
    seen: tuple[Cited, ...]
    considered: tuple[Cited, ...]
    decides: tuple[Cited, ...]
    appeals: tuple[Cited, ...] = APPEALS


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAct(AnyAct):
    """The act that awards, with the lists of those awarded, waiting and not admitted, and the sums.

    Its lists are published (D.Lgs. 33/2013, arts. 26 and 27).
    """

    TEMPLATE: ClassVar[str] = "award_act"

    awarded: tuple[Awarded, ...]
    waiting: tuple[Awarded, ...]
    not_admitted: tuple[NotAwarded, ...]
    admitted_total: Cents
    grant_total: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A row of a payment: the grant due, what is withheld, what is paid, in cents."""

    enterprise: str
    fiscal_code: str
    award: Registered
    cup: str = ""
    recognised: Cents
    due: Cents
    withheld: Cents
    net: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAct(AnyAct):
    """The act that pays, with what is withheld (D.P.R. 600/1973, art. 28, c. 2)."""

    TEMPLATE: ClassVar[str] = "payment_act"

    payments: tuple[Paid, ...]
    due_total: Cents
    withheld_total: Cents
    net_total: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation(AnyAct):
    """The act that takes an award back, whole or in part, and what is to be returned, in cents."""

    TEMPLATE: ClassVar[str] = "revocation"

    enterprise: Enterprise
    award: Registered
    grant: Cents
    revoked: Cents
    grounds: tuple[Cited, ...]
    paid: Cents
    interest: Cents
    to_return: Cents
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a variation changes: the question, what stood, what would stand, as they are shown."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationAct(AnyAct):
    """The act that authorises or refuses a variation, with what it does to costs and grant, in cents."""

    TEMPLATE: ClassVar[str] = "variation_act"

    enterprise: Enterprise
    award: Registered
    asked_at: datetime
    changes: tuple[Change, ...]
    grant_before: Cents
    grant_after: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """A dossier whose data are destroyed: its reference, its last state, the last day of its keeping."""

    reference: str
    state: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal(AnyAct):
    """The act that has the data of dossiers destroyed once their keeping is over."""

    TEMPLATE: ClassVar[str] = "disposal"

    dossiers: tuple[Disposed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the committee at a session; `conflict` says why they left for an application, if so."""

    name: str
    capacity: str
    is_present: bool
    conflict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An application that the committee examined, with its points as shown and the outcome."""

    reference: str
    enterprise: str
    points: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Paper):
    """The minutes (verbale) of a session of the committee."""

    TEMPLATE: ClassVar[str] = "minutes"

    number: int
    held_on: date
    place: str
    members: tuple[Member, ...]
    agenda: tuple[str, ...]
    examined: tuple[Examined, ...]
    decisions: tuple[Cited, ...]
    chair: Person
    secretary: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MalfunctionCertificate(Paper):
    """The certificate that the desk did not work from an instant to another, and which term is extended."""

    TEMPLATE: ClassVar[str] = "malfunction_certificate"

    began_at: datetime
    ended_at: datetime
    affected: tuple[Cited, ...]
    cause: str
    term: str
    extended_to: datetime | None
    basis: tuple[Cited, ...]
    signer: Person
