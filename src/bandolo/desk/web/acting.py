"""Who acts in a request, as actions and events name them?"""

from collections.abc import Callable
from typing import TypeVar

from django.db import DataError
from django.http import Http404

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Enterprise, Person
from bandolo.desk.web.gate import DeskRequest
from bandolo.rules.rule import Words

T = TypeVar("T")
TOO_LONG = Words(it="un testo è troppo lungo: accorcialo", en="a text is too long: make it shorter")


def person_of(request: DeskRequest) -> Person:
    """Who asks; the gate lets nobody else in."""
    if request.person is None:
        raise Http404
    return request.person


def actor_of(request: DeskRequest) -> Actor:
    """The person of the session in the current role, for nobody else."""
    return Actor(request.person, request.role)


def actor_for(request: DeskRequest, enterprise: Enterprise) -> Actor:
    """The person of the session in the current role, for an enterprise."""
    return Actor(person_of(request), request.role, enterprise)


def against(outcome: object) -> Words | None:
    """Why an action was not done, None where it was."""
    if isinstance(outcome, Refusal):
        return outcome.words
    return outcome if isinstance(outcome, Words) else None


def unless_too_long(act: Callable[[], T]) -> T | Words:
    """What an action gives, or words where a text is longer than its column; then nothing was done."""
    try:
        return act()
    except DataError:
        # Each column says how long a text it takes; the action was taken back whole.
        return TOO_LONG
