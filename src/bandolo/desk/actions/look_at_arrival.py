"""What becomes of a large file once it is whole: which place takes it, or what is wrong with it?

The worker looks, so that no page waits for it; its sender is told on the page that the file came from.
"""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.give_file import Place, PlaceKind, give_file
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Arrival
from bandolo.desk.outside.pieces import drop_pieces, pieces
from bandolo.desk.outside.uploads import ADMITTED, Upload, received
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.roles import Role
from bandolo.papers.upload_store import DamagedError
from bandolo.rules.rule import Words

# What nobody goes on with; what nobody takes note of any more; what waits for an answer, whose term is less.
ABANDONED, FORGOTTEN, UNSENT = timedelta(hours=24), timedelta(days=7), timedelta(days=120)
_NOT_YOURS = Words(
    it="Chi l'ha caricato non agisce più per l'impresa.",
    en="Who uploaded it no longer acts for the enterprise.",
)
_BROKEN = Words(
    it="Il file non è arrivato intero: caricarlo di nuovo.",
    en="The file did not arrive whole: upload it again.",
)


@task()
def look_at_arrival(arrival: str) -> None:
    """Look at a file that is whole and let its place take it; the second time, do nothing."""
    known = Arrival.objects.select_related("application__edition", "application__enterprise", "by")
    found = known.filter(id=UUID(arrival), state="waiting").first()
    if found is None:
        return
    role = cast("Role", found.role)
    mine = enterprises_of(found.by, role)
    if not mine.filter(id=found.application.enterprise_id).exists():
        _settle(found, _NOT_YOURS)
        return
    try:
        content = b"".join(pieces(found.id, found.size))
    except DamagedError:
        _settle(found, _BROKEN)
        return
    upload = received(found.name, content, (), ADMITTED)
    if not isinstance(upload, Upload):
        _settle(found, upload)
        return
    actor = Actor(found.by, role, found.application.enterprise)
    place = Place(cast("PlaceKind", found.kind), found.document, found.record)
    done = give_file(found.application, place, upload, actor, found.changed_at, clock.now())
    _settle(found, done.words if isinstance(done, Refusal) else None)


@transaction.atomic
def _settle(arrival: Arrival, wrong: Words | None) -> None:
    arrival.state, arrival.changed_at = ("taken" if wrong is None else "refused"), clock.now()
    arrival.found = {} if wrong is None else {"it": wrong.it, "en": wrong.en}
    arrival.save(update_fields=["state", "changed_at", "found"])
    drop_pieces(arrival.id)


def drop_abandoned(now: datetime) -> int:
    """Remove what was given up halfway, with its pieces, and what was settled long ago; how many."""
    stale = Arrival.objects.filter(state="arriving", changed_at__lte=now - ABANDONED)
    done = Arrival.objects.filter(state__in=("taken", "refused"), changed_at__lte=now - FORGOTTEN)
    unsent = Arrival.objects.filter(state="ready", changed_at__lte=now - UNSENT)
    ids = [id for each in (stale, done, unsent) for id in each.values_list("id", flat=True)]
    for id in ids:
        with transaction.atomic():
            held = Arrival.objects.select_for_update(of=("self",)).filter(id=id).exclude(state="waiting")
            if (one := held.first()) is not None:
                drop_pieces(one.id)
                one.delete()
    return len(ids)
