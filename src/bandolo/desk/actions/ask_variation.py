"""How does a beneficiary ask to change the approved project, before the new costs are made?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Variation
from bandolo.desk.queries.variations import CHANGING, KINDS, Kind, changeable, effect_of
from bandolo.rules.rule import Words

_NO_REASON = Words(it="scrivi i motivi della variazione", en="write the reasons for the variation")
_NO_KIND = Words(it="indica che cosa cambia", en="say what changes")
_NOTHING = Words(it="nulla è diverso da quanto approvato", en="nothing differs from what was approved")
_OPEN = Words(
    it="una richiesta di variazione attende già l'esito", en="a variation waits for its outcome already"
)
_MADE = Words(
    it="le nuove spese sono già fatte: la variazione si chiede prima",
    en="the new costs are made already: a variation is asked for before",
)
_UNREADABLE = Words(
    it="con queste modifiche il progetto non si legge: {}", en="so changed it cannot be read: {}"
)


@transaction.atomic
def ask_variation(
    application: UUID,
    kind: Kind,
    reason: str,
    changes: Mapping[str, object],
    is_made: bool,
    actor: Actor,
    now: datetime,
) -> Variation | Refusal:
    """Ask for a variation with its reasons (VDI-44, C26-A7, L12-3); `changes` are values by path.

    Refused, and recorded as refused, where the new costs are made already, so says the beneficiary. What it
    would do to costs and grant is kept as it was shown. No kind asks for more time: the terms are the call's.
    """
    opened = open_step(application, "ask_variation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if fault := _fault(application, kind, reason):
        return Refusal("ask_variation", fault)
    if is_made:
        return refuse(opened.application, "ask_variation", _MADE, actor, now)
    stands = {one.path: one.value for one in changeable(opened.application, kind)}
    changed = {path: value for path, value in changes.items() if path in stands and stands[path] != value}
    if kind in CHANGING and not changed:
        return Refusal("ask_variation", _NOTHING)
    effect = effect_of(opened.application, changed, now)
    if effect.problems:
        return Refusal("ask_variation", _unreadable("; ".join(effect.problems)))
    asked = Variation.objects.create(
        application=opened.application,
        kind=kind,
        reason=reason.strip(),
        changes=changed,
        before={path: stands[path] for path in changed},
        effect=effect.as_json,
        by=actor.somebody,
    )
    data = {"variation": str(asked.id), "kind": kind, "changes": changed, "effect": asked.effect}
    close_step(opened, actor, now, data)
    return asked


def _fault(application: UUID, kind: str, reason: str) -> Words | None:
    waiting = Variation.objects.filter(application=application, decided_at__isnull=True).exists()
    faults = ((kind not in KINDS, _NO_KIND), (not reason.strip(), _NO_REASON), (waiting, _OPEN))
    return next((words for is_so, words in faults if is_so), None)


def _unreadable(told: str) -> Words:
    return Words(it=_UNREADABLE.it.format(told), en=_UNREADABLE.en.format(told))
