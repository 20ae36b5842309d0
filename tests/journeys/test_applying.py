"""Does an enterprise come from the published call to its receipt, with a browser as people have it?"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from bandolo.desk import clock
from bandolo.desk.models import Application, Edition, Field, Person, Submission
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import Form, form_of, papers_of
from bandolo.desk.typed import shown_value
from bandolo.papers.test_authority import YEAR, authority
from bandolo.papers.test_authority import Person as Signer
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.rules.facts import Fact
from bandolo.rules.load import parse
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import OWNER
from tests.desk.made import CALLS, a_call, a_pdf, a_person, an_enterprise, logged_in
from tests.journeys.conftest import PHONE, WIDE, NewPage

Accessible = Callable[[Page], list[str]]


def stand_at(postgres: Server, database: str, moment: datetime) -> None:
    """Move the clock of a database, which only its owner can."""
    with psycopg.connect(address(postgres, database, OWNER)) as connection:
        connection.execute(
            "INSERT INTO clock_shift (shift) VALUES (%s::timestamptz - clock_timestamp())", [moment]
        )


def answer(page: Page, path: str, fact: Fact, value: object) -> None:
    """Answer a question as a person does."""
    key = path.replace("/", "-")
    shown = shown_value(fact, value, "it")
    if fact.type == "yes_no":
        page.locator(f'label[for="i-{key}-{shown}"]').click()
    elif fact.type == "choices":
        known = [one for one in shown if one in (fact.choices or {})]
        for one in known or (["none"] if not value else []):
            page.locator(f'label[for="i-{key}-{one}"]').click()
        others = [one for one in shown if one not in (fact.choices or {}) and one != "-"]
        if others:
            page.locator(f"#i-{key}-others").fill(", ".join(others))
    else:
        field = page.locator(f"#i-{key}")
        is_chosen = field.evaluate("one => one.tagName") == "SELECT"
        field.select_option(str(shown)) if is_chosen else field.fill(str(shown))


def fill(page: Page, form: Form, tables: Mapping[str, Any], accessible: Accessible) -> None:
    """Go through the steps and answer whatever the tables tell."""
    for step in form.steps:
        if not step.facts:
            continue
        expect(page.locator("[aria-current=step]")).to_contain_text(step.words.it, ignore_case=True)
        told = [tables["facts"]] if step.kind is None else tables.get(step.kind, [])
        if step.kind is not None and not told:
            page.get_by_role("button", name="Non ce ne sono").click()
        for number, record in enumerate(told):
            place = "fact"
            if step.kind is not None:
                page.get_by_role("button", name="Aggiungi una voce").click()
                expect(page.locator("section.record")).to_have_count(number + 1)
                first = page.locator("section.record").nth(number).locator(".box").first
                place = str(first.get_attribute("id")).rpartition("-")[0].replace("-", "/", 2)
            for fact in step.facts:
                if fact.id in record:
                    answer(page, f"{place}/{fact.id}", fact, record[fact.id])
            if step.kind is not None:
                page.get_by_role("button", name="Salva", exact=True).click()
        assert accessible(page) == []
        page.get_by_role("button", name="Salva e continua").click()


def fetched(page: Page, link: str) -> bytes:
    """The file behind a link."""
    place = page.get_by_role("link", name=link).get_attribute("href")
    return page.context.request.get(str(place)).body()


def attach(page: Page, edition: Edition, tables: Mapping[str, Any]) -> None:
    """Upload the papers without which it is out; the others can be supplied on request."""
    for paper in papers_of(rules_of(edition.id)):
        if paper.id in tables["attached"] and paper.missing == "not_admissible":
            box = page.locator(f"section#{paper.id}")
            file = FilePayload(name=f"{paper.id}.pdf", mimeType="application/pdf", buffer=a_pdf())
            box.locator("input[type=file]").set_input_files(file)
            box.get_by_role("button", name="Carica").click()
            expect(page.locator(f"section#{paper.id} .files")).to_contain_text("non verificato")


def sign(page: Page, person: Person) -> None:
    """Download the application, sign it, and upload it."""
    pdf, now = fetched(page, "Scarica il PDF"), clock.now()
    maker = authority(now)
    signer = Signer(person.given_name, person.family_name, person.fiscal_code)
    holder = maker.signer(signer, now - YEAR, now + YEAR)
    # Playwright runs a loop in this thread, and signing wants one of its own.
    with ThreadPoolExecutor(1) as other:
        signed = other.submit(sign_cades, pdf, [holder], maker, now).result()
    file = FilePayload(name="domanda.pdf.p7m", mimeType="application/pkcs7-mime", buffer=signed)
    page.locator("#signed-file").set_input_files(file)
    page.get_by_role("button", name="Carica la domanda firmata").click()
    expect(page.get_by_text("firma non verificata")).to_be_visible()


def open_now(postgres: Server, database: str, name: str) -> Edition:
    """A call, on the fifth day of its window."""
    edition = a_call(name)
    window = rules_of(edition.id).window
    assert window is not None
    stand_at(postgres, database, window.opens + timedelta(days=4))
    return edition


@pytest.mark.parametrize(("name", "scripts", "width"), [("c26", True, WIDE), ("vdi", False, PHONE)])
def test_from_the_call_to_the_receipt(
    new_page: NewPage,
    accessible: Accessible,
    postgres: Server,
    committed: str,
    name: str,
    scripts: bool,
    width: int,
) -> None:
    edition, person = open_now(postgres, committed, name), a_person(1)
    an_enterprise(1, person)
    tables = parse((CALLS / name / "example.toml").read_bytes(), "example.toml")
    page = new_page(width, "it", person, "applicant", scripts=scripts)
    check: Accessible = accessible if scripts else lambda _: []
    page.goto(f"/bandi/{name}/")
    page.get_by_role("link", name="Prepara la domanda").click()
    assert check(page) == []
    page.get_by_role("button", name="Comincia la domanda").click()
    expect(page.get_by_text("Salvata non vuol dire inviata")).to_be_visible()
    fill(page, form_of(edition.id), tables, check)
    attach(page, edition, tables)
    assert check(page) == []
    page.get_by_role("link", name="Continua").click()
    expect(page.get_by_text("Nulla da correggere.")).to_be_visible()
    page.get_by_role("button", name="Genera il PDF").click()
    sign(page, person)
    assert check(page) == []
    page.get_by_role("button", name="Chiudi la domanda").click()
    page.get_by_role("button", name="Invia", exact=True).click()
    expect(page.get_by_text("Ora di arrivo")).to_be_visible()
    assert fetched(page, "Scarica la ricevuta").startswith(b"%PDF-")
    assert check(page) == []
    sent = Submission.objects.get()
    assert (sent.number, sent.application.state) == (1, "submitted")


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
