"""For which enterprises does a person act, and who else acts for one of them?"""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bandolo.desk.flow import STATE_WORDS, State
from bandolo.desk.models import (
    Application,
    Claim,
    Enterprise,
    Mandate,
    Person,
    Representation,
    UndertakingMember,
)
from bandolo.desk.queries.roles import in_force
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.roles import Role
from bandolo.rules.rule import Words


class Client(NamedTuple):
    """An enterprise that a person acts for: by which mandate if any, with its applications by state."""

    enterprise: Enterprise
    mandate: Mandate | None
    applications: tuple[tuple[Words, int], ...]


def clients_of(person: Person, role: Role | None, sought: str = "") -> list[Client]:
    """All of them by name, in three questions to the database; `sought` is part of a name or a whole code."""
    found = enterprises_of(person, role).order_by("name", "id")
    if sought:
        found = found.filter(Q(name__icontains=sought) | Q(fiscal_code=sought) | Q(vat_number=sought))
    enterprises = list(found)
    counts: defaultdict[UUID, list[tuple[Words, int]]] = defaultdict(list)
    rows = Application.objects.filter(enterprise__in=enterprises).values_list("enterprise", "state")
    for enterprise, state, number in rows.annotate(number=Count("id")).order_by("state"):
        counts[enterprise].append((_words(state), number))
    mandates: dict[UUID, Mandate] = {}
    if role == "consultant":
        mandates = {one.enterprise_id: one for one in mandates_in_force().filter(person=person)}
    return [Client(one, mandates.get(one.id), tuple(counts[one.id])) for one in enterprises]


def mandates_in_force() -> QuerySet[Mandate]:
    """The mandates that hold at this instant."""
    return Mandate.objects.filter(in_force(), revoked_at__isnull=True)


def acted_for(enterprise: Enterprise) -> bool:
    """Whether anybody may act for an enterprise now."""
    represented = Representation.objects.filter(in_force(), enterprise=enterprise).exists()
    return represented or mandates_in_force().filter(enterprise=enterprise).exists()


def is_taken(enterprise: Enterprise) -> bool:
    """Whether anybody ever acted for an enterprise: what they left is not for the next who comes by."""
    return (
        Representation.objects.filter(enterprise=enterprise).exists()
        or Mandate.objects.filter(enterprise=enterprise).exists()
        or Application.objects.filter(enterprise=enterprise).exists()
    )


def actors_of(enterprise: Enterprise) -> list[Person]:
    """Who may act for an enterprise now: its legal representatives and who has a mandate."""
    representing = Representation.objects.filter(in_force(), enterprise=enterprise).values("person")
    mandated = mandates_in_force().filter(enterprise=enterprise).values("person")
    return list(Person.objects.filter(Q(id__in=representing) | Q(id__in=mandated)).order_by("id"))


def represents(person: Person, enterprise: Enterprise) -> bool:
    """Whether a person is the enterprise's legal representative now."""
    return Representation.objects.filter(in_force(), person=person, enterprise=enterprise).exists()


def others_in(enterprise: Enterprise) -> list[Enterprise]:
    """The enterprises that count as one with this one."""
    own = UndertakingMember.objects.filter(enterprise=enterprise, until__isnull=True).values("undertaking")
    others = Enterprise.objects.filter(memberships__undertaking__in=own, memberships__until__isnull=True)
    return list(others.exclude(id=enterprise.id).order_by("name"))


def open_claims(enterprise: Enterprise | None = None) -> QuerySet[Claim]:
    """The claims that wait for a decision, the oldest first; of one enterprise, or of all."""
    found = Claim.objects.filter(decided_at__isnull=True)
    if enterprise is not None:
        found = found.filter(enterprise=enterprise)
    return found.select_related("person", "enterprise", "granted_by").order_by("at")


def _words(state: State) -> Words:
    return STATE_WORDS[state]
