"""How does an application of the demo come to be submitted, saying what an application file says?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_in import take_in_place
from bandolo.desk.models import (
    Application,
    Attachment,
    Edition,
    Enterprise,
    Field,
    FieldHistory,
    Person,
    Seal,
)
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.line import ring, stage
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.content import digest_of
from bandolo.desk.queries.line import come_by, line_at
from bandolo.desk.queries.tickets import line_standing, ticket_of
from bandolo.desk.queries.told import attested, told
from bandolo.intake.instants import to_micros
from bandolo.intake.line import Standing
from bandolo.intake.ticket import write_act, write_ticket

PAPER = b"%PDF-1.4\n% un documento della dimostrazione / a document of the demo: {}\n%%EOF\n"
NO_RECORDS = ("call", "at", "facts", "attached", "approved", "so_far", "undertaking")


def submitted(
    edition: Edition, enterprise: Enterprise, by: Person, tables: Mapping[str, Any], instant: datetime
) -> Application:
    """An application that was submitted at an instant with the facts, records and papers of the tables.

    Its number is the next in the line of its call: instants come one after the other.
    """
    application = Application.objects.create(
        call=edition.call,
        edition=edition,
        enterprise=enterprise,
        state="sealed",
        opened_by=by,
        state_since=instant,
    )
    own = {f"fact/{id}": value for id, value in attested(application, (), instant).items()}
    values = {**own, **paths_of(tables)}
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
    seal = Seal.objects.create(
        application=application,
        digest=digest_of(values, ""),
        content=values,
        requested_cents=_requested(application, instant),
        by=by,
    )
    _come(seal, instant)
    place = come_by(seal.id, edition.call.slug)
    if place is None:
        raise ValueError(f"{edition.call.slug} takes no application at {instant}")
    take_in_place(application, seal, place, Actor(by, "applicant", enterprise))
    return application


def _requested(application: Application, instant: datetime) -> int:
    found = assessed(application, told(application, instant), instant)
    return found.assessment.outcome.aid.total if found.assessment else 0


def _come(seal: Seal, instant: datetime) -> None:
    """Let the ticket come to the line of its call at an instant; a line that it opens is open then."""
    call, at = seal.application.call, to_micros(instant)
    if line_at(call.slug) is None:
        standing = line_standing(call) or Standing(opens=at, closes=at + 1)
        opened = replace(
            standing, opens=min(standing.opens, at), closes=max(standing.closes, at + 1), share=None
        )
        stage(write_act(ring(), call.slug, call.id.hex, opened), is_order=True, at=at)
    stage(write_ticket(ring(), ticket_of(seal)), is_order=False, at=at)


def _attach(application: Application, document: str, by: Person) -> None:
    content = PAPER.replace(b"{}", f"{document} {application.enterprise.name}".encode())
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
        if kind in NO_RECORDS:
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
