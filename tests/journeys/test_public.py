"""Does a baker with a phone get from the list of calls to an answer, with and without scripts?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bandolo.server.postgres import Server
from tests.desk.made import a_call
from tests.journeys.conftest import PHONE, WIDE, NewPage
from tests.journeys.filling import open_now
from tests.journeys.pictures import picture

NO = ("L'impresa è in fallimento", "L'impresa ha forniture", "Avete", "L'impresa ha avuto", "Ci sono")


def go_on(page: Page, button: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def answer(page: Page) -> None:
    """Answer the question of the page as somebody who may apply would."""
    question = page.locator(".check-form legend, .check-form .typed label").first.inner_text()
    picks = page.locator(".check-form .pick input")
    values = [str(picks.nth(at).get_attribute("value")) for at in range(picks.count())]
    if "yes" in values:
        page.get_by_label("No" if question.startswith(NO) else "Sì", exact=True).check()
    elif values:
        picks.nth(min(1, len(values) - 1)).check()
    else:
        go_on(page, "Non lo so")
        return
    go_on(page, "Avanti")


def test_a_baker_without_scripts_learns_whether_and_how_much(
    new_page: NewPage, accessible: Callable[[Page], list[str]]
) -> None:
    a_call()
    page, found = new_page(), new_page(scripts=False)
    found.goto("/")
    found.get_by_role("link", name="Posso chiedere?").click()
    for _ in range(40):
        if not found.locator(".check-form").count():
            break
        answer(found)
    expect(found.get_by_role("heading", level=1)).to_have_text("Finora nulla vi esclude")
    found.get_by_role("link", name="Quanto posso avere?").click()
    found.get_by_label("Marketing digitale").fill("7.200")
    found.get_by_label("Posizionamento del sito (SEO)").fill("2400")
    found.get_by_role("button", name="Calcola").click()
    expect(found.get_by_text("5.040,00 €").first).to_be_visible()
    expect(found.get_by_text("Marketing digitale: al massimo 6.000 euro.")).to_be_visible()
    # axe-core is a script: the same pages are asked again where scripts run.
    page.goto("/bandi/c26/autoverifica/")
    answer(page)
    assert accessible(page) == []


def test_a_newcomer_finds_the_open_call_among_the_others(
    new_page: NewPage, accessible: Callable[[Page], list[str]], postgres: Server, committed: str
) -> None:
    open_now(postgres, committed, "c26")
    for name in ("c24", "vdi", "vnm", "t50", "l12"):
        a_call(name)
    page = new_page(WIDE)
    page.goto("/")
    assert page.get_by_role("article").all_inner_texts()[0].lower().startswith("aperto")
    left = page.locator("[data-left]").first
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    assert accessible(page) == []
    picture(page, "home")
    page.goto("/bandi/c26/")
    picture(page, "guide")
    page.goto("/bandi/c26/autoverifica/")
    answer(page)
    answer(page)
    picture(page, "self-check")
    page.goto("/bandi/c26/calcolatore/")
    page.get_by_label("Marketing digitale").fill("8.100")
    page.get_by_label("Posizionamento del sito (SEO)").fill("2.400")
    expect(page.locator("#result")).to_contain_text("5.040,00 €")
    assert accessible(page) == []
    picture(page, "calculator")


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_result_follows_while_one_types(
    new_page: NewPage, accessible: Callable[[Page], list[str]], width: int
) -> None:
    a_call()
    page = new_page(width, "en")
    page.goto("/bandi/c26/calcolatore/")
    assert accessible(page) == []
    page.get_by_label("Digital marketing").fill("7,200.00")
    expect(page.locator("#result")).to_contain_text("EUR 3,600.00")
    page.get_by_label("Search engine optimisation").fill("lots")
    expect(page.locator("#result")).to_contain_text("Write an amount, such as 1,234.56.")
    assert accessible(page) == []


@pytest.mark.parametrize(
    "address", ["/", "/bandi/c26/", "/bandi/t50/calcolatore/", "/bandi/vdi/autoverifica/"]
)
def test_nobody_is_kept_out(page: Page, accessible: Callable[[Page], list[str]], address: str) -> None:
    for name in ("c26", "t50", "vdi"):
        a_call(name)
    page.goto(address)
    assert accessible(page) == []


def test_a_citation_opens_the_clause_it_names(page: Page) -> None:
    a_call()
    page.goto("/bandi/c26/")
    page.get_by_role("link", name="C26-B3").first.click()
    expect(page.locator("#c-C26-B3")).to_be_visible()
