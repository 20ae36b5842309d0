"""Which files of a dossier are still on their way, being looked at, or were refused there?"""

from collections.abc import Sequence

from bandolo.desk.models import Application, Arrival


def arriving(application: Application) -> Sequence[Arrival]:
    """All that are not in their place, the oldest first; one question."""
    return list(application.arrivals.exclude(state="taken").order_by("at", "id"))
