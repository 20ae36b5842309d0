"""How does a place in the line of a call become a submitted application of the desk?

Whoever sent it, and from wherever: the line has answered already. What it says is taken in once, by whoever
needs it first: the request of somebody who works, the worker, the action that sent it.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import write
from bandolo.desk.models import Application, Field, Seal, Submission
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.editions import window_clauses
from bandolo.desk.queries.line import Come, behind, come, left
from bandolo.desk.queries.told import attested

logger = logging.getLogger(__name__)

# Who holds a ticket needs no name: what comes so is taken in by the desk itself.
TICKET = Actor(None)


def take_in(most: int) -> int:
    """Take in what has come to all lines, at most so many places; how many were taken in.

    One that fails keeps none of the others back; one that somebody has in hand is left to them.
    """
    taken = 0
    for line in behind():
        for one in come(line, most - taken):
            try:
                with transaction.atomic():
                    taken += _taken_alone(one)
            except DatabaseError:
                logger.exception("the place %s of seal %s is not taken in", one.number, one.seal)
    return taken


def take_in_withdrawals(now: datetime) -> None:
    """Finish what was withdrawn in the line while the desk was cut off."""
    for seal in left():
        with transaction.atomic():
            held = _held(Seal.objects.get(id=seal).application_id)
            if held is not None and held.state == "submitted":
                held.state, held.state_since = "withdrawn", now
                held.save(update_fields=["state", "state_since"])
                record_event("application", held.id, "withdraw", TICKET, now, {"from": "submitted"})


def _taken_alone(one: Come) -> int:
    seal = Seal.objects.get(id=one.seal)
    held = _held(seal.application_id)
    if held is None or Submission.objects.filter(seal=seal).exists():
        return 0
    take_in_place(held, seal, one, TICKET)
    return 1


def _held(application: UUID) -> Application | None:
    """The application, held until the transaction ends; None where somebody has it in hand."""
    free = Application.objects.select_for_update(of=("self",), skip_locked=True)
    return free.filter(id=application).first()


def take_in_place(held: Application, seal: Seal, one: Come, actor: Actor) -> Submission:
    """Write down the place of an application that this transaction holds."""
    made = Submission.objects.create(
        seal=seal,
        application=held,
        call_id=held.call_id,
        number=one.number,
        position=one.position,
        instant=one.at,
        by=actor.person,
    )
    _attest(held, seal, actor, one.at)
    held.state, held.state_since = "submitted", one.at
    held.save(update_fields=["state", "state_since"])
    data = {"number": one.number, "instant": one.at.isoformat(), "digest": seal.digest}
    record_event("application", held.id, "submit", actor, one.at, data, window_clauses(held.edition_id))
    return made


def _attest(held: Application, seal: Seal, actor: Actor, at: datetime) -> None:
    """Write down what the desk itself attests of the sending, where the call asks it: the day, say."""
    there = set(Field.objects.filter(application=held).values_list("path", flat=True))
    facts = attested(held, list(held.attachments.filter(state__in=ATTACHED)), at)
    values = {f"fact/{id}": (value, 1) for id, value in facts.items() if f"fact/{id}" not in there}
    if values:
        by = Actor(actor.person or seal.by, actor.role, actor.enterprise)
        write(held, values, by, at)
