"""Who has to be told today that a term comes near?"""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.models import Application, Reminder
from bandolo.desk.models.project import REMINDER_DAYS
from bandolo.desk.queries.project import project_of
from bandolo.desk.queries.roles import in_force
from bandolo.desk.queries.timeline import Milepost
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.roles import OUTSIDE
from bandolo.rules.words_of import end_words

SYSTEM = Actor(None, "officer")


@task()
def remind_of_terms() -> None:
    """Write the reminders of this day; the second time in a day, write none."""
    now = clock.now()
    for application in Application.objects.filter(state="awarded").order_by("id").iterator():
        remind(application, now)


@transaction.atomic
def remind(application: Application, now: datetime) -> list[Reminder]:
    """The reminders that fall due for one project: 30, 7 and 1 days before each term of the beneficiary.

    A day on which no job ran is made up for: of several that are due for one term, the nearest is written.
    """
    held = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "enterprise", "opened_by")
        .get(id=application.id)
    )
    project = project_of(held, now)
    if project is None:
        return []
    told = {(one.deadline, one.due_on, one.days) for one in project.reminders}
    made = []
    for post in project.posts:
        days = _due_now(post)
        if post.due is None or days is None or (post.deadline.id, post.due.day, days) in told:
            continue
        reminder = Reminder.objects.create(
            application=held, deadline=post.deadline.id, due_on=post.due.day, days=days
        )
        data = {"term": post.deadline.id, "on": post.due.day.isoformat(), "days": days}
        record_event("application", held.id, "remind", SYSTEM, now, data, post.deadline.clauses)
        made.append(reminder)
        _tell(held, post)
    return made


def _tell(application: Application, post: Milepost) -> None:
    """By ordinary mail, where an address is known; the desk shows it anyway."""
    to = _address_of(application)
    if post.due is None or not to:
        return
    words = post.deadline.words
    text = (
        f"{words.it} {end_words(post.due).it}.\n{application.call.slug}, {application.enterprise}.\n\n"
        f"{words.en} {end_words(post.due).en}."
    )
    send_mail.enqueue(to, _subject(post.days_left or 0), text)


def _address_of(application: Application) -> str:
    """Of who opened the application while they act for the enterprise, else of who represents it."""
    opened, enterprise = application.opened_by, application.enterprise
    if any(enterprises_of(opened, role).filter(id=enterprise.id).exists() for role in OUTSIDE):
        return opened.email
    listed = enterprise.representations.filter(in_force()).exclude(person__email="")
    first = listed.select_related("person").order_by("since", "id").first()
    return first.person.email if first is not None else ""


def _subject(left: int) -> str:
    """How many days are really left: fewer than those of the reminder, where it is made up for."""
    if left > 1:
        return f"Mancano {left} giorni / {left} days left"
    return "Manca 1 giorno / 1 day left" if left else "Scade oggi / Due today"


def _due_now(post: Milepost) -> int | None:
    """The nearest of the days before a term that have come, where the beneficiary has it open."""
    if post.standing != "open" or post.deadline.who != "beneficiary" or post.days_left is None:
        return None
    return min((days for days in REMINDER_DAYS if post.days_left <= days), default=None)
