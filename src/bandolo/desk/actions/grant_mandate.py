"""How does a representative let somebody act for the enterprise?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.name_person import name_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.chain import canonical
from bandolo.desk.models import Enterprise, Mandate
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.enterprises import mandates_in_force
from bandolo.desk.queries.roles import is_proved
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class Delegate:
    """Whom a mandate is for, until which day if until one, with which paper if with one."""

    fiscal_code: str
    given_name: str
    family_name: str
    until: date | None
    paper: Upload | None


@transaction.atomic
def grant_mandate(
    enterprise: Enterprise, told: Delegate, actor: Actor, today: date, now: datetime
) -> Mandate | Words:
    """Grant the mandate; what stands in its way if something does.

    Without a paper the grant itself is the evidence: who gave it, when, known how.
    """
    person = name_person(told.fiscal_code, told.given_name, told.family_name)
    if actor.person is None or person.id == actor.person.id:
        return Words(it="La delega è per un’altra persona.", en="A mandate is for another person.")
    if not is_proved(person):
        return Words(
            it="Questa persona è nota solo con credenziali proprie: prima entra con SPID, CIE o CNS.",
            en="This person is known by an account of their own alone: SPID, CIE or CNS come first.",
        )
    if told.until is not None and told.until < today:
        return Words(it="Il termine è già passato.", en="The last day has passed already.")
    # Sent twice, it is granted once: whoever revokes it finds no other in force.
    Enterprise.objects.select_for_update(of=("self",)).get(id=enterprise.id)
    there = mandates_in_force().filter(person=person, enterprise=enterprise, until=told.until).first()
    if there is not None:
        return there
    paper = told.paper
    mandate = Mandate.objects.create(
        person=person,
        enterprise=enterprise,
        granted_by=actor.person,
        evidence_name=paper.name if paper else "delega.json",
        evidence_sha256=keep_upload(paper, now) if paper else keep(_statement(enterprise, told, actor, now)),
        since=today,
        until=told.until,
    )
    data = {"mandate": str(mandate.id), "person": str(person.id), "until": str(told.until or "")}
    record_event("enterprise", enterprise.id, "grant_mandate", actor, now, data)
    return mandate


def _statement(enterprise: Enterprise, told: Delegate, actor: Actor, now: datetime) -> bytes:
    return canonical(
        {
            "enterprise": enterprise.fiscal_code,
            "granted_by": actor.person.fiscal_code if actor.person else "",
            "to": told.fiscal_code,
            "until": str(told.until or ""),
            "at": now.isoformat(),
        }
    )
