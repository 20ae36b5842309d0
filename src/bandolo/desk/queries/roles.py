"""Which roles does a person hold now?"""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from bandolo.desk.clock import DeskNow, DeskToday
from bandolo.desk.models import Entry, Mandate, Person, Representation, SecondFactor, StaffRole
from bandolo.desk.roles import ROLE_WORDS, ROLES, STAFF, Role

# More enterprises than these are counted, not named.
FEW = 3


def roles_of(person: Person) -> tuple[Role, ...]:
    """The roles in the order of the table; one question to the database.

    Whoever holds none in the body can act for an enterprise, to begin with the first.
    """
    staff = StaffRole.objects.filter(
        Q(until__isnull=True) | Q(until__gt=DeskNow()), person=person, since__lte=DeskNow()
    )
    held = set(
        staff.values_list(Cast("role", CharField()))
        .union(
            _at_all(Representation.objects.filter(in_force(), person=person), "applicant"),
            _at_all(Mandate.objects.filter(in_force(), person=person, revoked_at__isnull=True), "consultant"),
        )
        .values_list("role", flat=True)
    )
    return tuple(role for role in ROLES if role in held) or ("applicant",)


def holders(role: Role) -> QuerySet[Person]:
    """The people who hold a role in the body now, by name."""
    held = StaffRole.objects.filter(
        Q(until__isnull=True) | Q(until__gt=DeskNow()), role=role, since__lte=DeskNow()
    )
    return Person.objects.filter(id__in=held.values("person")).order_by("family_name", "given_name")


def staff_roles() -> QuerySet[StaffRole]:
    """All roles in the body that were ever given, by person, the newest first; with who gave them."""
    listed = StaffRole.objects.select_related("person", "given_by")
    return listed.order_by("person__family_name", "person__given_name", "person", "-since", "role")


def has_second_factor(person: Person) -> bool:
    """Whether a device is bound to the person's account."""
    return SecondFactor.objects.filter(person=person).exists()


def asks_second_factor(person: Person) -> bool:
    """Whether a password alone does not let the person in: they work for the body."""
    return any(role in STAFF for role in roles_of(person))


def has_password(person: Person) -> bool:
    """Whether a person can come in by a password."""
    return person.password != "" and person.has_usable_password()


def is_proved(person: Person) -> bool:
    """Whether more than an account of their own making says who the person is; also where they have none."""
    if not has_password(person) or StaffRole.objects.filter(person=person).exists():
        return True
    return Entry.objects.filter(person=person).exclude(way="local").exists()


def in_force(at: str = "") -> Q:
    """What holds on this day in Rome, its last day included; `at` names the way to the record."""
    today = DeskToday()
    ends = Q(**{f"{at}until__isnull": True}) | Q(**{f"{at}until__gte": today})
    return ends & Q(**{f"{at}since__lte": today})


def _at_all(rows: QuerySet[Representation] | QuerySet[Mandate], role: Role) -> QuerySet[Any, Any]:
    return rows.values_list(Value(role, CharField()))


def people_with_work() -> list[tuple[Person, str]]:
    """Everybody who can come in, with what they do, in Italian: those of the body first."""
    people = Person.objects.filter(is_active=True).prefetch_related(
        "staff_roles", "representations__enterprise", "mandates__enterprise"
    )
    found = [(person, _work_of(person)) for person in people.order_by("family_name", "given_name")]
    return sorted(found, key=lambda pair: not pair[0].staff_roles.all())


def _work_of(person: Person) -> str:
    """Their roles, the enterprises they represent, how many they have a mandate of."""
    said = [ROLE_WORDS[role].it for role in ROLES if role in {one.role for one in person.staff_roles.all()}]
    own = [f"per {one.enterprise}" for one in person.representations.all()]
    said += own if len(own) <= FEW else [f"rappresentante di {len(own)} imprese"]
    delegated = len(person.mandates.all())
    return ", ".join([*said, *([f"delegato di {delegated} imprese"] if delegated else [])])
