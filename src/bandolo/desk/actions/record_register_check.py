"""How is it recorded what a register, or an officer's own look, says of an enterprise?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import RegisterCheck
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_LATER = Words(it="la verifica non può essere di un giorno futuro", en="a check cannot be of a day to come")
_NO_PROTOCOL = Words(
    it="scrivi il protocollo o il riferimento della verifica", en="write the protocol of the check"
)


@transaction.atomic
def record_register_check(
    application: UUID,
    register: str,
    checked_on: date,
    protocol: str,
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> RegisterCheck | Refusal:
    """Keep what a register answered on a day under a protocol; its facts go before those declared.

    `facts` are values as an application file writes them, and records by kind under "records".
    """
    opened = open_step(application, "propose", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if checked_on > day_in_rome(now):
        return Refusal("propose", _LATER)
    if not protocol.strip():
        return Refusal("propose", _NO_PROTOCOL)
    check = RegisterCheck.objects.create(
        application=opened.application,
        register=register,
        checked_on=checked_on,
        protocol=protocol.strip(),
        outcome="found" if facts else "nothing",
        facts=dict(facts),
        by=actor.somebody,
    )
    data = {
        "register": register,
        "checked_on": checked_on.isoformat(),
        "protocol": check.protocol,
        "facts": dict(facts),
    }
    record_event("application", application, "check_register", actor, now, data)
    return check
