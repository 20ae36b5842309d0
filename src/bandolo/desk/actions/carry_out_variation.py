"""What does an adopted act on a variation change in the dossier?"""

from datetime import datetime

from django.db.models import Max

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import write
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, FieldHistory, Variation
from bandolo.rules.rule import Words

_GONE = Words(
    it="la richiesta è stata rimandata o già decisa: prepara di nuovo",
    en="the request was given back or decided already: prepare the act again",
)
_STALE = Words(
    it="il progetto è cambiato dopo la richiesta: rimandala", en="the project has changed since: give it back"
)


def carry_out_variation(act: Act, actor: Actor, now: datetime) -> Words | None:
    """Decide the variation; where it is authorised, what was asked takes the place of what was approved.

    Each field gets a new version; the sealed application stays as it was sent. The words say why nothing
    may be changed any more.
    """
    held = Variation.objects.select_for_update(of=("self",)).select_related("application")
    asked = held.filter(act=act, decided_at__isnull=True).first()
    if asked is None:
        return _GONE
    opened = open_step(asked.application_id, "decide_variation", actor, now)
    if isinstance(opened, Refusal):
        return opened.words
    if asked.proposed_outcome == "authorised" and not _changed(asked, actor, now):
        return _STALE
    asked.decided_by, asked.decided_at = actor.somebody, now
    asked.save(update_fields=["decided_by", "decided_at"])
    data = {"variation": str(asked.id), "outcome": asked.proposed_outcome, "act": str(act.id)}
    close_step(opened, actor, now, data)
    return None


def _changed(asked: Variation, actor: Actor, now: datetime) -> bool:
    """Write what was asked as new versions; False where a field no longer stands as it did then."""
    application = asked.application
    fields = {one.path: one.value for one in application.fields.filter(path__in=[*asked.changes])}
    if any(fields.get(path) != value for path, value in asked.before.items()):
        return False
    history = FieldHistory.objects.filter(application=application, path__in=[*asked.changes])
    last = dict(history.values("path").annotate(last=Max("version")).values_list("path", "last"))
    values = {path: (value, last.get(path, 0) + 1) for path, value in asked.changes.items()}
    if values:
        write(application, values, actor, now)
    return True
