"""How is an application closed, ready to be sent, and opened again?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.draw_up import INCOMPLETE, take_back
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.take_in import TICKET, take_in_place
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Seal
from bandolo.desk.outside.line import order, ring
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.content import is_current, open_seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.desk.queries.hindrances import hindrances_of
from bandolo.desk.queries.line import come_by
from bandolo.desk.queries.tickets import line_standing, undertaking_on
from bandolo.desk.queries.told import told
from bandolo.intake.send import AwayError
from bandolo.intake.ticket import write_revocation
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

NOT_DRAWN_UP = Words(
    it="Prima va generato il PDF della domanda.", en="The PDF of the application is to be made first."
)
CHANGED = Words(
    it="La domanda è cambiata dopo che il PDF è stato generato: generarlo e firmarlo di nuovo.",
    en="The application has changed since its PDF was made: make and sign it again.",
)
NOT_SIGNED = Words(
    it="Manca la domanda firmata: scaricare il PDF, firmarlo e caricarlo.",
    en="The signed application is missing: download the PDF, sign it and upload it.",
)

AWAY = Words(
    it="Lo sportello non risponde: riprovare tra poco. Nulla è perso, e un posto si prende una volta sola.",
    en="The line does not answer: try again shortly. Nothing is lost, and a place is taken once.",
)
SENT = Words(
    it="La domanda è già stata inviata con il suo biglietto: ha il suo numero.",
    en="The application was sent already with its ticket: it has its number.",
)


@transaction.atomic
def seal(application: Application, actor: Actor, now: datetime) -> Seal | Refusal:
    """Close a complete application, drawn up as it stands, signed where the call says so: it has a ticket."""
    held = locked(application, "seal", actor)
    if isinstance(held, Refusal):
        return held
    found, drawn = told(held, now), open_seal(held)
    if drawn is None:
        return Refusal("seal", NOT_DRAWN_UP)
    if not is_current(drawn, held, found):
        return Refusal("seal", CHANGED)
    seen = assessed(held, found, now)
    if seen.assessment is None or not hindrances_of(held, found, seen).are_none:
        return Refusal("seal", INCOMPLETE)
    if signed_paper(rules_of(held.edition_id)) is not None and not drawn.signed_sha256:
        return Refusal("seal", NOT_SIGNED)
    member = undertaking_on(held, day_in_rome(now))
    drawn.requested_cents = seen.assessment.outcome.aid.total
    drawn.undertaking_id = member.undertaking_id if member else None
    drawn.save(update_fields=["requested_cents", "undertaking"])
    set_state(held, "sealed", now)
    data = {"digest": drawn.digest, "signed": drawn.signed_sha256, "requested": drawn.requested_cents}
    record_event("application", held.id, "seal", actor, now, data)
    return drawn


@transaction.atomic
def unseal(application: Application, actor: Actor, now: datetime) -> Refusal | None:
    """Open a sealed application again; it is to be drawn up and signed anew.

    The line revokes its ticket first, unless that was submitted before: then it stays.
    """
    held = locked(application, "unseal", actor)
    if isinstance(held, Refusal):
        return held
    refused = revoked(held)
    if refused is not None:
        return Refusal("unseal", refused)
    take_back(held, now)
    set_state(held, "draft", now)
    record_event("application", held.id, "unseal", actor, now, {})
    return None


def revoked(held: Application) -> Words | None:
    """Revoke the ticket of a sealed application that is held; why not, where it is in the line already."""
    drawn, slug = open_seal(held), held.call.slug
    if drawn is None or line_standing(held.call) is None:
        return None
    try:
        done = order(slug, write_revocation(ring(), slug, held.id.hex, drawn.id.hex))
    except AwayError:
        return AWAY
    place = None if done.is_done else come_by(drawn.id, slug)
    if place is None:
        return None
    take_in_place(held, drawn, place, TICKET)
    return SENT


def set_state(held: Application, state: str, now: datetime) -> None:
    """Let an application that is held come to a state."""
    held.state, held.state_since = state, now
    held.save(update_fields=["state", "state_since"])
