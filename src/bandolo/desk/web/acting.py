"""Who acts in a request, as actions and events name them?"""

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.web.gate import DeskRequest


def actor_of(request: DeskRequest) -> Actor:
    """The person of the session in the current role, for nobody else."""
    return Actor(request.person, request.role)
