"""What was lent to a beneficiary, on which terms, and what came back?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.choice import Award
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

LOAN_ENTRIES = ("disbursement", "principal", "interest")


class LoanContract(Record):
    """The loan of an award as signed with the beneficiary; one enters it, another confirms it (four eyes)."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="loan")
    principal_cents = models.BigIntegerField()
    years = models.PositiveSmallIntegerField()
    grace_months = models.PositiveSmallIntegerField()
    first_due = models.DateField()
    signed_on = models.DateField()
    contract_sha256 = digest_field()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            digests("contract_sha256"),
            models.CheckConstraint(condition=Q(principal_cents__gt=0), name="loancontract_of_something"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="loancontract_four_eyes",
            ),
        ]


class LoanEntry(Record):
    """Cents that left as a tranche, or came back as principal or interest, on a day; never changed.

    The grant's own ledger does not hold them: what is lent is no aid paid out.
    """

    contract = models.ForeignKey(LoanContract, models.PROTECT, related_name="entries")
    kind = words_field(20)
    cents = models.BigIntegerField()
    on = models.DateField()
    reference = words_field(200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("kind", LOAN_ENTRIES),
            models.CheckConstraint(condition=Q(cents__gt=0), name="loanentry_of_something"),
            models.CheckConstraint(condition=~Q(reference=""), name="loanentry_with_reference"),
            # The same movement of the bank is booked once.
            models.UniqueConstraint(fields=["contract", "kind", "on", "reference"], name="loanentry_once"),
        ]
