"""What happens where an enterprise does not answer a request within its term?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Supplement
from bandolo.rules.rule import Words

SYSTEM = Actor(None, "officer")
_RUNNING = Words(it="il termine non è ancora scaduto", en="the term is not over yet")


@task()
def lapse_when_due(application: str) -> None:
    """Lapse the open request of an application if its term is over; the second time, do nothing.

    The worker goes by its own clock, the term by the database's: where the job came early, it comes again.
    """
    now = clock.now()
    running = Supplement.objects.filter(
        application=UUID(application),
        application__state="supplement",
        answered_at__isnull=True,
        lapsed_at__isnull=True,
    ).first()
    if running is None:
        return
    if now < running.term:
        again = clock.wall() + max(running.term - now, timedelta(minutes=1))
        lapse_when_due.using(run_after=again).enqueue(application)
        return
    lapse_supplement(UUID(application), SYSTEM, now)


@transaction.atomic
def lapse_supplement(application: UUID, actor: Actor, now: datetime) -> Supplement | Refusal:
    """End a request whose term is over; the review goes on with what there is."""
    opened = open_step(application, "lapse_supplement", actor, now)
    if isinstance(opened, Refusal):
        return opened
    open_one = Supplement.objects.get(
        application=application, answered_at__isnull=True, lapsed_at__isnull=True
    )
    if now < open_one.term:
        return refuse(opened.application, "lapse_supplement", _RUNNING, actor, now)
    open_one.lapsed_at = now
    open_one.save(update_fields=["lapsed_at"])
    close_step(opened, actor, now, {"supplement": str(open_one.id), "term": open_one.term.isoformat()})
    return open_one
