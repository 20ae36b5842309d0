"""Where do the cases of an uploaded call file stand?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside the file."""

    dependencies = [("desk", "0002_entry")]

    operations = [
        migrations.AddField(model_name="callupload", name="cases", field=models.JSONField(default=dict))
    ]
