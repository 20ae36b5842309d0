"""Is a report checked, supplemented, cut, paid by act and transfer, and seen as paid, in a browser?

With BANDOLO_PICTURES naming a folder, the pages are pictured on the way: docs/pictures/ holds them.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from playwright.sync_api import Page, expect

from bandolo.desk import clock
from bandolo.desk.actions.send_report import send_report
from bandolo.desk.management.staging.reporting import drawn_up, report_all, signed
from bandolo.desk.models import Application, LedgerEntry, Report, Transfer
from bandolo.papers.transfer_order import schema_faults
from bandolo.server.postgres import Server
from tests.desk.awarded import as_enterprise, awarded_elsewhere
from tests.desk.made import a_person
from tests.desk.reporting import shift_clock
from tests.desk.reviewed import Office, tables_of
from tests.journeys.conftest import WIDE, NewPage
from tests.journeys.filling import Accessible, fetched
from tests.journeys.filling import signed as by_card
from tests.journeys.office import recorded
from tests.papers.banks import pain002, transfer_xml

ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)
SENT = datetime(2014, 1, 10, 9, tzinfo=UTC)


def sent_report(postgres: Server, database: str, office: Office) -> Application:
    """The example of the digital call, reported by the beneficiary and sent in time."""
    application = awarded_elsewhere(office)
    shift_clock(postgres, database, ENDED)
    report_all(application, tables_of("l12"), ENDED)
    report = drawn_up(application, ENDED)
    assert isinstance(signed(application, report, ENDED), Report)
    shift_clock(postgres, database, SENT)
    assert isinstance(send_report(application, as_enterprise(application)), Report)
    connection.close()
    return application


def picture(page: Page, name: str) -> None:
    """Keep how a page looks, where somebody wants it for the docs."""
    folder = os.environ.get("BANDOLO_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=False)


# long: one way, from the report that came to the beneficiary who sees the money
def test_a_report_is_checked_with_a_supplement_and_a_cut_and_paid(  # noqa: PLR0915 - as above
    postgres: Server, committed: str, new_page: NewPage, accessible: Accessible
) -> None:
    office = Office()
    with ThreadPoolExecutor(1) as apart:
        # The browser runs a loop in this thread, in which no signature can be checked.
        application = apart.submit(sent_report, postgres, committed, office).result()
    name = str(application.enterprise)
    accountant = a_person(30, "accountant")
    page = new_page(WIDE, person=office.people["officer"], role="officer")
    page.goto("/istruttoria/")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Rendicontazione e liquidazione").click()
    page.get_by_role("button", name="Prendi in carico").click()
    recorded(page)
    assert accessible(page) == []
    page.get_by_text("Chiedi un'integrazione").click()
    page.get_by_label("Perché").fill("Conferma la banca.")
    page.locator("input[name=item][value='fact/bank_name']").check()
    page.get_by_role("button", name="Invia la richiesta").click()
    recorded(page)

    mine = new_page(person=application.opened_by, role="applicant")
    mine.goto(f"/domande/{application.id}/integrazione/")
    assert accessible(mine) == []
    mine.locator("input[name='fact/bank_name']").fill("Banca della Serra")
    mine.get_by_role("button", name="Invia").first.click()
    recorded(mine, "Risposta inviata.")

    page.reload()
    goods = page.locator("section.card").filter(has_text="Misure Lombarde Srl")
    goods.get_by_text("Ammetti meno").click()
    goods.get_by_label("Importo ammesso").fill("6.000,00")
    goods.get_by_label("Motivo").fill("Una scheda non è del progetto.")
    picture(page, "check-of-a-report")
    goods.get_by_role("button", name="Registra").click()
    recorded(page)
    picture(page, "before-paying")
    page.get_by_role("button", name="Proponi", exact=True).click()
    recorded(page)

    boss = new_page(WIDE, person=office.people["approver"], role="approver")
    boss.goto(f"/istruttoria/{application.id}/rendicontazione/")
    assert accessible(boss) == []
    boss.get_by_role("button", name="Approva").click()
    recorded(boss)
    page.reload()
    page.get_by_role("button", name="Prepara l'atto di liquidazione").click()
    page.get_by_role("link", name="Atto di liquidazione").click()
    assert accessible(page) == []
    boss.goto(page.url)
    pdf = fetched(boss, "L'atto da firmare (PDF)")
    boss.get_by_label("Numero dell'atto").fill("14")
    boss.get_by_label("Atto firmato").set_input_files(by_card(pdf, office.people["approver"], clock.now()))
    boss.get_by_role("button", name="Adotta").click()
    recorded(boss, "Atto adottato.")

    money = new_page(WIDE, person=accountant, role="accountant")
    money.goto("/ragioneria/")
    assert accessible(money) == []
    picture(money, "to-be-paid")
    money.get_by_role("button", name="Genera il file per la banca").click()
    recorded(money)
    file = fetched(money, "file per la banca")
    assert schema_faults(file) == []
    [one] = Transfer.objects.all()
    today = f"{clock.now():%Y-%m-%d}"
    answer = transfer_xml(amount=f"{one.cents / 100:.2f}", id=one.end_to_end).replace("2026-04-02", today)
    money.get_by_label("File degli esiti").set_input_files(
        {"name": "esiti.xml", "mimeType": "application/xml", "buffer": pain002(answer)}
    )
    picture(money, "with-the-bank")
    money.get_by_role("button", name="Importa gli esiti").click()
    expect(money.get_by_text("Eseguiti 1, rifiutati 0.")).to_be_visible()
    money.get_by_role("link", name="l12").click()
    assert accessible(money) == []
    picture(money, "entries-of-a-call")
    money.get_by_role("link", name=name).first.click()
    expect(money.get_by_text("Ritenuta d'acconto").first).to_be_visible()
    assert accessible(money) == []
    picture(money, "account-of-an-award")
    kept = dict(LedgerEntry.objects.filter(award__isnull=False).values_list("kind", "amount_cents"))
    # Half of 21,045.90: 600.00 less than reported; 4% of it withheld; the rest of the award set free.
    assert kept == {"commitment": 1_250_000, "payment": 1_010_203, "withholding": 42_092, "release": 197_705}

    mine.goto(f"/domande/{application.id}/pagamenti/")
    expect(mine.get_by_text("10.102,03").first).to_be_visible()
    assert accessible(mine) == []
    assert fetched(mine, "Certificazione delle ritenute").startswith(b"%PDF")
    money.get_by_role("button", name="Chiudi il fascicolo").click()
    expect(money.get_by_text("documenti da conservare fino al")).to_be_visible()
