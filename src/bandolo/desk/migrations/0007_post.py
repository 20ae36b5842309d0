"""Which letters went out by certified mail, what came in, and from when do terms run?"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """Terms that run have begun: those before were published in the desk when they were set."""

    dependencies = [("desk", "0006_report")]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("account", models.CharField(max_length=400)),
                ("validity", models.BigIntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("about", models.UUIDField()),
                ("recipient", models.CharField(blank=True, default="", max_length=254)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.CharField(max_length=4000)),
                ("paper_name", models.CharField(max_length=200)),
                ("paper_sha256", models.CharField(max_length=64)),
                ("message_id", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=20)),
                ("answer", models.CharField(blank=True, default="", max_length=600)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("is_proved", models.BooleanField(default=False)),
                ("proof", models.CharField(blank=True, default="", max_length=1000)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("kind", models.CharField(max_length=20)),
                ("mail_id", models.CharField(blank=True, default="", max_length=2000)),
                ("refers_to", models.CharField(blank=True, default="", max_length=2000)),
                ("sender", models.CharField(blank=True, default="", max_length=2000)),
                ("subject", models.CharField(blank=True, default="", max_length=2000)),
                ("text", models.CharField(blank=True, default="", max_length=20000)),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2000), blank=True, default=list, size=None
                    ),
                ),
                ("happened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2000), blank=True, default=list, size=None
                    ),
                ),
                ("provider", models.CharField(blank=True, default="", max_length=2000)),
                ("fault", models.CharField(blank=True, default="", max_length=2000)),
                ("explanation", models.CharField(blank=True, default="", max_length=4000)),
                ("vouched", models.CharField(max_length=20)),
                ("problems", models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name="refusalnotice", name="started_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="supplement",
            name="days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="supplement",
            name="deadline",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="supplement", name="started_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="refusalnotice", name="term", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="supplement", name="term", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL("UPDATE desk_supplement SET started_at = at WHERE term IS NOT NULL", ""),
        migrations.RunSQL("UPDATE desk_refusalnotice SET started_at = at WHERE term IS NOT NULL", ""),
        migrations.AddConstraint(
            model_name="refusalnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", False), ("term__isnull", False)),
                    models.Q(("started_at__isnull", True), ("term__isnull", True)),
                    _connector="OR",
                ),
                name="refusalnotice_term_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", False), ("term__isnull", False)),
                    models.Q(("started_at__isnull", True), ("term__isnull", True)),
                    _connector="OR",
                ),
                name="supplement_term_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.UniqueConstraint(fields=("account",), name="mailbox_account_once"),
        ),
        migrations.AddField(
            model_name="message",
            name="again_of",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sent_again",
                to="desk.message",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="desk.application"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="receivedmail",
            name="message",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="desk.message",
            ),
        ),
        migrations.AddIndex(model_name="message", index=models.Index(fields=["about"], name="message_about")),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "queued",
                            "unaddressed",
                            "unsure",
                            "turned_down",
                            "handed",
                            "accepted",
                            "late",
                            "failed",
                            "refused",
                            "delivered",
                        ),
                    )
                ),
                name="message_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                ),
                name="message_paper_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("message_id",), name="message_id_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "unaddressed"), models.Q(("recipient", ""), _negated=True), _connector="OR"
                ),
                name="message_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "delivered"), _negated=True),
                    ("delivered_at__isnull", False),
                    _connector="OR",
                ),
                name="message_delivered_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "accepted",
                            "refused",
                            "taken_over",
                            "delivered",
                            "late",
                            "failed",
                            "virus",
                            "message",
                            "anomaly",
                            "ordinary",
                        ),
                    )
                ),
                name="receivedmail_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "vouched__in",
                        ("signature_valid", "signature_invalid", "signature_unchecked", "unsigned"),
                    )
                ),
                name="receivedmail_vouched_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"),
                name="receivedmail_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.UniqueConstraint(fields=("name",), name="receivedmail_name_once"),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sha256", ""), _negated=True),
                fields=("sha256",),
                name="receivedmail_digest_once",
            ),
        ),
    ]
