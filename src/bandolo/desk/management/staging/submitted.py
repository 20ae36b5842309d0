"""How does an application of the demo come to be submitted, saying what an application file says?"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.chain import canonical
from bandolo.desk.models import (
    Application,
    Attachment,
    Edition,
    Enterprise,
    Field,
    FieldHistory,
    Person,
    Seal,
    Submission,
)
from bandolo.desk.outside.files import keep

PAPER = b"%PDF-1.4\n% un documento della dimostrazione / a document of the demo: {}\n%%EOF\n"
_NO_RECORDS = ("call", "at", "facts", "attached", "approved", "so_far", "undertaking")


def submitted(
    edition: Edition, enterprise: Enterprise, by: Person, tables: Mapping[str, Any], instant: datetime
) -> Application:
    """An application that was submitted at an instant with the facts, records and papers of the tables.

    Its number is the next of its call. Whoever calls holds the call alone.
    """
    application = Application.objects.create(
        call=edition.call,
        edition=edition,
        enterprise=enterprise,
        state="submitted",
        opened_by=by,
        state_since=instant,
    )
    values = paths_of(tables)
    Field.objects.bulk_create(
        Field(application=application, path=path, value=value, version=1, by=by, changed_at=instant)
        for path, value in values.items()
    )
    FieldHistory.objects.bulk_create(
        FieldHistory(application=application, path=path, value=value, version=1, by=by)
        for path, value in values.items()
    )
    for document in tables.get("attached", ()):
        _attach(application, str(document), by)
    seal = Seal.objects.create(application=application, digest=keep(canonical(values)), content=values, by=by)
    last = Submission.objects.filter(call=edition.call).order_by("-number").first()
    sent = Submission.objects.create(
        seal=seal,
        application=application,
        call=edition.call,
        number=last.number + 1 if last else 1,
        instant=instant,
        by=by,
    )
    actor = Actor(by, "applicant", enterprise)
    record_event("application", application.id, "submit", actor, instant, {"number": sent.number})
    return application


def _attach(application: Application, document: str, by: Person) -> None:
    content = PAPER.replace(b"{}", document.encode())
    Attachment.objects.create(
        application=application,
        document=document,
        sha256=keep(content),
        name=f"{document}.pdf",
        size=len(content),
        content_type="application/pdf",
        state="received",
        by=by,
    )


def paths_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of an application file by path, as JSON writes their values."""
    found = {f"fact/{fact}": _plain(value) for fact, value in tables.get("facts", {}).items()}
    for kind, rows in tables.items():
        if kind in _NO_RECORDS:
            continue
        if not rows:
            found[f"records/{kind}"] = True
        for number, row in enumerate(rows, 1):
            found |= {f"record/{kind}/{number:04}/{fact}": _plain(value) for fact, value in row.items()}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, bool | int | str | list) else value.isoformat()
