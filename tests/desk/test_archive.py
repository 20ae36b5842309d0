"""Does the archive of a dossier hold, open without the desk, and show whatever was done to it?"""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from bandolo.cli.verifying_dossier import verify_dossier
from bandolo.desk import clock
from bandolo.desk.actions.answer_revocation import answer_revocation
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.archive import Verified, verify_archive
from bandolo.desk.models import Application, Event
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.dossier_archive import write_archive
from tests.desk.granted import awarded, paid
from tests.desk.made import a_call, a_pdf, a_person, logged_in
from tests.desk.reviewed import Office

pytestmark = pytest.mark.django_db
Members = dict[str, bytes]


@pytest.fixture
def application() -> Application:
    office = Office()
    award = awarded(a_call("c24"), office)
    paid(award, 576_000, 24_000)
    start = Start(("ground/course-missed",), None, "Il corso non risulta seguito.", 15, 90)
    start_revocation(award.application_id, start, office.officer, clock.now())
    owner = Actor(award.application.opened_by, "applicant", award.application.enterprise)
    proof = Upload("prova.pdf", a_pdf(), "application/pdf")
    answer_revocation(award.application_id, "Ho seguito.", proof, owner, clock.now())
    award.application.refresh_from_db()
    return award.application


def archive_of(application: Application) -> bytes:
    file = BytesIO()
    write_archive(application, file)
    return file.getvalue()


def members_of(raw: bytes) -> Members:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Members) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def verified(members: Members) -> Verified:
    return verify_archive(zipped(members))


