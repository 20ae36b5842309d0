"""Which application is an act about?"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Acts of one dossier."""

    dependencies = [("desk", "0004_after_award")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="desk.application",
            ),
        )
    ]
