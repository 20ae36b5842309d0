"""Is a sample drawn so that anyone can draw it again, and does what an inspection finds count?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions import look_for_grounds
from bandolo.desk.actions.announce_sample import announce_sample
from bandolo.desk.actions.draw_sample import draw_sample
from bandolo.desk.actions.keep_inspection import Minuted, keep_inspection
from bandolo.desk.actions.look_for_grounds import propose_revocation
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Event, GroundFound, Inspection, InspectionSample, SampleDraw
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.inspections import sample_that_waits
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.payable import INSPECTED, Gate, _inspected
from bandolo.desk.queries.revocation_grounds import Proposed, proposed_grounds
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words
from tests.desk.granted import awarded
from tests.desk.made import a_call, a_pdf, a_person, logged_in
from tests.desk.reviewed import Office

pytestmark = pytest.mark.django_db
WHEEL = "i cinque numeri della ruota di Milano del 10 marzo 2026, con uno spazio"


def announced(office: Office, *applications: Application, size: int = 1) -> InspectionSample:
    made = announce_sample(applications[0].call, size, WHEEL, office.officer, clock.now())
    assert isinstance(made, InspectionSample), made
    return made


def minuted(outcome: str = "regular", on: date | None = None) -> Minuted:
    paper = Upload("verbale.pdf", a_pdf(), "application/pdf")
    day = on or day_in_rome(clock.now())
    return Minuted(
        day, "Monza", "Anna Verdi, ente\nMario Neri, impresa", outcome, "Il server non c'è.", paper
    )


def inspected(office: Office, application: Application, outcome: str, on: date | None = None) -> Inspection:
    done = keep_inspection(application.id, minuted(outcome, on), office.officer, clock.now())
    assert isinstance(done, Inspection), done
    return done


def gates(application: Application) -> Iterator[Gate]:
    return _inspected(application, {})


def test_a_sample_is_bound_before_the_value_is_known_and_anyone_draws_it_again() -> None:
    office, edition = Office(), a_call("c24")
    applications = [awarded(edition, office, number).application for number in (1, 2, 3)]
    made = announced(office, *applications, size=2)
    told = Event.objects.get(dossier=edition.call_id, what="announce_sample").detail.data
    assert made.seed not in str(told)
    before = logged_in(office.people["officer"]).get(reverse("acts_json", args=["c24"])).json()["samples"]
    assert before[0].keys() & {"seed", "drawn"} == set()
    draw = draw_sample(edition.call, made.id, " 7 18 44 60 81 ", office.officer, clock.now())
    assert isinstance(draw, SampleDraw)
    [public] = logged_in(a_person(80)).get(reverse("acts_json", args=["c24"])).json()["samples"]
    # By the published text alone: no code of ours.
    assert sha256(public["seed"].encode()).hexdigest() == public["committed"] == before[0]["committed"]
    assert sha256("\n".join(public["listed"]).encode()).hexdigest() == public["listed_sha256"]
    lots = {
        name: sha256(f"{public['seed']}\n7 18 44 60 81\n{name}".encode()).hexdigest()
        for name in public["listed"]
    }
    assert public["drawn"] == sorted(lots, key=lambda name: lots[name])[:2]
    assert set(public["listed"]) == {reference_of(one) for one in applications}
    again = draw_sample(edition.call, made.id, "1 2 3 4 5", office.officer, clock.now())
    assert isinstance(again, Words)


@pytest.mark.parametrize(("size", "public"), [(None, WHEEL), (0, WHEEL), (2, WHEEL), (1, "  ")])
def test_a_sample_of_nobody_or_without_a_public_value_is_refused(size: int | None, public: str) -> None:
    office = Office()
    award = awarded(a_call("c24"), office)
    outcome = announce_sample(award.application.call, size, public, office.officer, clock.now())
    assert isinstance(outcome, Words)
    assert isinstance(announce_sample(award.application.call, 1, WHEEL, office.approver, clock.now()), Words)
    assert not InspectionSample.objects.exists()


def test_who_is_drawn_waits_for_its_inspection_before_it_is_paid() -> None:
    office = Office()
    application = awarded(a_call("c24"), office).application
    assert list(gates(application)) == []
    made = announced(office, application)
    draw_sample(application.call, made.id, "7 18", office.officer, clock.now())
    assert sample_that_waits(application) == made
    [gate] = gates(application)
    assert (gate.verdict, gate.why[0].en) == (None, "drawn, still to be inspected")
    done = inspected(office, application, "regular")
    assert (done.sample, sample_that_waits(application)) == (made, None)
    [gate] = gates(application)
    assert gate.verdict is True
    last = Event.objects.filter(dossier=application.id).latest("seq")
    assert (last.what, last.detail.data["paper"]) == ("inspect", done.paper_sha256)
    assert kept(done.paper_sha256) == a_pdf()


def test_what_the_rules_of_a_call_know_of_inspections_is_a_ground_that_they_find() -> None:
    office = Office()
    application = awarded(a_call("vdi"), office).application
    found = {one.id: one for one in proposed_grounds(application, clock.now())}
    assert found["ground/controls-failed"].verdict is not True
    inspected(office, application, "irregular")
    found = {one.id: one for one in proposed_grounds(application, clock.now())}
    assert found["ground/controls-failed"].verdict is True
    assert found["ground/controls-prevented"].verdict is False
    assert not [id for id in found if id.startswith("inspection/")]
    # The last one counts.
    inspected(office, application, "regular")
    found = {one.id: one for one in proposed_grounds(application, clock.now())}
    assert found["ground/controls-failed"].verdict is False


def test_in_a_call_without_such_a_rule_an_officer_weighs_it_and_it_is_not_paid() -> None:
    office = Office()
    application = awarded(a_call("c24"), office).application
    done = inspected(office, application, "prevented", day_in_rome(clock.now()) - timedelta(days=2))
    [one] = [
        each for each in proposed_grounds(application, clock.now()) if each.id == f"inspection/{done.id}"
    ]
    assert (one.verdict, one.reasons[0].it) == (None, "Il server non c'è.")
    [gate] = gates(application)
    assert (gate.verdict, gate.id) == (False, INSPECTED.id)


def test_minutes_that_tell_too_little_are_refused() -> None:
    office = Office()
    application = awarded(a_call("c24"), office).application
    whole = minuted()
    later = day_in_rome(clock.now()) + timedelta(days=1)
    for told in (
        Minuted(None, *_texts(whole), whole.paper),
        Minuted(later, *_texts(whole), whole.paper),
        Minuted(whole.held_on, "", *_texts(whole)[1:], whole.paper),
        Minuted(whole.held_on, "Monza", " ", *_texts(whole)[2:], whole.paper),
        Minuted(whole.held_on, "Monza", "Anna", "other", "x", whole.paper),
        Minuted(whole.held_on, "Monza", "Anna", "regular", " ", whole.paper),
        Minuted(whole.held_on, *_texts(whole), None),
    ):
        assert isinstance(keep_inspection(application.id, told, office.officer, clock.now()), Refusal)
    assert not Inspection.objects.exists()


def _texts(told: Minuted) -> tuple[str, str, str, str]:
    return told.place, told.people, told.outcome, told.findings


def test_the_pages_announce_draw_and_minute_and_the_enterprise_reads_it() -> None:
    office = Office()
    application = awarded(a_call("c24"), office).application
    officer = logged_in(office.people["officer"], "officer")
    page = reverse("inspections", args=["c24"])
    assert officer.post(f"{page}annuncio/", {"size": "9", "public": WHEEL}).status_code == 422
    assert officer.post(f"{page}annuncio/", {"size": "1", "public": WHEEL}).status_code == 302
    sample = InspectionSample.objects.get()
    assert officer.post(f"{page}{sample.id}/sorteggio/", {"value": "7 18"}).status_code == 302
    assert reference_of(application) in officer.get(page).text
    project = reverse("officer_project", args=[application.id])
    assert "ancora da ispezionare" in officer.get(project).text
    body = {
        "form": "inspect",
        "held_on": day_in_rome(clock.now()).isoformat(),
        "place": "Monza",
        "people": "Anna Verdi, ente",
        "outcome": "irregular",
        "findings": "Manca il server.",
    }
    step = reverse("project_step", args=[application.id, "ispezione"])
    refused = officer.post(step, body)
    assert (refused.status_code, "Manca il server." in refused.text) == (422, True)
    paper = SimpleUploadedFile("verbale.pdf", a_pdf())
    assert officer.post(step, {**body, "paper": paper}).status_code == 302
    owner = logged_in(application.opened_by, "applicant")
    assert "Manca il server." in owner.get(reverse("project", args=[application.id])).text
    file = reverse("inspection_paper", args=[application.id, Inspection.objects.get().id])
    assert owner.get(file).content == a_pdf()
    assert sample.committed in officer.get(reverse("acts", args=["c24"])).text


def test_the_desk_itself_proposes_a_revocation_once_its_month_has_passed() -> None:
    office = Office()
    application = awarded(a_call("c24"), office).application
    now = clock.now()
    [found] = [one for one in propose_revocation(application, now) if one.ground == "deadline/course"]
    assert propose_revocation(application, now) == []
    event = Event.objects.filter(dossier=application.id, what="find_ground").order_by("seq")[0]
    assert event.who is None
    shown = logged_in(office.people["officer"], "officer").get(reverse("worklist"))
    assert found in [one.found for one in shown.context["grounds"]]
    assert "C24-F2" in shown.text
    assert GroundFound.objects.filter(application=application).count() == len(shown.context["grounds"])


def test_one_award_that_cannot_be_looked_at_keeps_no_other_from_its_ground(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, edition = Office(), a_call("c24")
    first, last = sorted(
        (awarded(edition, office, number).application for number in (1, 2)), key=lambda one: one.id
    )

    def broken(application: Application, now: datetime) -> tuple[Proposed, ...]:
        if application.id == first.id:
            raise ValueError("no rate for this year")
        return proposed_grounds(application, now)

    monkeypatch.setattr(look_for_grounds, "proposed_grounds", broken)
    with pytest.raises(ExceptionGroup) as told:
        look_for_grounds.look_for_grounds.func()
    assert [one.__notes__ for one in told.value.exceptions] == [[f"application {first.id}"]]
    assert {one.application_id for one in GroundFound.objects.all()} == {last.id}
