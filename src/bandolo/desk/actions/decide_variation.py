"""How does an officer propose what becomes of a variation, and how is the proposal given back?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.prepare_dossier_act import DraftAct, prepare_dossier_act
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Person, Variation
from bandolo.desk.queries.variation_paper import variation_paper
from bandolo.desk.queries.variations import approved_after
from bandolo.rules.rule import Words

Outcome = Literal["authorised", "refused"]
_NONE = Words(it="nessuna richiesta attende l'esito", en="no request waits for an outcome")
_PROPOSED = Words(it="l'esito è già proposto", en="an outcome is proposed already")
_NOT_PROPOSED = Words(it="l'esito non è ancora proposto", en="no outcome is proposed yet")
_NO_OUTCOME = Words(it="indica l'esito", en="state the outcome")
_NO_REASON = Words(it="scrivi il motivo dell'esito", en="write the reason of the outcome")


@transaction.atomic
def propose_variation(
    application: UUID, outcome: Outcome, reason: str, signer: Person | None, actor: Actor, now: datetime
) -> Variation | Refusal:
    """Propose to authorise or refuse the open request, with the reason (L. 241/1990, art. 3).

    The act is prepared for its signer, who is another person; adopted, it carries the variation out.
    """
    opened = open_step(application, "propose_variation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    asked = _open_one(application)
    faults = (
        (asked is None, _NONE),
        (asked is not None and asked.act_id is not None, _PROPOSED),
        (outcome not in ("authorised", "refused"), _NO_OUTCOME),
        (not reason.strip(), _NO_REASON),
    )
    fault = next((words for is_so, words in faults if is_so), None)
    if asked is None or fault is not None:
        return Refusal("propose_variation", fault or _NONE)
    asked.proposed_outcome, asked.proposed_reason = outcome, reason.strip()
    asked.proposed_by, asked.proposed_at = actor.somebody, now
    paper = variation_paper(asked, signer, now)
    decides: dict[str, object] = {"variation": str(asked.id), "outcome": outcome}
    if outcome == "authorised" and asked.changes:
        decides["approved"] = approved_after(opened.application, asked.changes, now)
    draft = DraftAct("variation", opened.application.call, opened.application, paper, decides)
    act = prepare_dossier_act(draft, signer, actor, now)
    if isinstance(act, Words):
        return Refusal("propose_variation", act)
    asked.act = act
    asked.save()
    data = {
        "variation": str(asked.id),
        "outcome": outcome,
        "act": str(act.id),
        "reason": asked.proposed_reason,
    }
    close_step(opened, actor, now, data)
    return asked


@transaction.atomic
def return_variation(application: UUID, reason: str, actor: Actor, now: datetime) -> Variation | Refusal:
    """Give the proposal back to the officer, with the reason; its act can no longer be adopted."""
    opened = open_step(application, "decide_variation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    asked = _open_one(application)
    if asked is None or asked.act_id is None:
        return Refusal("decide_variation", _NOT_PROPOSED)
    if not reason.strip():
        return Refusal("decide_variation", _NO_REASON)
    asked.proposed_outcome = asked.proposed_reason = ""
    asked.proposed_by = asked.proposed_at = asked.act = None
    asked.save()
    close_step(opened, actor, now, {"variation": str(asked.id), "returned": reason.strip()})
    return asked


def _open_one(application: UUID) -> Variation | None:
    held = Variation.objects.select_for_update(of=("self",)).select_related("application")
    return held.filter(application=application, decided_at__isnull=True).first()
