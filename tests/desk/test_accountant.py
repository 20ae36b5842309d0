"""Do the pages of the check, the payment and the accounts do what they say, from the report to the table?"""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from bandolo.desk import clock
from bandolo.desk.models import Act, Application, LineFinding, Payment, PaymentOrder, Supplement, Transfer
from bandolo.desk.outside.files import kept
from bandolo.papers.transfer_order import schema_faults
from tests.desk.made import a_call, logged_in
from tests.desk.paying import IBAN, Paying, reported
from tests.papers.banks import pain002, transfer_xml

pytestmark = pytest.mark.django_db


def post(client: Client, page: str, **values: object) -> int:
    return client.post(page, values).status_code


def opened(office: Paying) -> dict[str, Client]:
    return {role: logged_in(person, role) for role, person in office.people.items()}  # type: ignore[arg-type]


# long: one way, from its first page to its last
def test_a_report_goes_through_its_pages_to_the_last_cent() -> None:
    office = Paying()
    application, clients = reported(a_call("l12")), opened(office)
    page = reverse("report_check", args=[application.id])
    officer, approver, accountant = (clients[role] for role in ("officer", "approver", "accountant"))
    assert "Prendi in carico" in officer.get(page).text
    assert post(officer, f"{page}fai/prendi/") == 302
    shown = officer.get(page).text
    assert "Misure Lombarde Srl" in shown
    assert "same_features" not in shown
    assert "Non conta:" in shown
    assert (
        post(officer, f"{page}fai/voce/", line="invoice/0001", admitted="x", form="line-invoice/0001") == 422
    )
    cut = {"line": "invoice/0001", "admitted": "6.000,00", "reason": "Una scheda non è del progetto."}
    assert post(officer, f"{page}fai/voce/", **cut) == 302
    assert LineFinding.objects.get().admitted_cents == 600_000
    assert post(officer, f"{page}fai/proposta/", form="propose", iban="IT00") == 422
    assert post(officer, f"{page}fai/proposta/", form="propose", iban=IBAN) == 302
    assert post(approver, f"{page}decisione/", decision="approve") == 302
    signer = office.people["approver"].id
    assert post(officer, f"{page}fai/atto/", form="act", signer=signer) == 302
    office.adopt(Act.objects.get(kind="payment"), "L-1")
    [one] = Transfer.objects.all()
    money = reverse("payments")
    assert "Impresa 1 s.r.l." in accountant.get(money).text
    today = clock.now().date().isoformat()
    assert post(accountant, f"{money}fai/ordina/", transfer=one.id, execute_on="") == 422
    assert post(accountant, f"{money}fai/ordina/", transfer=one.id, execute_on=today) == 302
    order = PaymentOrder.objects.get()
    file = accountant.get(reverse("order_file", args=[order.id, "banca"])).content
    assert schema_faults(file) == []
    table = accountant.get(reverse("order_file", args=[order.id, "tesoreria"])).content.decode("utf-8-sig")
    [row] = csv.DictReader(StringIO(table), delimiter=";")
    assert (row["IBAN"], row["importo"], row["ritenuta"]) == (IBAN, "10102.03", "420.92")
    one.refresh_from_db()
    report = transfer_xml(amount="10102.03", id=one.end_to_end).replace("2026-04-02", today)
    outcomes = SimpleUploadedFile("esiti.xml", pain002(report))
    assert post(accountant, f"{money}fai/esiti/", file=outcomes) == 302
    application.refresh_from_db()
    assert application.state == "paid"
    mine = accountant.get(reverse("award_ledger", args=[application.id])).text
    assert "420,92" in mine
    for client in (accountant, logged_in(application.opened_by, "applicant")):
        year = clock.now().year
        paper = client.get(reverse("withholding_certificate", args=[application.enterprise_id, year]))
        assert paper.content.startswith(b"%PDF")
    entries = accountant.get(reverse("ledger_csv", args=["l12"])).content.decode("utf-8-sig")
    rows = [(one["movimento"], one["importo"]) for one in csv.DictReader(StringIO(entries), delimiter=";")]
    assert sorted(rows) == [
        ("disimpegno", "1977.05"),
        ("dotazione", "12500.00"),
        ("impegno", "12500.00"),
        ("pagamento", "10102.03"),
        ("ritenuta", "420.92"),
    ]


