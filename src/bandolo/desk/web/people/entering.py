"""How does a session begin, how long does it last, and what does it know of whoever is in it?

It lasts as long as SESSION_COOKIE_AGE at most and, unused, as long as SESSION_IDLE. It says how surely the
person is known: 1, a password alone; 2, two factors; 3, a device of its own.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from bandolo.desk import clock
from bandolo.desk.models import Entry, Person

ENTRY = "entry"
# Seconds: how exactly a session knows when it was last used.
GRAIN = 60


@dataclass(frozen=True)
class Way:
    """How a person came: by which provider or account, how surely; what the provider calls them."""

    name: str
    level: int
    subject: str = ""
    sid: str = ""
    hint: str = ""


def enter(request: HttpRequest, person: Person, way: Way) -> None:
    """Begin a session that nobody knew before; what another person left in it is gone.

    Also where the same person comes in more surely: who had got hold of the session before has no part in it.
    """
    _note_end(request)
    request.session.cycle_key()
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    wall = clock.wall_seconds()
    request.session[ENTRY] = {
        "way": way.name,
        "level": way.level,
        "hint": way.hint,
        "since": wall,
        "seen": wall,
    }
    # The record of the entry names the session, which so far has only been promised a key.
    request.session.save()
    Entry.objects.create(
        person=person,
        way=way.name,
        level=way.level,
        subject=way.subject[:255],
        sid=way.sid[:255],
        session=request.session.session_key or "",
    )


def level_of(request: HttpRequest) -> int:
    """How surely the person of a session is known; 1 where the session does not say."""
    return int(request.session.get(ENTRY, {}).get("level", 1))


def is_over(request: HttpRequest) -> bool:
    """Whether a session has lasted too long, or was left alone too long; else it notes that it is used."""
    entry = request.session.get(ENTRY)
    if entry is None:
        return False
    wall = clock.wall_seconds()
    if wall - entry["since"] > settings.SESSION_COOKIE_AGE or wall - entry["seen"] > settings.SESSION_IDLE:
        return True
    if wall - entry["seen"] > GRAIN:
        request.session[ENTRY] = {**entry, "seen": wall}
    return False


def leave(request: HttpRequest) -> None:
    """End the session, and note that it ended."""
    _note_end(request)
    auth.logout(request)


def _note_end(request: HttpRequest) -> None:
    Entry.objects.filter(session=request.session.session_key, ended_at__isnull=True).update(
        ended_at=clock.now()
    )
