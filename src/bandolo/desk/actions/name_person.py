"""How does a person become known to the desk who has not come in yet?"""

from bandolo.desk.models import Person


def name_person(code: str, given_name: str, family_name: str) -> Person:
    """The person of a fiscal code; names are taken only for one whom the desk did not know."""
    made = Person(fiscal_code=code, given_name=given_name, family_name=family_name)
    made.set_unusable_password()
    person, _ = Person.objects.get_or_create(
        fiscal_code=code,
        defaults={"given_name": given_name, "family_name": family_name, "password": made.password},
    )
    return person
