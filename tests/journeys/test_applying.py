"""Does an enterprise come from the published call to its award on the public list, in a real browser?"""

from playwright.sync_api import Browser, FilePayload, Page, expect

from bandolo.desk.models import Application, Award, Edition, Enterprise, Field, Submission
from bandolo.desk.queries.form import form_of
from bandolo.desk.roles import Role
from bandolo.rules.load import parse
from bandolo.server.postgres import Server
from tests.desk.made import CALLS, a_pdf, a_person, an_enterprise, funds, logged_in
from tests.journeys import office
from tests.journeys.conftest import PHONE, WIDE, NewPage
from tests.journeys.filling import Accessible, attach, attach_rest, fetched, fill, open_now, required, send
from tests.journeys.pictures import picture

OURS = "Impresa 1 s.r.l."
ROLES: tuple[Role, Role] = ("officer", "approver")


def unchecked(_: Page) -> list[str]:
    """What axe-core finds where no script runs: it is one itself."""
    return []


def begin(page: Page, edition: Edition, check: Accessible) -> None:
    """From the page of a call to the first step of the form."""
    page.goto(f"/bandi/{edition.call.slug}/")
    page.get_by_role("link", name="Prepara la domanda").click()
    assert check(page) == []
    page.get_by_role("button", name="Comincia la domanda").click()
    expect(page.get_by_text("Salvata non vuol dire inviata")).to_be_visible()


def test_a_phone_without_scripts_gets_to_the_receipt(
    new_page: NewPage, postgres: Server, committed: str
) -> None:
    edition, person = open_now(postgres, committed, "c26"), a_person(1)
    an_enterprise(1, person)
    tables = parse((CALLS / "c26" / "example.toml").read_bytes(), "example.toml")
    page = new_page(PHONE, "it", person, "applicant", scripts=False)
    begin(page, edition, unchecked)
    picture(page, "form-phone", "main h2")
    fill(page, form_of(edition.id), tables, unchecked)
    attach(page, required(edition, tables["attached"]))
    page.get_by_role("link", name="Continua").click()
    send(page, person, unchecked)
    sent = Submission.objects.get()
    assert (sent.number, sent.application.state) == (1, "submitted")


def test_from_the_call_to_the_public_list(
    new_page: NewPage, accessible: Accessible, postgres: Server, committed: str
) -> None:
    edition, person = open_now(postgres, committed, "c26"), a_person(1)
    funds(edition.call, 10_000_000)
    ours = an_enterprise(1, person)
    page = new_page(WIDE, "it", person, "applicant")
    applied(page, edition, ours, accessible)
    people = {role: a_person(number, role) for number, role in enumerate(ROLES, 11)}
    desk, chief = (new_page(WIDE, "it", people[role], role) for role in ROLES)
    reviewed(desk, page, accessible)
    office.approve(chief, OURS, accessible)
    act = office.prepare(desk, "c26", "ranking", people["approver"], accessible)
    office.adopt(chief, act, "41", people["approver"], accessible)
    assert Award.objects.get().application.state == "awarded"
    public = new_page(PHONE)
    public.goto("/bandi/c26/")
    public.get_by_role("link", name="Atti e concessioni").click()
    expect(public.get_by_role("cell", name="5.500,00 €")).to_be_visible()
    assert accessible(public) == []
    assert OURS.encode() in fetched(public, "Concessioni in CSV")


def applied(page: Page, edition: Edition, ours: Enterprise, check: Accessible) -> None:
    """Fill in, attach, sign and send."""
    tables = parse((CALLS / "c26" / "example.toml").read_bytes(), "example.toml")
    begin(page, edition, check)
    fill(page, form_of(edition.id), tables, check)
    attach(page, required(edition, tables["attached"]))
    attach_rest(ours, ["declarations", "digital-marketing-quote", "campaign-quote", "campaign-screenshots"])
    page.reload()
    assert check(page) == []
    page.get_by_role("link", name="Continua").click()
    picture(page, "check")
    send(page, Application.objects.get().opened_by, check)


def reviewed(desk: Page, page: Page, check: Accessible) -> None:
    """The DURC is asked, a quote is asked for and comes, a cost is cut with a reason."""
    office.take(desk, OURS, check)
    assert check(desk) == []
    dossier = desk.url
    office.check_register(desk, "DURC", {"durc_regular": "yes"}, check)
    office.ask(desk, "Il preventivo non si legge per intero.", ["Preventivo per la SEO, sul modello"], "10")
    answered(page, check)
    desk.goto(dossier)
    office.cut(desk, "Marketing digitale, Onda", "5.400,00", "Una parte non riguarda il progetto.")
    office.propose(desk, "ammissibile", "Come da verifiche.")


def answered(page: Page, check: Accessible) -> None:
    """The enterprise finds what is asked on its own page, and answers."""
    page.goto("/domande/")
    page.get_by_role("link", name="CONneSSi 2026").first.click()
    page.get_by_role("link", name="Rispondi alla richiesta").click()
    assert check(page) == []
    file = FilePayload(name="preventivo.pdf", mimeType="application/pdf", buffer=a_pdf())
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Invia la risposta").click()
    office.recorded(page, "Risposta inviata.")


def test_what_could_not_be_saved_stays_and_is_saved_later(
    browser: Browser, desk_address: str, postgres: Server, committed: str
) -> None:
    open_now(postgres, committed, "c26")
    person = a_person(1)
    an_enterprise(1, person)
    # Not one of `new_page`: that a save was refused stands on its console.
    context = browser.new_context(base_url=desk_address, locale="it-IT")
    key = logged_in(person, "applicant").cookies["bandolo_session"].value
    context.add_cookies([{"name": "bandolo_session", "value": key, "url": desk_address}])
    page = context.new_page()
    page.goto("/bandi/c26/domanda/")
    page.get_by_role("button", name="Comincia la domanda").click()
    page.get_by_role("link", name="Il progetto").click()
    field = page.locator("#i-fact-website")
    with page.expect_response(lambda one: one.request.method == "POST"):
        field.fill("https://first.example")
    expect(page.locator("#n-fact-website")).to_contain_text("Salvato, non inviato")
    # The session ends while somebody types.
    cookies = page.context.cookies()
    page.context.clear_cookies(name="bandolo_session")
    with page.expect_response(lambda one: one.request.method == "POST"):
        field.fill("https://second.example")
    expect(page.locator("#n-fact-website")).to_contain_text("Il testo resta in questo browser")
    assert field.input_value() == "https://second.example"
    assert Field.objects.get(path="fact/website").value == "https://first.example"
    page.context.add_cookies([one for one in cookies if one["name"] == "bandolo_session"])  # type: ignore[misc]
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.reload()
    expect(page.locator("#n-fact-website")).to_contain_text("Salvato, non inviato")
    assert Field.objects.get(path="fact/website").value == "https://second.example"
    assert Application.objects.get().state == "draft"
    context.close()
