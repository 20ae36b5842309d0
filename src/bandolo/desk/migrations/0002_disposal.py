"""What tells the requests of data subjects, the inspections, and how data end with their keeping?"""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """New tables, a last state of applications, and the one way in which history is emptied."""

    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("words", models.CharField(blank=True, default="", max_length=4000)),
                ("changes", models.JSONField(default=dict)),
                ("term", models.DateField()),
                ("delay_reason", models.CharField(blank=True, default="", max_length=2000)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("answer", models.CharField(blank=True, default="", max_length=4000)),
                (
                    "clauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("paper_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lift_reason", models.CharField(blank=True, default="", max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name="GroundFound",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("ground", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("held_on", models.DateField()),
                ("place", models.CharField(max_length=300)),
                ("people", models.CharField(max_length=2000)),
                ("outcome", models.CharField(max_length=20)),
                ("findings", models.CharField(max_length=10000)),
                ("paper_name", models.CharField(max_length=255)),
                ("paper_sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="InspectionSample",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("number", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("listed", models.TextField()),
                ("listed_sha256", models.CharField(max_length=64)),
                ("seed", models.CharField(max_length=64)),
                ("committed", models.CharField(max_length=64)),
                ("public", models.CharField(max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("value", models.CharField(max_length=300)),
                ("drawn", models.TextField()),
            ],
            options={"abstract": False},
        ),
        migrations.RemoveConstraint(model_name="application", name="application_state_known"),
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
                            "disposed",
                        ),
                    )
                ),
                name="application_state_known",
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="data_requests",
                to="desk.application",
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="data_requests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="groundfound",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grounds_found",
                to="desk.application",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="desk.application"
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inspectionsample",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inspectionsample",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="inspection_samples", to="desk.call"
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="sample",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="desk.inspectionsample",
            ),
        ),
        migrations.AddField(
            model_name="sampledraw",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sampledraw",
            name="sample",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="draw", to="desk.inspectionsample"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("access", "rectification", "erasure", "restriction", "objection"))
                ),
                name="datarequest_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "granted", "refused"))),
                name="datarequest_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                ),
                name="datarequest_paper_sha256_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")),
                fields=("person", "kind", "application"),
                name="datarequest_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="datarequest_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(("answered_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="datarequest_answered_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_at__isnull", True),
                    models.Q(("kind", "restriction"), ("outcome", "granted")),
                    _connector="OR",
                ),
                name="datarequest_lifted_restriction",
            ),
        ),
        migrations.AddConstraint(
            model_name="groundfound",
            constraint=models.UniqueConstraint(fields=("application", "ground"), name="groundfound_once"),
        ),
        migrations.AddConstraint(
            model_name="inspectionsample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("listed_sha256__regex", "^[0-9a-f]{64}$"), ("listed_sha256", ""), _connector="OR"
                    ),
                    models.Q(("committed__regex", "^[0-9a-f]{64}$"), ("committed", ""), _connector="OR"),
                ),
                name="inspectionsample_listed_sha256_committed_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionsample",
            constraint=models.UniqueConstraint(
                fields=("call", "number"), name="inspectionsample_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionsample",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1)), name="inspectionsample_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("regular", "irregular", "prevented"))),
                name="inspection_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                ),
                name="inspection_paper_sha256_digest",
            ),
        ),
        migrations.RemoveConstraint(model_name="act", name="act_kind_known"),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("ranking", "draw", "variation", "payment", "revocation", "disposal"))
                ),
                name="act_kind_known",
            ),
        ),
        migrations.RunSQL([(HERE / "disposal.sql").read_text(encoding="utf-8")]),
    ]
