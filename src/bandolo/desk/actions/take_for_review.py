"""How does an officer take charge of a submitted application?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Review


@transaction.atomic
def take_for_review(application: UUID, actor: Actor, now: datetime) -> Review | Refusal:
    """Open the review of an application; whoever takes it answers for it (L. 241/1990, arts. 5 and 6)."""
    opened = open_step(application, "take", actor, now)
    if isinstance(opened, Refusal):
        return opened
    review = Review.objects.create(application=opened.application, officer=actor.somebody)
    close_step(opened, actor, now, {"review": str(review.id)}, ("L. 241/1990, art. 5",))
    return review
