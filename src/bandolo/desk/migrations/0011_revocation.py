"""Which tables hold what is revoked and what comes back?"""

import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock


class Migration(migrations.Migration):
    """Revocations and recoveries, with what the database refuses of them."""

    dependencies = [("desk", "0010_report_receipt")]

    operations = [
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("principal_cents", models.BigIntegerField()),
                ("parts", models.JSONField()),
                ("due_on", models.DateField()),
                ("enrolled_on", models.DateField(blank=True, null=True)),
                ("enrolled_reference", models.CharField(blank=True, default="", max_length=100)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="desk.award",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("instalments", models.JSONField()),
                ("receipts_before", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="desk.recovery"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("grounds", models.JSONField()),
                ("extent", models.CharField(max_length=10)),
                ("amount_cents", models.BigIntegerField(blank=True, null=True)),
                ("is_false_declaration", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=10000)),
                ("days", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("term", models.DateTimeField(blank=True, null=True)),
                ("concludes_by", models.DateField()),
                ("answer", models.CharField(blank=True, default="", max_length=20000)),
                ("answer_name", models.CharField(blank=True, default="", max_length=255)),
                ("answer_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("outcome_reason", models.CharField(blank=True, default="", max_length=10000)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="desk.act",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
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
        migrations.AddField(
            model_name="recovery",
            name="revocation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="recovery", to="desk.revocation"
            ),
        ),
        migrations.CreateModel(
            name="FalseDeclaration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_declarations",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "revocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_declaration",
                        to="desk.revocation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("received_on", models.DateField()),
                ("amount_cents", models.BigIntegerField()),
                ("principal_cents", models.BigIntegerField()),
                ("interest_cents", models.BigIntegerField()),
                ("reference", models.CharField(max_length=140)),
                ("source", models.CharField(max_length=10)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="desk.recovery",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="desk.ledgerentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("typed", "file"))),
                        name="recoveryreceipt_source_known",
                    ),
                    models.UniqueConstraint(
                        fields=("recovery", "reference"), name="recoveryreceipt_reference_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_cents__gt", 0),
                            ("interest_cents__gte", 0),
                            ("principal_cents__gte", 0),
                            (
                                "amount_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("principal_cents"), "+", models.F("interest_cents")
                                ),
                            ),
                        ),
                        name="recoveryreceipt_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("principal_cents", 0), ("release__isnull", True)),
                            models.Q(("principal_cents__gt", 0), ("release__isnull", False)),
                            _connector="OR",
                        ),
                        name="recoveryreceipt_frees",
                    ),
                ]
            },
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("extent__in", ("total", "partial"))), name="revocation_extent_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "dropped", "revoked"))),
                name="revocation_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_sha256__regex", "^[0-9a-f]{64}$"), ("answer_sha256", ""), _connector="OR"
                ),
                name="revocation_answer_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("application",), name="revocation_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_cents__isnull", True), ("extent", "total")),
                    models.Q(("amount_cents__gt", 0), ("extent", "partial")),
                    _connector="OR",
                ),
                name="revocation_amount_of_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="revocation_ended_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "revoked"), _negated=True), ("act__isnull", False), _connector="OR"
                ),
                name="revocation_by_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(("principal_cents__gt", 0)), name="recovery_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enrolled_on__isnull", True),
                    models.Q(("enrolled_reference", ""), _negated=True),
                    _connector="OR",
                ),
                name="recovery_enrolled_with_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="falsedeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="falsedeclaration_since_until_order",
            ),
        ),
        migrations.RunSQL((Path(__file__).parent / "recovery.sql").read_text(encoding="utf-8")),
    ]
