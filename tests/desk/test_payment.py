"""Is a report checked, paid once and whole to whom it is due, and booked to the cent?"""

from datetime import timedelta

import pytest
from lxml import etree

from bandolo.desk import clock
from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.propose_payment import Debt, Proposal, propose_payment
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Application, Finding, LedgerEntry, Payment, PaymentOrder, Transfer
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.payable import Asked, payable_of
from bandolo.desk.queries.payment_paper import certificate_of
from bandolo.desk.queries.payments import account_of
from bandolo.papers.transfer_order import schema_faults
from bandolo.papers.typeset import typeset
from bandolo.rules.rule import Words
from tests.desk.made import a_call
from tests.desk.paying import IBAN, INPS_IBAN, Paying, reported, tables_reported

pytestmark = pytest.mark.django_db


# What the office finds of C24 at payment: the registers asked, the course attended.
FOUND: dict[str, dict[str, object]] = {
    "durc": {"durc_regular": False},
    "chamber": {
        "annual_fee_paid": True,
        "course_attended_by": "referent",
        "course_started_on": "2024-06-11",
        "course_ended_on": "2024-07-31",
        "test_done": True,
    },
    "officer": {"second_grant_found": False, "grant_transferred": False},
}


def entries(application: Application) -> list[tuple[str, int, str]]:
    listed = LedgerEntry.objects.filter(award__application=application).order_by("at", "id")
    return sorted(listed.values_list("kind", "amount_cents", "note"))


def executed(office: Paying, payment: Payment) -> None:
    for one in payment.transfers.order_by("payee"):
        told = Told(one.end_to_end, clock.now().date(), cents=one.cents)
        assert isinstance(take_outcome(told, office.accountant, clock.now()), Transfer)


def state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_a_report_is_paid_by_act_and_transfer_with_the_tax_withheld() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    payment = office.approved(application, now)
    # L12-39: half of what the rules admit of the example, and 4% of it withheld.
    assert (payment.gross_cents, payment.withholding_cents) == (1_072_295, 42_892)
    assert payment.net_cents == 1_029_403
    assert state(application) == "payable"
    act = office.authorised([payment], now)
    assert kept(act.pdf_sha256).startswith(b"%PDF")
    payment.refresh_from_db()
    assert (payment.state, payment.act) == ("authorised", act)
    order = office.ordered([payment], now)
    file = kept(order.sha256)
    assert schema_faults(file) == []
    [amount] = [one.text for one in etree.fromstring(file).iter("{*}InstdAmt")]
    assert amount == "10294.03"
    assert entries(application) == [("commitment", 1_250_000, "")]
    executed(office, payment)
    payment.refresh_from_db()
    assert (state(application), payment.state) == ("paid", "executed")
    assert entries(application) == [
        ("commitment", 1_250_000, ""),
        ("payment", 1_029_403, "Impresa 1 s.r.l."),
        ("release", 177_705, ""),
        ("withholding", 42_892, "ritenuta d'acconto, D.P.R. 600/1973, art. 28"),
    ]
    assert account_of(payment.award).left == 0
    certificate = certificate_of(application.enterprise, clock.now().year, now)
    assert certificate is not None
    assert (certificate.gross_total, certificate.withheld_total) == (1_072_295, 42_892)
    assert typeset(certificate).startswith(b"%PDF")
    assert certificate_of(application.enterprise, clock.now().year - 1, now) is None


def test_a_cut_lowers_what_is_paid_and_says_why() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    payment = office.taken(application, now)
    before = payable_of(payment, Asked(IBAN), now)
    found = admit_line(
        application.id, "invoice/0001", 600_000, "Una scheda non è del progetto.", office.officer, now
    )
    assert not isinstance(found, Refusal), found
    after = payable_of(payment, Asked(IBAN), now)
    assert before.breakdown is not None
    assert after.breakdown is not None
    assert before.breakdown.gross - after.breakdown.gross == 20_000
    over = admit_line(application.id, "invoice/0001", 640_001, "x", office.officer, now)
    assert isinstance(over, Refusal)


