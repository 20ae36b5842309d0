"""Which files were dropped into a report to be read, and in which dossiers is each invoice used?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.calls import Call
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

HANDED_KINDS = ("invoice", "bank", "unread")


class HandedPaper(Record):
    """An e-invoice or a file of a bank as it came, with what was read of it; unread ones say why."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="handed")
    kind = words_field(10)
    sha256 = digest_field()
    name = words_field(255)
    size = models.PositiveBigIntegerField()
    read = models.JSONField()
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("kind", HANDED_KINDS),
            digests("sha256"),
            models.UniqueConstraint(
                fields=["application", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="handedpaper_once",
            ),
        ]


class InvoiceUse(Record):
    """An invoice stands in a report: told by supplier, plain number and year, whoever typed or sent it.

    `key` is that of its fingerprint where a file was read; `confirmed_at` while the beneficiary has looked
    at what was read.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="invoice_uses")
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    paper = models.ForeignKey(HandedPaper, models.PROTECT, null=True, related_name="uses")
    record = words_field(40)
    supplier = words_field(40)
    number = words_field(100)
    year = models.PositiveIntegerField(null=True, blank=True)
    key = digest_field(optional=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            digests("key"),
            models.UniqueConstraint(
                fields=["application", "record"],
                condition=Q(removed_at__isnull=True),
                name="invoiceuse_record_once",
            ),
        ]
        indexes = [models.Index(fields=["supplier", "number"], name="invoiceuse_by_invoice")]