def listed_anew(members: Members) -> Members:
    """The members with a list of files that fits them: a forger does that much."""
    manifest = json.loads(members["manifest.json"])
    manifest["files"] = [
        {"path": name, "sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in members.items()
        if name != "manifest.json"
    ]
    return {**members, "manifest.json": json.dumps(manifest).encode()}


def test_it_holds_and_is_the_same_each_time(application: Application) -> None:
    raw = archive_of(application)
    assert archive_of(application) == raw
    found = verify_archive(BytesIO(raw), Event.objects.filter(dossier=application.id).latest("seq").digest)
    assert found.faults == ()
    assert (found.application, found.receipts) == (str(application.id), 1)
    assert found.events == Event.objects.filter(dossier=application.id).count()


def test_it_holds_every_file_and_row_and_what_the_rules_say(application: Application) -> None:
    members = members_of(archive_of(application))
    for one in application.attachments.all():
        assert members[f"documents/{one.sha256}"] == kept(one.sha256)
    records = json.loads(members["records.json"])
    assert {"submission", "award", "ledgerentry", "revocation", "attachment", "seal"} <= records.keys()
    assert [one["kind"] for one in records["ledgerentry"]] == ["commitment", "payment", "withholding"]
    assert json.loads(members["computation/payment.json"])["moment"] == "payment"
    assert members["call.toml"] == bytes(application.edition.content)


def test_its_page_asks_nothing_of_anybody_and_escapes_what_was_typed(application: Application) -> None:
    enterprise = application.enterprise
    enterprise.name = "<script>alert(1)</script>"
    enterprise.save()
    page = members_of(archive_of(application))["index.html"].decode()
    assert "<script>" not in page
    assert "http" not in page.replace("&lt;", "")
    assert "&lt;script&gt;" in page


def changed(name: str, change: Callable[[Any], object]) -> Callable[[Members], Members]:
    """A forgery: one of the JSON members changed, and the list of files made to fit."""

    def forge(members: Members) -> Members:
        value = json.loads(members[name])
        change(value)
        return listed_anew({**members, name: json.dumps(value).encode()})

    return forge


def a_document(members: Members) -> str:
    named = [one["detail"]["data"].get("paper") for one in json.loads(members["events.json"])]
    own = [f"documents/{digest}" for digest in named if digest]
    return (own or sorted(name for name in members if name.startswith("documents/")))[0]


def without(members: Members, *names: str) -> Members:
    return {name: content for name, content in members.items() if name not in names}


FORGERIES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a document changed": (lambda them: {**them, a_document(them): b"other"}, "has another digest"),
    "a document changed, listed anew": (
        lambda them: listed_anew({**them, a_document(them): b"other"}),
        "is not named by its digest",
    ),
    "a document dropped": (lambda them: without(them, a_document(them)), "is missing from the archive"),
    "a document that an event names dropped, listed anew": (
        lambda them: listed_anew(without(them, a_document(them))),
        f"its file {sha256(a_pdf()).hexdigest()} is missing",
    ),
    "a file added": (lambda them: {**them, "documents/more": b"x"}, "is not in the list of files"),
    "an event changed": (
        changed("events.json", lambda them: them[0].update(what="withdraw")),
        "the chain breaks here",
    ),
    "an event dropped": (changed("events.json", lambda them: them.pop(0)), "the chain breaks here"),
    "the last event dropped": (
        changed("events.json", lambda them: them.pop()),
        "tells another last event: some are gone",
    ),
    "two events swapped": (changed("events.json", lambda them: them.reverse()), "the chain breaks here"),
    "the data of an event changed": (
        changed("events.json", lambda them: them[0]["detail"]["data"].update(number=7)),
        "its data have changed",
    ),
    "the data of an event dropped": (
        changed("events.json", lambda them: them[0].update(detail=None)),
        "its data are missing",
    ),
    "another call file": (
        lambda them: listed_anew({**them, "call.toml": b"format = 1"}),
        "is not the application's edition",
    ),
    "the receipt dropped": (
        lambda them: listed_anew(without(them, "receipts/1.json")),
        "the receipt is missing",
    ),
    "the receipt of another": (
        changed("receipts/1.json", lambda them: them.update(application="x")),
        "is the receipt of another application",
    ),
    "what was sent changed": (
        changed("records.json", lambda them: them["seal"][0]["content"].update(more=1)),
        "what was sent has changed",
    ),
    "the submission dropped": (
        changed("records.json", lambda them: them["submission"].clear()),
        "submission no. 1 is missing",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_whatever_was_done_to_it_is_told(application: Application, forgery: str) -> None:
    forge, says = FORGERIES[forgery]
    found = verified(forge(members_of(archive_of(application))))
    assert says in [one.words.en for one in found.faults]


def test_a_dossier_made_anew_from_end_to_end_is_told_by_its_last_event(application: Application) -> None:
    raw = archive_of(application)
    [fault] = verify_archive(BytesIO(raw), "0" * 64).faults
    assert fault.words.en == "the last event is not the one given"


@pytest.mark.parametrize("raw", [b"", b"PK", b"no archive"])
def test_what_is_no_archive_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="no archive of a dossier"):
        verify_archive(BytesIO(raw))


def test_the_command_says_whether_it_holds(
    application: Application, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dossier.zip"
    file.write_bytes(archive_of(application))
    assert verify_dossier(str(file), None, "it") == 0
    assert "L'archivio vale." in capsys.readouterr().out
    members = members_of(file.read_bytes())
    file.write_bytes(zipped({**members, "more": b""}).getvalue())
    assert verify_dossier(str(file), None, "en") == 1
    assert "more: is not in the list of files" in capsys.readouterr().out


def test_the_staff_and_the_enterprise_itself_take_it_and_nobody_else(application: Application) -> None:
    page, own = (reverse(name, args=[application.id]) for name in ("dossier_archive", "own_archive"))
    taken = logged_in(a_person(70, "auditor"), "auditor").get(page)
    assert verify_archive(BytesIO(b"".join(taken.streaming_content))).faults == ()  # type: ignore[attr-defined]
    mine = logged_in(application.opened_by, "applicant").get(own)
    assert zipfile.is_zipfile(BytesIO(b"".join(mine.streaming_content)))  # type: ignore[attr-defined]
    assert logged_in(a_person(71), "applicant").get(own).status_code == 404
    assert logged_in(application.opened_by, "applicant").get(page).status_code == 403


def test_the_dossier_shows_the_digest_that_binds_its_archive(application: Application) -> None:
    page = logged_in(a_person(70, "auditor"), "auditor").get(reverse("dossier", args=[application.id]))
    last = Event.objects.filter(dossier=application.id).order_by("seq").last()
    assert last is not None
    assert last.digest in page.text
