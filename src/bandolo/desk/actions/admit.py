"""How does a person whom an identity provider named become a person of the desk?"""

from django.db import transaction

from bandolo.desk.claims import Identity
from bandolo.desk.models import Person


@transaction.atomic
def admit(identity: Identity) -> Person | None:
    """The person of an identity, made at the first time and renamed as the provider says; None if barred."""
    person, _ = Person.objects.select_for_update(of=("self",)).get_or_create(
        fiscal_code=identity.code,
        defaults={
            "is_foreign": identity.is_foreign,
            "given_name": identity.given_name,
            "family_name": identity.family_name,
            "email": identity.email,
        },
    )
    if not person.is_active:
        return None
    # What the provider does not say stays; an address that the person gave is theirs to change.
    person.given_name = identity.given_name or person.given_name
    person.family_name = identity.family_name or person.family_name
    person.email = person.email or identity.email
    person.save(update_fields=["given_name", "family_name", "email"])
    return person