def test_a_supplement_reopens_only_what_was_asked_and_the_check_goes_on() -> None:
    office = Paying()
    application, clients = reported(a_call("l12")), opened(office)
    page = reverse("report_check", args=[application.id])
    officer = clients["officer"]
    post(officer, f"{page}fai/prendi/")
    asked = {"term": "supplement", "reason": "Manca la banca.", "item": "fact/bank_name", "form": "ask"}
    assert post(officer, f"{page}fai/integrazione/", **{**asked, "term": "other"}) == 422
    assert post(officer, f"{page}fai/integrazione/", **asked) == 302
    application.refresh_from_db()
    assert application.state == "report_supplement"
    # L12-21: ten working days, the first of them today.
    term = Supplement.objects.get().term
    assert term is not None
    assert 11 <= (term - clock.now()).days <= 18
    assert post(officer, f"{page}fai/scadenza/", form="lapse") == 422
    enterprise = logged_in(application.opened_by, "applicant")
    answer = reverse("supplement", args=[application.id])
    for told in ("desk", "applications"):
        assert f'href="{answer}"' in enterprise.get(reverse(told)).text
    assert f'href="{answer}"' in enterprise.get(reverse("application_check", args=[application.id])).text
    assert "Manca la banca." in enterprise.get(answer).text
    fields = {"fact/bank_name": "Banca Nuova"}
    assert enterprise.post(answer, fields).status_code == 302
    application.refresh_from_db()
    assert application.state == "report_check"
    assert "Proponi" in officer.get(page).text


def test_one_act_lists_the_payments_that_were_chosen() -> None:
    office, now, edition = Paying(), clock.now(), a_call("l12")
    payments = [office.approved(reported(edition, number), now) for number in (1, 2)]
    officer = opened(office)["officer"]
    page = reverse("payment_acts", args=["l12"])
    assert "Impresa 2 s.r.l." in officer.get(page).text
    signer = office.people["approver"].id
    assert post(officer, page, signer=signer) == 422
    assert post(officer, page, signer=signer, payment=[one.id for one in payments]) == 302
    act = Act.objects.get(kind="payment")
    assert sorted(act.content["payments"]) == sorted(str(one.id) for one in payments)
    assert kept(act.pdf_sha256).startswith(b"%PDF")


def test_an_outcome_typed_by_hand_and_a_mended_account() -> None:
    office, now = Paying(), clock.now()
    payment = office.approved(reported(a_call("l12")), now)
    office.authorised([payment], now)
    office.ordered([payment], now)
    accountant = opened(office)["accountant"]
    money = reverse("payments")
    [one] = payment.transfers.all()
    rejected = {"transfer": one.end_to_end, "outcome": "failed"}
    assert post(accountant, f"{money}fai/esito/", **rejected) == 422
    assert post(accountant, f"{money}fai/esito/", **rejected, why="AC04") == 302
    mended = {"transfer": one.id, "iban": "IT70A0306905020100000046021"}
    assert post(accountant, f"{money}fai/iban/", **mended) == 422
    assert post(accountant, f"{money}fai/iban/", **mended, reason="PEC del 3 marzo") == 302
    one.refresh_from_db()
    assert (one.state, one.iban) == ("failed", "IT70A0306905020100000046021")
    assert post(accountant, f"{money}fai/esiti/", file=SimpleUploadedFile("x.xml", b"ciao")) == 422
    file = etree.tostring(etree.Element("Document"))
    assert post(accountant, f"{money}fai/esiti/", file=SimpleUploadedFile("x.xml", file)) == 422


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_accounts_of_a_call_ask_the_same_however_many_awards_there_are(how_many: int) -> None:
    office, edition = Paying(), a_call("l12")
    for number in range(1, how_many + 1):
        reported(edition, number)
    client = opened(office)["accountant"]
    page = reverse("ledger", args=["l12"])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    assert len(asked) == 13


def test_nobody_sees_anothers_certificate() -> None:
    edition = a_call("l12")
    one, other = reported(edition, 1), reported(edition, 2)
    client = logged_in(one.opened_by, "applicant")
    page = reverse("withholding_certificate", args=[other.enterprise_id, clock.now().year])
    assert client.get(page).status_code == 404
    assert not Payment.objects.exists()
    assert Application.objects.count() == 2
