"""Does every form of payment, loan and recovery answer nonsense with words, and never with a failure?"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.models import Application, LedgerEntry, LoanEntry, RecoveryReceipt, Transfer
from tests.desk.made import a_call, logged_in
from tests.desk.paying import Paying, reported
from tests.desk.test_loans import agreed
from tests.desk.test_payment_gates import authorised
from tests.desk.test_recovery import a_recovery

pytestmark = pytest.mark.django_db
NONSENSE = ("", "x", "-1", "1e9", "٣", "9" * 5_000, "1.2.3,4", "0001-01-01", "9999-12-31", "2026-02-30", "½")
FINE = (HTTPStatus.FOUND, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


def try_all(
    client: Client, address: str, fields: Mapping[str, object], how_many: int = len(NONSENSE)
) -> None:
    """Each field made nonsense of in turn, the others as they would be right; and all of them at once."""
    client.raise_request_exception = False
    for at, wrong in enumerate(NONSENSE[-how_many:]):
        name = [*fields][at % len(fields)]
        for body in ({**fields, name: wrong}, dict.fromkeys(fields, wrong)):
            assert client.post(address, body).status_code in FINE, (address, body)


@pytest.fixture
def office() -> Paying:
    return Paying()


def client_of(office: Paying, role: str) -> Client:
    return logged_in(office.people[role], role)  # type: ignore[arg-type]


def test_transfers(office: Paying) -> None:
    payment = authorised(office, clock.now())
    accountant, money = client_of(office, "accountant"), reverse("payments")
    one = payment.transfers.get()
    try_all(accountant, f"{money}fai/iban/", {"transfer": one.id, "iban": "x", "reason": "x"})
    try_all(accountant, f"{money}fai/ordina/", {"transfer": "x", "execute_on": "2026-01-01"})
    for day in ("9999-12-31", "0001-01-01", (clock.now() + timedelta(days=400)).date().isoformat()):
        answer = accountant.post(f"{money}fai/ordina/", {"transfer": one.id, "execute_on": day})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, day
    told = {"transfer": one.end_to_end, "outcome": "executed", "on": "2026-01-01", "why": ""}
    try_all(accountant, f"{money}fai/esito/", told)
    for name, content in (
        ("a.xml", b"<"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a", b"x" * 100),
        ("a.p7m", b"0\x80"),
    ):
        file = {"file": SimpleUploadedFile(name, content)}
        assert accountant.post(f"{money}fai/esiti/", file).status_code in FINE, name
    one.refresh_from_db()
    assert (one.state, LedgerEntry.objects.filter(kind="payment").count()) == ("due", 0)


def test_the_check_of_a_report(office: Paying) -> None:
    application = reported(a_call("l12"))
    office.taken(application, clock.now())
    officer, page = client_of(office, "officer"), reverse("report_check", args=[application.id])
    cut = {"form": "line-invoice/0001", "line": "invoice/0001", "admitted": "1,00", "reason": ""}
    try_all(officer, f"{page}fai/voce/", cut, 3)
    proposal = {"form": "propose", "iban": "x", "body-1": "INPS", "iban-1": "x", "debt-1": "1", "reason": ""}
    try_all(officer, f"{page}fai/proposta/", {**proposal, "guaranteed": "1", "until": "2026-01-01"}, 3)
    typed = officer.post(f"{page}fai/proposta/", {**proposal, "debt-1": "uno", "reason": "perché"})
    assert typed.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "perché" in typed.text
    asked = {"form": "ask", "term": "supplement", "days": "10", "reason": "x", "item": "x"}
    try_all(officer, f"{page}fai/integrazione/", {**asked, "term": "x"}, 2)
    try_all(
        officer, f"{page}fai/verifica/", {"form": "find", "requirement": "x", "verdict": "x", "reason": ""}
    )
    assert Application.objects.get(id=application.id).state == "report_check"


def test_recoveries(office: Paying) -> None:
    recovery, accountant = a_recovery(office), client_of(office, "accountant")
    page = reverse("recovery", args=[recovery.id])
    try_all(accountant, f"{page}restituzione/", {"on": "1999-01-01", "amount": "1,00", "reference": "X"})
    try_all(accountant, f"{page}rate/", {"on": "1999-01-01", "count": "3", "months": "1", "reason": "x"})
    try_all(accountant, f"{page}ruolo/", {"on": "1999-01-01", "reference": "x"})
    assert not RecoveryReceipt.objects.exists()


def test_loans(office: Paying) -> None:
    application = agreed(office)
    page, accountant = reverse("loan", args=[application.id]), client_of(office, "accountant")
    moved = {"kind": "disbursement", "amount": "0", "on": "2026-01-01", "reference": "x"}
    try_all(accountant, f"{page}fai/movimento/", moved)
    contract = {"principal": "1,00", "years": "3", "grace_months": "6", "first_due": "x", "signed_on": "x"}
    try_all(client_of(office, "officer"), f"{page}fai/contratto/", contract)
    assert (LoanEntry.objects.count(), Transfer.objects.count()) == (0, 0)
