"""Which awards does the desk itself propose to take back, since a term has passed or a fact says so?"""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, GroundFound
from bandolo.desk.queries.grounds_to_weigh import LOOKED_AT
from bandolo.desk.queries.revocation_grounds import proposed_grounds
from bandolo.desk.queries.revocations import open_revocation

SYSTEM = Actor(None, "officer")


@task()
def look_for_grounds() -> None:
    """Look at every award once a day; the second time in a day, find nothing new.

    ExceptionGroup, once all were looked at, of those at which it failed.
    """
    now, faults = clock.now(), list[Exception]()
    for application in Application.objects.filter(state__in=LOOKED_AT).order_by("id").iterator():
        try:
            propose_revocation(application, now)
        except Exception as fault:  # noqa: BLE001 - one dossier that cannot be read keeps no other from its ground
            fault.add_note(f"application {application.id}")
            faults.append(fault)
    if faults:
        raise ExceptionGroup("some awards could not be looked at", faults)


@transaction.atomic
def propose_revocation(application: Application, now: datetime) -> list[GroundFound]:
    """The grounds that the rules find now and nobody was told of; the office weighs them (C24-F2, C26-F1).

    Nothing is taken by it: an officer begins the procedure, or does not.
    """
    held = Application.objects.select_for_update(of=("self",)).select_related("call", "enterprise")
    found = held.get(id=application.id)
    if found.state not in LOOKED_AT or open_revocation(found) is not None:
        return []
    known = set(found.grounds_found.values_list("ground", flat=True))
    made = []
    for one in proposed_grounds(found, now):
        if one.verdict is True and one.id not in known:
            made.append(GroundFound.objects.create(application=found, ground=one.id))
            data = {"ground": one.id, "why": [words.it for words in one.reasons]}
            record_event("application", found.id, "find_ground", SYSTEM, now, data, one.clauses)
    return made
