"""How is a recovery held while something is done to it, so that two take turns?"""

from uuid import UUID

from bandolo.desk.models import Application, Recovery


def held_recovery(recovery: UUID) -> Recovery:
    """A recovery under the locks of its application and its own, in that order as everywhere."""
    found = Recovery.objects.select_related("revocation", "award").get(id=recovery)
    Application.objects.select_for_update(of=("self",)).get(id=found.revocation.application_id)
    held = Recovery.objects.select_for_update(of=("self",))
    return held.select_related("award", "revocation__application__call", "revocation__act").get(id=recovery)
