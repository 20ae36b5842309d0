"""Which tables hold progress, variations and reminders?"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """Progress, variations and reminders."""

    """Progress, variations and reminders."""

    dependencies = [("desk", "0008_edition_cases")]

    operations = [
        migrations.CreateModel(
            name="ProgressRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("reason", models.CharField(max_length=4000)),
                ("term", models.DateTimeField()),
                ("spent_cents", models.BigIntegerField(blank=True, null=True)),
                ("work_done", models.CharField(blank=True, default="", max_length=10000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_requests",
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("application",),
                        name="progressrequest_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            models.Q(
                                ("spent_cents__gte", 0),
                                models.Q(("work_done", ""), _negated=True),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="progressrequest_answered_whole",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("deadline", models.CharField(max_length=100)),
                ("due_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="desk.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "deadline", "due_on", "days"), name="reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__in", (30, 7, 1))), name="reminder_days_known"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Variation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=10000)),
                ("changes", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("effect", models.JSONField(default=dict)),
                ("proposed_outcome", models.CharField(blank=True, default="", max_length=20)),
                ("proposed_reason", models.CharField(blank=True, default="", max_length=10000)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variations",
                        to="desk.act",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variations",
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
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
                            ("kind__in", ("supplier", "costs", "data", "force_majeure", "other"))
                        ),
                        name="variation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_outcome__in", ("", "authorised", "refused"))),
                        name="variation_proposed_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="variation_with_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("application",),
                        name="variation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                ("proposed_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="variation_four_eyes",
                    ),
                ]
            },
        ),
    ]
