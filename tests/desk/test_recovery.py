"""Does what was paid of a revoked award come back to the cent, and never more than is owed?"""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.enrol_recovery import enrol_recovery
from bandolo.desk.actions.grant_recovery_plan import Plan, grant_recovery_plan
from bandolo.desk.actions.import_receipts import import_receipts
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_receipt import Receipt, record_receipt
from bandolo.desk.models import (
    Award,
    LedgerEntry,
    Person,
    Recovery,
    RecoveryPlan,
    RecoveryReceipt,
    Revocation,
)
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.choice import draw_step
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.recoveries import recovery_account
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, OWNER
from tests.desk.granted import awarded, paid
from tests.desk.made import a_call, a_mandate, a_person, logged_in
from tests.desk.reviewed import Office
from tests.desk.test_ledger import an_executed_payment

LONG_AGO = date(2025, 6, 30)


def a_recovery(office: Office, cents: int = 600_000, call: str = "c24", extent: str = "total") -> Recovery:
    """A revoked award of which so many cents, paid long ago, are to come back."""
    award = paid(awarded(a_call(call), office, cents=600_000), 600_000, state="recovery")
    act = award.act
    revocation = Revocation.objects.create(
        application=award.application,
        grounds=[],
        extent=extent,
        amount_cents=None if extent == "total" else cents,
        reason="x",
        days=15,
        concludes_by=LONG_AGO,
        outcome="revoked",
        ended_at=clock.now(),
        act=act,
        by=office.people["officer"],
    )
    return Recovery.objects.create(
        revocation=revocation,
        award=award,
        principal_cents=cents,
        parts=[{"cents": cents, "paid_on": LONG_AGO.isoformat()}],
        due_on=LONG_AGO + timedelta(days=60),
    )


@pytest.fixture
def office() -> Office:
    return Office()


def accountant() -> Actor:
    return Actor(a_person(80, "accountant"), "accountant")


def received(recovery: Recovery, cents: int, on: date, actor: Actor, reference: str = "CRO 1") -> object:
    return record_receipt(recovery.id, Receipt(cents, on, reference), actor, clock.now())


@pytest.mark.django_db
def test_a_receipt_settles_interest_first_and_frees_what_comes_back(office: Office) -> None:
    recovery, actor = a_recovery(office), accountant()
    on = date(2026, 1, 31)
    # 184 days at 2% and 31 at 1.6% on 6,000.00: 60.49 + 8.15.
    first = received(recovery, 106_864, on, actor)
    assert isinstance(first, RecoveryReceipt), first
    assert (first.interest_cents, first.principal_cents) == (6_865, 99_999)
    account = award_account(recovery.award)
    assert (account.stands, account.paid) == (500_001, 500_001)
    kinds = (
        LedgerEntry.objects.filter(award=recovery.award).order_by("at").values_list("kind", "amount_cents")
    )
    assert list(kinds)[2:] == [("interest", 6_865), ("recovery", 99_999), ("release", 99_999)]
    recovery.revocation.application.refresh_from_db()
    assert recovery.revocation.application.state == "recovery"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extent", "cents", "state"), [("total", 600_000, "lapsed"), ("partial", 200_000, "closed")]
)
def test_the_last_receipt_closes_it(office: Office, extent: str, cents: int, state: str) -> None:
    recovery, actor = a_recovery(office, cents, extent=extent), accountant()
    today = day_in_rome(clock.now())
    balance = recovery_account(recovery, clock.now()).balance
    assert balance is not None
    last = received(recovery, balance.total, today, actor)
    assert isinstance(last, RecoveryReceipt)
    recovery.refresh_from_db()
    recovery.revocation.application.refresh_from_db()
    assert (recovery.settled_on, recovery.revocation.application.state) == (today, state)
    assert isinstance(received(recovery, 1, today, actor, "CRO 2"), Words)


