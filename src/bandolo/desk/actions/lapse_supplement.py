"""What happens where an enterprise does not answer a request within its term?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse, verb_now
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Message, Supplement
from bandolo.rules.rule import Words

SYSTEM = Actor(None, "officer")
_UNDELIVERED = Words(
    it="il termine non decorre ancora: la comunicazione non risulta consegnata",
    en="the term does not run yet: the letter has not been delivered",
)
_RUNNING = Words(it="il termine non è ancora scaduto", en="the term is not over yet")


@task()
def lapse_when_due(application: str) -> None:
    """Lapse the open request of an application if its term is over; the second time, do nothing.

    Where it rests on a notice of delivery that nobody has vouched for, an officer looks and declares it.

    The worker goes by its own clock, the term by the database's: where the job came early, it comes again.
    """
    now = clock.now()
    running = Supplement.objects.filter(
        application=UUID(application),
        application__state__in=("supplement", "report_supplement"),
        answered_at__isnull=True,
        lapsed_at__isnull=True,
    ).first()
    if running is None:
        return
    if running.term is None or not _is_told_for_sure(running):
        return
    if now < running.term:
        again = clock.wall() + max(running.term - now, timedelta(minutes=1))
        lapse_when_due.using(run_after=again).enqueue(application)
        return
    lapse_supplement(UUID(application), SYSTEM, now)


def _is_told_for_sure(asked: Supplement) -> bool:
    """Whether the letter was proved to be delivered, or none was sent."""
    letters = Message.objects.filter(about=asked.id)
    return not letters.exists() or letters.filter(delivered_at__isnull=False, is_proved=True).exists()


@transaction.atomic
def lapse_supplement(application: UUID, actor: Actor, now: datetime) -> Supplement | Refusal:
    """End a request whose term is over; the review goes on with what there is."""
    verb = verb_now(application, "lapse_supplement")
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    open_one = Supplement.objects.get(
        application=application, answered_at__isnull=True, lapsed_at__isnull=True
    )
    if open_one.term is None:
        return refuse(opened.application, verb, _UNDELIVERED, actor, now)
    if now < open_one.term:
        return refuse(opened.application, verb, _RUNNING, actor, now)
    open_one.lapsed_at = now
    open_one.save(update_fields=["lapsed_at"])
    close_step(opened, actor, now, {"supplement": str(open_one.id), "term": open_one.term.isoformat()})
    return open_one
