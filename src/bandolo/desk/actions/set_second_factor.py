"""How does a person bind a device to their account?"""

from datetime import datetime
from hashlib import sha256
from secrets import choice

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Person, RecoveryCode, SecondFactor
from bandolo.desk.outside.sealing import sealed
from bandolo.desk.second_factor import step_of

CODES = 10
# Without the signs that are taken for one another: 50 bits a code.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10


@transaction.atomic
def set_second_factor(
    person: Person, secret: str, code: str, now: datetime, wall: datetime
) -> tuple[str, ...] | None:
    """Bind the device that shows `code` for `secret`; the recovery codes. None if it shows another.

    A person who has a device keeps it: an administrator removes it first.
    """
    step = step_of(secret, code, wall, after=0)
    Person.objects.select_for_update(of=("self",)).get(id=person.id)
    if step is None or SecondFactor.objects.filter(person=person).exists():
        return None
    SecondFactor.objects.create(person=person, sealed_secret=sealed(secret), last_step=step)
    codes = tuple("".join(choice(SIGNS) for _ in range(LENGTH)) for _ in range(CODES))
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_sha256=sha256(one.encode()).hexdigest()) for one in codes
    )
    record_event("person", person.id, "set_second_factor", Actor(person), now, {})
    return codes
