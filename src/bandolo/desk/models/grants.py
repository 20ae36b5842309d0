"""What may the application do with each table? Whatever stands here, and nothing else.

`bandolo_app` owns no table. On most of them it reads, adds and changes; those of history it only reads and
adds to; only those of sessions, of jobs and of what expires does it also delete from. `prepare_database`
grants it.
"""

from django.apps import apps

ADD = "INSERT, SELECT"
CHANGE = "INSERT, SELECT, UPDATE"
EMPTY = "INSERT, SELECT, UPDATE, DELETE"
READ = "SELECT"

# Never changed, never removed: D.P.R. 445/2000, art. 53 for the register; L. 241/1990, art. 3 for reasons.
APPEND_ONLY = frozenset(
    {
        "desk_callact",
        "desk_callupload",
        "desk_conflictdeclaration",
        "desk_edition",
        "desk_event",
        "desk_falsedeclaration",
        "desk_fieldhistory",
        "desk_finding",
        "desk_groundfound",
        "desk_inspection",
        "desk_inspectionsample",
        "desk_ledgerentry",
        "desk_linefinding",
        "desk_loanentry",
        "desk_milestone",
        "desk_minutes",
        "desk_paymentorder",
        "desk_publication",
        "desk_ranking",
        "desk_receivedmail",
        "desk_recoveryplan",
        "desk_recoveryreceipt",
        "desk_registercheck",
        "desk_reminder",
        "desk_sampledraw",
        "desk_submission",
        "desk_supplementitem",
        "desk_vote",
    }
)
# A field that is emptied has no row; its history has. Personal data end with their term.
EMPTIED = frozenset(
    {
        "desk_arrival",
        "desk_attempt",
        "desk_eventdetail",
        "desk_field",
        "desk_recoverycode",
        "desk_scannedfile",
        "desk_secondfactor",
        "django_session",
        "django_tasks_database_dbtaskresult",
    }
)
READ_ONLY = frozenset(
    {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "clock_shift",
        "django_content_type",
        "django_migrations",
    }
)


def grants() -> dict[str, str]:
    """The privileges of the application on every table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001 - Django's documented API
    return {table: _of(table) for table in sorted({*tables, *READ_ONLY})}


def _of(table: str) -> str:
    if table in READ_ONLY:
        return READ
    if table in APPEND_ONLY:
        return ADD
    return EMPTY if table in EMPTIED else CHANGE
