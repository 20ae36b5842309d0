"""How does a person whom an identity provider named become a person of the desk?"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bandolo.desk.actions.end_entries import end_entries_of
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.claims import Identity
from bandolo.desk.models import Person
from bandolo.desk.queries.roles import is_proved


@transaction.atomic
def admit(identity: Identity, now: datetime) -> Person | None:
    """The person of an identity, made at the first time and renamed as the provider says; None if barred."""
    person, _ = Person.objects.select_for_update(of=("self",)).get_or_create(
        fiscal_code=identity.code,
        defaults={
            "is_foreign": identity.is_foreign,
            "given_name": identity.given_name,
            "family_name": identity.family_name,
            "email": identity.email,
            "password": make_password(None),
        },
    )
    if not person.is_active:
        return None
    if not is_proved(person):
        # Whoever made an account under this code may be somebody else: the stronger proof ends the weaker.
        person.set_unusable_password()
        person.save(update_fields=["password"])
        end_entries_of(person, now)
        record_event("person", person.id, "end_own_account", Actor(person), now, {})
    # What the provider does not say stays; an address that the person gave is theirs to change.
    person.given_name = identity.given_name or person.given_name
    person.family_name = identity.family_name or person.family_name
    person.email = person.email or identity.email
    person.save(update_fields=["given_name", "family_name", "email"])
    return person
