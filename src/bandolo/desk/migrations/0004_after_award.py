"""Which states and acts follow the award?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The states and acts after the award."""

    dependencies = [("desk", "0003_claim")]

    operations = [
        migrations.RemoveConstraint(model_name="act", name="act_kind_known"),
        migrations.RemoveConstraint(model_name="application", name="application_state_known"),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "ranking",
                            "draw",
                            "renunciation",
                            "refusal",
                            "variation",
                            "payment",
                            "revocation",
                            "recovery",
                            "extension",
                            "disposal",
                        ),
                    )
                ),
                name="act_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "draft",
                            "sealed",
                            "submitted",
                            "withdrawn",
                            "review",
                            "supplement",
                            "notice",
                            "proposed",
                            "admissible",
                            "refused",
                            "awarded",
                            "waiting",
                            "not_admitted",
                            "renounced",
                            "reported",
                            "report_check",
                            "report_supplement",
                            "payment_proposed",
                            "payable",
                            "paid",
                            "closed",
                            "recovery",
                            "lapsed",
                        ),
                    )
                ),
                name="application_state_known",
            ),
        ),
    ]
