"""Are commitments never above the funds, whoever commits at the same time?"""

from threading import Barrier, Thread
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, transaction

from bandolo.desk import clock
from bandolo.desk.models import Act, Application, Award, Call, LedgerEntry, Payment
from bandolo.desk.queries.funds import Funds, funds_of
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, OWNER
from tests.desk.made import a_call, a_person, an_application, an_enterprise, funds


def awards(how_many: int) -> tuple[Call, list[Award]]:
    edition = a_call()
    people = [a_person(number) for number in range(2)]
    act = Act.objects.create(call=edition.call, kind="ranking", content={}, prepared_by=people[0])
    made = []
    for number in range(how_many):
        application: Application = an_application(edition, an_enterprise(number), people[1], "awarded")
        made.append(Award.objects.create(application=application, act=act, amount_cents=60, state="granted"))
    return edition.call, made


def entry(award: Award, kind: str, cents: int, payment: Payment | None = None) -> LedgerEntry:
    return LedgerEntry.objects.create(
        call=award.act.call, award=award, kind=kind, amount_cents=cents, payment=payment
    )


def an_executed_payment(award: Award, net: int, tax: int) -> Payment:
    """A payment by an adopted act, whatever the award allows: what bounds it is tried elsewhere."""
    by, other = award.act.prepared_by, a_person(9)
    act = Act.objects.create(
        call=award.act.call,
        kind="payment",
        content={},
        prepared_by=by,
        number="P",
        dated=clock.now().date(),
        signed_sha256="0" * 64,
        adopted_by=other,
        adopted_at=clock.now(),
    )
    return Payment.objects.create(
        award=award,
        state="executed",
        checked_by=by,
        gross_cents=net + tax,
        withholding_cents=tax,
        net_cents=net,
        proposed_by=by,
        approved_by=other,
        act=act,
        executed_on=clock.now().date(),
    )


@pytest.mark.django_db
def test_funds_bound_commitments_and_releases_free_them() -> None:
    call, [one, other] = awards(2)
    funds(call, 100)
    entry(one, "commitment", 60)
    with pytest.raises(IntegrityError, match="exceed the funds"), transaction.atomic():
        entry(other, "commitment", 41)
    entry(other, "commitment", 40)
    assert funds_of(call) == Funds(100, 100)
    with pytest.raises(IntegrityError, match="exceed the funds"), transaction.atomic():
        funds(call, -1)
    entry(one, "release", 60)
    with pytest.raises(IntegrityError, match="of the award -1 cents stand"), transaction.atomic():
        entry(one, "release", 1)
    funds(call, -60)
    assert funds_of(call) == Funds(40, 40)


@pytest.mark.django_db
def test_no_more_is_paid_than_the_award_allows_and_no_more_comes_back_than_was_paid() -> None:
    call, [award] = awards(1)
    funds(call, 100)
    entry(award, "commitment", 60)
    payment = an_executed_payment(award, 55, 6)
    with pytest.raises(IntegrityError, match="ledgerentry_out_by_payment"), transaction.atomic():
        entry(award, "payment", 55)
    entry(award, "payment", 55, payment)
    with pytest.raises(IntegrityError, match="of the award 60 cents stand, 61"), transaction.atomic():
        entry(award, "withholding", 6, payment)
    entry(award, "withholding", 5, payment)
    with pytest.raises(IntegrityError, match="of the award 59 cents stand, 60"), transaction.atomic():
        entry(award, "release", 1)
    with pytest.raises(IntegrityError, match="more comes back"), transaction.atomic():
        entry(award, "recovery", 61)
    entry(award, "recovery", 10)
    entry(award, "interest", 7)
    entry(award, "release", 10)
    assert funds_of(call) == Funds(100, 50)


@pytest.mark.django_db
def test_an_award_is_not_committed_on_the_funds_of_another_call() -> None:
    _, [award] = awards(1)
    other = a_call("c24").call
    funds(other, 100)
    with pytest.raises(IntegrityError, match="of another call"), transaction.atomic():
        LedgerEntry.objects.create(call=other, award=award, kind="commitment", amount_cents=60)
    assert funds_of(other) == Funds(100, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "cents", "of_award"),
    [
        ("commitment", 0, True),
        ("commitment", -1, True),
        ("fund", 0, False),
        ("fund", 1, True),
        ("gift", 1, True),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(kind: str, cents: int, of_award: bool) -> None:
    call, [award] = awards(1)
    funds(call, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            call=call, award=award if of_award else None, kind=kind, amount_cents=cents
        )


def race(url: str, call: UUID, rivals: list[UUID]) -> int:
    """How many of several commitments of 60, made at once in transactions of their own, came through."""
    barrier, kept = Barrier(len(rivals)), []
    words = """INSERT INTO desk_ledgerentry (id, call_id, award_id, kind, amount_cents, note)
        VALUES (gen_random_uuid(), %s, %s, 'commitment', 60, '')"""

    def commit(award: UUID) -> None:
        with psycopg.connect(url) as own:
            own.execute("SELECT 1")
            barrier.wait()
            try:
                own.execute(words, [call, award])
                own.execute("SELECT pg_sleep(0.2)")
                own.commit()
                kept.append(award)
            except psycopg.errors.CheckViolation:
                own.rollback()

    threads = [Thread(target=commit, args=[award]) for award in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(kept)


@pytest.mark.parametrize("is_locked", [True, False])
def test_of_those_who_commit_at_once_only_as_many_as_the_funds_bear_come_through(
    postgres: Server, committed: str, is_locked: bool
) -> None:
    call, made = awards(3)
    funds(call, 130)
    if not is_locked:
        # The control: without the lock each sees its own commitment alone, and all come through.
        with psycopg.connect(address(postgres, committed, OWNER), autocommit=True) as owner:
            owner.execute("ALTER TABLE desk_ledgerentry DISABLE TRIGGER ledger_in_line")
    url = address(postgres, committed, APPLICATION)
    assert race(url, call.id, [award.id for award in made]) == (2 if is_locked else 3)
    assert (funds_of(call).left >= 0) is is_locked


def test_the_ledger_is_not_written_from_an_old_snapshot(postgres: Server, committed: str) -> None:
    call, [award] = awards(1)
    funds(call, 100)
    words = """INSERT INTO desk_ledgerentry (id, call_id, award_id, kind, amount_cents, note)
        VALUES (gen_random_uuid(), %s, %s, 'commitment', 60, '')"""
    with psycopg.connect(address(postgres, committed, APPLICATION)) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.InvalidTransactionState):
            own.execute(words, [call.id, award.id])
        own.rollback()


@pytest.mark.django_db
def test_an_application_stands_on_an_edition_of_its_call() -> None:
    one, other = a_call("c26"), a_call("vnm")
    person = a_person(1)
    with pytest.raises(IntegrityError, match="of another call"), transaction.atomic():
        Application.objects.create(
            call=one.call,
            edition=other,
            enterprise=an_enterprise(1),
            state="draft",
            opened_by=person,
            state_since=clock.now(),
        )
