"""How does a person fill in an application in the browser, attach, sign and send it?"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
from playwright.sync_api import FilePayload, Page, expect

from bandolo.desk import clock
from bandolo.desk.actions.attach import attach as attach_paper
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Edition, Enterprise, Person
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import Form, papers_of
from bandolo.desk.roles import Role
from bandolo.desk.typed import shown_value
from bandolo.papers.test_authority import YEAR, authority
from bandolo.papers.test_authority import Person as Signer
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.rules.facts import Fact
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import OWNER
from tests.desk.made import a_call, a_pdf

Accessible = Callable[[Page], list[str]]

# Puts what was answered into the fields of a page; saving and sending are left to the page's own buttons.
PUT = """answers => {
  for (const [name, texts] of answers) {
    const fields = [...document.getElementsByName(name)];
    const ticked = fields.filter(one => one.type === 'radio' || one.type === 'checkbox');
    for (const one of ticked) one.checked = texts.includes(one.value);
    const known = ticked.map(one => one.value);
    for (const one of fields.filter(one => !ticked.includes(one)))
      one.value = texts.filter(text => !known.includes(text)).join(', ');
  }
}"""


def stand_at(postgres: Server, database: str, moment: datetime) -> None:
    """Move the clock of a database, which only its owner can."""
    with psycopg.connect(address(postgres, database, OWNER)) as connection:
        connection.execute(
            "INSERT INTO clock_shift (shift) VALUES (%s::timestamptz - clock_timestamp()) "
            "ON CONFLICT (is_set) DO UPDATE SET shift = excluded.shift",
            [moment],
        )


def open_now(postgres: Server, database: str, name: str) -> Edition:
    """A call, on the fifth day of its window."""
    edition = a_call(name)
    window = rules_of(edition.id).window
    assert window is not None
    stand_at(postgres, database, window.opens + timedelta(days=4))
    set_standing(edition.call, edition.id)
    return edition


def answer(page: Page, path: str, fact: Fact, value: object) -> None:
    """Answer a question as a person does."""
    key, shown = path.replace("/", "-"), shown_value(fact, value, "it")
    if fact.type == "yes_no":
        page.locator(f'label[for="i-{key}-{shown}"]').click()
    elif fact.type == "choices":
        for one in shown:
            page.locator(f'label[for="i-{key}-{one}"]').click()
    else:
        field = page.locator(f"#i-{key}")
        is_chosen = field.evaluate("one => one.tagName") == "SELECT"
        field.select_option(str(shown)) if is_chosen else field.fill(str(shown))


def fill(page: Page, form: Form, tables: Mapping[str, Any], check: Accessible) -> None:
    """Go through the steps and answer whatever the tables tell: the first question of a step by hand."""
    for step in form.steps:
        if not step.facts:
            continue
        expect(page.locator("[aria-current=step]")).to_contain_text(step.words.it, ignore_case=True)
        told = [tables["facts"]] if step.kind is None else tables.get(step.kind, [])
        if step.kind is not None and not told:
            page.get_by_role("button", name="Non ce ne sono").click()
        places = ["fact"] if step.kind is None else [_added(page, number) for number in range(len(told))]
        answers = [
            (f"{place}/{fact.id}", fact, record[fact.id])
            for place, record in zip(places, told, strict=True)
            for fact in step.facts
            if fact.id in record
        ]
        if answers:
            put = [(path, _texts(fact, value)) for path, fact, value in answers]
            answer(page, *answers[0])
            page.evaluate(PUT, put[1:])
        assert check(page) == []
        page.get_by_role("button", name="Salva e continua").click()


def _added(page: Page, number: int) -> str:
    """Add an entry to a step, and tell the place of its fields."""
    page.get_by_role("button", name="Aggiungi una voce").click()
    expect(page.locator("section.record")).to_have_count(number + 1)
    first = page.locator("section.record").nth(number).locator(".box").first
    return str(first.get_attribute("id")).rpartition("-")[0].replace("-", "/", 2)


def _texts(fact: Fact, value: object) -> list[str]:
    shown = shown_value(fact, value, "it")
    return [shown] if isinstance(shown, str) else [*shown]


def fetched(page: Page, link: str) -> bytes:
    """The file behind a link."""
    place = page.get_by_role("link", name=link).first.get_attribute("href")
    return page.context.request.get(str(place)).body()


def required(edition: Edition, attached: Collection[str]) -> list[str]:
    """The papers without which an application is out, of those named."""
    papers = papers_of(rules_of(edition.id))
    return [one.id for one in papers if one.id in attached and one.missing == "not_admissible"]


def attach(page: Page, papers: Collection[str]) -> None:
    """Upload a page for each of the papers, each of which is looked through."""
    for paper in papers:
        box = page.locator(f"section#{paper}")
        file = FilePayload(name=f"{paper}.pdf", mimeType="application/pdf", buffer=a_pdf())
        box.locator("input[type=file]").set_input_files(file)
        box.get_by_role("button", name="Carica").click()
        expect(page.locator(f"section#{paper} .files")).to_contain_text(f"{paper}.pdf")


def attach_rest(enterprise: Enterprise, papers: Collection[str], role: Role = "applicant") -> None:
    """Attach other papers to the one application of an enterprise, without the browser."""
    application = Application.objects.get(enterprise=enterprise)
    actor = Actor(application.opened_by, role, enterprise)
    for paper in papers:
        upload = Upload(f"{paper}.pdf", a_pdf(), "application/pdf")
        assert not isinstance(attach_paper(application, paper, upload, None, actor, clock.now()), Refusal)


def signed(pdf: bytes, person: Person, now: datetime) -> FilePayload:
    """A PDF signed by a card of the test authority."""
    maker = authority(now)
    signer = Signer(person.given_name, person.family_name, person.fiscal_code)
    holder = maker.signer(signer, now - YEAR, now + YEAR)
    # Playwright runs a loop in this thread, and signing wants one of its own.
    with ThreadPoolExecutor(1) as other:
        content = other.submit(sign_cades, pdf, [holder], maker, now).result()
    return FilePayload(name="firmato.pdf.p7m", mimeType="application/pkcs7-mime", buffer=content)


def send(page: Page, person: Person, check: Accessible) -> None:
    """Draw up the PDF, have it signed, seal and submit, up to the receipt."""
    expect(page.get_by_text("Nulla da correggere.")).to_be_visible()
    page.get_by_role("button", name="Genera il PDF").click()
    file = signed(fetched(page, "Scarica il PDF"), person, clock.now())
    page.locator("#signed-file").set_input_files(file)
    page.get_by_role("button", name="Carica la domanda firmata").click()
    expect(page.get_by_text("firma non verificata")).to_be_visible()
    assert check(page) == []
    page.get_by_role("button", name="Chiudi la domanda").click()
    page.get_by_role("button", name="Invia", exact=True).click()
    expect(page.get_by_text("Ora di arrivo")).to_be_visible()
    assert fetched(page, "Scarica la ricevuta").startswith(b"%PDF-")
    assert check(page) == []
