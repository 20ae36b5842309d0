"""How does a person come to work for the body, and to an account when their device or password is lost?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.name_person import name_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Person, RecoveryCode, SecondFactor, StaffRole
from bandolo.desk.outside.invitation import Invitation
from bandolo.desk.roles import Role


@transaction.atomic
def add_staff(told: Invitation, role: Role, is_reset: bool, now: datetime) -> Invitation:
    """Give a person a role from now on; the invitation to choose a password.

    `is_reset` takes password and device away first, for whoever has lost them.
    """
    named = name_person(told.fiscal_code, told.given_name, told.family_name)
    person = Person.objects.select_for_update(of=("self",)).get(id=named.id)
    data: dict[str, object] = {"role": role, "reset": is_reset}
    if not StaffRole.objects.filter(person=person, role=role, until__isnull=True).exists():
        StaffRole.objects.create(person=person, role=role, since=now)
    if is_reset:
        person.set_unusable_password()
        SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
    person.email = told.email or person.email
    person.save(update_fields=["password", "email"])
    record_event("person", person.id, "add_staff", Actor(None), now, data)
    return told
