"""How does an officer find otherwise than the rules, or confirm them, on one requirement or document?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step, verb_now
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Finding, Review
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.payable import OWN_GATES
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

    In the check of a report also on what the law asks before a payment, always with its protocol. What was
    found before stays kept; the last finding counts.
    """
    verb = verb_now(application, "propose")
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    rules = rules_of(opened.application.edition_id)
    known = (
        *rules.requirements,
        *rules.documents,
        *rules.aid,
        *((rules.score,) if rules.score else ()),
        *OWN_GATES,
    )
    rule = next((one for one in known if one.id == requirement), None)
    if rule is None:
        return Refusal(verb, _UNKNOWN)
    if verdict not in VERDICTS:
        return Refusal(verb, _NO_VERDICT)
    if (verdict != "passed" or rule in OWN_GATES) and not reason.strip():
        return Refusal(verb, _NO_REASON)
    review = Review.objects.get(application=application)
    found = Finding.objects.create(
        review=review, requirement=requirement, verdict=verdict, reason=reason.strip(), by=actor.somebody
    )
    data = {"requirement": requirement, "verdict": verdict, "reason": found.reason}
    record_event("application", application, "find", actor, now, data, rule.clauses)
    return found