def test_an_irregular_durc_pays_the_creditor_bodies_in_the_beneficiarys_place() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("c24"), tables=tables_reported("c24", durc_regular=False))
    office.taken(application, now)
    for register, facts in FOUND.items():
        check = record_register_check(
            application.id, register, now.date(), "INPS_1", {**facts}, office.officer, now
        )
        assert not isinstance(check, Refusal)
    refused = propose_payment(application.id, Proposal(IBAN), office.officer, now)
    assert isinstance(refused, Refusal)
    assert "DURC" in refused.words.it
    silent = record_finding(application.id, "cor-valid", "passed", " ", office.officer, now)
    assert isinstance(silent, Refusal)
    done = record_finding(application.id, "cor-valid", "passed", "VISURA 12", office.officer, now)
    assert isinstance(done, Finding), done
    debts = [Debt("INPS", INPS_IBAN, 100_000), Debt("INAIL", INPS_IBAN, 20_000)]
    proposed = propose_payment(application.id, Proposal(IBAN, debts=debts), office.officer, now)
    assert isinstance(proposed, Payment), proposed
    # C24: 60% of 7,000.00 is 4,200.00, less 168.00 of tax; the bodies first, the rest to the beneficiary.
    amounts = (
        proposed.gross_cents,
        proposed.withholding_cents,
        proposed.to_creditors_cents,
        proposed.net_cents,
    )
    assert amounts == (420_000, 16_800, 120_000, 283_200)
    approved = decide_payment(application.id, "approve", "", office.approver, now)
    assert isinstance(approved, Payment), approved
    office.authorised([approved], now)
    office.ordered([approved], now)
    executed(office, approved)
    assert [one for one in entries(application) if one[0] != "commitment"] == [
        ("payment", 20_000, "INAIL"),
        ("payment", 100_000, "INPS"),
        ("payment", 283_200, "Impresa 1 s.r.l."),
        ("withholding", 16_800, "ritenuta d'acconto, D.P.R. 600/1973, art. 28"),
    ]


def test_debts_without_an_irregular_durc_or_without_an_account_are_refused() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    office.taken(application, now)
    for debts in (
        [Debt("INPS", INPS_IBAN, 1)],
        [Debt("INPS", "IT00", 1)],
        [Debt("INPS", INPS_IBAN, 1), Debt("INPS", INPS_IBAN, 2)],
        [Debt("Impresa 1 s.r.l.", INPS_IBAN, 1)],
    ):
        assert isinstance(
            propose_payment(application.id, Proposal(IBAN, debts=debts), office.officer, now), Refusal
        )
    assert isinstance(propose_payment(application.id, Proposal("IT00"), office.officer, now), Refusal)
    assert state(application) == "report_check"


def test_whoever_checked_or_proposed_does_not_approve_and_what_is_given_back_is_proposed_again() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    office.taken(application, now)
    assert isinstance(propose_payment(application.id, Proposal(IBAN), office.officer, now), Payment)
    own = office.officer.__class__(office.people["officer"], "approver")
    assert isinstance(decide_payment(application.id, "approve", "", own, now), Refusal)
    assert isinstance(decide_payment(application.id, "return", " ", office.approver, now), Refusal)
    assert isinstance(
        decide_payment(application.id, "return", "Manca un F24.", office.approver, now), Payment
    )
    assert state(application) == "report_check"
    again = propose_payment(application.id, Proposal(IBAN), office.officer, now)
    assert isinstance(again, Payment)
    assert isinstance(decide_payment(application.id, "approve", "", office.approver, now), Payment)
    assert again.transfers.count() == 1


def test_a_report_is_taken_once() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    office.taken(application, now)
    assert isinstance(take_report(application.id, office.officer, now), Refusal)
    assert Payment.objects.count() == 1


