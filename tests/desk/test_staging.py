"""Does the demo hold applications in every state of the review and of the results?"""

from collections import Counter

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.publish_edition import publish_edition
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reviews import stage_reviews
from bandolo.desk.models import Act, Application
from tests.desk.made import CALLS


@pytest.mark.django_db
def test_the_demo_shows_every_step_from_submitted_to_renounced() -> None:
    people = stage_people()
    officer = Actor(people["officer"], "officer")
    for path in sorted(CALLS.glob("*/call.toml")):
        publish_edition(path.read_bytes(), path.name, "", officer, clock.now())
    # The day on which the tests run: the last call is closed, so all that is staged is results.
    stage_reviews(people, CALLS, clock.now())
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {"awarded": 3, "waiting": 2, "renounced": 1, "not_admitted": 1}
    assert list(Act.objects.order_by("at").values_list("kind", "number")) == [("ranking", "41"), ("draw", "")]
