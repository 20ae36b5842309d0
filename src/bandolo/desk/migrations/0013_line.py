"""Which tables hold the lines of the calls, and what of a place does the desk keep beside them?"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bandolo.intake.schema import DROP, create_sql

# Whom nodes of the intake log in as; whom the desk does.
WRITER, READER = "bandolo_intake", "bandolo_app"
# The line goes by the clock of the desk, which a demo moves.
CLOCK = f"GRANT SELECT ON clock_shift TO {WRITER}"


class Migration(migrations.Migration):
    """After whatever the desk kept before it."""

    dependencies = [("desk", "0012_payment")]

    operations = [
        migrations.RunSQL([create_sql(WRITER, READER, "public.desk_now()"), CLOCK], [DROP]),
        migrations.RemoveConstraint(model_name="callact", name="callact_kind_known"),
        migrations.RemoveConstraint(model_name="callact", name="callact_closes_of_reopening"),
        migrations.RemoveField(model_name="submission", name="receipt"),
        migrations.AddField(
            model_name="seal", name="requested_cents", field=models.PositiveBigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="seal",
            name="undertaking",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="desk.undertaking",
            ),
        ),
        migrations.AddField(
            model_name="submission", name="position", field=models.PositiveBigIntegerField(null=True)
        ),
        # What came before there were lines keeps its number.
        migrations.RunSQL(["UPDATE desk_submission SET position = number"], migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="submission", name="position", field=models.PositiveBigIntegerField()
        ),
        migrations.AlterField(
            model_name="submission",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="callact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("budget", "close", "extend", "reopen", "suspend"))),
                name="callact_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="callact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "reopen"),
                    models.Q(("closes__isnull", False), ("kind", "extend")),
                    models.Q(models.Q(("kind", "extend"), _negated=True), ("closes__isnull", True)),
                    _connector="OR",
                ),
                name="callact_closes_of_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("call", "position"), name="submission_position_once"),
        ),
    ]
