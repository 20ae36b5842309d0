"""How is a proposed outcome approved or given back, by another person than the one who reviewed?"""

from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, Event, Person, Review
from bandolo.rules.rule import Words

Decision = Literal["approve", "return"]
_SAME = Words(
    it="chi ha istruito o proposto non approva: serve un'altra persona",
    en="whoever reviewed or proposed does not approve: another person has to",
)
_NO_REASON = Words(it="scrivi perché la rimandi", en="write why you give it back")


@transaction.atomic
def decide_outcome(
    application: UUID, decision: Decision, reason: str, actor: Actor, now: datetime
) -> Review | Refusal:
    """Approve what was proposed, or give it back with a reason.

    Four eyes: the database refuses who took charge or proposed; whoever else worked on it as officer is
    refused here.
    """
    # Application first, as all other steps hold them: two that meet wait, and neither for the other.
    Application.objects.select_for_update(of=("self",)).get(id=application)
    review = Review.objects.select_for_update(of=("self",)).filter(application=application).first()
    outcome = review.proposed_outcome if review is not None else ""
    verb = (
        "return" if decision == "return" else f"approve_{'refusal' if outcome == 'refused' else 'admission'}"
    )
    opened = open_step(application, cast("Verb", verb), actor, now)
    if isinstance(opened, Refusal) or review is None or actor.person is None:
        return opened if isinstance(opened, Refusal) else Refusal("return", _SAME)
    if actor.person.id in (review.officer_id, review.proposed_by_id) or _worked_on(application, actor.person):
        return refuse(opened.application, opened.step.verb, _SAME, actor, now)
    if decision == "return" and not reason.strip():
        return Refusal("return", _NO_REASON)
    if decision == "return":
        review.proposed_outcome, review.proposed_by, review.proposed_at = "", None, None
    else:
        review.decided_outcome, review.decided_by, review.decided_at = outcome, actor.person, now
    review.save()
    close_step(opened, actor, now, {"outcome": outcome, "reason": reason.strip()})
    return review


def _worked_on(application: UUID, person: Person) -> bool:
    """Whether a person did anything to an application as officer."""
    done = Event.objects.filter(dossier=application, who=person, role="officer")
    return done.exclude(what="not_allowed").exists()
