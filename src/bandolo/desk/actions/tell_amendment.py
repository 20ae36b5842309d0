"""How do those whose application is under way hear that its call was amended?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.models import Application, Edition, Enterprise, Event, Person
from bandolo.desk.queries.amended import MOVABLE
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.enterprises import actors_of
from bandolo.rules.days import day_in_rome, show_day

# Until it is decided: what was awarded stands on its edition, and what changes there is told by acts.
UNDER_WAY = (*MOVABLE, *("submitted", "review", "supplement", "notice", "proposed", "admissible", "waiting"))
SYSTEM = Actor(None, "officer")


@task()
def tell_amendment(edition: str) -> None:
    """Write to whoever acts for each enterprise with an application on an earlier edition.

    A second run does nothing; one that was ended halfway is gone on with.
    """
    found = Edition.objects.select_related("call").get(id=UUID(edition))
    running = Application.objects.filter(
        call=found.call, state__in=UNDER_WAY, edition__number__lt=found.number
    )
    for id in running.order_by("id").values_list("id", flat=True):
        _tell(id, found, clock.now())


@transaction.atomic
def _tell(application: UUID, edition: Edition, now: datetime) -> None:
    held = (
        Application.objects.select_for_update(of=("self",))
        .select_related("enterprise", "edition", "opened_by")
        .get(id=application)
    )
    told = Event.objects.filter(dossier=held.id, what="tell_amendment", detail__data__edition=edition.number)
    if told.exists():
        return
    subject, text = _letter(held, edition)
    addresses = _addresses(held.enterprise, held.opened_by)
    for address in addresses:
        send_mail.enqueue(address, subject, text)
    data = {"edition": edition.number, "mails": len(addresses)}
    record_event("application", held.id, "tell_amendment", SYSTEM, now, data, ("D.Lgs. 33/2013, art. 26",))


def _addresses(enterprise: Enterprise, opened_by: Person) -> list[str]:
    """Of whoever acts for the enterprise now, and of who began the application: each once."""
    people: Iterable[Person] = (opened_by, *actors_of(enterprise))
    return sorted({one.email for one in people if one.email and one.is_active})


def _letter(held: Application, edition: Edition) -> tuple[str, str]:
    title, day = rules_of(edition.id).title, day_in_rome(edition.at)
    number, own = edition.number, held.edition.number
    it = (
        f"Il bando «{title.it}» è stato modificato il {show_day(day, 'it')} (edizione {number}). "
        f"Motivo: {edition.reason}\nLa domanda di {held.enterprise} segue l'edizione {own}"
    )
    en = (
        f"The call “{title.en}” was amended on {show_day(day, 'en')} (edition {number}). "
        f"Reason: {edition.reason}\nThe application of {held.enterprise} follows edition {own}"
    )
    if held.state in MOVABLE:
        it += f": nello sportello si vede che cosa cambia e si può passare all'edizione {number}."
        en += f": the desk shows what changes, and how to move to edition {number}."
    else:
        it += ", sotto la quale è stata inviata, e vi resta."
        en += ", under which it was sent, and stays on it."
    return f"Bando modificato / Call amended: {title.it}", f"{it}\n\n{en}"
