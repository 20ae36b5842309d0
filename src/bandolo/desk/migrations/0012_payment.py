"""Which tables hold the check of a report, its payment and its transfers, and what keeps them right?"""
# long file: every table of payments once

import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """After revocations and recoveries."""

    dependencies = [("desk", "0011_revocation")]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("is_balance", models.BooleanField(default=True)),
                ("state", models.CharField(max_length=20)),
                ("gross_cents", models.BigIntegerField(default=0)),
                ("withholding_cents", models.BigIntegerField(default=0)),
                ("to_creditors_cents", models.BigIntegerField(default=0)),
                ("net_cents", models.BigIntegerField(default=0)),
                ("recognised_cents", models.BigIntegerField(default=0)),
                ("steps", models.JSONField(default=list)),
                ("pays_to", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, default="", max_length=4000)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("executed_on", models.DateField(blank=True, null=True)),
                ("keep_until", models.DateField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="desk.act",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="desk.award"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
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
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="payment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger",
                to="desk.payment",
            ),
        ),
        migrations.CreateModel(
            name="PaymentOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("message", models.CharField(max_length=35)),
                ("sha256", models.CharField(max_length=64)),
                ("execute_on", models.DateField()),
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
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("payee", models.CharField(max_length=300)),
                ("iban", models.CharField(max_length=34)),
                ("cents", models.BigIntegerField()),
                ("is_creditor", models.BooleanField(default=False)),
                ("state", models.CharField(max_length=20)),
                ("end_to_end", models.CharField(blank=True, default="", max_length=35)),
                ("executed_on", models.DateField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="desk.paymentorder",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="desk.payment",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "checking",
                            "proposed",
                            "approved",
                            "authorised",
                            "ordered",
                            "executed",
                            "failed",
                            "dropped",
                        ),
                    )
                ),
                name="payment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "gross_cents",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("withholding_cents"), "+", models.F("to_creditors_cents")
                            ),
                            "+",
                            models.F("net_cents"),
                        ),
                    ),
                    ("net_cents__gte", 0),
                    ("to_creditors_cents__gte", 0),
                    ("withholding_cents__gte", 0),
                ),
                name="payment_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("checking", "dropped")), ("gross_cents__gt", 0), _connector="OR"
                ),
                name="payment_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("approved", "authorised", "ordered", "executed", "failed")),
                        _negated=True,
                    ),
                    models.Q(("approved_by__isnull", False), ("proposed_by__isnull", False)),
                    _connector="OR",
                ),
                name="payment_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(
                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        models.Q(("approved_by", models.F("checked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payment_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("authorised", "ordered", "executed", "failed")), _negated=True),
                    ("act__isnull", False),
                    _connector="OR",
                ),
                name="payment_by_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("executed_on__isnull", False), ("state", "executed")),
                    models.Q(models.Q(("state", "executed"), _negated=True), ("executed_on__isnull", True)),
                    _connector="OR",
                ),
                name="payment_executed_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("executed", "dropped")), _negated=True),
                fields=("award", "stage"),
                name="payment_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_balance", True), models.Q(("state", "dropped"), _negated=True)),
                fields=("award",),
                name="payment_balance_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"),
                name="paymentorder_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.UniqueConstraint(fields=("message",), name="paymentorder_message_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("due", "ordered", "executed", "failed"))),
                name="transfer_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="transfer_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "due"), ("order__isnull", False), _connector="OR"),
                name="transfer_once_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "executed"), _negated=True),
                    ("executed_on__isnull", False),
                    _connector="OR",
                ),
                name="transfer_executed_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("failure", ""), _negated=True),
                    _connector="OR",
                ),
                name="transfer_failed_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("payment", "payee"), name="transfer_payee_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_to_end", ""), _negated=True),
                fields=("end_to_end",),
                name="transfer_end_to_end_once",
            ),
        ),
        migrations.RunSQL([(HERE / "payments.sql").read_text(encoding="utf-8")]),
    ]
