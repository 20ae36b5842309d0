"""Which tables hold the reports of expenses and what happened after the award?"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """After the acts of one dossier."""

    dependencies = [("desk", "0005_act_application")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="record",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("event", models.CharField(max_length=100)),
                ("on", models.DateField()),
                ("evidence", models.CharField(blank=True, default="", max_length=500)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", True), models.Q(("evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="milestone_with_evidence",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("signed_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("verdicts", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("late_at", models.DateTimeField(blank=True, null=True)),
                ("late_why", models.JSONField(default=list)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
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
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="desk.call"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("digest", ""), _connector="OR"),
                            models.Q(
                                ("pdf_sha256__regex", "^[0-9a-f]{64}$"), ("pdf_sha256", ""), _connector="OR"
                            ),
                            models.Q(
                                ("signed_sha256__regex", "^[0-9a-f]{64}$"),
                                ("signed_sha256", ""),
                                _connector="OR",
                            ),
                        ),
                        name="report_digest_pdf_sha256_signed_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("application", "stage"),
                        name="report_once",
                    ),
                    models.UniqueConstraint(fields=("call", "number"), name="report_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("sent_at__isnull", True)),
                            models.Q(("number__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_numbered_when_sent",
                    ),
                ]
            },
        ),
    ]
