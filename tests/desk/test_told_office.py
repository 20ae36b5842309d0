"""Can a beneficiary report that something has changed, and does the office see it before it pays?"""

import pytest
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.tell_office import LONGEST, tell_office
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Event
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.payable import _body_gates
from bandolo.desk.queries.told_office import notes_of
from tests.desk.granted import awarded
from tests.desk.made import a_call, logged_in
from tests.desk.reviewed import Office

pytestmark = pytest.mark.django_db


def test_a_rating_that_was_lost_is_reported_by_its_clause_and_flagged_before_the_payment() -> None:
    office = Office()
    award = awarded(a_call("vdi"), office)
    application = award.application
    owner = logged_in(application.opened_by, "applicant")
    page = reverse("project_tell", args=[application.id])
    refused = owner.post(page, {"duty": "report-loss-of-rating", "words": " "})
    assert refused.status_code == 422
    body = {"duty": "report-loss-of-rating", "words": "Rating revocato il 3 marzo."}
    assert owner.post(page, body).status_code == 302
    event = Event.objects.filter(dossier=application.id).latest("seq")
    assert (event.what, event.clauses) == ("tell_office", ["VDI-45"])
    [note] = notes_of(application)
    assert note.duty is not None
    project = reverse("officer_project", args=[application.id])
    assert note.words in logged_in(office.people["officer"], "officer").get(project).text
    gates = list(_body_gates(application, award, rules_of(application.edition_id), {}, clock.now()))
    [gate] = [one for one in gates if one.words.en == "Reports of the beneficiary"]
    assert (gate.flagged, gate.why[0].it) == (True, note.words)


def test_it_is_for_the_enterprise_and_not_without_end() -> None:
    office = Office()
    application = awarded(a_call("vdi"), office).application
    owner = Actor(application.opened_by, "applicant", application.enterprise)
    assert isinstance(tell_office(application.id, "", "x" * (LONGEST + 1), owner, clock.now()), Refusal)
    assert isinstance(tell_office(application.id, "", "x", office.officer, clock.now()), Refusal)
    assert notes_of(application) == ()
