"""How is an application closed, ready to be sent, and opened again?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.draw_up import INCOMPLETE, take_back
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Seal
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.content import is_current, open_seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.desk.queries.hindrances import hindrances_of
from bandolo.desk.queries.told import told
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


@transaction.atomic
def seal(application: Application, actor: Actor, now: datetime) -> Seal | Refusal:
    """Close a complete application, drawn up as it stands and signed where the call says so."""
    held = locked(application, "seal", actor)
    if isinstance(held, Refusal):
        return held
    found, drawn = told(held, now), open_seal(held)
    if drawn is None:
        return Refusal("seal", NOT_DRAWN_UP)
    if not is_current(drawn, held, found):
        return Refusal("seal", CHANGED)
    if not hindrances_of(held, found, assessed(held, found, now)).are_none:
        return Refusal("seal", INCOMPLETE)
    if signed_paper(rules_of(held.edition_id)) is not None and not drawn.signed_sha256:
        return Refusal("seal", NOT_SIGNED)
    set_state(held, "sealed", now)
    data = {"digest": drawn.digest, "signed": drawn.signed_sha256}
    record_event("application", held.id, "seal", actor, now, data)
    return drawn


@transaction.atomic
def unseal(application: Application, actor: Actor, now: datetime) -> Refusal | None:
    """Open a sealed application again; it is to be drawn up and signed anew."""
    held = locked(application, "unseal", actor)
    if isinstance(held, Refusal):
        return held
    take_back(held, now)
    set_state(held, "draft", now)
    record_event("application", held.id, "unseal", actor, now, {})
    return None


def set_state(held: Application, state: str, now: datetime) -> None:
    """Let an application that is held come to a state."""
    held.state, held.state_since = state, now
    held.save(update_fields=["state", "state_since"])
