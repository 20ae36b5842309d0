"""How does an enterprise begin an application, empty or with what an earlier one said?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, Call, Edition, Enterprise, Field, FieldHistory
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.editions import window_clauses
from bandolo.desk.queries.form import form_of
from bandolo.rules.rule import Words

CLOSED = Words(
    it="Le domande sono chiuse: non se ne possono aprire altre.",
    en="Applications are closed: none can be opened.",
)
NO_WINDOW = Words(
    it="Questo bando non riceve domande qui.", en="This call does not receive applications here."
)
TAKEN = Words(it="Riapri questa pagina e riprova.", en="Open this page again, and try once more.")


@dataclass(frozen=True)
class Refused:
    """Nothing was opened, and why."""

    words: Words


@transaction.atomic
def open_application(
    call: Call, enterprise: Enterprise, earlier: Application | None, actor: Actor, now: datetime, id: UUID
) -> Application | Refused:
    """Open a draft on the last edition; what `earlier` (of the same enterprise and call) said is copied.

    It can be opened before the window does, so as to be ready; not after. `id` comes from the page: sent
    twice, it opens one.
    """
    if actor.person is None:
        raise ValueError("an application is opened by a person")
    state = published_call(call, now).course.state
    if state in ("no_window", "closed"):
        return Refused(NO_WINDOW if state == "no_window" else CLOSED)
    first = {
        "edition": Edition.objects.filter(call=call).order_by("-number").defer("content", "cases")[0],
        "state": "draft",
        "opened_by": actor.person,
        "state_since": now,
    }
    try:
        # The second of two waits here for the first, and finds what it made.
        made, is_new = Application.objects.get_or_create(first, id=id, call=call, enterprise=enterprise)
    except IntegrityError:
        return Refused(TAKEN)
    if not is_new:
        return made
    if earlier is not None:
        _copy(earlier, made, actor, now)
    data = {"edition": made.edition.sha256, "earlier": str(earlier.id) if earlier else None}
    record_event("application", made.id, "open", actor, now, data, window_clauses(made.edition_id))
    return made


def _copy(earlier: Application, made: Application, actor: Actor, now: datetime) -> None:
    """Take over what the form of this edition still asks; attachments and seals are not taken over."""
    form = form_of(made.edition_id)
    rows = [
        Field(application=made, path=one.path, value=one.value, version=1, by=actor.person, changed_at=now)
        for one in Field.objects.filter(application=earlier).order_by("at", "path")
        if form.fact_at(one.path) is not None or form.step(_marked(one.path)) is not None
    ]
    Field.objects.bulk_create(rows)
    FieldHistory.objects.bulk_create(
        FieldHistory(application=made, path=one.path, value=one.value, version=1, by=actor.person)
        for one in rows
    )


def _marked(path: str) -> str:
    """The kind of which a path says that there is a record, or that there is none; else nothing."""
    match path.split("/"):
        case ["records", kind] | ["record", kind, _]:
            return kind
    return ""