@pytest.mark.django_db
def test_what_is_not_owed_is_not_taken(office: Office) -> None:
    recovery, actor = a_recovery(office), accountant()
    today = day_in_rome(clock.now())
    balance = recovery_account(recovery, clock.now()).balance
    assert balance is not None
    wrong = (
        (balance.total + 1, today, "più del dovuto"),
        (0, today, "più di zero"),
        (100, today + timedelta(days=1), "futura"),
        (100, LONG_AGO - timedelta(days=1), "prima del pagamento"),
    )
    for cents, on, says in wrong:
        outcome = received(recovery, cents, on, actor)
        assert isinstance(outcome, Words)
        assert says in outcome.it
    assert isinstance(received(recovery, 100, today, actor), RecoveryReceipt)
    for outcome in (
        received(recovery, 100, today, actor),
        received(recovery, 100, today - timedelta(days=1), actor, "CRO 2"),
    ):
        assert isinstance(outcome, Words)
    assert RecoveryReceipt.objects.count() == 1


@pytest.mark.django_db
def test_who_acts_for_the_enterprise_records_nothing_of_what_it_owes(office: Office) -> None:
    recovery, actor, now = a_recovery(office), accountant(), clock.now()
    application = recovery.revocation.application
    a_mandate(actor.somebody, application.enterprise, application.opened_by)
    plan = Plan(3, day_in_rome(now), 1, "x")
    for refused in (
        received(recovery, 600_000, day_in_rome(now), actor),
        grant_recovery_plan(recovery.id, plan, actor, now),
        enrol_recovery(recovery.id, day_in_rome(now), "1", actor, now),
    ):
        assert isinstance(refused, Words)
        assert "art. 6-bis" in refused.it


@pytest.mark.django_db
def test_instalments_fall_due_become_late_and_can_be_enforced(office: Office) -> None:
    recovery, actor = a_recovery(office), accountant()
    today = day_in_rome(clock.now())
    assert recovery_account(recovery, clock.now()).arrears > 600_000
    plan = grant_recovery_plan(recovery.id, Plan(3, today, 1, "Crisi di liquidità"), actor, clock.now())
    assert isinstance(plan, RecoveryPlan), plan
    assert [one["principal"] for one in plan.instalments] == [200_000] * 3
    assert recovery_account(recovery, clock.now()).arrears == 0
    enrolled = enrol_recovery(recovery.id, today, "Ruolo 7", actor, clock.now())
    assert isinstance(enrolled, Words)
    later = clock.now() + timedelta(days=1)
    account = recovery_account(recovery, later)
    assert account.arrears == account.instalments[0].total
    done = enrol_recovery(recovery.id, today, "Ruolo 7", actor, later)
    assert isinstance(done, Recovery), done


@pytest.mark.django_db
@pytest.mark.parametrize(
    "plan", [Plan(0, date(2099, 1, 1), 1, "x"), Plan(3, LONG_AGO, 1, "x"), Plan(3, date(2099, 1, 1), 1, " ")]
)
def test_a_plan_that_makes_no_sense_is_refused(office: Office, plan: Plan) -> None:
    recovery = a_recovery(office)
    assert isinstance(grant_recovery_plan(recovery.id, plan, accountant(), clock.now()), Words)


@pytest.mark.django_db
def test_a_file_of_receipts_is_taken_whole_or_refused_by_row_and_column(office: Office) -> None:
    recovery, actor = a_recovery(office), accountant()
    name = reference_of(recovery.revocation.application)
    head = "domanda;data;importo;riferimento\n"
    wrong = f"{head}{name};2026-01-31;1.000,00;A\nc24-000009;2026-01-31;1;B\n{name};ieri;uno;C\n"
    faults = import_receipts(wrong.encode(), actor, clock.now())
    assert isinstance(faults, list)
    assert [(one.row, one.column) for one in faults] == [(3, "domanda"), (4, "data"), (4, "importo")]
    assert not RecoveryReceipt.objects.exists()
    assert isinstance(import_receipts(b"data;importo\n", actor, clock.now()), list)
    right = f"{head}{name};2026-02-28;500,00;B\n{name};2026-01-31;1.000,00;A\n"
    assert import_receipts(right.encode(), actor, clock.now()) == 2
    assert list(RecoveryReceipt.objects.order_by("at").values_list("reference", flat=True)) == ["A", "B"]


