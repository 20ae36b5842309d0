"""What did an enterprise say, attach, seal and submit?"""

from django.db import models
from django.db.models import Q

from bandolo.desk.flow import STATES
from bandolo.desk.models.calls import Call, Edition
from bandolo.desk.models.people import Enterprise, Person, Undertaking
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

ATTACHMENT_STATES = ("received", "verified", "not_verified", "refused", "replaced")
# What counts of them: the file is there and was not refused.
ATTACHED = ATTACHMENT_STATES[:3]


class Application(Record):
    """An enterprise's application to a call, on the edition that it was opened on or moved to."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="applications")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="applications")
    state = words_field(20)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state_since = models.DateTimeField()

    class Meta:
        constraints = [among("state", STATES)]
        indexes = [models.Index(fields=["call", "state"], name="application_by_state")]


class Field(Record):
    """What stands at a path: `fact/<id>`, `record/<kind>/<id>/<fact>`; `queries/told.py` tells all paths."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="fields")
    path = words_field(200)
    value = models.JSONField()
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "path"], name="field_path_once")]


class FieldHistory(Record):
    """What stood at a path in each version, null where it was taken away; kept for ever."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    path = words_field(200)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "path", "version"], name="fieldhistory_version_once"
            )
        ]


class Attachment(Record):
    """A file given for a document of the call; the file itself is found by its digest.

    `record` is the record that it is for (`invoice/<id>`), where one is due for each of a kind.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    document = words_field(100)
    record = words_field(100, optional=True)
    sha256 = digest_field()
    name = words_field(255)
    size = models.PositiveBigIntegerField()
    content_type = words_field(100)
    verdicts = models.JSONField(default=dict)
    state = words_field(20)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            among("state", ATTACHMENT_STATES),
            digests("sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
        ]


class Seal(Record):
    """An application closed for submission: its whole content, its PDF and the signed one, by digest."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="seals")
    digest = digest_field()
    content = models.JSONField()
    pdf_sha256 = digest_field(optional=True)
    signed_sha256 = digest_field(optional=True)
    # What the ticket says of it, set when the application is sealed.
    requested_cents = models.PositiveBigIntegerField(default=0)
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            digests("digest", "pdf_sha256", "signed_sha256"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(revoked_at__isnull=True), name="seal_open_once"
            ),
        ]


class Submission(Record):
    """A sealed application has its place in the line of a call: what the desk took in of an entry there.

    `by` sent it from the desk; nobody is known where the ticket was enough.
    """

    seal = models.OneToOneField(Seal, models.PROTECT, related_name="submission")
    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    call = models.ForeignKey(Call, models.PROTECT, related_name="submissions")
    number = models.PositiveBigIntegerField()
    position = models.PositiveBigIntegerField()
    instant = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["call", "position"], name="submission_position_once"),
        ]
