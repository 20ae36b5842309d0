"""What did a beneficiary report to the body while its project ran?"""

from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.models import Application, Event
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.timeline import duties_of
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class Note:
    """What was reported when, and the duty that asks it, with its clauses."""

    at: datetime
    words: str
    duty: Words | None
    clauses: tuple[str, ...]


def notes_of(application: Application) -> tuple[Note, ...]:
    """The reports of a beneficiary, the last first, until their data are destroyed."""
    told = Event.objects.filter(dossier=application.id, what="tell_office", detail__isnull=False)
    duties = {one.id: one.words for one in duties_of(rules_of(application.edition_id))}
    return tuple(
        Note(
            one.happened_at,
            str(one.detail.data["words"]),
            duties.get(str(one.detail.data["duty"])),
            tuple(one.clauses),
        )
        for one in told.select_related("detail").order_by("-seq")
    )
