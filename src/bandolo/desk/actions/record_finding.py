"""How does an officer find otherwise than the rules, or confirm them, on one requirement or document?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Finding, Review
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.rule import Words

VERDICTS = ("passed", "failed", "unknown")
_UNKNOWN = Words(it="il bando non ha questa verifica", en="the call has no such check")
_NO_VERDICT = Words(it="scegli un esito", en="choose a verdict")
_NO_REASON = Words(
    it="scrivi perché: un esito diverso da «soddisfatto» va motivato (L. 241/1990, art. 3)",
    en='write why: any verdict other than "passed" needs its reason (L. 241/1990, art. 3)',
)


@transaction.atomic
def record_finding(
    application: UUID, requirement: str, verdict: str, reason: str, actor: Actor, now: datetime
) -> Finding | Refusal:
    """Keep an officer's verdict (`passed`, `failed`, `unknown`) on a requirement, a step or a document.

    What was found before stays kept; the last finding counts.
    """
    opened = open_step(application, "propose", actor, now)
    if isinstance(opened, Refusal):
        return opened
    rules = rules_of(opened.application.edition_id)
    known = (*rules.requirements, *rules.documents, *rules.aid, *((rules.score,) if rules.score else ()))
    rule = next((one for one in known if one.id == requirement), None)
    if rule is None:
        return Refusal("propose", _UNKNOWN)
    if verdict not in VERDICTS:
        return Refusal("propose", _NO_VERDICT)
    if verdict != "passed" and not reason.strip():
        return Refusal("propose", _NO_REASON)
    review = Review.objects.get(application=application)
    found = Finding.objects.create(
        review=review, requirement=requirement, verdict=verdict, reason=reason.strip(), by=actor.somebody
    )
    data = {"requirement": requirement, "verdict": verdict, "reason": found.reason}
    record_event("application", application, "find", actor, now, data, rule.clauses)
    return found
