"""How does a mandate end before its day?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, actor: Actor, now: datetime) -> bool:
    """Revoke, or give back, a mandate; False if that was done before. It holds from this very instant."""
    changed = Mandate.objects.filter(id=mandate.id, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=actor.person
    )
    if not changed:
        return False
    data = {"mandate": str(mandate.id), "person": str(mandate.person_id)}
    record_event("enterprise", mandate.enterprise_id, "revoke_mandate", actor, now, data)
    return True
