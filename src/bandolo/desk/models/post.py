"""Which letters did the body send by certified mail, and what came into its mailbox?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bandolo.desk.models.application import Application
from bandolo.desk.models.people import Person
from bandolo.desk.models.record import Record, among, digest_field, digests, words_field

# What stands before handing in, how that went, and what the notices say (`papers.pec_delivery`).
MESSAGE_STATES = (
    *("queued", "unaddressed", "unsure", "turned_down", "handed"),
    *("accepted", "late", "failed", "refused", "delivered"),
)
MAIL_KINDS = (
    *("accepted", "refused", "taken_over", "delivered", "late", "failed", "virus"),
    *("message", "anomaly", "ordinary"),
)
VOUCHED = ("signature_valid", "signature_invalid", "signature_unchecked", "unsigned")


class Message(Record):
    """A letter of the body to an enterprise by certified mail: `about` is what it tells, such as a request.

    `delivered_at` is when it was in the mailbox, by a notice or by what `proof` says; `is_proved` where the
    provider's signature on the notice holds, or an officer vouches. `reason` says why it failed.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="messages")
    kind = words_field(40)
    about = models.UUIDField()
    recipient = models.CharField(max_length=254, blank=True, default="")
    subject = words_field(300)
    text = words_field(4000)
    paper_name = words_field(200)
    paper_sha256 = digest_field()
    message_id = words_field(200)
    state = words_field(20)
    answer = words_field(600, optional=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    is_proved = models.BooleanField(default=False)
    proof = words_field(1000, optional=True)
    reason = words_field(1000, optional=True)
    again_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="sent_again")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            among("state", MESSAGE_STATES),
            digests("paper_sha256"),
            models.UniqueConstraint(fields=["message_id"], name="message_id_once"),
            models.CheckConstraint(
                condition=Q(state="unaddressed") | ~Q(recipient=""), name="message_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False), name="message_delivered_at"
            ),
        ]
        indexes = [models.Index(fields=["about"], name="message_about")]


class ReceivedMail(Record):
    """A message found in the mailbox, as it was read; `message` is the letter that a notice is about."""

    name = words_field(255)
    sha256 = digest_field(optional=True)
    kind = words_field(20)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="mails")
    mail_id = words_field(2000, optional=True)
    refers_to = words_field(2000, optional=True)
    sender = words_field(2000, optional=True)
    subject = words_field(2000, optional=True)
    text = words_field(20000, optional=True)
    files = ArrayField(models.CharField(max_length=2000), default=list, blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    recipients = ArrayField(models.CharField(max_length=2000), default=list, blank=True)
    provider = words_field(2000, optional=True)
    fault = words_field(2000, optional=True)
    explanation = words_field(4000, optional=True)
    vouched = words_field(20)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            among("kind", MAIL_KINDS),
            among("vouched", VOUCHED),
            digests("sha256"),
            models.UniqueConstraint(fields=["name"], name="receivedmail_name_once"),
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(sha256=""), name="receivedmail_digest_once"
            ),
        ]


class Mailbox(Record):
    """How far the body's mailbox was read, when that was last tried, and what went wrong then."""

    account = words_field(400)
    validity = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = words_field(1000, optional=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account"], name="mailbox_account_once")]
