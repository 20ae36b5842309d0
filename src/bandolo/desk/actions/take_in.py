"""How does a place in the line of a call become a submitted application of the desk?

Whoever sent it, and from wherever: the line has answered already. What it says is taken in once, by whoever
needs it first: the request of somebody who works, the worker, the action that sent it. Many are taken in at
once; a transaction that is cut off has taken in none of its own, and the next look finds them all again.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import OuterRef, Subquery

from bandolo.desk.actions.record_event import Actor, Deed, record_event, record_events
from bandolo.desk.actions.save_fields import Written, write_all
from bandolo.desk.models import Application, Attachment, Field, Seal, Submission
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.editions import window_clauses
from bandolo.desk.queries.line import Come, ahead, come, left, missed
from bandolo.desk.queries.told import attested

logger = logging.getLogger(__name__)

# Who holds a ticket needs no name: what comes so is taken in by the desk itself.
TICKET = Actor(None)


class Place(NamedTuple):
    """A place in line, of an application that this transaction holds."""

    held: Application
    seal: Seal
    come: Come


def take_in(most: int) -> int:
    """Take in what has come to all lines since, at most so many places of each; how many were taken in.

    What somebody has in hand is left to them, and to `take_in_missed`.
    """
    return _take_in(ahead(), most)


def take_in_missed(most: int) -> int:
    """Take in whatever has been left out of it; for the worker."""
    return _take_in(missed(), most)


def _take_in(lines: Mapping[int, int], most: int) -> int:
    return sum(_taken(come(line, after, most)) for line, after in lines.items())


def _taken(found: Sequence[Come]) -> int:
    """Take in many places at once, or, where that fails, one by one: none keeps the others back."""
    try:
        with transaction.atomic():
            return len(take_in_places(_held(found), TICKET))
    except DatabaseError:
        if len(found) > 1:
            return sum(_taken([one]) for one in found)
        logger.exception("the place %s of seal %s is not taken in", found[0].number, found[0].seal)
        return 0


def take_in_withdrawals(now: datetime) -> None:
    """Finish what was withdrawn in the line while the desk was cut off."""
    for seal in left():
        with transaction.atomic():
            application = Seal.objects.only("application").get(id=seal).application_id
            held = _free([application]).get(application)
            if held is not None and held.state == "submitted":
                held.state, held.state_since = "withdrawn", now
                held.save(update_fields=["state", "state_since"])
                record_event("application", held.id, "withdraw", TICKET, now, {"from": "submitted"})


def _held(found: Sequence[Come]) -> list[Place]:
    """The places that are not taken in yet and whose applications nobody has in hand, held from now on."""
    named = Seal.objects.filter(id__in=[one.seal for one in found]).defer("content").select_related("by")
    seals = {one.id: one for one in named}
    free = _free([one.application_id for one in seals.values()])
    done = set(Submission.objects.filter(seal__in=seals).values_list("seal_id", flat=True))
    places: dict[UUID, Place] = {}
    for one in found:
        seal = seals[one.seal]
        if seal.application_id in free and one.seal not in done:
            # Of two seals of an application the later is left for the next look.
            places.setdefault(seal.application_id, Place(free[seal.application_id], seal, one))
    return [*places.values()]


def _free(ids: Sequence[UUID]) -> dict[UUID, Application]:
    """The applications that nobody has in hand, held until the transaction ends."""
    free = Application.objects.select_for_update(of=("self",), skip_locked=True)
    return {one.id: one for one in free.filter(id__in=ids)}


def take_in_place(held: Application, seal: Seal, one: Come, actor: Actor) -> Submission:
    """Write down the place of an application that this transaction holds."""
    return take_in_places([Place(held, seal, one)], actor)[0]


def take_in_places(places: Sequence[Place], actor: Actor) -> list[Submission]:
    """Write down places of as many applications that this transaction holds."""
    if not places:
        return []
    made = Submission.objects.bulk_create(
        Submission(
            seal=seal,
            application=held,
            call_id=held.call_id,
            number=one.number,
            position=one.position,
            instant=one.at,
            by=actor.person,
        )
        for held, seal, one in places
    )
    _attest(places, actor)
    for held, _, one in places:
        held.state, held.state_since = "submitted", one.at
    since = Submission.objects.filter(application=OuterRef("id")).order_by("-number").values("instant")[:1]
    taken = Application.objects.filter(id__in=[held.id for held, _, _ in places])
    taken.update(state="submitted", state_since=Subquery(since))
    record_events("application", [_deed(place, actor) for place in places])
    return made


def _deed(place: Place, actor: Actor) -> Deed:
    held, seal, one = place
    data = {"number": one.number, "instant": one.at.isoformat(), "digest": seal.digest}
    return Deed(held.id, "submit", actor, one.at, data, window_clauses(held.edition_id))


def _attest(places: Sequence[Place], actor: Actor) -> None:
    """Write down what the desk itself attests of the sending, where the call asks it: the day, say."""
    ids = [held.id for held, _, _ in places]
    attached: dict[UUID, list[Attachment]] = {id: [] for id in ids}
    for file in Attachment.objects.filter(application__in=ids, state__in=ATTACHED):
        attached[file.application_id].append(file)
    facts = {held.id: attested(held, attached[held.id], one.at) for held, _, one in places}
    paths = {f"fact/{fact}" for found in facts.values() for fact in found}
    there = set(
        Field.objects.filter(application__in=ids, path__in=paths).values_list("application_id", "path")
    )
    written: list[Written] = []
    for held, seal, one in places:
        values = {f"fact/{fact}": (value, 1) for fact, value in facts[held.id].items()}
        values = {path: value for path, value in values.items() if (held.id, path) not in there}
        by = Actor(actor.person or seal.by, actor.role, actor.enterprise)
        if values:
            written.append(Written(held, values, by, one.at))
    write_all(written)
