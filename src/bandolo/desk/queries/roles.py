"""Which roles does a person hold now?"""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from bandolo.desk.clock import DeskNow
from bandolo.desk.models import Mandate, Person, Representation, StaffRole
from bandolo.desk.roles import ROLES, Role


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
            _at_all(Representation.objects.filter(person=person, until__isnull=True), "applicant"),
            _at_all(Mandate.objects.filter(person=person, revoked_at__isnull=True), "consultant"),
        )
        .values_list("role", flat=True)
    )
    return tuple(role for role in ROLES if role in held) or ("applicant",)


def _at_all(rows: QuerySet[Representation] | QuerySet[Mandate], role: Role) -> QuerySet[Any, Any]:
    return rows.values_list(Value(role, CharField()))
