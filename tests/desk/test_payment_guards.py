"""Does the database itself keep one check of a report, one payment of a stage, and no more than the award?"""

from collections.abc import Sequence
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import IntegrityError, transaction

from bandolo.desk import clock
from bandolo.desk.models import Act, Award, LedgerEntry, Payment, PaymentOrder, Transfer
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.paid_so_far import paid_so_far
from bandolo.rules.money import Cents
from bandolo.rules.so_far import PaidSoFar
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, OWNER
from tests.desk.made import a_call, a_pdf, a_person, an_application, an_enterprise, funds

IBAN = "IT60X0542811101000000123456"
TAKE = """INSERT INTO desk_payment (id, award_id, stage, is_balance, state, checked_by_id, gross_cents,
    withholding_cents, to_creditors_cents, net_cents, recognised_cents, steps, pays_to, members,
    reason, proposed_by_id)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, 0, 0, %s, 0, '[]', '[]', '[]', '', %s)"""
BOOK = """INSERT INTO desk_ledgerentry (id, call_id, award_id, payment_id, kind, amount_cents, note)
    VALUES (gen_random_uuid(), %s, %s, %s, 'payment', 54, '')"""


def an_award(cents: int = 100) -> Award:
    """An award that is committed whole."""
    edition = a_call()
    person = a_person(1)
    act = Act.objects.create(
        call=edition.call,
        kind="payment",
        content={},
        prepared_by=person,
        number="1",
        dated=clock.now().date(),
        signed_sha256=keep(a_pdf()),
        adopted_by=a_person(2),
        adopted_at=clock.now(),
    )
    application = an_application(edition, an_enterprise(1), person, "payable")
    award = Award.objects.create(application=application, act=act, amount_cents=cents, state="granted")
    funds(edition.call, cents)
    LedgerEntry.objects.create(call=edition.call, award=award, kind="commitment", amount_cents=cents)
    return award


def a_payment(award: Award, gross: int = 60, state: str = "authorised", stage: str = "") -> Payment:
    """A payment of which 6 in 60 are tax; as far as `state`."""
    tax = gross // 10
    other = Act.objects.get().adopted_by
    return Payment.objects.create(
        award=award,
        stage=stage,
        is_balance=not stage,
        state=state,
        checked_by=award.act.prepared_by,
        gross_cents=gross,
        withholding_cents=tax,
        net_cents=gross - tax,
        proposed_by=award.act.prepared_by,
        approved_by=None if state == "proposed" else other,
        act=None if state in ("proposed", "approved") else award.act,
    )


def book(payment: Payment, kind: str, cents: int, award: Award | None = None) -> LedgerEntry:
    of = award or payment.award
    return LedgerEntry.objects.create(
        call=payment.award.act.call, award=of, payment=payment, kind=kind, amount_cents=cents
    )


@pytest.mark.django_db
def test_a_payment_is_booked_once_whole_and_comes_back_no_more_than_it_went() -> None:
    payment = a_payment(an_award())
    book(payment, "payment", 54)
    for kind, cents in (("payment", 1), ("withholding", 7), ("recovery", 55), ("commitment", 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            book(payment, kind, cents)
    book(payment, "withholding", 6)
    with pytest.raises(IntegrityError, match="booked already"), transaction.atomic():
        book(payment, "payment", 1)
    book(payment, "recovery", 54)
    book(payment, "payment", 54)


@pytest.mark.django_db
def test_what_came_back_is_not_counted_as_paid() -> None:
    award = an_award()
    first, second = (a_payment(award, cents, stage=f"s{cents}") for cents in (60, 40))
    for one, kind, cents in (
        *((first, "payment", 54), (first, "withholding", 6)),
        *((second, "payment", 36), (second, "withholding", 4)),
    ):
        book(one, kind, cents)
    stages = {"s60", "s40"}
    assert paid_so_far(award, {"s60"}) == (PaidSoFar(stage="s60", amount=Cents(60)),)
    # The bank brings the first back but its tax; the beneficiary returns part of the last.
    book(first, "recovery", 54)
    LedgerEntry.objects.create(call=award.act.call, award=award, kind="recovery", amount_cents=10)
    left = (PaidSoFar(stage="s60", amount=Cents(6)), PaidSoFar(stage="s40", amount=Cents(30)))
    assert paid_so_far(award, stages) == left
    book(first, "payment", 54)
    assert [one.amount for one in paid_so_far(award, stages)] == [60, 30]
    LedgerEntry.objects.create(call=award.act.call, award=award, kind="recovery", amount_cents=40)
    assert paid_so_far(award, stages) == (PaidSoFar(stage="s60", amount=Cents(50)),)


@pytest.mark.django_db
def test_nothing_is_booked_or_ordered_without_an_adopted_act() -> None:
    award = an_award()
    payment = a_payment(award, state="approved")
    with pytest.raises(IntegrityError, match="booked already"), transaction.atomic():
        book(payment, "payment", 54)
    order = PaymentOrder.objects.create(
        message="M", sha256="0" * 64, execute_on=clock.now().date(), by=award.act.prepared_by
    )
    one = Transfer.objects.create(payment=payment, payee="A", iban=IBAN, cents=54, state="due")
    one.state, one.order = "ordered", order
    with pytest.raises(IntegrityError, match="no act authorises"), transaction.atomic():
        one.save()


@pytest.mark.django_db
def test_transfers_stay_as_they_were_approved_and_within_the_payment() -> None:
    payment = a_payment(an_award())
    one = Transfer.objects.create(payment=payment, payee="A", iban=IBAN, cents=54, state="due")
    with pytest.raises(IntegrityError, match="more than the payment"), transaction.atomic():
        Transfer.objects.create(payment=payment, payee="B", iban=IBAN, cents=1, state="due")
    with pytest.raises(IntegrityError, match="once it left"), transaction.atomic():
        Transfer.objects.filter(id=one.id).update(cents=53)
    Transfer.objects.filter(id=one.id).update(iban="IT70A0306905020100000046021")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"gross_cents": 59, "net_cents": 53},
        {"state": "checking"},
        {"stage": "balance"},
        {"approved_by": None},
    ],
)
def test_what_was_approved_does_not_change(change: dict[str, object]) -> None:
    payment = a_payment(an_award())
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(id=payment.id).update(**change)
    Payment.objects.filter(id=payment.id).update(state="dropped")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Payment.objects.filter(id=payment.id).update(state="authorised")


