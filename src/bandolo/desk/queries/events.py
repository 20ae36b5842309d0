"""What was done to a dossier, and does its chain hold?"""

from datetime import UTC
from uuid import UUID

from bandolo.desk.chain import Link, data_digest, first_break
from bandolo.desk.models import Event


def events_of(dossier: UUID) -> list[Event]:
    """The events of a dossier in order, with who did them and, until they are disposed of, their data."""
    found = Event.objects.filter(dossier=dossier).select_related("who", "for_whom", "detail")
    return list(found.order_by("seq"))


def broken_at(dossier: UUID) -> int | None:
    """The place of the first event that does not hold, its data included where they are still kept."""
    kept = events_of(dossier)
    for event in kept:
        detail = getattr(event, "detail", None)
        if detail is not None and data_digest(detail.salt, detail.data) != event.data_sha256:
            return event.seq
    return first_break((_link(event), event.digest) for event in kept)


def _link(event: Event) -> Link:
    return Link(
        dossier=str(event.dossier),
        seq=event.seq,
        who=str(event.who_id) if event.who_id else None,
        for_whom=str(event.for_whom_id) if event.for_whom_id else None,
        role=event.role,
        at=event.happened_at.astimezone(UTC),
        what=event.what,
        clauses=tuple(event.clauses),
        data=event.data_sha256,
        previous=event.previous,
    )
