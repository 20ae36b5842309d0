"""How does a large file come in piece by piece, so that a line that breaks costs one piece and not the file?

A process that serves pages holds one piece at a time; what is whole waits for the worker.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.give_file import Place, fits, verb_of
from bandolo.desk.actions.look_at_arrival import look_at_arrival
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Arrival
from bandolo.desk.outside.pieces import drop_pieces, put_piece
from bandolo.desk.outside.uploads import bare_name
from bandolo.rules.rule import Words

# So many of one dossier at once.
MOST_ARRIVING = 20
_TOO_MANY = Words(
    it="Troppi caricamenti insieme: terminarne o toglierne qualcuno.",
    en="Too many uploads at once: finish or remove some.",
)


@transaction.atomic
def begin_arrival(
    application: Application, place: Place, name: str, mark: str, size: int, actor: Actor, now: datetime
) -> Arrival | Refusal:
    """Take note of a file of a size in bytes that is about to come; refused where it would not fit.

    `mark` is by what its sender knows it again.
    """
    verb = verb_of(application, place)
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        return held
    wrong = fits(held, place, size)
    if wrong is None and held.arrivals.filter(state__in=("arriving", "waiting")).count() >= MOST_ARRIVING:
        wrong = _TOO_MANY
    if wrong is not None:
        return Refusal(verb, wrong)
    return Arrival.objects.create(
        application=held,
        kind=place.kind,
        document=place.document,
        record=place.record,
        name=bare_name(name),
        mark=mark[:400],
        size=size,
        state="arriving",
        by=actor.somebody,
        role=actor.role or "",
        changed_at=now,
    )


def add_pieces(arrival: UUID, offset: int, chunks: Iterable[bytes], now: datetime) -> int | None:
    """Add the bytes from an offset on, and give how many are there; None where others are there already.

    Each chunk counts once it is kept, so that what came before a line broke stays. The last one lets the
    worker look at the file.
    """
    at: int | None = offset
    for chunk in chunks:
        if chunk and at is not None:
            at = _add(arrival, at, chunk, now)
    return at


@transaction.atomic
def _add(arrival: UUID, offset: int, chunk: bytes, now: datetime) -> int | None:
    held = Arrival.objects.select_for_update(of=("self",)).filter(id=arrival, state="arriving").first()
    if held is None or held.received != offset or offset + len(chunk) > held.size:
        return None
    put_piece(held.id, offset, chunk)
    held.received, held.changed_at = offset + len(chunk), now
    if held.received == held.size:
        held.state = "waiting"
    held.save(update_fields=["received", "state", "changed_at"])
    if held.state == "waiting":
        look_at_arrival.enqueue(str(held.id))
    return held.received


@transaction.atomic
def drop_arrival(application: Application, arrival: UUID) -> None:
    """Give up a file that is not in its place yet; the second time there is none."""
    held = Arrival.objects.select_for_update(of=("self",)).filter(id=arrival, application=application)
    found = held.exclude(state="taken").first()
    if found is not None:
        drop_pieces(found.id)
        found.delete()
