"""Does a beneficiary report a project of measure C in six steps in a browser, up to the receipt?"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from bandolo.desk.management.staging.reporting import IBAN, give_papers, type_record
from bandolo.desk.models import Application, Field
from bandolo.desk.queries.report_form import ReportPage, report_form_of
from bandolo.desk.typed import shown_value
from bandolo.papers.test_authority import YEAR, authority
from bandolo.papers.test_authority import Person as Signer
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.server.postgres import Server
from tests.desk.awarded import awarded_elsewhere
from tests.desk.reviewed import Office, tables_of
from tests.journeys.conftest import NewPage
from tests.journeys.filling import PUT, Accessible, answer, fetched, stand_at
from tests.journeys.pictures import picture
from tests.papers.invoices import Row, Sum, body_xml, file_xml

ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)
# The first invoice of the example, as its supplier would have sent it.
GOODS = file_xml(
    body_xml(
        number="118",
        day="2013-02-20",
        total="7744.00",
        rows=(Row("Sensori e centraline", "6400.00", "21.00"),),
        sums=(Sum("6400.00", "1344.00", "21.00"),),
    )
).encode()


def put(page: Page, application: Application, values: Mapping[str, Any], place: str = "fact") -> None:
    """Answer what the page asks of the values: the first by hand."""
    form = report_form_of(application.edition_id)
    asked = [
        (f"{place}/{id}", fact, value)
        for id, value in values.items()
        if (fact := form.fact_at(f"{place}/{id}")) is not None
        and page.locator(f'[name="{place}/{id}"]').count()
    ]
    answer(page, *asked[0])
    shown = [(path, shown_value(fact, value, "it")) for path, fact, value in asked[1:]]
    page.evaluate(PUT, [(path, [one] if isinstance(one, str) else [*one]) for path, one in shown])


def of_page(page: ReportPage, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {fact.id: facts[fact.id] for fact in page.facts if fact.id in facts}


def test_a_report_in_six_steps_with_staff_and_invoices(
    new_page: NewPage, accessible: Accessible, postgres: Server, committed: str
) -> None:
    application = awarded_elsewhere(Office())
    tables = tables_of("l12")
    facts = {**tables["facts"], "iban": IBAN, "account_holder": application.enterprise.name}
    stand_at(postgres, committed, ENDED)
    page = new_page(person=application.opened_by, role="applicant")
    page.goto(f"/domande/{application.id}/progetto/")
    page.get_by_role("link", name="Rendicontazione delle spese").click()
    pages = report_form_of(application.edition_id).pages
    for number, one in enumerate(pages[:4]):
        expect(page.locator("[aria-current=step]")).to_contain_text(one.words.it.partition(":")[0])
        put(page, application, of_page(one, facts))
        assert accessible(page) == []
        if number == 0:
            picture(page, "report-end-date")
        page.get_by_role("button", name="Conferma: poi" if number == 0 else "Salva e continua").click()
    invoices(page, application, tables, accessible)
    put(page, application, of_page(pages[5], facts))
    page.get_by_role("button", name="Salva", exact=True).click()
    send(page, application, accessible)


def invoices(page: Page, application: Application, tables: Mapping[str, Any], check: Accessible) -> None:
    """An invoice is dropped, read and confirmed; below 70% the step stays shut, with the others it opens."""
    file = FilePayload(name="IT01234560157_118.xml", mimeType="application/xml", buffer=GOODS)
    page.locator("#drop-file").set_input_files(file)
    page.get_by_role("button", name="Leggi i file").click()
    expect(page.get_by_text("da confermare")).to_be_visible()
    marker = Field.objects.get(application=application, path__regex=r"^record/invoice/[^/]+$")
    put(page, application, tables["invoice"][0], marker.path)
    page.get_by_role("button", name="Salva", exact=True).click()
    page.get_by_role("button", name="Confermo com'è scritta qui").click()
    expect(page.get_by_text("Letta da IT01234560157_118.xml · confermata")).to_be_visible()
    # 17,500.00 are 70% of what was approved.
    expect(page.get_by_text("Mancano 11.100,00 €: ci sono 6.400,00 € di 17.500,00 €.")).to_be_visible()
    assert check(page) == []
    picture(page, "report-invoice", ".record")
    for kind in ("invoice", "worker_month"):
        for record in tables[kind][1:] if kind == "invoice" else tables[kind]:
            type_record(application, kind, record, ENDED)
    give_papers(application, ENDED)
    page.reload()
    expect(page.get_by_text("Mancano 11.100,00 €")).to_have_count(0)
    # The advertising counts for nothing, and takes half of its 1,000.00.
    expect(page.locator("#panel").get_by_text("toglie 500,00 €")).to_be_visible()
    assert check(page) == []
    page.get_by_role("button", name="Salva e continua").click()


def send(page: Page, application: Application, check: Accessible) -> None:
    """The request is made, downloaded, signed, given back and sent."""
    page.get_by_role("button", name="Genera la domanda").click()
    pdf = fetched(page, "Scarica il PDF")
    person, maker = application.opened_by, authority(ENDED)
    holder = maker.signer(
        Signer(person.given_name, person.family_name, person.fiscal_code), ENDED - YEAR, ENDED + YEAR
    )
    # Where the browser runs, what signs would wait for its own loop.
    with ThreadPoolExecutor() as apart:
        signed = apart.submit(sign_cades, pdf, [holder], maker, ENDED).result()
    file = FilePayload(name="richiesta.pdf.p7m", mimeType="application/pkcs7-mime", buffer=signed)
    page.locator("#signed-file").set_input_files(file)
    page.get_by_role("button", name="Carica la domanda firmata").click()
    assert check(page) == []
    picture(page, "report-request", "main h2")
    page.get_by_role("button", name="Invia la rendicontazione").click()
    expect(page.get_by_role("heading", name="Inviata")).to_be_visible()
    assert fetched(page, "Scarica la ricevuta").startswith(b"%PDF")
    assert check(page) == []
