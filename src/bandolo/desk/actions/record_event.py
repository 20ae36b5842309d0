"""How is something done to a dossier recorded, bound to what was done before?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Literal
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


def record_event(
    kind: DossierKind,
    dossier: UUID,
    what: str,
    actor: Actor,
    now: datetime,
    data: Mapping[str, object],
    clauses: Sequence[str] = (),
) -> Event:
    """Add an event to a dossier, in the transaction of whatever it records.

    `what` is a verb such as `publish`; `data` are JSON values, personal ones among them: they stand apart.
    """
    last = _last_of(dossier)
    salt = token_hex(32)
    link = Link(
        dossier=str(dossier),
        seq=last.seq + 1 if last else 1,
        who=str(actor.person.id) if actor.person else None,
        for_whom=str(actor.enterprise.id) if actor.enterprise else None,
        role=actor.role or "",
        at=now,
        what=what,
        clauses=tuple(clauses),
        data=data_digest(salt, data),
        previous=last.digest if last else ROOT,
    )
    event = _kept(kind, link, actor)
    EventDetail.objects.create(event=event, salt=salt, data=dict(data))
    return event


def _kept(kind: DossierKind, link: Link, actor: Actor) -> Event:
    return Event.objects.create(
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


def _last_of(dossier: UUID) -> Event | None:
    """The last event of a dossier, under the lock that the table's trigger takes: the next comes after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(dossier)])
    return Event.objects.filter(dossier=dossier).order_by("-seq").only("seq", "digest").first()
