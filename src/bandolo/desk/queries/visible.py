"""Which records may a person see in a role? What they may not see is not there."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import Model, QuerySet

from bandolo.desk.models import Application, Call, Enterprise, Person
from bandolo.desk.queries.roles import in_force
from bandolo.desk.roles import STAFF, Role


def visible(kind: str, id: UUID | str, person: Person | None, role: Role | None) -> Model | None:
    """The record of a kind (a call by its slug, others by id) as far as a person may see it."""
    return _KINDS[kind](id, person, role)


def enterprises_of(person: Person, role: Role | None) -> QuerySet[Enterprise]:
    """The enterprises that a person acts for: as consultant by a mandate, else as representative."""
    if role == "consultant":
        return Enterprise.objects.filter(
            in_force("mandates__"), mandates__person=person, mandates__revoked_at__isnull=True
        ).distinct()
    return Enterprise.objects.filter(in_force("representations__"), representations__person=person).distinct()


def sent_to_the_body() -> QuerySet[Application]:
    """What the body's staff may see: neither drafts nor what was withdrawn before it was ever sent."""
    sent = Application.objects.exclude(state__in=("draft", "sealed"))
    return sent.exclude(state__in=("withdrawn", "disposed"), submissions__isnull=True)


def applications_of(person: Person, role: Role | None) -> QuerySet[Application]:
    """The applications that a person may see: the staff what was sent, others those they act for."""
    if role in STAFF:
        return sent_to_the_body()
    return Application.objects.filter(enterprise__in=enterprises_of(person, role))


def _call(slug: UUID | str, _: Person | None, __: Role | None) -> Call | None:
    return Call.objects.filter(slug=slug, editions__isnull=False).first()


def _application(id: UUID | str, person: Person | None, role: Role | None) -> Application | None:
    if person is None:
        return None
    found = applications_of(person, role).filter(id=id)
    # What the edition says is read once by each process, not with every application.
    whole = ("edition__content", "edition__cases")
    return found.select_related("call", "edition", "enterprise").defer(*whole).first()


def _enterprise(id: UUID | str, person: Person | None, role: Role | None) -> Enterprise | None:
    if person is None:
        return None
    seen = Enterprise.objects.all() if role in STAFF else enterprises_of(person, role)
    return seen.filter(id=id).first()


_KINDS: Mapping[str, Callable[[UUID | str, Person | None, Role | None], Model | None]] = {
    "call": _call,
    "application": _application,
    "enterprise": _enterprise,
}
