"""Which tables do files on their way and scanned files need?"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """Files that arrive piece by piece, and what the virus scanner said of files."""

    dependencies = [("desk", "0002_disposal")]

    operations = [
        migrations.CreateModel(
            name="ScannedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("sha256", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=20)),
                ("virus", models.CharField(blank=True, default="", max_length=200)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("clean", "infected", "not_scanned"))),
                        name="scannedfile_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="scannedfile_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("sha256",), name="scannedfile_digest_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("document", models.CharField(blank=True, default="", max_length=100)),
                ("record", models.CharField(blank=True, default="", max_length=100)),
                ("name", models.CharField(max_length=255)),
                ("mark", models.CharField(blank=True, default="", max_length=400)),
                ("size", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("state", models.CharField(max_length=10)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("found", models.JSONField(default=dict)),
                ("role", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "changed_at"], name="arrival_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("arriving", "waiting", "ready", "taken", "refused"))
                        ),
                        name="arrival_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("document", "signed", "report", "report_signed", "supplement"))
                        ),
                        name="arrival_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="arrival_sha256_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size")), ("size__gt", 0)),
                        name="arrival_received_of_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="arrival_ready_is_kept",
                    ),
                ],
            },
        ),
    ]
