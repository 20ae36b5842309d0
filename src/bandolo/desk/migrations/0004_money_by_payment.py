"""How does money leave by a payment alone, with the surety that it rests on?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every payment and every tax that the ledger books names the payment that it is of."""

    dependencies = [("desk", "0003_arrivals")]

    operations = [
        migrations.AddField(model_name="payment", name="members", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="payment", name="guaranteed_cents", field=models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="payment", name="guaranteed_until", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("payment", "withholding")), _negated=True),
                    ("payment__isnull", False),
                    _connector="OR",
                ),
                name="ledgerentry_out_by_payment",
            ),
        ),
    ]
