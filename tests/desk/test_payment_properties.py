"""Do the entries of a dossier always sum to what the acts say, whatever comes in which order?"""

from itertools import count

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bandolo.desk import clock
from bandolo.desk.actions.carry_out_payment import carry_out_payment
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.recall_payment import recall_payment
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.models import Act, Application, Award, LedgerEntry, Payment, Transfer
from bandolo.desk.queries.award_account import unsettled
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.payments import account_of
from tests.desk.made import a_call, a_person, an_application, an_enterprise
from tests.desk.paying import IBAN, Paying, reported, revoked

STEPS = ("take", "propose", "approve", "return", "act", "order", "execute", "fail")
ASIDE = ("recall", "revoke", "draw")
HOW_MANY = 2
# What a third, on the waiting list, is drawn for: more than one report leaves, less than two do.
DRAWN = 300_000
DOSSIERS = st.integers(0, HOW_MANY - 1)
# Most often what comes next, so that walks get far.
WORDS = st.sampled_from((*("next",) * 12, *STEPS, *ASIDE))
NEXT = {
    "checking": "propose",
    "proposed": "approve",
    "approved": "act",
    "authorised": "order",
    "failed": "order",
    "ordered": "execute",
    "executed": "execute",
    "dropped": "take",
}


class Walk:
    """Two dossiers of a call, and every step that anybody can try with one of them, in earnest."""

    def __init__(self) -> None:
        self.office = Paying()
        edition = a_call("l12")
        self.call = edition.call
        self.dossiers = [reported(edition, number) for number in range(1, HOW_MANY + 1)]
        self.numbers = count()
        person = a_person(50)
        waiting = an_application(edition, an_enterprise(50, person), person, "waiting")
        act = self.dossiers[0].award.act
        self.waiting = Award.objects.create(application=waiting, act=act, amount_cents=DRAWN, state="granted")

    def step(self, word: str, application: Application) -> None:
        now, office = clock.now(), self.office
        payment = payment_of(application)
        transfers = list(payment.transfers.all()) if payment is not None else []
        match word:
            case "take":
                take_report(application.id, office.officer, now)
            case "propose":
                propose_payment(application.id, Proposal(IBAN), office.officer, now)
            case "approve" | "return":
                decide_payment(application.id, word, "perché sì", office.approver, now)
            case "act" if payment is not None and payment.state == "approved":
                payment.act = self.act(payment)
                payment.save()
                carry_out_payment(payment.act, office.approver, now)
            case "order" if transfers:
                order_transfers([one.id for one in transfers], now.date(), office.accountant, now)
            case "execute" | "fail" if transfers:
                executed_on = now.date() if word == "execute" else None
                take_outcome(Told(transfers[0].end_to_end, executed_on, "AC04"), office.accountant, now)
            case "recall":
                recall_payment(application.id, "Da rifare.", office.officer, now)
            case "revoke" if self.can_revoke(application):
                revoked(application.award, office, number=f"R-{next(self.numbers)}")
            case "draw":
                self.draw()
            case _:
                pass

    def can_revoke(self, application: Application) -> bool:
        """Whether something stands of it, and the bank has told what became of what was ordered."""
        award = application.award
        return award.state != "revoked" and unsettled(award, "total") is None

    def draw(self) -> bool:
        """The third is financed if, and only if, the funds bear it."""
        bears = funds_of(self.call).left >= DRAWN
        try:
            with transaction.atomic():
                LedgerEntry.objects.create(
                    call=self.call, award=self.waiting, kind="commitment", amount_cents=DRAWN
                )
        except IntegrityError:
            assert not bears
            return False
        assert bears
        return True

    def next_of(self, application: Application) -> str:
        """The step that would bring a dossier on."""
        payment = payment_of(application)
        return "take" if payment is None else NEXT[payment.state]

    def act(self, payment: Payment) -> Act:
        """An act as adopted, without its signature: that is tried elsewhere."""
        return Act.objects.create(
            call=self.call,
            kind="payment",
            number=f"P-{next(self.numbers)}",
            dated=clock.now().date(),
            signed_sha256="0" * 64,
            content={"payments": {str(payment.id): payment.gross_cents}},
            prepared_by=self.office.people["officer"],
            adopted_by=self.office.people["approver"],
            adopted_at=clock.now(),
        )

    def check(self) -> None:
        """What holds after every step."""
        funds = funds_of(self.call)
        assert 0 <= funds.committed <= funds.budget
        for one in self.dossiers:
            award = Award.objects.get(application=one)
            account, executed = account_of(award), award.payments.filter(state="executed")
            assert 0 <= account.paid_out <= account.stands <= award.amount_cents
            came = sum(each.cents for each in Transfer.objects.filter(payment__award=award, state="executed"))
            is_taxed = award.payments.filter(ledger__kind="withholding").exclude(state="dropped").first()
            of_dropped = award.payments.filter(state="dropped", transfers__state="executed").first()
            tax = is_taxed or of_dropped
            assert account.paid_out == came + (0 if tax is None else tax.withholding_cents)
            for each in executed:
                assert each.act is not None
                assert each.gross_cents == each.act.content["payments"][str(each.id)]
                assert account.paid_out == each.gross_cents
            if executed:
                assert account.left == 0


def payment_of(application: Application) -> Payment | None:
    """The payment that was begun last."""
    return Payment.objects.filter(award__application=application).order_by("-at").first()


@pytest.fixture
def walk(db: None) -> Walk:  # noqa: ARG001 - the dossiers stand in its transaction
    return Walk()


@pytest.mark.django_db
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_in_which_order_the_entries_sum_to_what_the_acts_say(
    walk: Walk, data: st.DataObject
) -> None:
    with transaction.atomic():
        for word, at in data.draw(
            st.lists(st.tuples(WORDS, st.integers(0, HOW_MANY - 1)), min_size=8, max_size=30)
        ):
            application = walk.dossiers[at]
            walk.step(walk.next_of(application) if word == "next" else word, application)
            walk.check()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_walk_gets_to_the_end(walk: Walk) -> None:
    assert not walk.draw()
    for _ in STEPS:
        for one in walk.dossiers:
            walk.step(walk.next_of(one), one)
            walk.check()
    assert set(Payment.objects.values_list("state", flat=True)) == {"executed"}
    # What the two reports leave serves the third, once.
    assert walk.draw()
    assert not walk.draw()
    walk.step("revoke", walk.dossiers[0])
    walk.check()
    walk.dossiers[0].refresh_from_db()
    assert (walk.dossiers[0].state, payment_of(walk.dossiers[0])) == (
        "recovery",
        Payment.objects.earliest("at"),
    )
