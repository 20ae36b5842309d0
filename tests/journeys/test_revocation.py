"""Does an award that was paid come back in a browser: proposed, answered, revoked, returned in rates?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.urls import reverse
from playwright.sync_api import Page, expect

from bandolo.desk import clock
from bandolo.desk.models import Act, Recovery
from bandolo.desk.outside.files import kept
from bandolo.papers.test_authority import Person as Name
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.rules.days import day_in_rome
from tests.desk.granted import awarded, found, paid
from tests.desk.made import a_call, a_pdf, a_person
from tests.desk.reviewed import Office
from tests.desk.signing import YEAR, maker
from tests.journeys.conftest import WIDE, NewPage

Accessible = Callable[[Page], list[str]]
PAID_ON = date(2025, 6, 30)


def test_a_course_not_attended_costs_the_award_and_what_was_paid_of_it(  # long: one way through
    new_page: NewPage, accessible: Accessible
) -> None:
    office = Office()
    award = awarded(a_call("c24"), office)
    paid(award, 576_000, 24_000, on=PAID_ON)
    found(award, office, {"course_attended_by": "nobody", "test_done": False})
    id = award.application_id
    officer = new_page(WIDE, person=office.people["officer"], role="officer")
    officer.goto(reverse("revocation", args=[id]))
    expect(officer.get_by_role("status")).to_contain_text("Le regole del bando propongono la revoca")
    expect(officer.get_by_label("Corso non seguito dal referente")).to_be_checked()
    assert accessible(officer) == []
    officer.get_by_label("I fatti, e perché bastano").fill("Il referente non risulta tra i presenti.")
    officer.get_by_label("Giorni per rispondere").fill("15")
    officer.get_by_label("Giorni per concludere").fill("90")
    officer.get_by_role("button", name="Comunica l'avvio").click()
    expect(officer.get_by_role("heading", name="Procedimento in corso")).to_be_visible()

    owner = new_page(person=award.application.opened_by, role="applicant")
    owner.goto(reverse("own_revocation", args=[id]))
    assert accessible(owner) == []
    owner.get_by_label("Osservazioni").fill("Ero in malattia.")
    paper = {"name": "certificato.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    owner.get_by_label("Un documento").set_input_files(paper)  # type: ignore[arg-type]
    owner.get_by_role("button", name="Invia").click()
    expect(owner.get_by_text("Ero in malattia.")).to_be_visible()

    officer.reload()
    expect(officer.get_by_role("link", name="certificato.pdf")).to_be_visible()
    officer.get_by_label("Come si valuta").fill("La malattia non è del periodo del corso.")
    officer.get_by_label("Giorni per restituire").fill("60")
    officer.get_by_label("Lo firma").select_option(str(office.people["approver"].id))
    assert accessible(officer) == []
    officer.get_by_role("button", name="Prepara l'atto di revoca").click()

    act = Act.objects.get(kind="revocation")
    approver = new_page(WIDE, person=office.people["approver"], role="approver")
    approver.goto(reverse("act", args=[award.application.call.slug, act.id]))
    assert accessible(approver) == []
    approver.locator("#number").fill("77")
    signed = {"name": "atto.p7m", "mimeType": "application/pkcs7-mime", "buffer": _signed(office, act)}
    approver.locator("input[type=file]").set_input_files(signed)  # type: ignore[arg-type]
    approver.locator("main form button").click()
    expect(approver.get_by_text("Adottato: n. 77")).to_be_visible()

    owner.reload()
    expect(owner.get_by_role("heading", name="Che cosa restituire")).to_be_visible()
    assert accessible(owner) == []
    _returned(new_page, accessible)


def _signed(office: Office, act: Act) -> bytes:
    """The act, signed apart from the browser's loop, and without a question to the database."""
    person, now, pdf = office.people["approver"], clock.now(), kept(act.pdf_sha256)
    name = Name(person.given_name, person.family_name, person.fiscal_code)

    def sign() -> bytes:
        return sign_cades(pdf, [maker().signer(name, now - YEAR, now + YEAR)], maker(), now)

    with ThreadPoolExecutor() as apart:
        return apart.submit(sign).result()


def _returned(new_page: NewPage, accessible: Accessible) -> None:
    """The accountant finds the sum with its interest, grants instalments, records the first that comes."""
    recovery = Recovery.objects.get()
    assert recovery.parts == [{"cents": 600_000, "paid_on": PAID_ON.isoformat()}]
    page = new_page(WIDE, person=a_person(90, "accountant"), role="accountant")
    page.goto(reverse("recoveries"))
    assert accessible(page) == []
    page.get_by_role("link", name="Impresa 1 s.r.l.").click()
    expect(page.get_by_text("D.M. 10 dicembre 2024")).to_be_visible()
    assert accessible(page) == []
    today = day_in_rome(clock.now())
    page.get_by_label("Quante rate").fill("3")
    page.get_by_label("La prima entro il").fill(today.isoformat())
    page.get_by_label("Ogni quanti mesi").fill("1")
    page.get_by_label("Perché").fill("Crisi di liquidità")
    page.get_by_role("button", name="Concedi").click()
    rows = page.get_by_role("region", name="Rate").get_by_role("row")
    expect(rows).to_have_count(4)
    total = rows.nth(1).get_by_role("cell").nth(3).inner_text()
    page.get_by_label("Ricevuta il").fill(today.isoformat())
    page.get_by_label("Importo", exact=True).fill(total)
    page.get_by_label("Riferimento").fill("CRO 1")
    page.get_by_role("button", name="Registra", exact=True).click()
    expect(page.get_by_role("region", name="Restituzioni")).to_contain_text("2.000,00")
    expect(rows.nth(1)).to_contain_text("pagata")
    assert accessible(page) == []
