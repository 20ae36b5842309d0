"""How is something done to a dossier recorded, bound to what was done before?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import connection

from bandolo.desk.chain import ROOT, Link, data_digest, digest_of
from bandolo.desk.models import Enterprise, Event, EventDetail, Person
from bandolo.desk.roles import Role

DossierKind = Literal["application", "call", "enterprise", "person"]


@dataclass(frozen=True)
class Actor:
    """Who acts, in which role, and for which enterprise if for one; None is the system itself."""

    person: Person | None
    role: Role | None = None
    enterprise: Enterprise | None = None

    @property
    def somebody(self) -> Person:
        """The person; PermissionError where the system would do what only a person may."""
        if self.person is None:
            raise PermissionError("only a person can do this")
        return self.person


class Deed(NamedTuple):
    """Something done to a dossier: `what` is a verb such as `publish`, `data` are JSON values.

    Personal data may be among them: they stand apart.
    """

    dossier: UUID
    what: str
    actor: Actor
    at: datetime
    data: Mapping[str, object]
    clauses: Sequence[str] = ()


def record_event(
    kind: DossierKind,
    dossier: UUID,
    what: str,
    actor: Actor,
    now: datetime,
    data: Mapping[str, object],
    clauses: Sequence[str] = (),
) -> Event:
    """Add an event to a dossier, in the transaction of whatever it records."""
    return record_events(kind, [Deed(dossier, what, actor, now, data, clauses)])[0]


def record_events(kind: DossierKind, deeds: Sequence[Deed]) -> list[Event]:
    """Add an event to each of several dossiers, none twice, in the transaction of whatever they record."""
    lasts = _lasts_of([one.dossier for one in deeds])
    salts = [token_hex(32) for _ in deeds]
    events = Event.objects.bulk_create(
        _event(kind, one, salt, lasts.get(one.dossier)) for one, salt in zip(deeds, salts, strict=True)
    )
    EventDetail.objects.bulk_create(
        EventDetail(event=event, salt=salt, data=dict(one.data))
        for event, salt, one in zip(events, salts, deeds, strict=True)
    )
    return events


def _event(kind: DossierKind, deed: Deed, salt: str, last: Event | None) -> Event:
    actor = deed.actor
    link = Link(
        dossier=str(deed.dossier),
        seq=last.seq + 1 if last else 1,
        who=str(actor.person.id) if actor.person else None,
        for_whom=str(actor.enterprise.id) if actor.enterprise else None,
        role=actor.role or "",
        at=deed.at,
        what=deed.what,
        clauses=tuple(deed.clauses),
        data=data_digest(salt, deed.data),
        previous=last.digest if last else ROOT,
    )
    return Event(
        dossier_kind=kind,
        dossier=link.dossier,
        seq=link.seq,
        who=actor.person,
        for_whom=actor.enterprise,
        role=link.role,
        happened_at=link.at,
        what=link.what,
        clauses=[*link.clauses],
        data_sha256=link.data,
        previous=link.previous,
        digest=digest_of(link),
    )


def _lasts_of(dossiers: Sequence[UUID]) -> dict[UUID, Event]:
    """The last event of each, under the locks that the table's trigger takes: the next come after.

    Whoever takes several takes them in one order, so that no two wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(one, 1)) FROM unnest(%s::text[]) AS one",
            [sorted(str(one) for one in dossiers)],
        )
    found = Event.objects.filter(dossier__in=dossiers).order_by("dossier", "-seq").distinct("dossier")
    return {one.dossier: one for one in found.only("dossier", "seq", "digest")}
