"""How does a person begin to act for an enterprise?

Whoever is first declares it (D.P.R. 445/2000, art. 47) and can go on at once; the body checks at the review.
Where anybody ever acted for the enterprise, whoever comes later asks, and somebody entitled decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction

from bandolo.desk.actions.keep_upload import note_scan
from bandolo.desk.actions.name_person import name_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Claim, Enterprise, Mandate, Person, Representation, Site
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.enterprises import is_taken
from bandolo.desk.roles import Role
from bandolo.papers.upload_scan import Scanned

Capacity = Literal["representative", "mandate"]


@dataclass(frozen=True)
class Registration:
    """An enterprise as a person describes it, its codes checked; `ateco` belongs to the registered office."""

    vat_number: str
    fiscal_code: str
    name: str
    legal_form: str
    pec: str
    rea: str
    address: str
    municipality: str
    province: str
    ateco: Sequence[str]


@dataclass(frozen=True)
class Grantor:
    """Who signed the mandate that a delegate shows."""

    fiscal_code: str
    given_name: str
    family_name: str


@dataclass(frozen=True)
class Standing:
    """By what right a person acts: as representative, or by a mandate ; which paper shows it."""

    capacity: Capacity
    evidence_name: str
    evidence: bytes
    until: date | None = None
    grantor: Grantor | None = None
    scanned: Scanned = Scanned.NOT_SCANNED


@transaction.atomic
def register_enterprise(
    told: Registration, standing: Standing, person: Person, today: date, now: datetime
) -> Enterprise | Claim:
    """The enterprise that the person acts for from now on, or the claim that waits for a decision.

    What the desk knew of an enterprise of others stays as it was: whoever acts for it changes it.
    """
    enterprise, is_new = Enterprise.objects.select_for_update(of=("self",)).get_or_create(
        fiscal_code=told.fiscal_code,
        defaults={
            "vat_number": told.vat_number,
            "name": told.name,
            "legal_form": told.legal_form,
            "pec": told.pec,
            "rea": told.rea,
        },
    )
    digest = keep(standing.evidence)
    note_scan(digest, standing.scanned, now)
    grantor = _grantor(standing)
    if not is_new and is_taken(enterprise):
        return _asked(enterprise, standing, digest, grantor, person, now)
    _complete(enterprise, told)
    data = {"capacity": standing.capacity, "evidence": digest}
    role = stand(enterprise, standing, digest, grantor, person, today)
    record_event("enterprise", enterprise.id, "register", Actor(person, role, enterprise), now, data)
    return enterprise


def stand(
    enterprise: Enterprise,
    standing: Standing,
    digest: str,
    grantor: Person | None,
    person: Person,
    today: date,
) -> Role:
    """Let a person act for an enterprise; the role in which they do."""
    if grantor is None:
        Representation.objects.get_or_create(
            person=person,
            enterprise=enterprise,
            until=None,
            defaults={"since": today, "evidence": f"{standing.evidence_name} {digest}"[:300]},
        )
        return "applicant"
    Mandate.objects.create(
        person=person,
        enterprise=enterprise,
        granted_by=grantor,
        evidence_name=standing.evidence_name,
        evidence_sha256=digest,
        since=today,
        until=standing.until,
    )
    return "consultant"


def _complete(enterprise: Enterprise, told: Registration) -> None:
    """Add what was not known: others may have named the enterprise before it came."""
    for field in ("vat_number", "legal_form", "pec", "rea"):
        if not getattr(enterprise, field):
            setattr(enterprise, field, getattr(told, field))
    enterprise.save()
    if not Site.objects.filter(enterprise=enterprise).exists():
        Site.objects.create(
            enterprise=enterprise,
            kind="registered_office",
            address=told.address,
            municipality=told.municipality,
            province=told.province,
            ateco=[*told.ateco],
        )


def _grantor(standing: Standing) -> Person | None:
    one = standing.grantor
    return name_person(one.fiscal_code, one.given_name, one.family_name) if one else None


def _asked(
    enterprise: Enterprise,
    standing: Standing,
    digest: str,
    grantor: Person | None,
    person: Person,
    now: datetime,
) -> Claim:
    claim, is_new = Claim.objects.get_or_create(
        person=person,
        enterprise=enterprise,
        decided_at=None,
        defaults={
            "capacity": standing.capacity,
            "granted_by": grantor,
            "evidence_name": standing.evidence_name,
            "evidence_sha256": digest,
            "until": standing.until,
        },
    )
    if is_new:
        data = {"capacity": standing.capacity, "evidence": digest}
        record_event("enterprise", enterprise.id, "claim", Actor(person), now, data)
    return claim
