"""Which files are on their way into a dossier, and what did a virus scanner say of those that are there?"""

from django.db import models
from django.db.models import F, Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field
from bandolo.papers.upload_scan import Scanned

# Its bytes come in; all are there, to be looked at; fit, for an answer still to be sent; in its place; unfit.
ARRIVAL_STATES = ("arriving", "waiting", "ready", "taken", "refused")
# A paper of the application, itself signed; of the report, its request signed; of an answer to a request.
PLACE_KINDS = ("document", "signed", "report", "report_signed", "supplement")


class Arrival(Record):
    """A file on its way to a place of a dossier, by whoever sends it in which role; its pieces lie apart.

    `mark` is by what the sender knows the file again, to go on where it stopped. `found` says why it was
    refused; of one that is `ready`, what it is and what its signatures are worth.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="arrivals")
    kind = words_field(20)
    document = words_field(100, optional=True)
    record = words_field(100, optional=True)
    name = words_field(255)
    mark = words_field(400, optional=True)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    state = words_field(10)
    sha256 = digest_field(optional=True)
    found = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = words_field(20)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            among("state", ARRIVAL_STATES),
            among("kind", PLACE_KINDS),
            digests("sha256"),
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="arrival_received_of_size"
            ),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(sha256=""), name="arrival_ready_is_kept"),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="arrival_by_state")]


class ScannedFile(Record):
    """What the virus scanner last said of a file, by its digest; `virus` is what it found."""

    sha256 = digest_field()
    state = words_field(20)
    virus = words_field(200, optional=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            among("state", [one.value for one in Scanned]),
            digests("sha256"),
            models.UniqueConstraint(fields=["sha256"], name="scannedfile_digest_once"),
        ]
