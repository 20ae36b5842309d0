"""Does the demo hold applications in every state of the review and of the results?"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.management.staging.applications import WRITING, stage_applications
from bandolo.desk.management.staging.controls import stage_controls
from bandolo.desk.management.staging.judged import stage_judged
from bandolo.desk.management.staging.opening import stage_opening
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reviews import stage_reviews
from bandolo.desk.management.staging.revocations import PARTS, stage_revocation
from bandolo.desk.models import (
    Act,
    Application,
    ConflictDeclaration,
    DataRequest,
    Inspection,
    InspectionSample,
    Minutes,
    Recovery,
    Seal,
    Submission,
)
from bandolo.desk.outside.line import ring, submit
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.tickets import ticket_of
from bandolo.intake.instants import to_micros
from bandolo.intake.receipt import read_entry
from bandolo.intake.ticket import write_ticket
from bandolo.server.postgres import Server
from tests.desk.applying import an_open_call
from tests.desk.made import CALLS, a_call, a_person, an_enterprise, funds
from tests.journeys.filling import stand_at


@pytest.mark.django_db
def test_the_demo_shows_every_step_from_submitted_to_renounced() -> None:
    people = stage_people()
    for path in sorted(CALLS.glob("*/call.toml")):
        edition = a_call(path.parent.name)
        allocation = rules_of(edition.id).allocation
        if allocation is not None:
            funds(edition.call, allocation.funds)
    # The day on which the tests run: the last call is closed, so all that is staged is results.
    stage_reviews(people, CALLS, clock.now())
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {"awarded": 3, "waiting": 2, "renounced": 1, "not_admitted": 1}
    assert list(Act.objects.order_by("at").values_list("kind", "number")) == [("ranking", "41"), ("draw", "")]
    stage_revocation(people)
    [recovery] = Recovery.objects.all()
    assert (recovery.revocation.application.state, recovery.receipts.count()) == ("recovery", 1)
    assert len(recovery.plans.get().instalments) == PARTS
    stage_controls(people)
    assert DataRequest.objects.filter(outcome="").count() == 1
    assert Inspection.objects.get().sample == InspectionSample.objects.get()


@pytest.mark.django_db
def test_the_demo_shows_every_step_from_draft_to_submitted() -> None:
    an_open_call()
    person = a_person(1)
    for number in range(1, len(WRITING) + 1):
        an_enterprise(number, person)
    stage_applications([person], CALLS, WRITING, clock.now())
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {"draft": 3, "submitted": 1, "sealed": 1}
    assert set(Submission.objects.values_list("number", flat=True)) == {1}


def test_the_demo_shows_a_committee_its_lists_and_a_draw(postgres: Server, committed: str) -> None:
    def set_clock(to: datetime) -> None:
        stand_at(postgres, committed, to)

    set_clock(datetime(2019, 4, 30, tzinfo=UTC))
    people = stage_people()
    call = a_call("vdi").call
    funds(call, 100_000_000)
    stage_judged(people, CALLS, call, set_clock)
    states = Counter(Application.objects.values_list("state", flat=True))
    # Of five before the committee one is voted down; of three with funds one renounces: the fourth is drawn.
    assert states == {"awarded": 3, "renounced": 1, "not_admitted": 2}
    acts = list(Act.objects.order_by("at").values_list("kind", "number"))
    assert acts == [("ranking", "118"), ("draw", "131")]
    assert Act.objects.filter(adopted_at__isnull=True).count() == 0
    assert ConflictDeclaration.objects.filter(has_conflict=True).count() == 1
    assert Minutes.objects.count() == 1
    money = funds_of(call)
    assert 0 <= money.left < money.budget


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["t50", "vnm"])
def test_a_call_of_the_demo_opens_in_a_moment_with_a_ticket_that_waits(name: str) -> None:
    people, baker, now = stage_people(), a_person(1), clock.now()
    an_enterprise(1, baker)
    edition = a_call(name)
    set_standing(edition.call, edition.id)
    call = stage_opening(CALLS, people, baker, timedelta(minutes=2), now)
    assert call is not None
    assert published_call(call, now).course.state == "not_open"
    assert published_call(call, now + timedelta(minutes=2)).course.state == "open"
    [seal] = Seal.objects.filter(application__state="sealed")
    refused = submit(call.slug, write_ticket(ring(), ticket_of(seal)))
    entry = read_entry(json.loads(refused.body)["entry"])
    assert (entry.kind, entry.detail) == ("suspended", to_micros(now + timedelta(minutes=2)))
    # Staged again while that one is to come: a later one takes its place, a sooner one leaves it as it was.
    opens, acts = now + timedelta(minutes=9), call.acts.count()
    assert stage_opening(CALLS, people, baker, timedelta(minutes=1), now) == call
    assert call.acts.count() == acts
    assert stage_opening(CALLS, people, baker, timedelta(minutes=9), now) == call
    assert published_call(call, opens).course.state == "open"
    assert published_call(call, opens - timedelta(seconds=1)).course.state != "open"
