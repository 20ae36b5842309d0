"""How is it decided whether somebody may act for an enterprise for which others act already?"""

from datetime import date, datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.register_enterprise import Standing, stand
from bandolo.desk.models import Claim
from bandolo.rules.rule import Words


@transaction.atomic
def decide_claim(
    claim: Claim, is_granted: bool, reason: str, actor: Actor, today: date, now: datetime
) -> Words | None:
    """Grant or refuse, once, by somebody else than who asks; what is wrong, None if nothing."""
    claim = Claim.objects.select_for_update(of=("self",)).get(id=claim.id)
    if claim.decided_at is not None:
        return Words(it="La richiesta è già stata decisa.", en="The request was decided already.")
    if actor.person is None or actor.person.id == claim.person_id:
        return Words(
            it="Sulla propria richiesta decide un altro.", en="One’s own request is decided by another."
        )
    if not is_granted and not reason.strip():
        return Words(it="Il rifiuto vuole un motivo (L. 241/1990, art. 3).", en="A refusal needs its reason.")
    claim.decided_by, claim.decided_at = actor.person, now
    claim.is_granted, claim.reason = is_granted, reason.strip()
    claim.save()
    if is_granted:
        standing = Standing(
            "representative" if claim.granted_by is None else "mandate", claim.evidence_name, b"", claim.until
        )
        stand(claim.enterprise, standing, claim.evidence_sha256, claim.granted_by, claim.person, today)
    data = {"person": str(claim.person_id), "granted": is_granted, "reason": claim.reason}
    record_event("enterprise", claim.enterprise_id, "decide_claim", actor, now, data)
    return None