def test_one_act_pays_many_and_nothing_leaves_before_it_is_adopted() -> None:
    office, now, edition = Paying(), clock.now(), a_call("l12")
    payments = [office.approved(reported(edition, number), now) for number in (1, 2, 3)]
    transfers = [one.id for payment in payments for one in payment.transfers.all()]
    early = order_transfers(transfers, now.date(), office.accountant, now)
    assert isinstance(early, Words)
    act = office.authorised(payments, now)
    assert (act.application, len(act.content["payments"])) == (None, 3)
    past = order_transfers(transfers, now.date() - timedelta(days=1), office.accountant, now)
    assert isinstance(past, Words)
    order = order_transfers(transfers, now.date(), office.accountant, now)
    assert isinstance(order, PaymentOrder)
    assert len(list(etree.fromstring(kept(order.sha256)).iter("{*}CdtTrfTxInf"))) == 3
    assert isinstance(order_transfers(transfers, now.date(), office.accountant, now), Words)


def test_an_act_on_a_payment_that_another_act_took_over_is_not_adopted() -> None:
    office, now = Paying(), clock.now()
    payment = office.approved(reported(a_call("l12")), now)
    call, signer = payment.award.application.call, office.people["approver"]
    first = prepare_payment_act(call, [payment.id], signer, office.officer, now)
    second = prepare_payment_act(call, [payment.id], signer, office.officer, now)
    assert isinstance(first, Act)
    assert isinstance(second, Act)
    with pytest.raises(AssertionError, match="prepare it again"):
        office.adopt(first, "1")
    office.adopt(second, "2")
    payment.refresh_from_db()
    assert payment.state == "authorised"


def test_a_rejected_transfer_says_why_and_is_ordered_again() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    payment = office.approved(application, now)
    office.authorised([payment], now)
    office.ordered([payment], now)
    [one] = payment.transfers.all()
    first = one.end_to_end
    silent = take_outcome(Told(first, None, " "), office.accountant, now)
    assert isinstance(silent, Refusal)
    done = take_outcome(Told(first, None, "AC04: conto chiuso"), office.accountant, now)
    assert isinstance(done, Transfer)
    assert (done.state, done.failure, state(application)) == ("failed", "AC04: conto chiuso", "payable")
    office.ordered([payment], now)
    late = take_outcome(Told(first, clock.now().date()), office.accountant, clock.now())
    assert isinstance(late, Refusal)
    executed(office, payment)
    assert state(application) == "paid"


def test_a_transfer_that_comes_back_is_booked_and_paid_again_once() -> None:
    office, now = Paying(), clock.now()
    application = reported(a_call("l12"))
    payment = office.approved(application, now)
    office.authorised([payment], now)
    office.ordered([payment], now)
    executed(office, payment)
    [one] = payment.transfers.all()
    twice = take_outcome(Told(one.end_to_end, now.date()), office.accountant, clock.now())
    assert isinstance(twice, Refusal)
    done = take_outcome(Told(one.end_to_end, None, "Conto estinto"), office.accountant, clock.now())
    assert isinstance(done, Transfer), done
    assert (state(application), account_of(payment.award).paid_out) == ("payable", 42_892)
    office.ordered([payment], clock.now())
    executed(office, payment)
    account = account_of(payment.award)
    assert (state(application), account.paid_out, account.left) == ("paid", 1_072_295, 0)
    assert account.of("withholding") == 42_892


@pytest.mark.parametrize("wrong", ["id", "amount", "early", "late", "role"])
def test_what_the_bank_cannot_have_said_is_refused(wrong: str) -> None:
    office, now = Paying(), clock.now()
    payment = office.approved(reported(a_call("l12")), now)
    office.authorised([payment], now)
    office.ordered([payment], now)
    [one] = payment.transfers.all()
    day = clock.now().date()
    told = {
        "id": Told("nobody", day),
        "amount": Told(one.end_to_end, day, cents=one.cents - 1),
        "early": Told(one.end_to_end, day - timedelta(days=2)),
        "late": Told(one.end_to_end, day + timedelta(days=2)),
        "role": Told(one.end_to_end, day),
    }[wrong]
    actor = office.officer if wrong == "role" else office.accountant
    assert isinstance(take_outcome(told, actor, clock.now()), Refusal)
    assert not LedgerEntry.objects.filter(kind="payment").exists()
