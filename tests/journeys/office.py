"""How do those who work for the body take a dossier through review, committee and act in the browser?"""

from collections.abc import Collection, Mapping, Sequence

from playwright.sync_api import Page, expect

from bandolo.desk import clock
from bandolo.desk.models import Person
from tests.journeys.filling import Accessible, fetched, signed


def recorded(page: Page, words: str = "Registrato.") -> None:
    """The page says that it was done."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def take(page: Page, enterprise: str, check: Accessible) -> None:
    """Find a dossier in the worklist and take charge of it."""
    page.goto("/istruttoria/")
    assert check(page) == []
    page.get_by_role("link", name=enterprise, exact=True).click()
    page.get_by_role("button", name="Prendi in carico").click()
    recorded(page)


def check_register(page: Page, register: str, answers: Mapping[str, str], check: Accessible) -> None:
    """Record what a register says, beside what stands there already."""
    page.get_by_role("link", name=register).click()
    for fact, value in answers.items():
        page.locator(f"#f-{fact}").select_option(value)
    page.get_by_label("Protocollo").fill("prot. 1234/2019")
    assert check(page) == []
    page.get_by_role("button", name="Registra la verifica").click()
    recorded(page, "Verifica registrata.")


def ask(page: Page, reason: str, items: Sequence[str], days: str = "") -> None:
    """Ask for a supplement."""
    page.get_by_text("Chiedi un'integrazione").click()
    if days:
        page.get_by_label("Giorni, dove vanno indicati").fill(days)
    page.get_by_label("Perché").fill(reason)
    for item in items:
        page.get_by_label(item, exact=True).check()
    page.get_by_role("button", name="Invia la richiesta").click()
    recorded(page)


def cut(page: Page, item: str, amount: str, reason: str) -> None:
    """Admit less of an item of cost."""
    row = page.get_by_role("row").filter(has_text=item).filter(has_text="Ammetti meno")
    row.get_by_text("Ammetti meno").click()
    row.get_by_label("Importo ammesso").fill(amount)
    row.get_by_label("Motivo").fill(reason)
    row.get_by_role("button", name="Registra").click()
    recorded(page)


def propose(page: Page, outcome: str, reason: str) -> None:
    """Propose the outcome of the review."""
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Motivazione").fill(reason)
    page.get_by_role("button", name="Proponi", exact=True).click()
    recorded(page)


def approve(page: Page, enterprise: str, check: Accessible) -> None:
    """Approve what another person proposed."""
    page.goto("/istruttoria/")
    page.get_by_role("link", name=enterprise, exact=True).click()
    assert check(page) == []
    page.get_by_role("button", name="Approva").click()
    recorded(page)


def name_committee(page: Page, call: str, members: Collection[Person], coordinator: Person) -> None:
    """Name the committee of a call."""
    page.goto(f"/nucleo/{call}/")
    for one in members:
        page.get_by_label(str(one), exact=True).check()
    page.get_by_label("Coordina").select_option(str(coordinator))
    page.get_by_role("button", name="Nomina").click()
    recorded(page)


def vote(page: Page, criteria: Collection[str], reason: str) -> None:
    """Vote yes on each criterion."""
    for one in criteria:
        section = page.locator("section").filter(has_text=one)
        section.get_by_label("Voto").select_option("sì")
        section.get_by_label("Perché").fill(reason)
        section.get_by_role("button", name="Vota").click()
        recorded(page)


def prepare(page: Page, call: str, kind: str, signer: Person, check: Accessible) -> str:
    """Prepare an act, and tell its address."""
    page.goto(f"/graduatorie/{call}/")
    page.get_by_label("Atto", exact=True).select_option(kind)
    page.get_by_label("Lo firma").select_option(str(signer))
    page.get_by_role("button", name="Prepara l'atto").click()
    recorded(page, "Atto preparato")
    assert check(page) == []
    return page.url


def adopt(page: Page, address: str, number: str, signer: Person, check: Accessible) -> None:
    """Download an act, sign it with one's own program, and adopt it."""
    page.goto(address)
    assert check(page) == []
    file = signed(fetched(page, "L'atto da firmare (PDF)"), signer, clock.now())
    page.get_by_label("Numero dell'atto").fill(number)
    page.get_by_label("Atto firmato").set_input_files(file)
    page.get_by_role("button", name="Adotta").click()
    recorded(page, "Atto adottato")
    assert check(page) == []
