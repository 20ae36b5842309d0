"""How is it recorded what a register, or an officer's own look, says of an enterprise?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, RegisterCheck
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_LATER = Words(it="la verifica non può essere di un giorno futuro", en="a check cannot be of a day to come")
_NO_PROTOCOL = Words(
    it="scrivi il protocollo o il riferimento della verifica", en="write the protocol of the check"
)

# The verb that an officer holds at each stage at which registers are asked; at review, that of the proposal.
_VERBS: Mapping[str, Verb] = {
    "awarded": "record_milestone",
    "report_check": "propose_payment",
    "payable": "recall_payment",
}


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
    state = Application.objects.values_list("state", flat=True).get(id=application)
    verb = _VERBS.get(state, "propose")
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    if checked_on > day_in_rome(now):
        return Refusal(verb, _LATER)
    if not protocol.strip():
        return Refusal(verb, _NO_PROTOCOL)
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