@pytest.mark.django_db
def test_what_comes_back_goes_down_the_waiting_list_once(office: Office) -> None:
    recovery, actor = a_recovery(office), accountant()
    call, acts = recovery.award.application.call, [recovery.award.act]
    acts[0].ranking = None
    received(recovery, 106_864, date(2026, 1, 31), actor)
    before = {"kind": "ranking", "funds": 600_000}
    step = draw_step_after(call, [before])
    assert (step["freed"], step["freed_on"]) == (99_999, "2026-01-31")
    again = draw_step_after(call, [before, step])
    assert again["freed"] == 0
    assert funds_of(call).left == 99_999


def draw_step_after(call: object, steps: list[dict[str, object]]) -> dict[str, object]:
    """The step that draws what came free, after others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bandolo.desk.queries.choice.adopted_steps", lambda _: steps)
        return dict(draw_step(call, [], clock.now()))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_pages_take_a_receipt_a_plan_and_a_file(office: Office) -> None:
    recovery = a_recovery(office)
    client = logged_in(accountant_person(), "accountant")
    page = reverse("recovery", args=[recovery.id])
    assert "D.M. 10 dicembre 2025" in client.get(page).text
    wrong = client.post(f"{page}restituzione/", {"on": "2026-01-31", "amount": "mille", "reference": "X"})
    assert (wrong.status_code, "mille" in wrong.text) == (422, True)
    body = {"on": "2026-01-31", "amount": "1.000,00", "reference": "X"}
    assert client.post(f"{page}restituzione/", body).status_code == 302
    first = day_in_rome(clock.now()).isoformat()
    plan = {"on": first, "count": "2", "months": "1", "reason": "Crisi"}
    assert client.post(f"{page}rate/", plan).status_code == 302
    assert "Rate accordate" in client.get(page).text
    file = SimpleUploadedFile("giornale.csv", b"domanda;data;importo;riferimento\nx;y;z;w\n")
    refused = client.post(reverse("recovery_receipts"), {"file": file})
    assert (refused.status_code, "riga 2, domanda" in refused.text) == (422, True)
    assert bytes(client.get(f"{page}estratto.pdf").content).startswith(b"%PDF")
    owner = logged_in(recovery.award.application.opened_by, "applicant")
    own = owner.get(reverse("own_recovery_statement", args=[recovery.award.application_id]))
    assert bytes(own.content).startswith(b"%PDF")
    officer = logged_in(office.people["officer"], "officer")
    assert officer.post(f"{page}restituzione/", body).status_code == 403


def accountant_person() -> Person:
    return a_person(81, "accountant")


def race(url: str, rivals: list[Callable[[psycopg.Connection], object]]) -> int:
    """How many of several writes, made at once in transactions of their own, came through."""
    barrier, through = Barrier(len(rivals)), []

    def run(write: Callable[[psycopg.Connection], object]) -> None:
        with psycopg.connect(url) as own:
            own.execute("SELECT 1")
            barrier.wait()
            try:
                write(own)
                own.execute("SELECT pg_sleep(0.2)")
                own.commit()
                through.append(write)
            except psycopg.errors.IntegrityError:
                own.rollback()

    threads = [Thread(target=run, args=[one]) for one in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(through)


def as_owner(postgres: Server, database: str, words: str) -> None:
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        owner.execute(words)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_two_revocations_at_once_one_is_begun(postgres: Server, committed: str, is_guarded: bool) -> None:
    office = Office()
    award = awarded(a_call("c24"), office)
    if not is_guarded:
        # The control: without the index both are begun.
        as_owner(postgres, committed, "DROP INDEX revocation_open_once")
    words = """INSERT INTO desk_revocation (id, application_id, grounds, extent, is_false_declaration, reason,
        days, concludes_by, answer, answer_name, answer_sha256, outcome, outcome_reason, by_id)
        VALUES (%s, %s, '[]', 'total', false, 'x', 15, '2026-12-31', '', '', '', '', '', %s)"""
    by, id = office.people["officer"].id, award.application_id

    def begin(own: psycopg.Connection) -> object:
        return own.execute(words, [uuid4(), id, by])

    url = address(postgres, committed, APPLICATION)
    assert race(url, [begin, begin]) == (1 if is_guarded else 2)
    assert Revocation.objects.count() == (1 if is_guarded else 2)


@pytest.mark.parametrize("is_locked", [True, False])
def test_receipts_that_come_at_once_are_never_more_than_is_owed(
    postgres: Server, committed: str, is_locked: bool
) -> None:
    office = Office()
    recovery = a_recovery(office, 200_000, extent="partial")
    if not is_locked:
        # The control: without the lock each sees its own receipt alone, and both come in.
        as_owner(postgres, committed, "ALTER TABLE desk_recoveryreceipt DISABLE TRIGGER receipt_in_line")
    entries = [
        LedgerEntry.objects.create(
            call=recovery.award.application.call, award=recovery.award, kind=kind, amount_cents=100_000
        )
        for kind in ("recovery", "release", "recovery", "release")
    ]
    words = """INSERT INTO desk_recoveryreceipt (id, recovery_id, received_on, amount_cents, principal_cents,
        interest_cents, reference, source, release_id, by_id)
        VALUES (gen_random_uuid(), %s, '2026-01-31', 150000, 150000, 0, %s, 'typed', %s, %s)"""
    by, id = office.people["officer"].id, recovery.id

    def receive(entry: UUID) -> Callable[[psycopg.Connection], object]:
        return lambda own: own.execute(words, [id, str(entry), entry, by])

    url = address(postgres, committed, APPLICATION)
    came = race(url, [receive(entries[1].id), receive(entries[3].id)])
    assert came == (1 if is_locked else 2)


@pytest.mark.parametrize("is_locked", [True, False])
def test_an_award_is_not_paid_and_released_at_once(postgres: Server, committed: str, is_locked: bool) -> None:
    office = Office()
    award: Award = awarded(a_call("c24"), office)
    if not is_locked:
        as_owner(postgres, committed, "ALTER TABLE desk_ledgerentry DISABLE TRIGGER ledger_in_line")
    payment = an_executed_payment(award, 600_000, 0)
    words = """INSERT INTO desk_ledgerentry (id, call_id, award_id, kind, amount_cents, note, payment_id)
        VALUES (gen_random_uuid(), %s, %s, %s, 600000, '', %s)"""

    call, id = award.application.call_id, award.id

    def enter(kind: str, payment: UUID | None) -> Callable[[psycopg.Connection], object]:
        return lambda own: own.execute(words, [call, id, kind, payment])

    url = address(postgres, committed, APPLICATION)
    assert race(url, [enter("payment", payment.id), enter("release", None)]) == (1 if is_locked else 2)


@pytest.mark.django_db
def test_the_database_takes_no_receipt_above_what_is_owed(office: Office) -> None:
    recovery = a_recovery(office, 200_000, extent="partial")
    with pytest.raises(IntegrityError, match="would come back"), transaction.atomic():
        RecoveryReceipt.objects.create(
            recovery=recovery,
            received_on=LONG_AGO,
            amount_cents=200_001,
            principal_cents=200_001,
            interest_cents=0,
            reference="X",
            source="typed",
            release=LedgerEntry.objects.create(
                call=recovery.award.application.call, award=recovery.award, kind="recovery", amount_cents=1
            ),
            by=office.people["officer"],
        )


@pytest.mark.django_db
def test_a_text_that_no_column_takes_is_refused_with_what_would_be_right(office: Office) -> None:
    recovery, long = a_recovery(office), "x" * 3_000
    client, today = logged_in(accountant().somebody), day_in_rome(clock.now()).isoformat()
    page = reverse("recovery", args=[recovery.id])
    for step, more in (
        ("restituzione", {"amount": "1,00", "reference": long}),
        ("rate", {"count": "3", "months": "1", "reason": long}),
        ("ruolo", {"reference": long}),
    ):
        answer = client.post(f"{page}{step}/", {"on": today, **more})
        assert (answer.status_code, "troppo lungo" in answer.text) == (422, True)
    head, row = (
        "domanda;data;importo;riferimento",
        f"{reference_of(recovery.award.application)};{today};1,00;",
    )
    for wanted, said in ((long, "140 segni"), ("CRO\0 7", "")):
        file = SimpleUploadedFile("incassi.csv", f"{head}\n{row}{wanted}\n".encode())
        answer = client.post(reverse("recovery_receipts"), {"file": file})
        assert (answer.status_code, said in answer.text) == (422 if said else 302, True)
    assert RecoveryReceipt.objects.get().reference == "CRO 7"
