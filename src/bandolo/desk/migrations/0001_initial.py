"""Which tables, constraints and guards does the desk begin with?"""
# long file: every table once

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import bandolo.desk.clock
from bandolo.intake.schema import DROP, create_sql

HERE = Path(__file__).parent
# Whom nodes of the intake log in as; whom the desk does.
WRITER, READER = "bandolo_intake", "bandolo_app"
# The line goes by the clock of the desk, which a demo moves.
CLOCK = f"GRANT SELECT ON clock_shift TO {WRITER}"


def _sql(name: str) -> migrations.RunSQL:
    return migrations.RunSQL([(HERE / name).read_text(encoding="utf-8")])


class Migration(migrations.Migration):
    """The clock first, since columns take their instants from it; the guards and the lines last."""

    initial = True

    dependencies = []

    operations = [
        _sql("clock.sql"),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("dossier_kind", models.CharField(max_length=20)),
                ("dossier", models.UUIDField()),
                ("seq", models.PositiveIntegerField()),
                ("role", models.CharField(blank=True, default="", max_length=20)),
                ("happened_at", models.DateTimeField()),
                ("what", models.CharField(max_length=60)),
                (
                    "clauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("data_sha256", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dossier_kind__in", ("application", "call", "enterprise", "person"))
                        ),
                        name="event_dossier_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                (
                                    "",
                                    "applicant",
                                    "consultant",
                                    "officer",
                                    "approver",
                                    "committee",
                                    "coordinator",
                                    "accountant",
                                    "auditor",
                                    "administrator",
                                ),
                            )
                        ),
                        name="event_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("data_sha256__regex", "^[0-9a-f]{64}$"), ("data_sha256", ""), _connector="OR"
                            ),
                            models.Q(
                                ("previous__regex", "^[0-9a-f]{64}$"), ("previous", ""), _connector="OR"
                            ),
                            models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("digest", ""), _connector="OR"),
                        ),
                        name="event_data_sha256_previous_digest_digest",
                    ),
                    models.UniqueConstraint(fields=("dossier", "seq"), name="event_seq_once"),
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="event_seq_from_one"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("name", models.CharField(max_length=300)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("fiscal_code", models.CharField(max_length=64)),
                ("is_foreign", models.BooleanField(default=False)),
                ("given_name", models.CharField(max_length=100)),
                ("family_name", models.CharField(max_length=100)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fiscal_code",), name="person_fiscal_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_foreign", True),
                            (
                                "fiscal_code__regex",
                                "^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$",
                            ),
                            _connector="OR",
                        ),
                        name="person_fiscal_code_form",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("state", models.CharField(max_length=20)),
                ("state_since", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
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
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("number", models.CharField(blank=True, default="", max_length=40)),
                ("dated", models.DateField(blank=True, null=True)),
                ("content", models.JSONField()),
                ("pdf_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("signed_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="desk.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("pdf_sha256__regex", "^[0-9a-f]{64}$"), ("pdf_sha256", ""), _connector="OR"
                            ),
                            models.Q(
                                ("signed_sha256__regex", "^[0-9a-f]{64}$"),
                                ("signed_sha256", ""),
                                _connector="OR",
                            ),
                        ),
                        name="act_pdf_sha256_signed_sha256_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_by__isnull", True),
                            models.Q(("adopted_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="act_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_at__isnull", True),
                            models.Q(
                                models.Q(("number", ""), _negated=True),
                                models.Q(("signed_sha256", ""), _negated=True),
                                ("dated__isnull", False),
                                ("adopted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="act_adopted_whole",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[0-9a-f]{64}$"), ("key", ""), _connector="OR"),
                        name="attempt_key_digest",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("amount_cents", models.BigIntegerField()),
                ("cup", models.CharField(blank=True, default="", max_length=15)),
                ("cor", models.CharField(blank=True, default="", max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="desk.act"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award",
                        to="desk.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("granted", "effective", "renounced", "revoked"))),
                        name="award_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="award_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "effective"), _negated=True),
                            ("effective_at__isnull", False),
                            _connector="OR",
                        ),
                        name="award_effective_since",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("slug", models.SlugField(max_length=40)),
                ("body", models.CharField(max_length=300)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("slug",), name="call_slug_once")]},
        ),
        migrations.AddField(
            model_name="application",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="desk.call"
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="formal_acts", to="desk.call"
            ),
        ),
        migrations.CreateModel(
            name="CallAct",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("reference", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=2000)),
                ("effective", models.DateTimeField()),
                ("closes", models.DateTimeField(blank=True, null=True)),
                ("amount_cents", models.BigIntegerField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="desk.call"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("budget", "close", "extend", "reopen", "suspend"))),
                        name="callact_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "budget"),
                                ("amount_cents__isnull", False),
                                models.Q(("amount_cents", 0), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "budget"), _negated=True), ("amount_cents__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="callact_amount_of_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "reopen"),
                            models.Q(("closes__isnull", False), ("kind", "extend")),
                            models.Q(models.Q(("kind", "extend"), _negated=True), ("closes__isnull", True)),
                            _connector="OR",
                        ),
                        name="callact_closes_of_opening",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="CallUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("cases", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="callupload_sha256_digest",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="CommitteeMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("part", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="committee", to="desk.call"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ("member", "coordinator"))),
                        name="committeemember_part_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="committeemember_since_until_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("call", "person"),
                        name="committeemember_open_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ConflictDeclaration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("has_conflict", models.BooleanField()),
                ("reason", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="desk.application",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_conflict", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="conflictdeclaration_with_reason",
                    )
                ]
            },
        ),
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
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_requests",
                        to="desk.application",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("access", "rectification", "erasure", "restriction", "objection"))
                        ),
                        name="datarequest_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("", "granted", "refused"))),
                        name="datarequest_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                        ),
                        name="datarequest_paper_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("person", "kind", "application"),
                        name="datarequest_open_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True), ("answered_by__isnull", True), ("outcome", "")
                            ),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="datarequest_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="datarequest_answered_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_at__isnull", True),
                            models.Q(("kind", "restriction"), ("outcome", "granted")),
                            _connector="OR",
                        ),
                        name="datarequest_lifted_restriction",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("cases", models.JSONField(default=dict)),
                ("sha256", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="desk.call"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="edition_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("call", "number"), name="edition_number_once"),
                    models.UniqueConstraint(fields=("call", "sha256"), name="edition_content_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="edition_amended_with_reason",
                    ),
                ]
            },
        ),
        migrations.AddField(
            model_name="application",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="desk.edition"
            ),
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("vat_number", models.CharField(blank=True, default="", max_length=11)),
                ("fiscal_code", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=300)),
                ("legal_form", models.CharField(blank=True, default="", max_length=100)),
                ("pec", models.EmailField(blank=True, default="", max_length=254)),
                ("rea", models.CharField(blank=True, default="", max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fiscal_code",), name="enterprise_fiscal_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fiscal_code__regex", "^[0-9]{11}$"),
                            (
                                "fiscal_code__regex",
                                "^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$",
                            ),
                            _connector="OR",
                        ),
                        name="enterprise_fiscal_code_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat_number", ""), ("vat_number__regex", "^[0-9]{11}$"), _connector="OR"
                        ),
                        name="enterprise_vat_number_form",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("capacity", models.CharField(max_length=20)),
                ("evidence_name", models.CharField(max_length=255)),
                ("evidence_sha256", models.CharField(max_length=64)),
                ("until", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="desk.enterprise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__in", ("representative", "mandate"))),
                        name="claim_capacity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evidence_sha256__regex", "^[0-9a-f]{64}$"),
                            ("evidence_sha256", ""),
                            _connector="OR",
                        ),
                        name="claim_evidence_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("person", "enterprise"),
                        name="claim_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("capacity", "representative"), ("granted_by__isnull", True)),
                            models.Q(("capacity", "mandate"), ("granted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_mandate_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("is_granted__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="claim_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_decided_by_another",
                    ),
                ]
            },
        ),
        migrations.AddField(
            model_name="application",
            name="enterprise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="desk.enterprise"
            ),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("way", models.CharField(max_length=50)),
                ("level", models.PositiveSmallIntegerField()),
                ("subject", models.CharField(blank=True, default="", max_length=255)),
                ("sid", models.CharField(blank=True, default="", max_length=255)),
                ("session", models.CharField(max_length=40)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 3)), name="entry_level_known"
                    )
                ],
                "indexes": [
                    models.Index(fields=["way", "sid"], name="entry_by_sid"),
                    models.Index(fields=["way", "subject"], name="entry_by_subject"),
                    models.Index(fields=["session"], name="entry_by_session"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventDetail",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="detail",
                        serialize=False,
                        to="desk.event",
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
                ("data", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="event",
            name="for_whom",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.enterprise"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="who",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Field",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("path", models.CharField(max_length=200)),
                ("value", models.JSONField()),
                ("version", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fields",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "path"), name="field_path_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="FieldHistory",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("path", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.application"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "path", "version"), name="fieldhistory_version_once"
                    )
                ]
            },
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
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds_found",
                        to="desk.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "ground"), name="groundfound_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="HandedPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                ("read", models.JSONField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("invoice", "bank", "unread"))),
                        name="handedpaper_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="handedpaper_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("application", "sha256"),
                        name="handedpaper_once",
                    ),
                ]
            },
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_samples",
                        to="desk.call",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("listed_sha256__regex", "^[0-9a-f]{64}$"),
                                ("listed_sha256", ""),
                                _connector="OR",
                            ),
                            models.Q(
                                ("committed__regex", "^[0-9a-f]{64}$"), ("committed", ""), _connector="OR"
                            ),
                        ),
                        name="inspectionsample_listed_sha256_committed_digest",
                    ),
                    models.UniqueConstraint(fields=("call", "number"), name="inspectionsample_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1)), name="inspectionsample_of_something"
                    ),
                ]
            },
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
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="desk.inspectionsample",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("regular", "irregular", "prevented"))),
                        name="inspection_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                        ),
                        name="inspection_paper_sha256_digest",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="InvoiceUse",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("record", models.CharField(max_length=40)),
                ("supplier", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=100)),
                ("year", models.PositiveIntegerField(blank=True, null=True)),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_uses",
                        to="desk.application",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.call"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="desk.handedpaper",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[0-9a-f]{64}$"), ("key", ""), _connector="OR"),
                        name="invoiceuse_key_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("application", "record"),
                        name="invoiceuse_record_once",
                    ),
                ],
                "indexes": [models.Index(fields=["supplier", "number"], name="invoiceuse_by_invoice")],
            },
        ),
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contract_sha256__regex", "^[0-9a-f]{64}$"),
                            ("contract_sha256", ""),
                            _connector="OR",
                        ),
                        name="loancontract_contract_sha256_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("principal_cents__gt", 0)), name="loancontract_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="loancontract_four_eyes",
                    ),
                ]
            },
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("disbursement", "principal", "interest"))),
                        name="loanentry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="loanentry_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="loanentry_with_reference"
                    ),
                    models.UniqueConstraint(
                        fields=("contract", "kind", "on", "reference"), name="loanentry_once"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("account", models.CharField(max_length=400)),
                ("validity", models.BigIntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=1000)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account",), name="mailbox_account_once")]
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("evidence_name", models.CharField(max_length=255)),
                ("evidence_sha256", models.CharField(max_length=64)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="mandate_since_until_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evidence_sha256__regex", "^[0-9a-f]{64}$"),
                            ("evidence_sha256", ""),
                            _connector="OR",
                        ),
                        name="mandate_evidence_sha256_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("granted_by")), _negated=True),
                        name="mandate_not_to_oneself",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("about", models.UUIDField()),
                ("recipient", models.CharField(blank=True, default="", max_length=254)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.CharField(max_length=4000)),
                ("paper_name", models.CharField(max_length=200)),
                ("paper_sha256", models.CharField(max_length=64)),
                ("message_id", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=20)),
                ("answer", models.CharField(blank=True, default="", max_length=600)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("is_proved", models.BooleanField(default=False)),
                ("proof", models.CharField(blank=True, default="", max_length=1000)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "again_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_again",
                        to="desk.message",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "queued",
                                    "unaddressed",
                                    "unsure",
                                    "turned_down",
                                    "handed",
                                    "accepted",
                                    "late",
                                    "failed",
                                    "refused",
                                    "delivered",
                                ),
                            )
                        ),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper_sha256__regex", "^[0-9a-f]{64}$"), ("paper_sha256", ""), _connector="OR"
                        ),
                        name="message_paper_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("message_id",), name="message_id_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "unaddressed"),
                            models.Q(("recipient", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "delivered"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_delivered_at",
                    ),
                ],
                "indexes": [models.Index(fields=["about"], name="message_about")],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("event", models.CharField(max_length=100)),
                ("on", models.DateField()),
                ("evidence", models.CharField(blank=True, default="", max_length=500)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", True), models.Q(("evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="milestone_with_evidence",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("number", models.PositiveIntegerField()),
                ("held_on", models.DateField()),
                ("content", models.JSONField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="desk.call"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pdf_sha256__regex", "^[0-9a-f]{64}$"), ("pdf_sha256", ""), _connector="OR"
                        ),
                        name="minutes_pdf_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("call", "number"), name="minutes_number_once"),
                ]
            },
        ),
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
                ("members", models.JSONField(default=list)),
                ("guaranteed_cents", models.BigIntegerField(blank=True, null=True)),
                ("guaranteed_until", models.DateField(blank=True, null=True)),
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
            options={
                "constraints": [
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("checking", "dropped")), ("gross_cents__gt", 0), _connector="OR"
                        ),
                        name="payment_of_something",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("authorised", "ordered", "executed", "failed")), _negated=True
                            ),
                            ("act__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_by_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("executed_on__isnull", False), ("state", "executed")),
                            models.Q(
                                models.Q(("state", "executed"), _negated=True), ("executed_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="payment_executed_on",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("executed", "dropped")), _negated=True),
                        fields=("award", "stage"),
                        name="payment_open_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_balance", True), models.Q(("state", "dropped"), _negated=True)
                        ),
                        fields=("award",),
                        name="payment_balance_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("amount_cents", models.BigIntegerField()),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="desk.act",
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="desk.award",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ledger", to="desk.call"
                    ),
                ),
                (
                    "call_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="desk.callact",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="desk.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "fund",
                                    "commitment",
                                    "release",
                                    "payment",
                                    "withholding",
                                    "recovery",
                                    "interest",
                                ),
                            )
                        ),
                        name="ledgerentry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "fund"), models.Q(("amount_cents", 0), _negated=True)),
                            models.Q(models.Q(("kind", "fund"), _negated=True), ("amount_cents__gt", 0)),
                            _connector="OR",
                        ),
                        name="ledgerentry_amount_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("award__isnull", True), ("kind", "fund")),
                            models.Q(models.Q(("kind", "fund"), _negated=True), ("award__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledgerentry_of_an_award",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("payment", "withholding")), _negated=True),
                            ("payment__isnull", False),
                            _connector="OR",
                        ),
                        name="ledgerentry_out_by_payment",
                    ),
                ],
                "indexes": [models.Index(fields=["call", "kind"], name="ledgerentry_by_kind")],
            },
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="paymentorder_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("message",), name="paymentorder_message_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ProgressRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("reason", models.CharField(max_length=4000)),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("term", models.DateTimeField(blank=True, null=True)),
                ("spent_cents", models.BigIntegerField(blank=True, null=True)),
                ("work_done", models.CharField(blank=True, default="", max_length=10000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_requests",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("application",),
                        name="progressrequest_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            models.Q(
                                ("spent_cents__gte", 0),
                                models.Q(("work_done", ""), _negated=True),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="progressrequest_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", False), ("term__isnull", False)),
                            models.Q(("started_at__isnull", True), ("term__isnull", True)),
                            _connector="OR",
                        ),
                        name="progressrequest_term_runs",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="desk.act",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="desk.call",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="publication_sha256_digest",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("result", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="desk.call"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inputs_sha256__regex", "^[0-9a-f]{64}$"), ("inputs_sha256", ""), _connector="OR"
                        ),
                        name="ranking_inputs_sha256_digest",
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="act",
            name="ranking",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="desk.ranking"
            ),
        ),
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("kind", models.CharField(max_length=20)),
                ("mail_id", models.CharField(blank=True, default="", max_length=2000)),
                ("refers_to", models.CharField(blank=True, default="", max_length=2000)),
                ("sender", models.CharField(blank=True, default="", max_length=2000)),
                ("subject", models.CharField(blank=True, default="", max_length=2000)),
                ("text", models.CharField(blank=True, default="", max_length=20000)),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2000), blank=True, default=list, size=None
                    ),
                ),
                ("happened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2000), blank=True, default=list, size=None
                    ),
                ),
                ("provider", models.CharField(blank=True, default="", max_length=2000)),
                ("fault", models.CharField(blank=True, default="", max_length=2000)),
                ("explanation", models.CharField(blank=True, default="", max_length=4000)),
                ("vouched", models.CharField(max_length=20)),
                ("problems", models.JSONField(default=list)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="desk.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "accepted",
                                    "refused",
                                    "taken_over",
                                    "delivered",
                                    "late",
                                    "failed",
                                    "virus",
                                    "message",
                                    "anomaly",
                                    "ordinary",
                                ),
                            )
                        ),
                        name="receivedmail_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "vouched__in",
                                ("signature_valid", "signature_invalid", "signature_unchecked", "unsigned"),
                            )
                        ),
                        name="receivedmail_vouched_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="receivedmail_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("name",), name="receivedmail_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("sha256", ""), _negated=True),
                        fields=("sha256",),
                        name="receivedmail_digest_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("principal_cents", models.BigIntegerField()),
                ("parts", models.JSONField()),
                ("due_on", models.DateField()),
                ("enrolled_on", models.DateField(blank=True, null=True)),
                ("enrolled_reference", models.CharField(blank=True, default="", max_length=100)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="desk.award",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("principal_cents__gt", 0)), name="recovery_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("enrolled_on__isnull", True),
                            models.Q(("enrolled_reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recovery_enrolled_with_reference",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("code_sha256", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code_sha256__regex", "^[0-9a-f]{64}$"), ("code_sha256", ""), _connector="OR"
                        ),
                        name="recoverycode_code_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("person", "code_sha256"), name="recoverycode_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="RecoveryPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("instalments", models.JSONField()),
                ("receipts_before", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="desk.recovery"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="RecoveryReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("received_on", models.DateField()),
                ("amount_cents", models.BigIntegerField()),
                ("principal_cents", models.BigIntegerField()),
                ("interest_cents", models.BigIntegerField()),
                ("reference", models.CharField(max_length=140)),
                ("source", models.CharField(max_length=10)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recovery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="desk.recovery",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="desk.ledgerentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("typed", "file"))),
                        name="recoveryreceipt_source_known",
                    ),
                    models.UniqueConstraint(
                        fields=("recovery", "reference"), name="recoveryreceipt_reference_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_cents__gt", 0),
                            ("interest_cents__gte", 0),
                            ("principal_cents__gte", 0),
                            (
                                "amount_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("principal_cents"), "+", models.F("interest_cents")
                                ),
                            ),
                        ),
                        name="recoveryreceipt_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("principal_cents", 0), ("release__isnull", True)),
                            models.Q(("principal_cents__gt", 0), ("release__isnull", False)),
                            _connector="OR",
                        ),
                        name="recoveryreceipt_frees",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RefusalNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("reasons", models.CharField(max_length=10000)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("term", models.DateTimeField(blank=True, null=True)),
                ("counter_arguments", models.CharField(blank=True, default="", max_length=20000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusal_notices",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", False), ("term__isnull", False)),
                            models.Q(("started_at__isnull", True), ("term__isnull", True)),
                            _connector="OR",
                        ),
                        name="refusalnotice_term_runs",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="RegisterCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("register", models.CharField(max_length=40)),
                ("checked_on", models.DateField()),
                ("protocol", models.CharField(max_length=100)),
                ("outcome", models.CharField(max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_checks",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("deadline", models.CharField(max_length=100)),
                ("due_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="desk.application",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "deadline", "due_on", "days"), name="reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__in", (30, 7, 1))), name="reminder_days_known"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("stage", models.CharField(blank=True, default="", max_length=100)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("signed_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("verdicts", models.JSONField(default=dict)),
                ("receipt", models.CharField(blank=True, default="", max_length=2000)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("late_at", models.DateTimeField(blank=True, null=True)),
                ("late_why", models.JSONField(default=list)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="desk.call"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("digest", ""), _connector="OR"),
                            models.Q(
                                ("pdf_sha256__regex", "^[0-9a-f]{64}$"), ("pdf_sha256", ""), _connector="OR"
                            ),
                            models.Q(
                                ("signed_sha256__regex", "^[0-9a-f]{64}$"),
                                ("signed_sha256", ""),
                                _connector="OR",
                            ),
                        ),
                        name="report_digest_pdf_sha256_signed_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("application", "stage"),
                        name="report_once",
                    ),
                    models.UniqueConstraint(fields=("call", "number"), name="report_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("sent_at__isnull", True)),
                            models.Q(("number__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_numbered_when_sent",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Representation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("evidence", models.CharField(max_length=300)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representations",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="representation_since_until_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person", "enterprise"),
                        name="representation_open_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("proposed_outcome", models.CharField(blank=True, default="", max_length=20)),
                ("proposed_reason", models.CharField(blank=True, default="", max_length=10000)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_outcome", models.CharField(blank=True, default="", max_length=20)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="desk.application",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proposed_outcome__in", ("", "admissible", "refused"))),
                        name="review_proposed_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_outcome__in", ("", "admissible", "refused"))),
                        name="review_decided_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                ("proposed_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                models.Q(("decided_by", models.F("officer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_four_eyes",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="LineFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("line", models.CharField(max_length=200)),
                ("admitted_cents", models.BigIntegerField()),
                ("reason", models.CharField(max_length=4000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line_findings",
                        to="desk.review",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("admitted_cents__gte", 0)), name="linefinding_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="linefinding_with_reason"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("requirement", models.CharField(max_length=100)),
                ("verdict", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=4000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="desk.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ("passed", "failed", "unknown"))),
                        name="finding_verdict_known",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("grounds", models.JSONField()),
                ("extent", models.CharField(max_length=10)),
                ("amount_cents", models.BigIntegerField(blank=True, null=True)),
                ("is_false_declaration", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=10000)),
                ("days", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("term", models.DateTimeField(blank=True, null=True)),
                ("concludes_by", models.DateField()),
                ("answer", models.CharField(blank=True, default="", max_length=20000)),
                ("answer_name", models.CharField(blank=True, default="", max_length=255)),
                ("answer_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("outcome_reason", models.CharField(blank=True, default="", max_length=10000)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="desk.act",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("extent__in", ("total", "partial"))),
                        name="revocation_extent_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("", "dropped", "revoked"))),
                        name="revocation_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer_sha256__regex", "^[0-9a-f]{64}$"), ("answer_sha256", ""), _connector="OR"
                        ),
                        name="revocation_answer_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("application",),
                        name="revocation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_cents__isnull", True), ("extent", "total")),
                            models.Q(("amount_cents__gt", 0), ("extent", "partial")),
                            _connector="OR",
                        ),
                        name="revocation_amount_of_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="revocation_ended_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "revoked"), _negated=True),
                            ("act__isnull", False),
                            _connector="OR",
                        ),
                        name="revocation_by_act",
                    ),
                ]
            },
        ),
        migrations.AddField(
            model_name="recovery",
            name="revocation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="recovery", to="desk.revocation"
            ),
        ),
        migrations.CreateModel(
            name="FalseDeclaration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_declarations",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "revocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="false_declaration",
                        to="desk.revocation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="falsedeclaration_since_until_order",
                    )
                ]
            },
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw",
                        to="desk.inspectionsample",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ScannedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("sha256", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=20)),
                ("virus", models.CharField(blank=True, default="", max_length=200)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("clean", "infected", "not_scanned"))),
                        name="scannedfile_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="scannedfile_sha256_digest",
                    ),
                    models.UniqueConstraint(fields=("sha256",), name="scannedfile_digest_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("pdf_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("signed_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("requested_cents", models.PositiveBigIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.undertaking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("digest", ""), _connector="OR"),
                            models.Q(
                                ("pdf_sha256__regex", "^[0-9a-f]{64}$"), ("pdf_sha256", ""), _connector="OR"
                            ),
                            models.Q(
                                ("signed_sha256__regex", "^[0-9a-f]{64}$"),
                                ("signed_sha256", ""),
                                _connector="OR",
                            ),
                        ),
                        name="seal_digest_pdf_sha256_signed_sha256_digest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("application",),
                        name="seal_open_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("sealed_secret", models.CharField(max_length=400)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=300)),
                ("municipality", models.CharField(max_length=100)),
                ("province", models.CharField(max_length=2)),
                (
                    "ateco",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="desk.enterprise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("registered_office", "local_unit"))),
                        name="site_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("province__regex", "^[A-Z]{2}$")), name="site_province_form"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("role", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                (
                                    "officer",
                                    "approver",
                                    "committee",
                                    "coordinator",
                                    "accountant",
                                    "auditor",
                                    "administrator",
                                ),
                            )
                        ),
                        name="staffrole_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="staffrole_since_until_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person", "role"),
                        name="staffrole_open_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("number", models.PositiveBigIntegerField()),
                ("position", models.PositiveBigIntegerField()),
                ("instant", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="desk.call",
                    ),
                ),
                (
                    "seal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submission", to="desk.seal"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("call", "number"), name="submission_number_once"),
                    models.UniqueConstraint(fields=("call", "position"), name="submission_position_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("reason", models.CharField(max_length=4000)),
                ("deadline", models.CharField(blank=True, default="", max_length=100)),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("term", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True), ("lapsed_at__isnull", True)),
                        fields=("application",),
                        name="supplement_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), ("lapsed_at__isnull", True), _connector="OR"
                        ),
                        name="supplement_one_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", False), ("term__isnull", False)),
                            models.Q(("started_at__isnull", True), ("term__isnull", True)),
                            _connector="OR",
                        ),
                        name="supplement_term_runs",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="SupplementItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("path", models.CharField(max_length=200)),
                ("words", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "supplement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="desk.supplement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("supplement", "path"), name="supplementitem_path_once")
                ]
            },
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("due", "ordered", "executed", "failed"))),
                        name="transfer_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="transfer_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "due"), ("order__isnull", False), _connector="OR"),
                        name="transfer_once_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "executed"), _negated=True),
                            ("executed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="transfer_executed_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_failed_why",
                    ),
                    models.UniqueConstraint(fields=("payment", "payee"), name="transfer_payee_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("end_to_end", ""), _negated=True),
                        fields=("end_to_end",),
                        name="transfer_end_to_end_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="UndertakingMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="desk.enterprise",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="desk.undertaking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="undertakingmember_since_until_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("enterprise",),
                        name="undertakingmember_open_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Variation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=10000)),
                ("changes", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("effect", models.JSONField(default=dict)),
                ("proposed_outcome", models.CharField(blank=True, default="", max_length=20)),
                ("proposed_reason", models.CharField(blank=True, default="", max_length=10000)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variations",
                        to="desk.act",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variations",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("supplier", "costs", "data", "force_majeure", "other"))
                        ),
                        name="variation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_outcome__in", ("", "authorised", "refused"))),
                        name="variation_proposed_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="variation_with_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("application",),
                        name="variation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                ("proposed_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="variation_four_eyes",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("criterion", models.CharField(max_length=100)),
                ("points", models.DecimalField(decimal_places=3, max_digits=7)),
                ("reason", models.CharField(max_length=4000)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="desk.application",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="vote_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="vote_with_reason"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("document", models.CharField(blank=True, default="", max_length=100)),
                ("record", models.CharField(blank=True, default="", max_length=100)),
                ("name", models.CharField(max_length=255)),
                ("mark", models.CharField(blank=True, default="", max_length=400)),
                ("size", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("state", models.CharField(max_length=10)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("found", models.JSONField(default=dict)),
                ("role", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "changed_at"], name="arrival_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("arriving", "waiting", "ready", "taken", "refused"))
                        ),
                        name="arrival_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("document", "signed", "report", "report_signed", "supplement"))
                        ),
                        name="arrival_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="arrival_sha256_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size")), ("size__gt", 0)),
                        name="arrival_received_of_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="arrival_ready_is_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_default=bandolo.desk.clock.DeskNow(), editable=False)),
                ("document", models.CharField(max_length=100)),
                ("record", models.CharField(blank=True, default="", max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                ("content_type", models.CharField(max_length=100)),
                ("verdicts", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=20)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="desk.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="desk.attachment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "verified", "not_verified", "refused", "replaced"))
                        ),
                        name="attachment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"), ("sha256", ""), _connector="OR"
                        ),
                        name="attachment_sha256_digest",
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="attachment_not_empty"),
                ]
            },
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["call", "state"], name="application_by_state"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("ranking", "draw", "variation", "payment", "revocation", "disposal"))
                ),
                name="act_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("call", "number"),
                name="act_number_once",
            ),
        ),
        _sql("guards.sql"),
        _sql("recovery.sql"),
        _sql("payments.sql"),
        _sql("loans.sql"),
        _sql("disposal.sql"),
        migrations.RunSQL([create_sql(WRITER, READER, "public.desk_now()"), CLOCK], [DROP]),
    ]
