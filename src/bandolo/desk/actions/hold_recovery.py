"""How is a recovery held while something is done to it, so that two take turns?"""

from uuid import UUID

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Recovery
from bandolo.rules.rule import Words


def held_recovery(recovery: UUID, actor: Actor) -> Recovery | Words:
    """A recovery under the locks of its application and its own, in that order as everywhere.

    The words say why the actor does nothing to it.
    """
    found = Recovery.objects.select_related("revocation", "award").get(id=recovery)
    applications = Application.objects.select_for_update(of=("self",))
    conflict = conflict_of(applications.get(id=found.revocation.application_id), actor)
    if conflict is not None:
        return conflict
    held = Recovery.objects.select_for_update(of=("self",))
    return held.select_related("award", "revocation__application__call", "revocation__act").get(id=recovery)
