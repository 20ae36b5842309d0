"""How does a person cease to hold a role in the body?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import StaffRole
from bandolo.desk.queries.roles import holders
from bandolo.rules.rule import Words

_OVER = Words(it="Il ruolo è già finito.", en="The role has ended already.")
_LAST = Words(
    it="È l’ultimo amministratore: nominarne prima un altro.",
    en="This is the last administrator: name another one first.",
)


@transaction.atomic
def end_role(role: StaffRole, actor: Actor, now: datetime) -> Words | None:
    """End a role now, or before it began; what is wrong, None if nothing. One administrator always stays."""
    # All of them, in one order: two that end each other's at once take turns.
    held = {
        one.id: one for one in StaffRole.objects.select_for_update().filter(role=role.role).order_by("id")
    }
    found = held[role.id]
    if found.until is not None and found.until <= now:
        return _OVER
    if role.role == "administrator" and not holders("administrator").exclude(id=found.person_id).exists():
        return _LAST
    found.until = max(now, found.since)
    found.save(update_fields=["until"])
    data = {"role": found.role, "until": found.until.isoformat()}
    record_event("person", found.person_id, "end_role", actor, now, data)
    return None
