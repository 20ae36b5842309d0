"""How does an account of the desk get its password?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Person
from bandolo.desk.outside.invitation import Invitation
from bandolo.desk.queries.roles import has_password


@transaction.atomic
def choose_password(invitation: Invitation, password: str, now: datetime) -> Person | None:
    """Set the password, once; None where the link has served already.

    A link that came by mail makes a person whom the desk did not know, and opens nobody else's account: what
    others entrusted to a person would be open to whoever can read that mail.
    """
    made = Person(
        fiscal_code=invitation.fiscal_code,
        given_name=invitation.given_name,
        family_name=invitation.family_name,
        email=invitation.email,
    )
    made.set_password(password)
    if invitation.is_staff:
        person = Person.objects.select_for_update(of=("self",)).get(fiscal_code=made.fiscal_code)
        if has_password(person):
            return None
        person.password = made.password
        person.save(update_fields=["password"])
    else:
        Person.objects.bulk_create([made], ignore_conflicts=True)
        person = Person.objects.get(fiscal_code=made.fiscal_code)
        if person.id != made.id:
            return None
    record_event("person", person.id, "choose_password", Actor(person), now, {})
    return person
