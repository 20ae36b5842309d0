"""Can an officer prepare, publish and amend a call, and steer it by acts?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bandolo.desk import clock
from bandolo.desk.actions.change_course import CourseChange, change_course, refused
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Call, CallAct, CallUpload, Edition, Event, LedgerEntry
from bandolo.desk.queries.calls import Course
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.funds import Funds, funds_of
from bandolo.rules.rule import Words
from tests.desk.made import CALLS, a_call, a_person, logged_in

pytestmark = pytest.mark.django_db
FILE = (CALLS / "c26" / "call.toml").read_bytes()
UPLOAD = "/istruttoria/bandi/carica/"


def toml(content: bytes, name: str = "call.toml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/toml")


def test_a_call_is_uploaded_seen_published_and_amended_with_a_reason() -> None:
    officer = logged_in(a_person(1, "officer"))
    cases = [
        toml(path.read_bytes(), path.name) for path in sorted((CALLS / "c26" / "cases").glob("*.toml"))[:2]
    ]
    names = [str(one.name) for one in cases]
    place = officer.post(UPLOAD, {"file": toml(FILE), "cases": cases})["location"]
    page = officer.get(place)
    assert "0 differenze" in page.text
    assert "Chi può chiedere" in page.text
    assert Call.objects.count() == 0

    assert officer.post(f"{place}pubblica/", {"seen": "0"})["location"] == "/istruttoria/bandi/c26/"
    [first] = Edition.objects.all()
    assert first.cases == {name: (CALLS / "c26" / "cases" / name).read_text() for name in names}
    assert sorted(Event.objects.get().detail.data["cases"]) == names
    assert (first.number, bytes(first.content), first.reason) == (1, FILE, "")
    assert funds_of(first.call) == Funds(budget=250_000_000, committed=0)
    assert officer.post(f"{place}pubblica/").status_code == 422

    amended = FILE.replace(b"published = 2026-01-21", b"published = 2026-02-01")
    place = officer.post(UPLOAD, {"file": toml(amended)})["location"]
    assert "+published = 2026-02-01" in officer.get(place).text
    without = officer.post(f"{place}pubblica/", {"seen": "1", "reason": "  "})
    assert without.status_code == 422
    assert "Una modifica vuole il suo motivo" in without.text
    long = officer.post(f"{place}pubblica/", {"seen": "1", "reason": "x" * 2001})
    assert (long.status_code, "x" * 2001 in long.text) == (422, True)
    assert officer.post(f"{place}pubblica/", {"seen": "1", "reason": "Determinazione 12"}).status_code == 302
    assert list(first.call.editions.order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "Determinazione 12"),
    ]
    assert list(Event.objects.order_by("seq").values_list("seq", "what")) == [(1, "publish"), (2, "amend")]
    assert broken_at(first.call.id) is None
    assert LedgerEntry.objects.count() == 1


def test_two_officers_that_amend_one_edition_do_not_undo_each_other_unseen() -> None:
    a_call("c26")
    first, second = (logged_in(a_person(number, "officer")) for number in (1, 2))
    mine, theirs = (
        FILE.replace(b"published = 2026-01-21", f"published = 2026-02-0{day}".encode()) for day in (1, 2)
    )
    places = [
        one.post(UPLOAD, {"file": toml(two)})["location"] for one, two in ((first, mine), (second, theirs))
    ]
    typed = [
        {"seen": one.get(place).text.split('name="seen" value="')[1].split('"')[0], "reason": "Det. 1"}
        for one, place in zip((first, second), places, strict=True)
    ]
    assert first.post(f"{places[0]}pubblica/", typed[0]).status_code == 302
    refused = second.post(f"{places[1]}pubblica/", typed[1])
    assert refused.status_code == 422
    assert Edition.objects.count() == 2
    # What the other changed, and what this file would change now; the reason is still there.
    told = ("pubblicato l’edizione 2", "-published = 2026-01-21", "-published = 2026-02-01", "Det. 1")
    assert [one in refused.text for one in told] == [True, True, True, True]
    assert second.post(f"{places[1]}pubblica/", {**typed[1], "seen": "2"}).status_code == 302
    assert second.post(f"{places[1]}pubblica/", {**typed[1], "seen": "x"}).status_code == 422


def test_every_problem_of_a_file_is_shown_with_its_line_and_it_is_not_published() -> None:
    officer = logged_in(a_person(1, "officer"))
    wrong = FILE.replace(b"format = 1", b"format = 1\nfoo = 2").replace(b"\nopens = ", b"\nopened = ")
    place = officer.post(UPLOAD, {"file": toml(wrong)})["location"]
    page = officer.get(place).text
    assert "<code>foo</code>" in page
    assert "<code>window.opened</code>" in page
    assert officer.post(f"{place}pubblica/").status_code == 422
    assert Call.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a = "])
def test_what_is_no_call_is_kept_and_told(content: bytes) -> None:
    officer = logged_in(a_person(1, "officer"))
    answer = officer.post(UPLOAD, {"file": toml(content)})
    if content:
        assert officer.get(answer["location"]).text.count("<td>") > 0
    else:
        assert answer.status_code == 422
        assert "vuoto" in answer.text
    assert CallUpload.objects.count() == (1 if content else 0)


def test_a_file_of_a_call_that_holds_html_shows_it_as_text() -> None:
    officer = logged_in(a_person(1, "officer"))
    sly = FILE.replace(b'it = "CONneSSi 2026', b'it = "<script>x</script> CONneSSi 2026', 1)
    assert "<script>x" not in officer.get(officer.post(UPLOAD, {"file": toml(sly)})["location"]).text


WORDS = {"kind": "budget", "reference": "Determinazione 7", "reason": "Nuove risorse", "amount": "100.000,50"}


def test_the_budget_is_raised_and_lowered_by_acts_but_not_below_what_is_committed() -> None:
    call = a_call().call
    LedgerEntry.objects.create(call=call, kind="fund", amount_cents=1_000)
    officer = logged_in(a_person(1, "officer"))
    address = "/istruttoria/bandi/c26/atti/"
    assert officer.post(address, WORDS).status_code == 302
    assert funds_of(call).budget == 10_001_050
    assert officer.post(address, {**WORDS, "amount": "-100.000,00"}).status_code == 302
    assert funds_of(call) == Funds(1_050, 0)
    assert list(CallAct.objects.order_by("at").values_list("amount_cents", flat=True)) == [
        10_000_050,
        -10_000_000,
    ]
    too_much = officer.post(address, {**WORDS, "amount": "-10,51"})
    assert too_much.status_code == 422
    assert "i fondi non bastano" in too_much.text
    assert 'value="-10,51"' in too_much.text
    assert (CallAct.objects.count(), Event.objects.count(), funds_of(call).budget) == (2, 2, 1_050)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount": "1.2.3"}, "Scrivi un importo come 1.234,56"),
        ({"amount": ""}, "Di quanto cambia la dotazione?"),
        ({"reason": ""}, "Questo campo è obbligatorio."),
        ({"reference": "x" * 201}, "200 caratteri"),
        ({"kind": "close"}, "Solo per la dotazione."),
        ({"closes": "2026-04-01T10:00"}, "Solo per proroga e riapertura."),
        ({"effective": "ieri"}, "Inserisci una data/ora valida."),
        ({"effective": "2020-01-01T10:00"}, "l&#x27;atto vale da ora in poi"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    changed: dict[str, str], told: str
) -> None:
    a_call()
    page = logged_in(a_person(1, "officer")).post("/istruttoria/bandi/c26/atti/", {**WORDS, **changed})
    assert page.status_code == 422
    assert told in page.text
    assert CallAct.objects.count() == 0
    if "reference" not in changed:
        assert 'value="Determinazione 7"' in page.text


NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OPEN = Course("open", NOW - timedelta(days=9), NOW + timedelta(days=9))
CLOSED = Course("closed", NOW - timedelta(days=9), NOW - timedelta(days=1))
SUSPENDED = Course("suspended", NOW - timedelta(days=9), NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("change", "course", "is_refused"),
    [
        (CourseChange("close", "x", "x", LATER), OPEN, False),
        (CourseChange("close", "x", "x", NOW - timedelta(seconds=1)), OPEN, True),
        (CourseChange("close", "x", "x", LATER), CLOSED, True),
        (CourseChange("close", "x", "x", LATER), Course("no_window"), True),
        (CourseChange("suspend", "x", "x", LATER), OPEN, False),
        (CourseChange("suspend", "x", "x", LATER), SUSPENDED, True),
        (CourseChange("reopen", "x", "x", LATER), OPEN, True),
        (CourseChange("reopen", "x", "x", LATER), SUSPENDED, False),
        (CourseChange("reopen", "x", "x", LATER), CLOSED, True),
        (CourseChange("reopen", "x", "x", LATER, LATER + timedelta(days=1)), CLOSED, False),
        (CourseChange("reopen", "x", "x", LATER, LATER), CLOSED, True),
        (CourseChange("budget", "x", "x", LATER, amount_cents=1), Course("no_window"), False),
    ],
)
def test_an_act_that_makes_no_sense_is_refused(
    change: CourseChange, course: Course, is_refused: bool
) -> None:
    assert (refused(change, course, NOW) is not None) is is_refused


def test_a_call_that_is_closed_is_reopened_by_an_act() -> None:
    call = a_call().call
    actor = Actor(a_person(1, "officer"), "officer")
    now = clock.now()
    until = now + timedelta(days=3)
    assert isinstance(change_course(call, CourseChange("close", "x", "x", now), actor, now), Words)
    act = change_course(call, CourseChange("reopen", "Det. 3", "Ricorso", now, until), actor, now)
    assert isinstance(act, CallAct)
    assert "aperto" in logged_in(a_person(2, "auditor")).get("/istruttoria/bandi/c26/").text
    assert list(Event.objects.values_list("what", "role")) == [("reopen", "officer")]
