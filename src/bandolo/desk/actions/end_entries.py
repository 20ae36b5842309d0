"""How do sessions end that the identity provider says have ended?"""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from bandolo.desk.models import Entry


@transaction.atomic
def end_entries(way: str, subject: str, sid: str, now: datetime) -> int:
    """End the sessions of a provider's session, or all of a subject where it names none; how many."""
    named = {"sid": sid} if sid else {"subject": subject}
    open_ones = Entry.objects.select_for_update(of=("self",)).filter(way=way, ended_at__isnull=True, **named)
    if sid and subject:
        open_ones = open_ones.filter(subject=subject)
    keys = list(open_ones.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return Entry.objects.filter(session__in=keys, ended_at__isnull=True).update(ended_at=now)
