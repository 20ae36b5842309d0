"""How is a beneficiary let pay back in instalments?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.hold_recovery import held_recovery
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import RecoveryPlan
from bandolo.desk.queries.recoveries import parts_of, received_of
from bandolo.desk.queries.revocations import recovery_rule
from bandolo.rules.counting import Term, last_day
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import law
from bandolo.rules.returning import plan_of
from bandolo.rules.rule import Words

MOST = 120
_COUNT = Words(it="indica quante rate, da 1 a 120", en="state how many instalments, 1 to 120")
_EVERY = Words(it="indica ogni quanti mesi, da 1 a 12", en="state how many months apart, 1 to 12")
_FIRST = Words(it="la prima rata scade da oggi in poi", en="the first instalment falls due from today on")
_NO_REASON = Words(it="scrivi perché si concede", en="write why it is granted")
_OVER = Words(it="tutto è già tornato", en="all came back already")


@dataclass(frozen=True)
class Plan:
    """So many instalments, the first by a day, the others so many months apart, and why."""

    count: int | None
    first: date
    months: int | None
    reason: str


@transaction.atomic
def grant_recovery_plan(recovery: UUID, asked: Plan, actor: Actor, now: datetime) -> RecoveryPlan | Words:
    """Divide what is still out over instalments; a plan before it counts no longer.

    The words say what stands against it, also where the law knows no rate for a day of the plan.
    """
    held, count, months = held_recovery(recovery, actor), asked.count or 0, asked.months or 0
    if isinstance(held, Words):
        return held
    faults = (
        (held.settled_on is not None, _OVER),
        (not 1 <= count <= MOST, _COUNT),
        (not 1 <= months <= 12, _EVERY),  # noqa: PLR2004 - the months of a year
        (asked.first < day_in_rome(now), _FIRST),
        (not asked.reason.strip(), _NO_REASON),
    )
    for is_so, words in faults:
        if is_so:
            return words
    later = (last_day(asked.first, Term(months * number, "months")) for number in range(1, count))
    receipts = received_of(held)
    rule = recovery_rule(held.revocation.application)
    try:
        found = plan_of(parts_of(held), receipts, [asked.first, *later], law().interest, rule)
    except ValueError as problem:
        return Words(it=f"il piano non si può contare: {problem}", en=str(problem))
    rows = [
        {"due": one.due.isoformat(), "principal": one.principal, "interest": one.interest} for one in found
    ]
    plan = RecoveryPlan.objects.create(
        recovery=held,
        instalments=rows,
        receipts_before=len(receipts),
        reason=asked.reason.strip(),
        by=actor.somebody,
    )
    data = {"recovery": str(recovery), "instalments": plan.instalments, "reason": plan.reason}
    application = held.revocation.application_id
    record_event("application", application, "grant_recovery_plan", actor, now, data, rule.clauses)
    return plan
