"""How does a test go through the desk in a real browser?

`desk_address` serves the desk, on a committed database of the test's own, on a port that the system picks.
`page` is a page of a phone's width in Debian's Chromium (or the one that BANDOLO_CHROMIUM names), Italian
spoken; it fails the test that leaves an error on its console. `new_page` makes others: wider, in English,
without scripts, or logged in as a person. `accessible(page)` finds what axe-core finds against WCAG 2.1 AA.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from bandolo.desk.models import Person
from bandolo.desk.roles import Role
from tests.desk.conftest import committed, desk_settings, desk_template, django_db_setup
from tests.desk.made import logged_in

__all__ = ["committed", "desk_settings", "desk_template", "django_db_setup"]

# Chromium asks nobody outside the machine for anything.
QUIET = (
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-quic", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE, WIDE = 390, 1280
# Milliseconds for what a page needs to show what a test waits for, on a busy machine.
PATIENCE = 15_000
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a module: while its loop runs, no other test could run one."""
    found = os.environ.get("BANDOLO_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("no Chromium: install it (Debian: apt install chromium), or name one in BANDOLO_CHROMIUM")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright runs a loop in this thread, in which Django would refuse its own blocking questions.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        expect.set_options(timeout=PATIENCE)
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        made = playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])
        yield made
        made.close()


@pytest.fixture
def desk_address(committed: str) -> Iterator[str]:  # noqa: ARG001 - where the server finds its data
    """Where the desk answers, such as http://localhost:41234."""
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


class NewPage(Protocol):
    """Makes a page of a browser that knows nothing of the others."""

    def __call__(
        self,
        width: int = ...,
        lang: str = ...,
        person: Person | None = ...,
        role: Role | None = ...,
        *,
        scripts: bool = ...,
    ) -> Page:
        """A page `width` pixels wide; `person` is logged in, in `role`; False for `scripts` forbids them."""


def listen(page: Page, complaints: list[str]) -> None:
    """Gather what a page complains about; one that refuses is a page too, so that it may."""

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def answered(answer: Response) -> None:
        is_lost = "/static/" in answer.url and answer.status >= HTTPStatus.BAD_REQUEST
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or is_lost:
            complaints.append(f"{answer.status} {answer.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", answered)


@pytest.fixture
def new_page(browser: Browser, desk_address: str) -> Iterator[NewPage]:
    """Pages of this test, which end with it; what one of them complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        width: int = PHONE,
        lang: str = "it",
        person: Person | None = None,
        role: Role | None = None,
        *,
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=desk_address,
            locale={"it": "it-IT", "en": "en-GB"}[lang],
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            timezone_id="Europe/Rome",
            # Nothing glides: what is looked for stands where it will stay.
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person is not None:
            key = logged_in(person, role).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": desk_address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page, complaints)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """The page of somebody with a phone, who is not logged in."""
    return new_page()


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], list[str]]:
    """What keeps people out of a page: each failed rule of axe-core with its places; and what overflows."""
    axe = Axe()

    def check(page: Page) -> list[str]:
        found = axe.run(page, options=WCAG).response["violations"]
        failed = [f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}" for one in found]
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return failed + ([f"wider than the screen: {width[0]}"] if width[0] > width[1] else [])

    return check
