"""What is paid of an award, who checked and approved it, by which transfers, and what did the bank answer?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.choice import Act, Award
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

# From the check of the report to the bank's answer. A failed payment is mended and ordered again; one that
# is dropped, for its application was sent back or lapsed, counts for nothing.
PAYMENT_STATES = (
    *("checking", "proposed", "approved", "authorised", "ordered", "executed", "failed", "dropped"),
)
_APPROVED = ("approved", "authorised", "ordered", "executed", "failed")
_AUTHORISED = _APPROVED[1:]
TRANSFER_STATES = ("due", "ordered", "executed", "failed")


class Payment(Record):
    """What a stage of an award pays (the whole, where the call pays once), in cents, and its steps.

    The officer checks the report and proposes, another person approves (four eyes), an act authorises it;
    amounts do not change once approved. `gross` = `withholding` + `to_creditors` + `net`.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="payments")
    stage = words_field(100, optional=True)
    is_balance = models.BooleanField(default=True)
    state = words_field(20)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    gross_cents = models.BigIntegerField(default=0)
    withholding_cents = models.BigIntegerField(default=0)
    to_creditors_cents = models.BigIntegerField(default=0)
    net_cents = models.BigIntegerField(default=0)
    # The costs recognised, and every step from them to the net, as the rules put it.
    recognised_cents = models.BigIntegerField(default=0)
    steps = models.JSONField(default=list)
    # Whom it pays, as proposed: the transfers once it is approved.
    pays_to = models.JSONField(default=list)
    # Of a call that pays each member of a group: its name, gross, withholding and net.
    members = models.JSONField(default=list)
    # The surety offered for it, where its stage needs one: it has to last until the money leaves.
    guaranteed_cents = models.BigIntegerField(null=True, blank=True)
    guaranteed_until = models.DateField(null=True, blank=True)
    reason = words_field(4000, optional=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="payments")
    executed_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            among("state", PAYMENT_STATES),
            models.CheckConstraint(
                condition=Q(gross_cents=F("withholding_cents") + F("to_creditors_cents") + F("net_cents"))
                & Q(withholding_cents__gte=0, to_creditors_cents__gte=0, net_cents__gte=0),
                name="payment_sum",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("checking", "dropped")) | Q(gross_cents__gt=0),
                name="payment_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_APPROVED) | Q(approved_by__isnull=False, proposed_by__isnull=False),
                name="payment_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("checked_by"))),
                name="payment_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_AUTHORISED) | Q(act__isnull=False), name="payment_by_act"
            ),
            models.CheckConstraint(
                condition=Q(state="executed", executed_on__isnull=False)
                | (~Q(state="executed") & Q(executed_on__isnull=True)),
                name="payment_executed_on",
            ),
            # One report has one check and one payment, whoever comes at the same time; an interim stage that
            # can be paid several times has each time its own report.
            models.UniqueConstraint(
                fields=["award", "stage"],
                condition=~Q(state__in=("executed", "dropped")),
                name="payment_open_once",
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(is_balance=True) & ~Q(state="dropped"),
                name="payment_balance_once",
            ),
        ]


class PaymentOrder(Record):
    """A file of transfers given to the bank; never changed."""

    message = words_field(35)
    sha256 = digest_field()
    execute_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            digests("sha256"),
            models.UniqueConstraint(fields=["message"], name="paymentorder_message_once"),
        ]


class Transfer(Record):
    """A transfer of a payment, to the beneficiary or a creditor body in its place, by `end_to_end`."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="transfers")
    payee = words_field(300)
    iban = words_field(34)
    cents = models.BigIntegerField()
    is_creditor = models.BooleanField(default=False)
    state = words_field(20)
    end_to_end = words_field(35, optional=True)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="transfers")
    executed_on = models.DateField(null=True, blank=True)
    failure = words_field(1000, optional=True)

    class Meta:
        constraints = [
            among("state", TRANSFER_STATES),
            models.CheckConstraint(condition=Q(cents__gt=0), name="transfer_of_something"),
            models.CheckConstraint(
                condition=Q(state="due") | Q(order__isnull=False), name="transfer_once_ordered"
            ),
            models.CheckConstraint(
                condition=~Q(state="executed") | Q(executed_on__isnull=False), name="transfer_executed_on"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="transfer_failed_why"),
            models.UniqueConstraint(fields=["payment", "payee"], name="transfer_payee_once"),
            models.UniqueConstraint(
                fields=["end_to_end"], condition=~Q(end_to_end=""), name="transfer_end_to_end_once"
            ),
        ]
