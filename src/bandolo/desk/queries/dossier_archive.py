"""What goes into the archive of a dossier, and how is it written, the same bytes each time?"""

import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from bandolo.desk.archive import CALL, DOSSIER, EVENTS, FORMAT, MANIFEST, RECORDS, document_path, files_named
from bandolo.desk.flow import STATE_WORDS
from bandolo.desk.models import Act, Application, Arrival, Award, Event, Person, ScannedFile
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.line import receipt
from bandolo.desk.queries.archive_page import archive_page
from bandolo.desk.queries.dossier import assessed_of
from bandolo.desk.queries.events import events_of
from bandolo.desk.queries.later import AfterAward, later_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.scans import is_quarantined
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.answer import answer
from bandolo.rules.consequences import consequences
from bandolo.rules.load import law

# Every member bears one day, so that the same dossier gives the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)
_FILE_COLUMNS = (
    *("sha256", "pdf_sha256", "signed_sha256", "paper_sha256", "answer_sha256", "evidence_sha256"),
    "contract_sha256",
)
# Who people are is told once; what belongs to a call or an enterprise is not of one dossier.
_NOT_FOLLOWED = frozenset({"person", "call", "enterprise", "edition", "ranking"})
_DEEPEST = 3
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def write_archive(application: Application, file: IO[bytes]) -> None:  # long: each member once
    """Write a dossier whole as a ZIP: one document at a time is in memory, however large it is in all."""
    events = events_of(application.id)
    rows = records_of(application)
    listed: list[dict[str, object]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, _DAY), content)
            listed.append({"path": name, "sha256": sha256(content).hexdigest(), "size": len(content)})

        gone = []
        for digest in sorted(_digests(rows, events)):
            if is_quarantined(digest):
                gone.append(digest)
                continue
            try:
                put(document_path(digest), kept(digest))
            except OSError:
                gone.append(digest)
        told = _told(application, events)
        put(CALL, bytes(application.edition.content))
        put(EVENTS, _json([_event(one) for one in events]))
        put(RECORDS, _json({**rows, "people": _people(rows, events)}))
        for sent in application.submissions.order_by("number"):
            put(f"receipts/{sent.number}.json", receipt(application.call.slug, sent.position))
        statement = statement_of(application)
        put("statement.json", _json(statement.tables))
        for moment, found in _computed(application, events):
            put(f"computation/{moment}.json", _json(found))
        put(DOSSIER, _json(told))
        put("index.html", archive_page(application, told, rows, events, gone).encode())
        files = sorted(listed, key=lambda one: str(one["path"]))
        manifest = _json({"format": FORMAT, "files": files, "gone": gone})
        archive.writestr(zipfile.ZipInfo(MANIFEST, _DAY), manifest)


def records_of(application: Application) -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to an application, in any table, by the table's name."""
    found = {"application": [_row(application)]}
    for model in apps.get_app_config("desk").get_models():
        # What is still on its way is not of the dossier yet.
        ways = [] if model is Arrival else [*_ways(model, _DEEPEST)]
        if ways:
            condition = Q()
            for way in ways:
                condition |= Q(**{way: application.pk})
            rows = model._default_manager.filter(condition).distinct()  # noqa: SLF001 - Django's documented API
            listed = sorted((_row(one) for one in rows), key=lambda one: (str(one.get("at")), str(one["id"])))
            found[str(model._meta.model_name)] = listed  # noqa: SLF001 - as above
    return dict(sorted(found.items()))


def files_named_of(application: Application) -> set[str]:
    """The digests of the files of a dossier, but for those of the body's own acts, which it keeps."""
    rows = {name: listed for name, listed in records_of(application).items() if name != "act"}
    acts = {one for act in application.acts.all() for one in (act.pdf_sha256, act.signed_sha256)}
    return _digests(rows, events_of(application.id)) - acts


