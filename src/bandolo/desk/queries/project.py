"""Where does the project of an award stand?"""

from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.models import Application, Award, ProgressRequest, Reminder, Variation
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import so_far_of
from bandolo.desk.queries.timeline import Milepost, duties_of, next_of, timeline
from bandolo.rules.call import Duty


@dataclass(frozen=True)
class Project:
    """An award with its terms, duties, requests for progress, variations and reminders."""

    award: Award
    posts: tuple[Milepost, ...]
    duties: tuple[Duty, ...]
    requests: tuple[ProgressRequest, ...]
    variations: tuple[Variation, ...]
    reminders: tuple[Reminder, ...]

    @property
    def next(self) -> Milepost | None:
        """The next term that the beneficiary has to meet."""
        return next_of(self.posts)

    @property
    def open_request(self) -> ProgressRequest | None:
        """The request for progress that waits for its answer."""
        return next((one for one in self.requests if one.answered_at is None), None)

    @property
    def open_variation(self) -> Variation | None:
        """The variation that waits for its outcome."""
        return next((one for one in self.variations if one.decided_at is None), None)


def project_of(application: Application, now: datetime) -> Project | None:
    """The project of an application, None where nothing was awarded to it."""
    award = Award.objects.select_related("act").filter(application=application).first()
    if award is None:
        return None
    rules = rules_of(application.edition_id)
    return Project(
        award,
        timeline(rules, so_far_of(application), now),
        duties_of(rules),
        tuple(application.progress_requests.order_by("-at").select_related("by", "answered_by")),
        tuple(
            application.variations.order_by("-at").select_related("by", "proposed_by", "decided_by", "act")
        ),
        tuple(application.reminders.order_by("-at")),
    )
