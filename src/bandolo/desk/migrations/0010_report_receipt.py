"""Where does the receipt of a report stand?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the reports."""

    dependencies = [("desk", "0009_project")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="receipt",
            field=models.CharField(blank=True, default="", max_length=2000),
        )
    ]
