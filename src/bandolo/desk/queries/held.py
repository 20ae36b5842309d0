"""What does the desk hold on a person, as one file that opens anywhere (Reg. (UE) 2016/679, art. 15)?"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, ForeignKey, Max, Min, Model, Q, TextField
from django.db.models.functions import Cast

from bandolo.desk.models import Event, Field, Person
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.letters import reference_of

# What proves a person is no datum to hand out, whoever asks.
SECRETS = frozenset({"password", "sealed_secret", "code_sha256", "session", "last_step"})
# Rows that are about a person; other columns tell that they did something with the data of others.
SUBJECT = ("person", "opened_by")
_EVIDENCE = ("evidence_sha256",)
_DAY = (1980, 1, 1, 0, 0, 0)
_RECORD_PARTS = 4


def held_on(person: Person) -> dict[str, Any]:
    """Everything, as JSON: who they are, each row about them, what they did, and where they are named.

    Where they did something with what belongs to others, the rows are counted, not shown (art. 15, par. 4).
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    did: list[dict[str, Any]] = []
    for model in apps.get_app_config("desk").get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented API
            if not isinstance(field, ForeignKey) or field.related_model is not Person or model is Event:
                continue
            found = model._default_manager.filter(**{field.name: person})  # noqa: SLF001 - as above
            name = str(model._meta.model_name)  # noqa: SLF001 - as above
            if field.name in SUBJECT:
                rows.setdefault(name, []).extend(_row(one) for one in found.order_by("at"))
            else:
                counted = found.order_by().aggregate(first=Min("at"), last=Max("at"))
                if counted["first"] is not None:
                    span = {key: _plain(value) for key, value in counted.items()}
                    did.append({"table": name, "as": field.name, "rows": found.count(), **span})
    return {
        "person": _row(person),
        "rows": {name: listed for name, listed in sorted(rows.items()) if listed},
        "did": sorted(did, key=lambda one: (one["table"], one["as"])),
        "events": [_event(one) for one in _events(person)],
        "named": list(_named(person)),
    }


def held_file(person: Person, now: datetime) -> bytes:
    """The same as a ZIP: a page to read, the JSON, the papers that the person gave of themselves."""
    found = held_on(person)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("index.html", _DAY), _page(person, found, now))
        text = json.dumps(found, sort_keys=True, ensure_ascii=False, indent=1)
        archive.writestr(zipfile.ZipInfo("dati.json", _DAY), text + "\n")
        for digest in sorted(_papers(found["rows"])):
            try:
                archive.writestr(zipfile.ZipInfo(f"documenti/{digest}", _DAY), kept(digest))
            except OSError:
                continue
    return file.getvalue()


def _events(person: Person) -> Iterator[Event]:
    """What was done by a person, and what was done to their own dossier."""
    about = Event.objects.filter(Q(who=person) | Q(dossier=person.id)).select_related("detail")
    return iter(about.order_by("happened_at", "seq"))


def _event(one: Event) -> dict[str, Any]:
    """An event of the person's own dossier whole; of another's, that it was done."""
    found = {
        "dossier": f"{one.dossier_kind} {one.dossier}",
        "at": _plain(one.happened_at),
        "what": one.what,
        "role": one.role,
    }
    detail = getattr(one, "detail", None)
    if one.dossier_kind == "person" and detail is not None:
        found["data"] = detail.data
    return found


def _named(person: Person) -> Iterator[dict[str, Any]]:
    """The answers of applications that name the person's fiscal code, each with the rest of its record."""
    texts = Field.objects.annotate(text=Cast("value", TextField()))
    found = texts.filter(text__icontains=person.fiscal_code).select_related("application__call")
    for one in found.order_by("application", "path"):
        parts = one.path.split("/")
        paths = {one.path}
        if len(parts) == _RECORD_PARTS and parts[0] == "record":
            prefix = "/".join(parts[:3]) + "/"
            record = Field.objects.filter(application=one.application_id, path__startswith=prefix)
            paths |= set(record.values_list("path", flat=True))
        values = Field.objects.filter(application=one.application_id, path__in=paths).annotate(
            told=F("value")
        )
        yield {
            "application": reference_of(one.application),
            "answers": {each.path: each.value for each in values.order_by("path")},
        }


def _papers(rows: Mapping[str, list[dict[str, Any]]]) -> set[str]:
    return {row[name] for listed in rows.values() for row in listed for name in _EVIDENCE if row.get(name)}


def _row(one: Model) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(one, field.attname))
        for field in one._meta.concrete_fields  # noqa: SLF001 - Django's documented API
        if field.name not in SECRETS
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _page(person: Person, found: Mapping[str, Any], now: datetime) -> str:
    """To be read in any browser, without network; every text is escaped."""
    parts = [
        '<!doctype html><html lang="it"><head><meta charset="utf-8">',
        "<title>Dati personali</title></head><body>",
        f"<h1>Dati personali di {escape(str(person))} / Personal data</h1><p>{escape(_plain(now))}</p>",
        _list("Chi / Who", [found["person"]]),
        *(_list(name, listed) for name, listed in found["rows"].items()),
        _list("Che cosa ha fatto / What was done", found["did"]),
        _list("Eventi / Events", found["events"]),
        _list("Dove compare / Where named", found["named"]),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _list(title: str, rows: list[dict[str, Any]]) -> str:
    items = "".join(
        f"<li>{'; '.join(f'{escape(str(name))}: {escape(str(value))}' for name, value in row.items())}</li>"
        for row in rows
    )
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>"