@pytest.mark.django_db
def test_nobody_approves_what_they_checked_or_proposed() -> None:
    award = an_award()
    payment = a_payment(award, state="proposed")
    with pytest.raises(IntegrityError, match="payment_four_eyes"), transaction.atomic():
        Payment.objects.filter(id=payment.id).update(state="approved", approved_by=award.act.prepared_by)


@pytest.mark.django_db
def test_all_payments_of_an_award_stay_within_it_and_the_balance_comes_once() -> None:
    award = an_award()
    a_payment(award, 60, stage="first")
    with pytest.raises(IntegrityError, match="100 cents are left, 101"), transaction.atomic():
        a_payment(award, 41)
    a_payment(award, 40)
    with pytest.raises(IntegrityError, match="balance_once"), transaction.atomic():
        Payment.objects.create(
            award=award, stage="other", is_balance=True, state="checking", checked_by=award.act.prepared_by
        )


def race(url: str, words: str, rivals: Sequence[Sequence[object]]) -> int:
    """How many of several statements, each in a transaction of its own at the same time, came through."""
    barrier, kept = Barrier(len(rivals)), []

    def act(values: Sequence[object]) -> None:
        with psycopg.connect(url) as own:
            own.execute("SELECT 1")
            barrier.wait()
            try:
                own.execute(words, values)
                own.execute("SELECT pg_sleep(0.2)")
                own.commit()
                kept.append(values)
            except psycopg.errors.IntegrityError:
                own.rollback()

    threads = [Thread(target=act, args=[one]) for one in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(kept)


def loosen(postgres: Server, database: str, *words: str) -> None:
    """The control: what keeps the rule is taken away."""
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        for one in words:
            owner.execute(one)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_two_officers_one_takes_a_report(postgres: Server, committed: str, is_guarded: bool) -> None:
    award = an_award()
    if not is_guarded:
        loosen(postgres, committed, "DROP INDEX payment_open_once", "DROP INDEX payment_balance_once")
    officers = [a_person(10).id, a_person(11).id]
    rivals = [(award.id, "", True, "checking", one, 0, 0, None) for one in officers]
    found = race(address(postgres, committed, APPLICATION), TAKE, rivals)
    assert (found, Payment.objects.count()) == ((1, 1) if is_guarded else (2, 2))


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_two_bookings_of_one_payment_one_comes_through(
    postgres: Server, committed: str, is_guarded: bool
) -> None:
    award = an_award(120)
    payment = a_payment(award)
    Payment.objects.filter(id=payment.id).update(state="ordered")
    if not is_guarded:
        loosen(postgres, committed, "ALTER TABLE desk_ledgerentry DISABLE TRIGGER ledger_in_line")
    rivals = [(award.act.call_id, award.id, payment.id)] * 2
    found = race(address(postgres, committed, APPLICATION), BOOK, rivals)
    assert (found, payment.ledger.count()) == ((1, 1) if is_guarded else (2, 2))


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_two_payments_that_exceed_an_award_together_one_comes_through(
    postgres: Server, committed: str, is_guarded: bool
) -> None:
    award = an_award()
    if not is_guarded:
        loosen(postgres, committed, "ALTER TABLE desk_payment DISABLE TRIGGER payment_in_line")
    who = award.act.prepared_by_id
    rivals = [(award.id, stage, False, "proposed", who, 60, 60, who) for stage in ("first", "second")]
    found = race(address(postgres, committed, APPLICATION), TAKE, rivals)
    assert (found, Payment.objects.count()) == ((1, 1) if is_guarded else (2, 2))
