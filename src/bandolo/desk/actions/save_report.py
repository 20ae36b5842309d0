"""How is what people type in a report kept, where the report is open for it?"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import Outcome, Typed, save_in
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application
from bandolo.desk.queries.report_now import report_now
from bandolo.rules.rule import Words

_CLOSED = Words(
    it="Questa parte non si può cambiare: non è aperta, o è superata. Quanto scritto è ancora qui sotto.",
    en="This part cannot be changed: it is not open, or it is passed. What was typed is still here below.",
)


@transaction.atomic
def save_report(
    application: Application, typed: Sequence[Typed], edition: str, actor: Actor, now: datetime
) -> tuple[Outcome, ...] | Refusal:
    """Save what changed of the paths that the report asks and has open, each field by its own version."""
    held = Application.objects.select_for_update(of=("self",)).get(id=application.id)
    at = report_now(held, now)
    if typed and not any(at.fact_at(one.path) for one in typed) and held.state == "awarded":
        return Refusal("edit_report", _CLOSED)
    return save_in(held, at, "edit_report", typed, edition, actor, now)
