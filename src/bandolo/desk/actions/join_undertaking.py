"""How do enterprises come to count as one, and cease to (Reg. (UE) 2023/2831, art. 2.2)?"""

from datetime import date, datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Enterprise, Undertaking, UndertakingMember
from bandolo.desk.queries.enterprises import acted_for
from bandolo.desk.queries.visible import enterprises_of
from bandolo.rules.rule import Words


@transaction.atomic
def join_undertaking(
    enterprise: Enterprise, code: str, name: str, actor: Actor, today: date, now: datetime
) -> Enterprise | Words:
    """Declare that the enterprise of a fiscal code forms one undertaking with this one.

    For an enterprise of others they declare it: nobody binds one that they do not act for.
    """
    other, _ = Enterprise.objects.get_or_create(fiscal_code=code, defaults={"name": name})
    if other.id == enterprise.id:
        return Words(
            it="È l’impresa stessa: indicate le altre.", en="This is the enterprise itself: name others."
        )
    if acted_for(other) and not _acts_for(actor, other):
        return Words(
            it="Questa impresa ha chi la rappresenta: il collegamento lo dichiara chi agisce per essa.",
            en="Others act for this enterprise: whoever does declares the link.",
        )
    # One after the other, in the order of their ids, so that two declarations do not wait for each other.
    list(
        Enterprise.objects.select_for_update(of=("self",))
        .filter(id__in=[enterprise.id, other.id])
        .order_by("id")
    )
    mine, theirs = _membership(enterprise), _membership(other)
    if theirs is not None:
        if mine is not None and mine.undertaking_id == theirs.undertaking_id:
            return other
        if mine is not None:
            return Words(
                it="L’impresa sta già in un altro gruppo: prima ne esce.",
                en="The enterprise is in another group: it leaves that first.",
            )
    known = theirs or mine
    group = known.undertaking if known else Undertaking.objects.create(name=enterprise.name)
    for one, before in ((enterprise, mine), (other, theirs)):
        if before is None:
            UndertakingMember.objects.create(undertaking=group, enterprise=one, since=today)
    data = {"undertaking": str(group.id), "with": str(other.id)}
    record_event("enterprise", enterprise.id, "join_undertaking", actor, now, data)
    return other


@transaction.atomic
def leave_undertaking(enterprise: Enterprise, actor: Actor, today: date, now: datetime) -> bool:
    """Declare that the enterprise is no longer part of its undertaking; False if it is part of none."""
    member = _membership(enterprise)
    if member is None:
        return False
    member.until = today
    member.save(update_fields=["until"])
    data = {"undertaking": str(member.undertaking_id)}
    record_event("enterprise", enterprise.id, "leave_undertaking", actor, now, data)
    return True


def _membership(enterprise: Enterprise) -> UndertakingMember | None:
    found = UndertakingMember.objects.select_for_update(of=("self",)).filter(
        enterprise=enterprise, until__isnull=True
    )
    return found.select_related("undertaking").first()


def _acts_for(actor: Actor, other: Enterprise) -> bool:
    if actor.person is None:
        return False
    return enterprises_of(actor.person, actor.role).filter(id=other.id).exists()
