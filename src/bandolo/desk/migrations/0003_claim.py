"""Which table holds who asks to act for an enterprise?"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """After who came in."""

    dependencies = [("desk", "0002_upload_cases")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("capacity", models.CharField(max_length=20)),
                ("evidence_name", models.CharField(max_length=255)),
                ("evidence_sha256", models.CharField(max_length=64)),
                ("until", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
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
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__in", ("representative", "mandate"))),
                        name="claim_capacity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evidence_sha256__regex", "^[0-9a-f]{64}$"),
                            ("evidence_sha256", ""),
                            _connector="OR",
                        ),
                        name="claim_evidence_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("person", "enterprise"),
                        name="claim_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("capacity", "representative"), ("granted_by__isnull", True)),
                            models.Q(("capacity", "mandate"), ("granted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_mandate_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("is_granted__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="claim_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_decided_by_another",
                    ),
                ]
            },
        )
    ]
