"""Do the entries of a dossier always sum to what the acts say, whatever comes in which order?"""

from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bandolo.desk import clock
from bandolo.desk.actions.carry_out_payment import carry_out_payment
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.models import Act, Application, Award, Payment
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.payments import account_of
from tests.desk.made import a_call
from tests.desk.paying import IBAN, Paying, reported

STEPS = ("take", "propose", "approve", "return", "act", "order", "execute", "fail")
HOW_MANY = 2
# Most often what comes next, so that walks get far.
WORDS = st.sampled_from((*("next",) * 8, *STEPS))
NEXT = {
    "checking": "propose",
    "proposed": "approve",
    "approved": "act",
    "authorised": "order",
    "failed": "order",
    "ordered": "execute",
    "executed": "execute",
}


class Walk:
    """Two dossiers of a call, and every step that anybody can try with one of them, in earnest."""

    def __init__(self) -> None:
        self.office = Paying()
        edition = a_call("l12")
        self.call = edition.call
        self.dossiers = [reported(edition, number) for number in range(1, HOW_MANY + 1)]
        self.numbers = count()

    def step(self, word: str, application: Application) -> None:
        now, office = clock.now(), self.office
        payment = Payment.objects.filter(award__application=application).first()
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
            case _:
                pass

    def next_of(self, application: Application) -> str:
        """The step that would bring a dossier on."""
        payment = Payment.objects.filter(award__application=application).first()
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
        for award in Award.objects.filter(application__call=self.call):
            account = account_of(award)
            executed = award.payments.filter(state="executed")
            failed = award.payments.filter(state="failed")
            assert 0 <= account.paid_out <= account.stands <= award.amount_cents
            if not failed:
                assert account.paid_out == sum(one.gross_cents for one in executed)
            for one in executed:
                assert one.act is not None
                assert one.gross_cents == one.act.content["payments"][str(one.id)]
            if executed:
                assert account.left == 0


@pytest.fixture
def walk(db: None) -> Walk:  # noqa: ARG001 - the dossiers stand in its transaction
    return Walk()


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_in_which_order_the_entries_sum_to_what_the_acts_say(
    walk: Walk, data: st.DataObject
) -> None:
    with transaction.atomic():
        for word, at in data.draw(st.lists(st.tuples(WORDS, st.integers(0, HOW_MANY - 1)), min_size=8)):
            application = walk.dossiers[at]
            walk.step(walk.next_of(application) if word == "next" else word, application)
            walk.check()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_walk_gets_to_the_end(walk: Walk) -> None:
    for _ in STEPS:
        for one in walk.dossiers:
            walk.step(walk.next_of(one), one)
            walk.check()
    assert set(Payment.objects.values_list("state", flat=True)) == {"executed"}
