"""How does an enterprise answer a request: only what was asked, and only within the term?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import Opened, close_step, open_step, refuse, verb_now
from bandolo.desk.actions.verify_again import verify_soon
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Arrival, Attachment, Field, FieldHistory, Supplement
from bandolo.rules.rule import Words

_LATE = Words(it="il termine per rispondere è scaduto", en="the term to answer is over")
_NOT_ASKED = Words(it="non è stato chiesto: {}", en="this was not asked for: {}")
_COMING = Words(
    it="un file è ancora in arrivo o in controllo: {}", en="a file still arrives or is being looked at: {}"
)
_NOTHING = Words(it="la risposta è vuota", en="the answer is empty")


@transaction.atomic
def answer_supplement(
    application: UUID, values: Mapping[str, Any], actor: Actor, now: datetime
) -> Supplement | Refusal:
    """Take the values by path that answer the open request, and the files that were given for it.

    Each file was checked as it came in (`give_file`), and keeps what was found of it. What stood there before
    is kept in the history; an attachment is replaced, never removed, and what is due for each record of a
    kind stays with its record.
    """
    verb = verb_now(application, "answer_supplement")
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    asked = Supplement.objects.get(application=application, answered_at__isnull=True, lapsed_at__isnull=True)
    if asked.term is not None and now >= asked.term:
        return refuse(opened.application, verb, _LATE, actor, now)
    coming = Arrival.objects.filter(application=application, kind="supplement")
    if (late := coming.filter(state__in=("arriving", "waiting")).first()) is not None:
        return Refusal(verb, Words(it=_COMING.it.format(late.name), en=_COMING.en.format(late.name)))
    files = list(coming.select_for_update(of=("self",)).filter(state="ready").order_by("document"))
    given = {*values, *(f"document/{one.document}" for one in files)}
    if strange := sorted(given - set(asked.items.values_list("path", flat=True))):
        names = ", ".join(strange)
        words = Words(it=_NOT_ASKED.it.format(names), en=_NOT_ASKED.en.format(names))
        return refuse(opened.application, verb, words, actor, now)
    if not given:
        return Refusal(verb, _NOTHING)
    for path, value in values.items():
        _set(opened, path, value, actor, now)
    digests = {one.document: _attach(opened, one, actor, now) for one in files}
    asked.answered_at = now
    asked.save(update_fields=["answered_at"])
    close_step(opened, actor, now, {"supplement": str(asked.id), "values": {**values}, "files": digests})
    return asked


def _set(opened: Opened, path: str, value: object, actor: Actor, now: datetime) -> None:
    application = opened.application
    held = Field.objects.select_for_update().filter(application=application, path=path).first()
    last = FieldHistory.objects.filter(application=application, path=path).order_by("-version").first()
    version = max(held.version if held else 0, last.version if last else 0) + 1
    if held is None:
        held = Field(application=application, path=path)
    held.value, held.version, held.by, held.changed_at = value, version, actor.somebody, now
    held.save()
    FieldHistory.objects.create(
        application=application, path=path, value=value, version=version, by=actor.somebody
    )


def _attach(opened: Opened, file: Arrival, actor: Actor, now: datetime) -> str:
    before = list(
        Attachment.objects.select_for_update()
        .filter(application=opened.application, document=file.document, record="")
        .exclude(state="replaced")
    )
    new = Attachment.objects.create(
        application=opened.application,
        document=file.document,
        sha256=file.sha256,
        name=file.name,
        size=file.size,
        content_type=file.found["content_type"],
        verdicts=file.found["verdicts"],
        state=file.found["state"],
        by=actor.somebody,
    )
    for one in before:
        one.state, one.replaced_by = "replaced", new
        one.save(update_fields=["state", "replaced_by"])
    file.state, file.changed_at = "taken", now
    file.save(update_fields=["state", "changed_at"])
    verify_soon(new)
    return new.sha256
