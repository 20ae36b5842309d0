"""How does an application gain a record (a cost, a supplier), lose one, or say that there is none?"""

from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import Max, Q

from bandolo.desk.actions.attach import detach
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import locked, write
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, Attachment, Field, FieldHistory
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.report_form import report_form_of
from bandolo.rules.rule import Words

MOST_RECORDS = 500
TOO_MANY = Words(
    it=f"Al massimo {MOST_RECORDS} voci di un tipo.", en=f"At most {MOST_RECORDS} entries of a kind."
)
NO_SUCH = Words(it="Il bando non chiede voci di questo tipo.", en="The call asks for no such entries.")


@transaction.atomic
def add_record(
    application: Application, kind: str, actor: Actor, now: datetime, verb: Verb = "edit"
) -> str | Refusal:
    """Add an empty record of a kind that the form of the verb takes, and give its id."""
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        return held
    if not _takes(held, kind, verb):
        return Refusal(verb, NO_SUCH)
    markers = Field.objects.filter(application=held, path__regex=rf"^record/{kind}/[^/]+$")
    if markers.count() >= MOST_RECORDS:
        return Refusal(verb, TOO_MANY)
    id = token_hex(6)
    values: dict[str, tuple[object, int]] = {f"record/{kind}/{id}": (True, 1)}
    if Field.objects.filter(application=held, path=f"records/{kind}").exists():
        values[f"records/{kind}"] = (None, _last(held, f"records/{kind}") + 1)
    write(held, values, actor, now, verb)
    return id


def _takes(held: Application, kind: str, verb: Verb) -> bool:
    if verb == "edit_report":
        return report_form_of(held.edition_id).has_kind(kind)
    return form_of(held.edition_id).step(kind) is not None


@transaction.atomic
def remove_record(
    application: Application, kind: str, record: str, actor: Actor, now: datetime, verb: Verb = "edit"
) -> Refusal | None:
    """Take a record away with all that it says and the papers given for it; its history stays."""
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        return held
    if not _takes(held, kind, verb):
        return Refusal(verb, NO_SUCH)
    place = f"record/{kind}/{record}"
    rows = Field.objects.filter(Q(path=place) | Q(path__startswith=f"{place}/"), application=held)
    values: dict[str, tuple[object, int]] = {one.path: (None, one.version + 1) for one in rows}
    if values:
        write(held, values, actor, now, verb)
    for one in Attachment.objects.filter(application=held, record=f"{kind}/{record}", state__in=ATTACHED):
        detach(held, one.id, actor, now, verb)
    return None


@transaction.atomic
def say_none(application: Application, kind: str, actor: Actor, now: datetime) -> Refusal | None:
    """Say that there is nothing of a kind; where there is a record, nothing is changed."""
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    if form_of(held.edition_id).step(kind) is None:
        return Refusal("edit", NO_SUCH)
    of_kind = Q(path__startswith=f"record/{kind}/") | Q(path=f"records/{kind}")
    if not Field.objects.filter(of_kind, application=held).exists():
        version = _last(held, f"records/{kind}") + 1
        write(held, {f"records/{kind}": ("none", version)}, actor, now)
    return None


def _last(held: Application, path: str) -> int:
    found = FieldHistory.objects.filter(application=held, path=path).aggregate(last=Max("version"))
    return found["last"] or 0
