"""Which tables hold the files dropped into reports, and the uses of invoices?"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """After the line of a call."""

    dependencies = [("desk", "0013_line")]

    operations = [
        migrations.CreateModel(
            name="HandedPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                ("read", models.JSONField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed",
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
        ),
        migrations.CreateModel(
            name="InvoiceUse",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("record", models.CharField(max_length=40)),
                ("supplier", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=100)),
                ("year", models.PositiveIntegerField(blank=True, null=True)),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_uses",
                        to="desk.application",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.call"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="desk.handedpaper",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="handedpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("invoice", "bank", "unread"))), name="handedpaper_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handedpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"),
                name="handedpaper_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="handedpaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("application", "sha256"),
                name="handedpaper_once",
            ),
        ),
        migrations.AddIndex(
            model_name="invoiceuse",
            index=models.Index(fields=["supplier", "number"], name="invoiceuse_by_invoice"),
        ),
        migrations.AddConstraint(
            model_name="invoiceuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[0-9a-f]{64}$"), ("key", ""), _connector="OR"),
                name="invoiceuse_key_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("application", "record"),
                name="invoiceuse_record_once",
            ),
        ),
    ]
