"""Which payments does the demo hold: a report in check with a cost cut, and one that was paid?"""

from collections.abc import Mapping

from bandolo.desk import clock
from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.management.staging.reporting import IBAN
from bandolo.desk.management.staging.reviews import went
from bandolo.desk.management.staging.revocations import adopt_signed
from bandolo.desk.models import Act, Application, Payment, Person
from bandolo.desk.queries.payable import Asked
from bandolo.desk.queries.report_check import report_check_of
from bandolo.desk.roles import Role
from bandolo.rules.days import day_in_rome

WHY = "Una parte della fattura non riguarda il progetto approvato."


def stage_payments(people: Mapping[Role, Person], checked: Application, paid: Application) -> None:
    """Of two reports that were sent: one in check, a quarter of its first cost cut, and one paid whole."""
    officer, approver = Actor(people["officer"], "officer"), Actor(people["approver"], "approver")
    _cut(checked, officer)
    went(enter_award_codes(paid.id, "B47H13000010007", "", officer, clock.now()))
    went(take_report(paid.id, officer, clock.now()))
    went(propose_payment(paid.id, Proposal(IBAN), officer, clock.now()))
    went(decide_payment(paid.id, "approve", "", approver, clock.now()))
    payment = Payment.objects.get(award__application=paid)
    act = prepare_payment_act(paid.call, [payment.id], people["approver"], officer, clock.now())
    went(act)
    if isinstance(act, Act):
        adopt_signed(act, "2", people["approver"])
    _transferred(payment, Actor(people["accountant"], "accountant"))


def _cut(application: Application, officer: Actor) -> None:
    taken = take_report(application.id, officer, clock.now())
    went(taken)
    if not isinstance(taken, Payment):
        return
    item = report_check_of(application, taken, Asked(IBAN), clock.now(), "it").items[0]
    went(admit_line(application.id, item.path, (item.claim or 0) * 3 // 4, WHY, officer, clock.now()))


def _transferred(payment: Payment, accountant: Actor) -> None:
    ids = [one.id for one in payment.transfers.all()]
    went(order_transfers(ids, day_in_rome(clock.now()), accountant, clock.now()))
    for one in payment.transfers.all():
        now = clock.now()
        went(take_outcome(Told(one.end_to_end, day_in_rome(now), cents=one.cents), accountant, now))
