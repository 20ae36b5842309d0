"""How does a person come to work for the body, and to an account when their device or password is lost?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bandolo.desk.actions.name_person import name_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Person, RecoveryCode, SecondFactor, StaffRole
from bandolo.desk.outside.invitation import Invitation
from bandolo.desk.roles import Role
from bandolo.rules.rule import Words

_OWN = Words(it="Nessuno dà un ruolo a sé stesso.", en="Nobody gives a role to themselves.")
_HELD = Words(
    it="La persona ha già questo ruolo in questi giorni.",
    en="The person holds this role on these days already.",
)


@dataclass(frozen=True)
class Term:
    """A role from an instant, to an instant where one is set."""

    role: Role
    since: datetime
    until: datetime | None = None


@transaction.atomic
def add_staff(
    told: Invitation, term: Term, is_reset: bool, actor: Actor, now: datetime
) -> Invitation | Words:
    """Give a person a role for a time; the invitation to choose a password, or what is wrong.

    `is_reset` takes password and device away first, for whoever has lost them; a role that the person holds
    already is then left as it is.
    """
    named = name_person(told.fiscal_code, told.given_name, told.family_name)
    person = Person.objects.select_for_update(of=("self",)).get(id=named.id)
    if actor.person is not None and actor.person.id == person.id:
        return _OWN
    ends_later = Q(until__isnull=True) | Q(until__gt=term.since)
    begins = Q() if term.until is None else Q(since__lt=term.until)
    is_held = StaffRole.objects.filter(ends_later, begins, person=person, role=term.role).exists()
    if is_held and not is_reset:
        return _HELD
    if not is_held:
        StaffRole.objects.create(
            person=person, role=term.role, since=term.since, until=term.until, given_by=actor.person
        )
    if is_reset:
        person.set_unusable_password()
        SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
    person.email = told.email or person.email
    person.save(update_fields=["password", "email"])
    data = {
        "role": term.role,
        "since": term.since.isoformat(),
        "until": term.until.isoformat() if term.until else None,
        "reset": is_reset,
    }
    record_event("person", person.id, "add_staff", actor, now, data)
    return told
