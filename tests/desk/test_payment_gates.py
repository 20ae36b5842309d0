"""Does what let a payment be proposed still hold when it leaves, and what becomes of it where it does not?"""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.recall_payment import recall_payment
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Application,
    LedgerEntry,
    Payment,
    PaymentOrder,
    RegisterCheck,
    Revocation,
    Transfer,
)
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.payments import account_of
from bandolo.rules.rule import Words
from tests.desk.made import a_call, logged_in
from tests.desk.paying import IBAN, Paying, reported, revoked, tables_reported
from tests.desk.test_payment import FOUND

pytestmark = pytest.mark.django_db
REGULAR: dict[str, dict[str, object]] = {**FOUND, "durc": {"durc_regular": True}}


def durc(application: Application, office: Paying, now: datetime, *, regular: bool = True) -> object:
    facts = {"durc_regular": regular}
    return record_register_check(application.id, "durc", now.date(), "INPS_2", facts, office.officer, now)


def authorised(office: Paying, now: datetime) -> Payment:
    """A payment of the call that asks for a DURC, which an act authorises."""
    application = reported(a_call("c24"), tables=tables_reported("c24"))
    office.taken(application, now)
    for register, facts in REGULAR.items():
        made = record_register_check(
            application.id, register, now.date(), "P_1", {**facts}, office.officer, now
        )
        assert isinstance(made, RegisterCheck), made
    record_finding(application.id, "cor-valid", "passed", "VISURA 12", office.officer, now)
    proposed = propose_payment(application.id, Proposal(IBAN), office.officer, now)
    assert isinstance(proposed, Payment), proposed
    approved = decide_payment(application.id, "approve", "", office.approver, now)
    assert isinstance(approved, Payment), approved
    proposed.refresh_from_db()
    office.authorised([proposed], now)
    proposed.refresh_from_db()
    return proposed


def order(payment: Payment, office: Paying, now: datetime, on: date | None = None) -> PaymentOrder | Words:
    ids = [one.id for one in payment.transfers.all()]
    return order_transfers(ids, on or now.date(), office.accountant, now)


def test_a_durc_that_ended_is_asked_for_again_before_the_money_leaves() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    application = payment.award.application
    later = now + timedelta(days=121)
    # Good today, but no longer on the day of the transfer.
    soon = now + timedelta(days=110)
    for refused in (order(payment, office, later), order(payment, office, soon, later.date())):
        assert isinstance(refused, Words)
        assert "Il DURC è in corso di validità" in refused.it
    assert isinstance(durc(application, office, later), RegisterCheck)
    assert isinstance(order(payment, office, later), PaymentOrder)


def test_a_durc_that_became_irregular_sends_the_payment_back_to_its_check() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    application = payment.award.application
    durc(application, office, now, regular=False)
    refused = order(payment, office, now)
    assert isinstance(refused, Words)
    assert isinstance(recall_payment(application.id, " ", office.officer, now), Refusal)
    assert isinstance(recall_payment(application.id, "DURC", office.approver, now), Refusal)
    again = recall_payment(application.id, "Il DURC è irregolare.", office.officer, now)
    assert isinstance(again, Payment), again
    payment.refresh_from_db()
    application.refresh_from_db()
    assert (payment.state, again.state, application.state) == ("dropped", "checking", "report_check")
    assert isinstance(order(payment, office, now), Words)


def test_nothing_leaves_while_a_revocation_is_under_way() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    ground = Start(("ground/course-missed",), None, "x", 15, 90)
    begun = start_revocation(payment.award.application_id, ground, office.officer, now)
    assert isinstance(begun, Revocation), begun
    refused = order(payment, office, now)
    assert isinstance(refused, Words)
    assert "Nessun procedimento di revoca aperto" in refused.it


def test_an_award_that_is_revoked_whole_pays_nothing_more() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    application = revoked(payment.award, office)
    payment.refresh_from_db()
    assert (application.state, payment.state) == ("lapsed", "dropped")
    assert isinstance(order(payment, office, now), Words)
    assert (funds_of(application.call).committed, account_of(payment.award).left) == (0, 0)


def test_what_was_to_be_paid_is_worked_out_again_where_part_of_the_award_is_revoked() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    application = revoked(payment.award, office, account_of(payment.award).stands - 100_000)
    payment.refresh_from_db()
    assert (application.state, payment.state) == ("report_check", "dropped")
    record_finding(application.id, "cor-valid", "passed", "VISURA 13", office.officer, clock.now())
    fresh = propose_payment(application.id, Proposal(IBAN), office.officer, clock.now())
    assert isinstance(fresh, Payment), fresh
    assert (fresh.id == payment.id, fresh.gross_cents) == (False, 100_000)


def left(office: Paying) -> tuple[Payment, Transfer]:
    """A payment that the bank made."""
    now = clock.now()
    payment = authorised(office, now)
    assert isinstance(order(payment, office, now), PaymentOrder)
    [one] = payment.transfers.all()
    assert isinstance(
        take_outcome(Told(one.end_to_end, now.date()), office.accountant, clock.now()), Transfer
    )
    one.refresh_from_db()
    return payment, one


def test_what_the_bank_brought_back_whole_is_owed_by_nobody() -> None:
    office = Paying()
    payment, one = left(office)
    application = payment.award.application
    back = take_outcome(Told(one.end_to_end, None, "Conto estinto"), office.accountant, clock.now())
    assert isinstance(back, Transfer), back
    assert account_of(payment.award).paid_out == payment.withholding_cents
    again = recall_payment(application.id, "Conto estinto.", office.officer, clock.now())
    assert isinstance(again, Payment), again
    # Nothing was paid: the tax is not due either, and a revocation asks nothing back.
    assert (account_of(payment.award).paid_out, award_account(payment.award).parts) == (0, ())
    assert revoked(payment.award, office).state == "lapsed"


def test_the_database_orders_nothing_of_a_payment_that_was_dropped() -> None:
    office, now = Paying(), clock.now()
    payment = authorised(office, now)
    officer = logged_in(office.people["officer"], "officer")
    page = reverse("report_check", args=[payment.award.application_id])
    assert "Richiama la liquidazione" in officer.get(page).text
    assert officer.post(f"{page}fai/richiamo/", {"form": "recall", "reason": ""}).status_code == 422
    assert officer.post(f"{page}fai/richiamo/", {"reason": "Da rifare."}).status_code == 302
    file = PaymentOrder.objects.create(
        message="M", sha256="0" * 64, execute_on=now.date(), by=office.people["accountant"]
    )
    with pytest.raises(IntegrityError, match="no act authorises"), transaction.atomic():
        payment.transfers.update(state="ordered", order=file)
    assert LedgerEntry.objects.filter(kind="payment").count() == 0
