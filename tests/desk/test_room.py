"""How many bytes a call takes in all (L12-36): is it said before, kept under a lock, and said after?"""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.hand_papers import hand_papers
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Attachment
from bandolo.desk.outside.uploads import MEBIBYTE, Upload
from bandolo.desk.queries.room import Room, room_of
from tests.desk.awarded import as_enterprise
from tests.desk.made import a_call, a_pdf, a_person, an_application, an_enterprise, logged_in
from tests.desk.test_handed import ready

pytestmark = pytest.mark.django_db
ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)
SIX = 6_291_456


def test_the_call_says_how_much_its_report_takes_and_the_page_how_much_is_left() -> None:
    application = ready()
    actor, paper = as_enterprise(application), "technical-report"
    room = room_of(application, "reporting")
    assert (room.most, room.clauses) == (SIX, ("L12-36",))
    assert room_of(application, "submission").most is None
    papers = [one.document for one in application.attachments.all()]
    client = logged_in(application.opened_by, "applicant")
    page = reverse("report_page", args=[application.id, "invoices-and-payslips"])
    assert "su 6 MB in tutto: ne restano" in client.get(page).text
    assert "(L12-36)" in client.get(page).text
    document = papers[0] if papers else paper
    size = room.most - room.used if room.most else 0
    done: list[Attachment | Refusal] = []
    for number, length in enumerate((size - 10, 11, 10, 1)):
        file = Upload(f"{number}.pdf", bytes([number]) * length, "application/pdf")
        done.append(attach(application, document, file, None, actor, ENDED, ""))
    assert [isinstance(one, Attachment) for one in done] == [True, False, True, False]
    refused = done[3]
    assert isinstance(refused, Refusal)
    assert "il massimo è 6 MB" in refused.words.it
    assert "(L12-36)" in refused.words.it
    dropped = hand_papers(application, [Upload("a.xml", b"<a/>", "application/xml")], actor, ENDED)
    assert isinstance(dropped, Refusal)
    answer = client.post(
        reverse("report_paper", args=[application.id]),
        {"document": document, "record": "", "file": SimpleUploadedFile("x.pdf", a_pdf())},
    )
    assert answer.status_code == 422
    assert "restano 0 byte" in answer.text
    Attachment.objects.filter(name="0.pdf").update(state="replaced")
    assert room_of(application, "reporting").against(size - 20) is None


@pytest.mark.parametrize(
    ("used", "most", "said"),
    [
        (0, None, None),
        (MEBIBYTE, 6 * MEBIBYTE, "I file sono finora 1 MB su 6 MB in tutto: ne restano 5 MB."),
        (7 * MEBIBYTE, 6 * MEBIBYTE, "I file sono 7 MB, più di 6 MB, il massimo in tutto"),
    ],
)
def test_what_is_left_is_said_in_words(used: int, most: int | None, said: str | None) -> None:
    words = Room(used, most).words
    assert (words is None) if said is None else (words is not None and words.it.startswith(said))


def test_a_call_that_says_nothing_of_it_takes_each_file_up_to_the_largest() -> None:
    person = a_person(1)
    application = an_application(a_call(), an_enterprise(1, person), person)
    room = room_of(application, "reporting")
    assert (room.most, room.against(50 * MEBIBYTE)) == (None, None)
    found = room.against(50 * MEBIBYTE + 1)
    assert found is not None
    assert "il massimo è 50 MB" in found.it
