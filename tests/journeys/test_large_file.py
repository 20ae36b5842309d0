"""Does a phone send a large file in pieces, say how far it is, and go on by itself where its line broke?"""

from playwright.sync_api import FilePayload, Route, expect

from bandolo.desk.actions.look_at_arrival import look_at_arrival
from bandolo.desk.models import Arrival, Attachment
from bandolo.server.postgres import Server
from tests.desk.made import a_large_pdf, a_person, an_application, an_enterprise
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.filling import Accessible, open_now

PAPER, MEBIBYTE = "campaign-screenshots", 1 << 20


def test_a_large_file_goes_on_where_its_line_broke(
    new_page: NewPage, accessible: Accessible, postgres: Server, committed: str
) -> None:
    edition, person = open_now(postgres, committed, "c26"), a_person(1)
    application = an_application(edition, an_enterprise(1, person), person)
    page = new_page(PHONE, "it", person, "applicant")
    sent: list[int] = []

    def cut(route: Route) -> None:
        """Break the line once, at the second piece."""
        offset = int(route.request.headers.get("upload-offset", -1))
        if route.request.method == "PATCH":
            sent.append(offset)
        if sent.count(offset) == 1 and offset == MEBIBYTE:
            route.abort()
        else:
            route.continue_()

    page.route("**/arrivi/**", cut)
    page.goto(f"/domande/{application.id}/documenti/")
    content = a_large_pdf(3 * MEBIBYTE)
    file = FilePayload(name="schermate.pdf", mimeType="application/pdf", buffer=content)
    section = page.locator(f"#{PAPER}")
    section.locator("input[type=file]").set_input_files(file)
    section.get_by_role("button", name="Carica").click()
    expect(section.get_by_role("status")).to_have_text("schermate.pdf: arrivato, in controllo…")
    assert accessible(page) == []
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.size) == ("waiting", len(content))
    # The second piece alone went twice.
    assert sent == [0, MEBIBYTE, MEBIBYTE, 2 * MEBIBYTE, 3 * MEBIBYTE]
    look_at_arrival.func(str(arrival.id))
    expect(section.get_by_role("link", name="schermate.pdf")).to_be_visible()
    expect(section).to_contain_text("non controllato con antivirus")
    assert Attachment.objects.get().size == len(content)
