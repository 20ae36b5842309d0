"""How do sessions end that the identity provider says have ended?"""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from bandolo.desk.models import Entry, Person


@transaction.atomic
def end_entries(way: str, subject: str, sid: str, now: datetime) -> int:
    """End the sessions of a provider's session, or all of a subject where it names none; how many."""
    named = {"sid": sid} if sid else {"subject": subject}
    open_ones = Entry.objects.select_for_update(of=("self",)).filter(way=way, ended_at__isnull=True, **named)
    if sid and subject:
        open_ones = open_ones.filter(subject=subject)
    return _ended(open_ones, now)


@transaction.atomic
def end_entries_of(person: Person, now: datetime) -> int:
    """End all sessions of a person; how many."""
    return _ended(Entry.objects.filter(person=person, ended_at__isnull=True), now)


def _ended(entries: QuerySet[Entry], now: datetime) -> int:
    keys = list(entries.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return Entry.objects.filter(session__in=keys, ended_at__isnull=True).update(ended_at=now)
