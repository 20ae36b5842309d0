"""Does the browser see the desk as people do, and does it notice what keeps some of them out?"""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.desk.made import a_call, a_person
from tests.journeys.conftest import WIDE, NewPage


def test_anybody_sees_the_calls(page: Page, accessible: Callable[[Page], list[str]]) -> None:
    edition = a_call()
    page.goto("/")
    page.get_by_role("link", name="CONneSSi 2026").first.click()
    assert page.url.endswith(f"/bandi/{edition.call.slug}/")
    assert accessible(page) == []


def test_whoever_is_logged_in_is_known(new_page: NewPage) -> None:
    person = a_person(1, "officer")
    page = new_page(WIDE, "en", person, "officer")
    page.goto("/scrivania/")
    assert page.get_by_text(str(person)).first.is_visible()


def test_a_page_without_scripts_runs_none(new_page: NewPage) -> None:
    page = new_page(scripts=False)
    page.goto("/")
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_picture_without_words_a_faint_text_and_a_wide_table_are_found(
    page: Page, accessible: Callable[[Page], list[str]]
) -> None:
    page.set_content(
        '<html lang="it"><title>x</title><main><h1>x</h1><img src="data:,">'
        '<p style="color: #ccc; width: 2000px">faint words</p></main></html>'
    )
    assert [one.partition(":")[0] for one in accessible(page)] == [
        *("color-contrast", "image-alt", "wider than the screen")
    ]
