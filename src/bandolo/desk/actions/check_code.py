"""Does a code prove that a person holds their device, or the paper that stands in for it?"""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Person, RecoveryCode, SecondFactor
from bandolo.desk.outside.sealing import opened
from bandolo.desk.second_factor import step_of


@transaction.atomic
def check_code(person: Person, code: str, now: datetime, wall: datetime) -> bool:
    """Take a code of the device, or a recovery code; either only once."""
    factor = SecondFactor.objects.select_for_update(of=("self",)).filter(person=person).first()
    if factor is None:
        return False
    step = step_of(opened(factor.sealed_secret), code, wall, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    digest = sha256(code.replace(" ", "").replace("-", "").upper().encode()).hexdigest()
    unused = RecoveryCode.objects.filter(person=person, code_sha256=digest, used_at__isnull=True)
    if not unused.update(used_at=now):
        return False
    record_event("person", person.id, "use_recovery_code", Actor(person), now, {})
    return True
