"""How does an officer propose the outcome of a review?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Review
from bandolo.desk.queries.checklist import Check
from bandolo.desk.queries.dossier import Assessed, assessed_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.review_terms import notice_deadline
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.rule import Words

_NO_OUTCOME = Words(it="scegli un esito", en="choose an outcome")
_UNREADABLE = Words(it="la domanda non si può valutare: {}", en="the application cannot be assessed: {}")
_AGAINST = Words(it="non è ammissibile, osta: {}", en="it is not admissible, against it: {}")
_OPEN = Words(it="resta da verificare: {}", en="still to be verified: {}")
_AMOUNTS = Words(it="mancano dati per calcolare il contributo", en="data to work out the grant are missing")
_NOTHING_AGAINST = Words(
    it="nulla osta: registra prima la verifica non superata, con il motivo",
    en="nothing stands against it: record first the check that failed, with the reason",
)
_CURABLE = Words(
    it="si può regolarizzare: prima va chiesta l'integrazione ({})",
    en="it can be mended: first ask for a supplement ({})",
)
_NOTICE = Words(
    it="prima va inviato il preavviso di rigetto (L. 241/1990, art. 10-bis)",
    en="first the notice of refusal has to be sent (L. 241/1990, art. 10-bis)",
)


@transaction.atomic
def propose_outcome(
    application: UUID, outcome: str, reason: str, actor: Actor, now: datetime
) -> Review | Refusal:
    """Propose `admissible` or `refused`, as checks and findings bear out; another person decides."""
    opened = open_step(application, "propose", actor, now)
    if isinstance(opened, Refusal):
        return opened
    if outcome not in ("admissible", "refused"):
        return Refusal("propose", _NO_OUTCOME)
    found, problems = assessed_of(opened.application, statement_of(opened.application), now)
    if found is None:
        return refuse(opened.application, "propose", _listed(_UNREADABLE, problems), actor, now)
    against = found.checklist.against
    words = (
        _against_admission(found)
        if outcome == "admissible"
        else _against_refusal(opened.application, against)
    )
    if words is not None:
        return refuse(opened.application, "propose", words, actor, now)
    review = Review.objects.select_for_update().get(application=application)
    review.proposed_outcome, review.proposed_reason = outcome, reason.strip()
    review.proposed_by, review.proposed_at = actor.person, now
    review.save()
    data = {
        "outcome": outcome,
        "reason": review.proposed_reason,
        "against": [one.rule.id for one in found.checklist.against],
        "admitted": found.assessment.outcome.admitted_total,
        "grant": found.grant,
    }
    clauses = [clause for one in found.checklist.against for clause in one.rule.clauses]
    close_step(opened, actor, now, data, tuple(dict.fromkeys(clauses)))
    return review


def _against_admission(found: Assessed) -> Words | None:
    checklist = found.checklist
    if checklist.against:
        return _listed(_AGAINST, [one.rule.words for one in checklist.against])
    if checklist.unknown:
        return _listed(_OPEN, [one.rule.words for one in checklist.unknown])
    return None if found.assessment.outcome.known.aid else _AMOUNTS


def _against_refusal(application: Application, against: tuple[Check, ...]) -> Words | None:
    if not against:
        return _NOTHING_AGAINST
    asked = application.supplements.filter(answered_at__isnull=False) | application.supplements.filter(
        lapsed_at__isnull=False
    )
    if all(one.effect == "curable" for one in against) and not asked.exists():
        return _listed(_CURABLE, [one.rule.words for one in against])
    notice = notice_deadline(rules_of(application.edition_id))
    return _NOTICE if notice is not None and not application.refusal_notices.exists() else None


def _listed(words: Words, parts: list[Words] | list[str]) -> Words:
    it = "; ".join(one if isinstance(one, str) else one.it for one in parts)
    en = "; ".join(one if isinstance(one, str) else one.en for one in parts)
    return Words(it=words.it.format(it), en=words.en.format(en))
