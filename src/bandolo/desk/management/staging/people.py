"""Who are the people of the demo? All made up."""

from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from bandolo.desk.models import Person, StaffRole
from bandolo.desk.roles import Role

# For the demo alone: a desk of a body's own has no such people.
PASSWORD = "bandolo-demo"  # noqa: S105 - printed on the page of the demo
SINCE = datetime(2012, 1, 1, tzinfo=UTC)
STAFF: tuple[tuple[Role, str, str, str], ...] = (
    ("officer", "Fiorenza", "Marini", "MRNFNZ80A41F205W"),
    ("approver", "Oreste", "Galli", "GLLRST75B01F205T"),
    ("committee", "Nives", "Ferrari", "FRRNVS70C41F205Y"),
    ("coordinator", "Berto", "Conti", "CNTBRT68D01F205J"),
    ("accountant", "Rosa", "Vitale", "VTLRSO79E41F205I"),
    ("auditor", "Aldo", "Sala", "SLALDA65H01F205Y"),
    ("administrator", "Dina", "Rossi", "RSSDNI82L41F205R"),
)

MEMBERS = (
    ("Agata", "Greco", "GRCGTA72D41F205G"),
    ("Corrado", "Lo Presti", "LPRCRD69E01F205S"),
    ("Lucia", "Motta", "MTTLCU77H41F205Z"),
    ("Salvo", "Patti", "PTTSLV70M01F205H"),
)


def stage_people() -> dict[Role, Person]:
    """One person for each role of the body."""
    secret = make_password(PASSWORD)
    return {role: _person(role, given, family, code, secret) for role, given, family, code in STAFF}


def _person(role: Role, given: str, family: str, code: str, secret: str) -> Person:
    person = Person(fiscal_code=code, given_name=given, family_name=family, email=f"{code}@example.org")
    person.password = secret
    person.save()
    StaffRole.objects.create(person=person, role=role, since=SINCE)
    return person


def stage_members() -> list[Person]:
    """Who sits in a committee beside its first member."""
    secret = make_password(PASSWORD)
    return [_person("committee", *one, secret) for one in MEMBERS]
