"""Who acts in a request, as actions and events name them?"""

from django.http import Http404

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Enterprise, Person
from bandolo.desk.web.gate import DeskRequest


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
