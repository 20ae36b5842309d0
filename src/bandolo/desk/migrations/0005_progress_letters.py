"""From when does the term of a request for progress run?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Until now it ran from the request itself."""

    dependencies = [("desk", "0004_money_by_payment")]

    operations = [
        migrations.AddField(
            model_name="progressrequest",
            name="days",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="progressrequest", name="started_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="progressrequest", name="term", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL("UPDATE desk_progressrequest SET started_at = at", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="progressrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", False), ("term__isnull", False)),
                    models.Q(("started_at__isnull", True), ("term__isnull", True)),
                    _connector="OR",
                ),
                name="progressrequest_term_runs",
            ),
        ),
    ]
