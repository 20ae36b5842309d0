"""Which tables hold the loans beside grants?"""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """After what was handed in."""

    dependencies = [("desk", "0014_handed")]

    operations = [
        migrations.CreateModel(
            name="LoanContract",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("principal_cents", models.BigIntegerField()),
                ("years", models.PositiveSmallIntegerField()),
                ("grace_months", models.PositiveSmallIntegerField()),
                ("first_due", models.DateField()),
                ("signed_on", models.DateField()),
                ("contract_sha256", models.CharField(max_length=64)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loan", to="desk.award"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("cents", models.BigIntegerField()),
                ("on", models.DateField()),
                ("reference", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="desk.loancontract",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="loancontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contract_sha256__regex", "^[0-9a-f]{64}$"), ("contract_sha256", ""), _connector="OR"
                ),
                name="loancontract_contract_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="loancontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("principal_cents__gt", 0)), name="loancontract_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="loancontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="loancontract_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("disbursement", "principal", "interest"))),
                name="loanentry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="loanentry_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="loanentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="loanentry_with_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="loanentry",
            constraint=models.UniqueConstraint(
                fields=("contract", "kind", "on", "reference"), name="loanentry_once"
            ),
        ),
        migrations.RunSQL([(HERE / "loans.sql").read_text(encoding="utf-8")]),
    ]
