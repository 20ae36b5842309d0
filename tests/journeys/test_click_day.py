"""Does a sealed application get its place at the opening by its ticket, with a receipt that holds offline?"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Page, expect

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.management.staging.filling import attach_all, fill_in, sign
from bandolo.desk.models import Application, Person, Submission
from bandolo.desk.queries.editions import rules_of
from bandolo.intake.instants import read_micros, to_micros
from bandolo.intake.send import state_of
from bandolo.papers.test_authority import authority
from bandolo.rules.load import parse
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import INTAKE
from tests.desk.made import CALLS, a_call, a_person, an_application, an_enterprise
from tests.intake.nodes import Node, start_node
from tests.journeys.conftest import WIDE, NewPage
from tests.journeys.filling import Accessible, stand_at


@pytest.fixture
def node(postgres: Server, committed: str) -> Iterator[Node]:
    """A node of the intake on the database of the desk, which knows where it is."""
    started = start_node(address(postgres, committed, INTAKE), Path(settings.KEYS))
    with override_settings(INTAKE=started.address, INTAKE_PUBLIC=started.address):
        yield started
    started.kill()


def sign_whole(application: Application, person: Person) -> None:
    """Fill in an application as the example of its call, and sign it."""
    actor, now = Actor(person, "applicant", application.enterprise), clock.now()
    example = parse((CALLS / application.call.slug / "example.toml").read_bytes(), "example.toml")
    fill_in(application, example, actor, now)
    attach_all(application, example, actor, now)
    sign(application, authority(now), actor, now)
    connection.close()


def verified(receipt: Path) -> int:
    """How `bandolo receipt verify` ends, with nothing at hand but the file."""
    words = [sys.executable, "-m", "bandolo.cli", "receipt", "verify", str(receipt)]
    return subprocess.run(words, env={"PATH": ""}, capture_output=True, check=False).returncode


def wait_with_the_page(page: Page, check: Accessible, open_soon: Callable[[], None], receipt: Path) -> None:
    """Before the opening nothing gets in; the page sends by itself and hands the receipt over."""
    expect(page.locator("#opening")).to_contain_text("tra 02:59:")
    assert check(page) == []
    page.get_by_role("button", name="Invia adesso").click()
    expect(page.get_by_text("Non è ancora aperto.")).to_be_visible()
    open_soon()
    page.get_by_role("button", name="Invia da sola all’apertura").click()
    expect(page.get_by_text("Ricevuta: il posto è suo.")).to_be_visible(timeout=60_000)
    assert check(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Salva la ricevuta").click()
    download.value.save_as(receipt)


def seal_in_the_desk(page: Page, check: Accessible, place: str) -> None:
    """Seal, and come to the ticket."""
    page.goto(place)
    page.get_by_role("button", name="Chiudi la domanda").click()
    page.get_by_role("link", name="Biglietto d'invio").click()
    expect(page.get_by_role("img", name="Codice QR")).to_be_visible()
    assert check(page) == []


def look_back(page: Page, check: Accessible, place: str) -> None:
    """What the desk shows of it afterwards, to the enterprise and to everybody."""
    page.goto(place)
    expect(page.get_by_text("Ora di arrivo")).to_be_visible()
    expect(page.get_by_text("Invii respinti")).to_be_visible()
    assert check(page) == []
    page.get_by_role("link", name="Registro pubblico degli arrivi").click()
    expect(page.get_by_role("row", name="accepted")).to_be_visible()
    assert check(page) == []


def test_from_the_seal_to_a_receipt_that_holds_offline(
    new_page: NewPage, accessible: Accessible, postgres: Server, committed: str, node: Node, tmp_path: Path
) -> None:
    edition, person = a_call("c26"), a_person(1)
    if (window := rules_of(edition.id).window) is None:
        pytest.fail("the call has a window")
    opens, receipt = window.opens, tmp_path / "ricevuta.json"
    stand_at(postgres, committed, opens - timedelta(hours=3))
    set_standing(edition.call, edition.id)
    application = an_application(edition, an_enterprise(1, person), person)
    # Playwright runs a loop in this thread, and signing wants one of its own.
    with ThreadPoolExecutor(1) as other:
        other.submit(sign_whole, application, person).result()

    page = new_page(person=person, role="applicant")
    seal_in_the_desk(page, accessible, f"/domande/{application.id}/controllo/")

    def open_soon() -> None:
        stand_at(postgres, committed, opens - timedelta(seconds=6))
        # The node asks the database for the time every second where nobody comes.
        while read_micros(state_of(node.address, "c26")["now"]) < to_micros(opens - timedelta(hours=1)):
            pass

    page.get_by_role("link", name="Apri la pagina di invio").click()
    wait_with_the_page(page, accessible, open_soon, receipt)
    node.kill()
    changed = tmp_path / "changed.json"
    changed.write_text(
        receipt.read_text(encoding="utf-8").replace('"number":1', '"number":2'), encoding="utf-8"
    )
    assert (verified(receipt), verified(changed)) == (0, 2)

    officer = new_page(WIDE, person=a_person(9, "officer"), role="officer")
    officer.goto("/istruttoria/")
    expect(officer.get_by_role("row", name="Impresa 1 s.r.l.")).to_contain_text("n. 1")
    assert opens <= Submission.objects.get().instant < opens + timedelta(seconds=20)
    look_back(page, accessible, f"/domande/{application.id}/controllo/")