def still_needed(digests: Collection[str]) -> set[str]:
    """Of some files those that a row names which is not of a dossier whose data were destroyed."""
    needed: set[str] = set()
    for model in apps.get_app_config("desk").get_models():
        if model is ScannedFile:
            # It tells something of a file, and needs none.
            continue
        ways = [] if model is Act else [*_ways(model, _DEEPEST)]
        for column in {field.name for field in model._meta.concrete_fields} & {*_FILE_COLUMNS}:  # noqa: SLF001 - Django's documented API
            rows = model._default_manager.filter(**{f"{column}__in": digests})  # noqa: SLF001 - as above
            for way in ways:
                rows = rows.exclude(**{f"{way}__state": "disposed"})
            needed |= set(rows.values_list(column, flat=True))
    return needed


def _ways(model: type[Model], depth: int) -> Iterator[str]:
    """The relations that lead from the rows of a table to an application, through others of its own."""
    for field in model._meta.get_fields():  # noqa: SLF001 - as above
        target = getattr(field, "related_model", None)
        if not isinstance(field, ForeignKey) or target is model or field.name in _NOT_FOLLOWED:
            continue
        if target is Application:
            yield field.name
        elif depth and isinstance(target, type) and issubclass(target, Model) and target is not Person:
            yield from (f"{field.name}__{way}" for way in _ways(target, depth - 1))


def _row(one: Model) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(one, field.attname))
        for field in one._meta.concrete_fields  # noqa: SLF001 - as above
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _event(one: Event) -> dict[str, Any]:
    detail = getattr(one, "detail", None)
    return {
        "dossier": str(one.dossier),
        "seq": one.seq,
        "who": _plain(one.who_id),
        "for_whom": _plain(one.for_whom_id),
        "role": one.role,
        "at": _plain(one.happened_at),
        "what": one.what,
        "clauses": list(one.clauses),
        "data": one.data_sha256,
        "previous": one.previous,
        "digest": one.digest,
        "detail": None if detail is None else {"salt": detail.salt, "data": detail.data},
    }


def _told(application: Application, events: list[Event]) -> dict[str, Any]:
    enterprise = application.enterprise
    return {
        "format": FORMAT,
        "application": str(application.id),
        "reference": reference_of(application),
        "call": application.call.slug,
        "edition": application.edition.sha256,
        "enterprise": {"name": enterprise.name, "fiscal_code": enterprise.fiscal_code},
        "state": application.state,
        "state_words": STATE_WORDS[application.state].it,
        "events": len(events),
        "head": events[-1].digest if events else "",
    }


def _digests(rows: Mapping[str, list[dict[str, Any]]], events: Iterable[Event]) -> set[str]:
    """The files that any row or event of the dossier names."""
    named = {
        row[column]
        for listed in rows.values()
        for row in listed
        for column in _FILE_COLUMNS
        if row.get(column)
    }
    for one in events:
        detail = getattr(one, "detail", None)
        named |= set() if detail is None else set(files_named(detail.data))
    return named


def _people(rows: Mapping[str, list[dict[str, Any]]], events: Iterable[Event]) -> dict[str, str]:
    """The names of those whom rows and events name by their id."""
    ids = {value for listed in rows.values() for row in listed for value in row.values() if _is_id(value)}
    ids |= {str(one.who_id) for one in events if one.who_id}
    return {str(one.id): str(one) for one in Person.objects.filter(id__in=ids).order_by("id")}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _computed(application: Application, events: list[Event]) -> Iterator[tuple[str, object]]:
    """What the rules make of it as of its last event, moment by moment: docs/answer-format.md.

    Nothing, once the data are gone that it rested on.
    """
    if not events or application.state == "disposed":
        return
    at = events[-1].happened_at
    reviewed, _ = assessed_of(application, statement_of(application), at)
    digest = application.edition.sha256
    if reviewed is not None:
        follows = consequences(reviewed.assessment, reviewed.read, law())
        yield "review", answer(reviewed.assessment, follows, digest)
    if not Award.objects.filter(application=application).exists():
        return
    moments: tuple[AfterAward, ...] = ("reporting", "payment")
    for moment in moments:
        later = later_of(application, moment, at)
        if later.assessment is not None and later.consequences is not None:
            yield moment, answer(later.assessment, later.consequences, digest)


def _json(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()
