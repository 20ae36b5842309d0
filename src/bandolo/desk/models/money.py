"""What happened to every euro of a call?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.calls import Call, CallAct
from bandolo.desk.models.choice import Act, Award
from bandolo.desk.models.payment import Payment
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, words_field

# `fund` alone may be negative: a budget that is lowered.
ENTRY_KINDS = ("fund", "commitment", "release", "payment", "withholding", "recovery", "interest")


class LedgerEntry(Record):
    """One movement in cents, never changed. The database keeps what is committed within the funds."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="ledger")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="ledger")
    kind = words_field(20)
    amount_cents = models.BigIntegerField()
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="ledger")
    # What it books, where it is paid out or brought back by the bank.
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="ledger")
    call_act = models.ForeignKey(CallAct, models.PROTECT, null=True, related_name="ledger")
    note = words_field(500, optional=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            among("kind", ENTRY_KINDS),
            models.CheckConstraint(
                condition=(Q(kind="fund") & ~Q(amount_cents=0)) | (~Q(kind="fund") & Q(amount_cents__gt=0)),
                name="ledgerentry_amount_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="fund", award__isnull=True) | (~Q(kind="fund") & Q(award__isnull=False)),
                name="ledgerentry_of_an_award",
            ),
            # Nothing leaves but by a payment, whose guards bound it.
            models.CheckConstraint(
                condition=~Q(kind__in=("payment", "withholding")) | Q(payment__isnull=False),
                name="ledgerentry_out_by_payment",
            ),
        ]
        indexes = [models.Index(fields=["call", "kind"], name="ledgerentry_by_kind")]
