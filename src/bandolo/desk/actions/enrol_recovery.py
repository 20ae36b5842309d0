"""How is a recovery handed over to enforced collection (iscrizione a ruolo)?"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.hold_recovery import held_recovery
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Recovery
from bandolo.desk.queries.recoveries import recovery_account
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_OVER = Words(it="tutto è già tornato", en="all came back already")
_ONCE = Words(it="è già a ruolo", en="it is handed over already")
_FUTURE = Words(it="la data non può essere futura", en="the day cannot be one to come")
_REFERENCE = Words(it="indica il numero del ruolo", en="state the number of the list")
_NOT_LATE = Words(
    it="nulla è scaduto: non si può iscrivere a ruolo", en="nothing is overdue: it cannot be enforced"
)


@transaction.atomic
def enrol_recovery(recovery: UUID, on: date, reference: str, actor: Actor, now: datetime) -> Recovery | Words:
    """Note the day and number of the list; only what is overdue can be enforced."""
    held = held_recovery(recovery, actor)
    if isinstance(held, Words):
        return held
    faults = (
        (held.settled_on is not None, _OVER),
        (held.enrolled_on is not None, _ONCE),
        (on > day_in_rome(now), _FUTURE),
        (not reference.strip(), _REFERENCE),
        (not recovery_account(held, now).arrears, _NOT_LATE),
    )
    for is_so, words in faults:
        if is_so:
            return words
    held.enrolled_on, held.enrolled_reference = on, reference.strip()
    held.save(update_fields=["enrolled_on", "enrolled_reference"])
    data = {"recovery": str(recovery), "on": on.isoformat(), "reference": held.enrolled_reference}
    application = held.revocation.application_id
    record_event(
        "application", application, "enrol_recovery", actor, now, data, ("D.P.R. 602/1973, art. 10",)
    )
    return held
